import { sql } from "kysely";
import { type Asker, closedBecause } from "../assets/index.ts";
import type { Db } from "../kernel/database.ts";
import type { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { roleIn } from "./access.ts";
import { type Collection, collectionById } from "./collections.ts";
import { type CollectionObject, findObject, type ObjectPage, pagesOf } from "./objects.ts";
import { refuse } from "./refusals.ts";
import { liveConfig } from "./revisions.ts";
import type { Config } from "./schema.ts";
import type { AccessLevel } from "./words.ts";

/** An object as a reader may see it. */
export type OpenObject = {
  object: CollectionObject;
  collection: Collection;
  /** What readers see; the draft for whoever works on a collection that was never published. */
  config: Config;
  pages: ObjectPage[];
  /** Why its files are closed to whoever asks; null: they are open. */
  closed: Problem | null;
  /** Seen only by those who work on it. */
  isPreview: boolean;
};

/**
 * An object by its number for whoever asks: published ones are everybody's, others only theirs who work on the
 * collection. Refuses `object-unknown` 404, `object-withdrawn` 410 (its address stays).
 */
export async function openObject(
  deps: { db: Db; clock: Clock },
  number: string,
  asker: Asker,
): Promise<OpenObject> {
  const found = /^[1-9]\d{0,14}$/.test(number) ? await findObject(deps.db, Number(number)) : undefined;
  if (!found) throw refuse("object-unknown");
  const collection = await collectionById(deps.db, found.collectionId);
  const live = await liveConfig(deps.db, collection);
  const isPublic = live !== null && !collection.isWithdrawn && found.state === "published";
  if (!isPublic && (await roleIn(deps.db, asker.actor, collection)) === null) {
    const wasPublic = live !== null && (collection.isWithdrawn || found.state === "withdrawn");
    throw refuse(wasPublic ? "object-withdrawn" : "object-unknown");
  }
  const pages = await pagesOf(deps.db, found.id);
  const config = live ?? collection.draft;
  const first = pages[0];
  const closed = first ? await closedOf(deps, collection, found, config, asker) : null;
  return { object: found, collection, config, pages, closed, isPreview: !isPublic };
}

async function closedOf(
  deps: { db: Db; clock: Clock },
  collection: Collection,
  object: CollectionObject,
  config: Config,
  asker: Asker,
): Promise<Problem | null> {
  const openTo: AccessLevel = object.access ?? config.access;
  const guarded = { memberId: collection.memberId, openTo, embargoUntil: object.embargoUntil };
  return await closedBecause(deps, guarded, asker);
}

/** Numbers of objects that share most with one: the same values of facets, the rarest first. */
export async function relatedTo(
  db: Db,
  collection: Collection,
  objectId: string,
  limit: number,
): Promise<number[]> {
  const { rows } = await sql<{ number: number }>`
    with own as (select e.facets from collections.entry e where e.collection_id = ${collection.id}
      and e.index_number = ${collection.liveIndex} and e.object_id = ${objectId})
    select e.number from collections.entry e, own
    where e.collection_id = ${collection.id} and e.index_number = ${collection.liveIndex}
      and e.object_id <> ${objectId} and e.facets && own.facets
    order by (select count(*) from unnest(e.facets) f where f = any(own.facets)) desc, e.number
    limit ${limit}`.execute(db);
  return rows.map((row) => row.number);
}
