import { editionsOf, getInstances, type Instance } from "../catalogue/index.ts";
import { type Availability, availabilityOf } from "../circulation/index.ts";
import type { Db } from "../kernel/database.ts";
import { gathered, type Lookup } from "../kernel/gathered.ts";

/** What rows of results are made of, read for all pages together that are asked for at one time. */
export type PageReads = {
  instances: Lookup<number, Instance>;
  /** By work, the ids of its editions. */
  editions: Lookup<number, number[]>;
  availability: Lookup<number, Availability>;
};

/** The reads of one process over one database. */
export function createPageReads(db: Db): PageReads {
  return {
    instances: gathered(async (ids) => new Map((await getInstances(db, [...ids])).map((i) => [i.id, i]))),
    editions: gathered((works) => editionsOf(db, works)),
    availability: gathered((ids) => availabilityOf(db, ids)),
  };
}

/** Instances in the order of their ids; those that are gone are left out. */
export async function instancesInOrder(reads: PageReads, ids: readonly number[]): Promise<Instance[]> {
  const found = await reads.instances(ids);
  return ids.flatMap((id) => found.get(id) ?? []);
}
