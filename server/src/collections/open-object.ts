import { sql } from "kysely";
import { type Asker, closedBecause, seesSmall } from "../assets/index.ts";
import type { Db } from "../kernel/database.ts";
import type { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { roleIn } from "./access.ts";
import { type Collection, collectionById } from "./collections.ts";
import { type ObjectPage, pagesOf } from "./object-pages.ts";
import { type CollectionObject, findObject } from "./objects.ts";
import { refuse } from "./refusals.ts";
import { liveConfig } from "./revisions.ts";
import type { Config } from "./schema.ts";
import { facetMark, scopeMark } from "./search/marks.ts";
import { quoted } from "./search/words-of.ts";
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
  /** Pictures are seen small, and nothing else of it is open to whoever asks. */
  isSmall: boolean;
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
  const openTo: AccessLevel = found.access ?? config.access;
  const guarded = { memberId: collection.memberId, openTo, embargoUntil: found.embargoUntil };
  const what = pages.some((page) => page.type.startsWith("image/")) ? "picture" : "file";
  const closed = pages.length > 0 ? await closedBecause(deps, guarded, asker, what) : null;
  const isSmall = closed === null && pages.length > 0 && seesSmall(guarded, asker);
  return { object: found, collection, config, pages, closed, isSmall, isPreview: !isPublic };
}

/** Objects looked at for those that share most: of the rarest values first. */
const CANDIDATES = 500;

/** Numbers of objects that share most with one: the same values of facets, looked for by the rarest of them. */
export async function relatedTo(
  db: Db,
  collection: Collection,
  objectId: string,
  limit: number,
): Promise<number[]> {
  const { id, liveIndex } = collection;
  const { rows: own } = await sql<{ number: number; facets: string[]; rare: string[] }>`
    select e.number, e.facets, array(
      select r.field || '=' || r.value from (
        select f.field, f.value, sum(f.n) over (order by f.n, f.field, f.value) as sum
        from collections.facet_value f where f.collection_id = ${id} and f.index_number = ${liveIndex} and f.n > 1
          and (f.field, f.value) in (select split_part(o, '=', 1), substr(o, strpos(o, '=') + 1) from unnest(e.facets) o)) r
      where r.sum <= ${CANDIDATES} order by r.sum) as rare
    from collections.entry e
    where e.collection_id = ${id} and e.index_number = ${liveIndex} and e.object_id = ${objectId}`.execute(
    db,
  );
  const [one] = own;
  if (!one || one.rare.length === 0) return [];
  const shared = one.rare.map((facet) => quoted(facetMark(facet))).join(" | ");
  const query = `${quoted(scopeMark(collection, liveIndex))} & (${shared})`;
  const { rows } = await sql<{ number: number }>`
    select e.number from collections.entry e
    where e.words @@ ${query}::tsquery and e.number <> ${one.number}
    order by (select count(*) from unnest(e.facets) f where f = any(${one.facets}::text[])) desc, e.number
    limit ${limit}`.execute(db);
  return rows.map((row) => row.number);
}
