import { setImmediate as nextTurn } from "node:timers/promises";
import { sql } from "kysely";
import { z } from "zod";
import { setAccess } from "../../assets/index.ts";
import { type Db, inTransaction, type Tx } from "../../kernel/database.ts";
import type { RouteDeps } from "../../kernel/http.ts";
import { enqueue, type JobHandlers } from "../../kernel/jobs.ts";
import { publish, publishing } from "../../kernel/outbox.ts";
import { type Collection, lockCollection } from "../collections.ts";
import { configOf, liveConfigs } from "../known-configs.ts";
import type { Config } from "../schema.ts";
import { type AccessLevel, GUESTS_CHANGED, HOME_CHANGED } from "../words.ts";
import { entryOf } from "./entry.ts";
import { type Counted, countEntries, dropCounts } from "./facet-values.ts";
import { asGuest } from "./guests.ts";
import { facetMark, numberMark, scopeMark } from "./marks.ts";
import { quoted } from "./words-of.ts";

/** Objects indexed in one transaction of the background. */
const BATCH = 1000;
/** Entries of one statement. */
const PART = 250;
/** Up to so many are indexed while the curator waits. */
export const AT_ONCE = 500;
const BUILD = "collections-build";

type ObjectRow = {
  id: string;
  home: string;
  number: number;
  identifier: string;
  data: Record<string, string[]>;
  created_at: Date;
  pages: { fileId: string; type: string; text: string }[] | null;
};

/** Writes the entries of published objects into one index; of others they go. */
async function writeEntries(
  tx: Tx,
  collection: Collection,
  config: Config,
  indexNumber: number,
  ids: readonly string[],
): Promise<void> {
  const { rows: gone } =
    await sql<Counted>`delete from collections.entry e where e.collection_id = ${collection.id}
    and e.index_number = ${indexNumber} and e.object_id = any(${[...ids]}::uuid[])
    returning e.facets, e.year_from as "yearFrom"`.execute(tx);
  const { rows } = await sql<ObjectRow>`
    select o.id, o.collection_id as home, o.number, o.identifier, o.data, o.created_at, p.pages from collections.object o
    left join lateral (select jsonb_agg(jsonb_build_object('fileId', g.file_id, 'type', f.media_type, 'text', g.text)
        order by g.place) as pages
      from collections.page g join assets.file_fact f on f.id = g.file_id where g.object_id = o.id) p on true
    where o.id = any(${[...ids]}::uuid[]) and o.state = 'published' and (o.collection_id = ${collection.id} or exists (
      select 1 from collections.guest g join collections.collection h on h.id = o.collection_id
      where g.collection_id = ${collection.id} and g.number = o.number and g.left_at is null and h.live_number is not null and not h.is_withdrawn))`.execute(
    tx,
  );
  const homes = await liveConfigs(tx, [...new Set(rows.map((row) => row.home))]);
  const come: Counted[] = [];
  let writing: Promise<void> = Promise.resolve();
  for (let at = 0; at < rows.length; at += PART) {
    const entries = rows
      .slice(at, at + PART)
      .map((row) => storedEntry(collection, config, indexNumber, row, homes.get(row.home)));
    come.push(...entries);
    await writing;
    writing = insertEntries(tx, collection, indexNumber, entries);
    // The database writes these while the next are worked out; what fails is told where it is waited for.
    writing.catch(() => undefined);
    await nextTurn();
  }
  await writing;
  await countEntries(tx, collection.id, indexNumber, { gone, come });
}

type StoredEntry = Omit<ReturnType<typeof entryOf>, "words" | "titleWords"> &
  Record<"object_id" | "words" | "titleWords", string> & { number: number; added_at: Date; isGuest: boolean };

/** An entry as it is stored: with its marks, words as the texts of `tsvector`s. `home`: what its own collection is. */
function storedEntry(
  collection: Collection,
  config: Config,
  indexNumber: number,
  row: ObjectRow,
  home: Config | undefined,
): StoredEntry {
  const isGuest = row.home !== collection.id;
  const data = isGuest ? asGuest(config, home!, row.data) : row.data;
  const entry = entryOf(config, { ...row, data, pages: row.pages ?? [] });
  const marks = [scopeMark(collection, indexNumber), numberMark(row.number), ...entry.facets.map(facetMark)];
  const words = [...entry.words, ...marks].map(quoted).join(" ");
  const titleWords = entry.titleWords.map(quoted).join(" ");
  const { id: object_id, number, created_at: added_at } = row;
  return { object_id, number, added_at, isGuest, ...entry, words, titleWords };
}

async function insertEntries(
  tx: Tx,
  collection: Collection,
  indexNumber: number,
  entries: readonly StoredEntry[],
): Promise<void> {
  await sql`insert into collections.entry (collection_id, index_number, object_id, number, brief, words, title_words,
      facets, title_key, year_from, year_to, lat, lon, added_at, is_guest)
    select ${collection.id}, ${indexNumber}, e.object_id, e.number, e.brief, e.words, e."titleWords", e.facets, e."titleKey",
      e."yearFrom", e."yearTo", e.lat, e.lon, e.added_at, e."isGuest"
    from json_to_recordset(${JSON.stringify(entries)}::json) as e (object_id uuid, number bigint, brief jsonb, words tsvector,
      "titleWords" tsvector, facets text[], "titleKey" text, "yearFrom" int, "yearTo" int, lat double precision,
      lon double precision, added_at timestamptz, "isGuest" boolean)`.execute(tx);
}

/**
 * Brings what readers find up to date with these objects: in the live index, and in one that is being built. Collections that
 * show them as guests hear of it.
 */
export async function indexObjects(tx: Tx, collection: Collection, ids: readonly string[]): Promise<void> {
  const payload = sql`jsonb_build_object('guestOf', g.collection_id, 'ids', jsonb_agg(o.id))`;
  await publishing(
    GUESTS_CHANGED,
    payload,
    sql`from collections.object o join collections.guest g on g.number = o.number and g.left_at is null
      where o.id = any(${[...ids]}::uuid[]) and o.collection_id = ${collection.id} group by g.collection_id`,
  ).execute(tx);
  if (collection.liveNumber !== null && collection.liveIndex !== null) {
    const config = await configOf(tx, collection.id, collection.liveNumber);
    await writeEntries(tx, collection, config, collection.liveIndex, ids);
    await openFiles(tx, collection, config, ids);
  }
  if (collection.building !== null)
    await writeEntries(
      tx,
      collection,
      await configOf(tx, collection.id, collection.building),
      collection.building,
      ids,
    );
}

/**
 * Says who may open the files of these objects (null: of all of the collection): nobody's are opened before object and
 * collection are published.
 */
async function openFiles(
  tx: Tx,
  collection: Pick<Collection, "id" | "liveNumber" | "isWithdrawn">,
  config: Config,
  ids: readonly string[] | null,
): Promise<void> {
  const isOpen = collection.liveNumber !== null && !collection.isWithdrawn;
  const { rows } = await sql<{
    open_to: AccessLevel | "nobody";
    embargo_until: string | null;
    files: string[];
  }>`
    select case when o.state = 'published' and ${isOpen} then coalesce(o.access, ${config.access}) else 'nobody' end
        as open_to, o.embargo_until, array_agg(p.file_id::text) as files
    from collections.object o join collections.page p on p.object_id = o.id
    where o.collection_id = ${collection.id} and (${ids === null} or o.id = any(${[...(ids ?? [])]}::uuid[]))
    group by 1, 2`.execute(tx);
  for (const row of rows)
    await setAccess(tx, row.files, { openTo: row.open_to, embargoUntil: row.embargo_until });
}

/** How many objects readers could see. */
export async function countPublished(db: Db, collectionId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select (select count(*) from collections.object o
      where o.collection_id = ${collectionId} and o.state = 'published')::int
    + (select count(*) from collections.guest g where g.collection_id = ${collectionId} and g.left_at is null)::int as n`.execute(
    db,
  );
  return rows[0]!.n;
}

/** Published objects and guests after a number, the first numbers first: one batch of a walk through all of them. */
async function publishedAfter(
  db: Db,
  collectionId: string,
  after: number,
): Promise<{ id: string; number: number }[]> {
  const { rows } = await sql<{ id: string; number: number }>`
    (select o.id, o.number from collections.object o
      where o.collection_id = ${collectionId} and o.state = 'published' and o.number > ${after}
      order by o.number limit ${BATCH})
    union all (select o.id, o.number from collections.guest g join collections.object o on o.number = g.number
      where g.collection_id = ${collectionId} and g.left_at is null and g.number > ${after} order by g.number limit ${BATCH})
    order by number limit ${BATCH}`.execute(db);
  return rows;
}

/** Indexes everything for a configuration while the curator waits. */
export async function buildNow(
  tx: Tx,
  collection: Collection,
  config: Config,
  indexNumber: number,
): Promise<void> {
  for (let after = 0; ; ) {
    const batch = await publishedAfter(tx, collection.id, after);
    if (batch.length === 0) return;
    const ids = batch.map((one) => one.id);
    await writeEntries(tx, collection, config, indexNumber, ids);
    after = batch.at(-1)!.number;
  }
}

/** Indexes everything for a configuration in the background, and lets readers see it when that is done. */
export async function buildLater(tx: Tx, collection: Collection, number: number): Promise<void> {
  await sql`update collections.collection set building = ${number}, built_to = 0 where id = ${collection.id}`.execute(
    tx,
  );
  await enqueue(tx, BUILD, { collectionId: collection.id, number }, { key: `${BUILD}-${collection.id}` });
}

/** Readers see a configuration from now on; entries of other indexes go. */
export async function goLive(
  tx: Tx,
  collection: Collection,
  revision: { number: number; indexNumber: number },
): Promise<void> {
  await sql`update collections.collection set live_number = ${revision.number}, live_index = ${revision.indexNumber},
    building = null, published_at = coalesce(published_at, now()) where id = ${collection.id}`.execute(tx);
  await sql`delete from collections.entry e where e.collection_id = ${collection.id}
    and e.index_number <> ${revision.indexNumber}`.execute(tx);
  await dropCounts(tx, collection.id, revision.indexNumber);
  const config = await configOf(tx, collection.id, revision.number);
  await openFiles(tx, { ...collection, liveNumber: revision.number }, config, null);
  await publish(tx, HOME_CHANGED, { home: collection.id });
}

const payloadSchema = z.object({ collectionId: z.string(), number: z.number() });

/** Background work: an index is built batch by batch and goes on where it was cut off. */
export function buildJobs({ db }: Pick<RouteDeps, "db">): JobHandlers {
  return {
    [BUILD]: async (payload, stopping) => {
      const { collectionId, number } = payloadSchema.parse(payload);
      const config = await configOf(db, collectionId, number);
      for (let isDone = false; !isDone; ) {
        if (stopping?.aborted) throw new Error("stopped between two batches of an index");
        isDone = await inTransaction(db, async (tx) => {
          const collection = await lockCollection(tx, { id: collectionId });
          if (collection.building !== number) return true;
          const batch = await publishedAfter(tx, collectionId, collection.builtTo);
          const ids = batch.map((one) => one.id);
          await writeEntries(tx, collection, config, number, ids);
          await sql`update collections.collection set built_to = ${batch.at(-1)?.number ?? 0}
            where id = ${collectionId}`.execute(tx);
          if (batch.length > 0) return false;
          await goLive(tx, collection, { number, indexNumber: number });
          return true;
        });
      }
    },
  };
}
