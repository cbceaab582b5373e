import { sql } from "kysely";
import { z } from "zod";
import { setAccess } from "../assets/index.ts";
import { type Db, inTransaction, type Tx } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import { enqueue, type JobHandlers } from "../kernel/jobs.ts";
import { type Collection, lockCollection } from "./collections.ts";
import { entryOf } from "./entry.ts";
import { type Config, configSchema } from "./schema.ts";
import type { AccessLevel } from "./words.ts";

/** Objects indexed in one transaction of the background. */
const BATCH = 500;
/** Up to so many are indexed while the curator waits. */
export const AT_ONCE = 500;
const BUILD = "collections-build";

type ObjectRow = {
  id: string;
  number: number;
  identifier: string;
  data: Record<string, string[]>;
  created_at: Date;
  pages: { fileId: string; type: string; text: string }[] | null;
};

/** The configuration of a number. */
export async function configOf(db: Db, collectionId: string, number: number): Promise<Config> {
  const { rows } = await sql<{ config: unknown }>`select r.config from collections.revision r
    where r.collection_id = ${collectionId} and r.number = ${number}`.execute(db);
  return configSchema.parse(rows[0]!.config);
}

/** Writes the entries of published objects into one index; of others they go. */
async function writeEntries(
  tx: Tx,
  collection: Collection,
  config: Config,
  indexNumber: number,
  ids: readonly string[],
): Promise<void> {
  await sql`delete from collections.entry e where e.collection_id = ${collection.id}
    and e.index_number = ${indexNumber} and e.object_id = any(${[...ids]}::uuid[])`.execute(tx);
  const { rows } = await sql<ObjectRow>`
    select o.id, o.number, o.identifier, o.data, o.created_at, p.pages from collections.object o
    left join lateral (select jsonb_agg(jsonb_build_object('fileId', g.file_id, 'type', f.media_type, 'text', g.text)
        order by g.place) as pages
      from collections.page g join assets.file_fact f on f.id = g.file_id where g.object_id = o.id) p on true
    where o.id = any(${[...ids]}::uuid[]) and o.state = 'published'`.execute(tx);
  if (rows.length === 0) return;
  const entries = rows.map((row) => ({
    object_id: row.id,
    number: row.number,
    added_at: row.created_at,
    ...entryOf(config, { ...row, pages: row.pages ?? [] }),
  }));
  await sql`insert into collections.entry (collection_id, index_number, object_id, number, brief, words, title_words,
      facets, title_key, year_from, year_to, lat, lon, added_at)
    select ${collection.id}, ${indexNumber}, e.object_id, e.number, e.brief,
      array_to_tsvector(array(select jsonb_array_elements_text(e.words))),
      array_to_tsvector(array(select jsonb_array_elements_text(e."titleWords"))),
      array(select jsonb_array_elements_text(e.facets)), e."titleKey", e."yearFrom", e."yearTo", e.lat, e.lon, e.added_at
    from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as e (object_id uuid, number bigint, brief jsonb,
      words jsonb, "titleWords" jsonb, facets jsonb, "titleKey" text, "yearFrom" int, "yearTo" int, lat double precision, lon double precision,
      added_at timestamptz)`.execute(tx);
}

/** Brings what readers find up to date with these objects: in the live index, and in one that is being built. */
export async function indexObjects(tx: Tx, collection: Collection, ids: readonly string[]): Promise<void> {
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
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from collections.object o
    where o.collection_id = ${collectionId} and o.state = 'published'`.execute(db);
  return rows[0]!.n;
}

/** Published objects that an index does not have yet. */
async function missingFrom(db: Db, collectionId: string, indexNumber: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select o.id from collections.object o
    where o.collection_id = ${collectionId} and o.state = 'published' and not exists (
      select 1 from collections.entry e where e.collection_id = ${collectionId}
        and e.index_number = ${indexNumber} and e.object_id = o.id)
    limit ${BATCH}`.execute(db);
  return rows.map((row) => row.id);
}

/** Indexes everything for a configuration while the curator waits. */
export async function buildNow(
  tx: Tx,
  collection: Collection,
  config: Config,
  indexNumber: number,
): Promise<void> {
  for (let ids = await missingFrom(tx, collection.id, indexNumber); ids.length > 0; ) {
    await writeEntries(tx, collection, config, indexNumber, ids);
    ids = await missingFrom(tx, collection.id, indexNumber);
  }
}

/** Indexes everything for a configuration in the background, and lets readers see it when that is done. */
export async function buildLater(tx: Tx, collection: Collection, number: number): Promise<void> {
  await sql`update collections.collection set building = ${number} where id = ${collection.id}`.execute(tx);
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
  const config = await configOf(tx, collection.id, revision.number);
  await openFiles(tx, { ...collection, liveNumber: revision.number }, config, null);
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
          const ids = await missingFrom(tx, collectionId, number);
          await writeEntries(tx, collection, config, number, ids);
          if (ids.length > 0) return false;
          await goLive(tx, collection, { number, indexNumber: number });
          return true;
        });
      }
    },
  };
}
