import { editionsByInstance, getInstances, type Instance } from "../catalogue/index.ts";
import {
  type Availability,
  availabilityOf,
  type HoldingGroup,
  holdingsOfInstances,
} from "../circulation/index.ts";
import type { Db } from "../kernel/database.ts";
import { gathered, type Lookup } from "./catalogue/gathered.ts";

/** What rows of results are made of, read for all pages together that are asked for at one time. */
export type PageReads = {
  /** Whoever they are for: who asks sees to that. */
  instances: Lookup<number, Instance>;
  /** By instance, the ids of its work's editions. */
  editions: Lookup<number, number[]>;
  availability: Lookup<number, Availability>;
  /** Copies by library, place and call number. */
  groups: Lookup<number, HoldingGroup[]>;
};

/** The reads of one process over one database. */
export function createPageReads(db: Db): PageReads {
  return {
    instances: gathered(
      async (ids) => new Map((await getInstances(db, [...ids], "all")).map((i) => [i.id, i])),
    ),
    editions: gathered((ids) => editionsByInstance(db, ids)),
    availability: gathered((ids) => availabilityOf(db, ids)),
    groups: gathered((ids) => holdingsOfInstances(db, ids)),
  };
}
