import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import { type Config, configSchema } from "./schema.ts";

/** Configurations read last, by their hash: what has the same hash is the same, and reading one takes longer than a search. */
const known = new Map<string, Config>();
const MOST_KNOWN = 300;

type Which = { id: string; number: number; hash: string };

/** Configurations by the keys they are asked under; the database is asked for those that are not known yet. */
async function readConfigs(db: Db, wanted: readonly Which[]): Promise<Map<string, Config>> {
  const found = new Map(wanted.flatMap(({ id, hash }) => (known.has(hash) ? [[id, known.get(hash)!]] : [])));
  const missing = wanted.filter(({ id }) => !found.has(id)).map(({ id, number }) => ({ id, number }));
  if (missing.length === 0) return found;
  const { rows } = await sql<{ id: string; hash: string; config: unknown }>`
    select r.collection_id as id, encode(r.hash, 'hex') as hash, r.config from collections.revision r
    join jsonb_to_recordset(${JSON.stringify(missing)}::jsonb) as w (id uuid, number int)
      on w.id = r.collection_id and w.number = r.number`.execute(db);
  for (const { id, hash, config } of rows) {
    if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value!);
    known.set(hash, configSchema.parse(config));
    found.set(id, known.get(hash)!);
  }
  return found;
}

/** The configuration of a number. */
export async function configOf(db: Db, collectionId: string, number: number): Promise<Config> {
  const { rows } = await sql<Which>`
    select r.collection_id as id, r.number, encode(r.hash, 'hex') as hash from collections.revision r
    where r.collection_id = ${collectionId} and r.number = ${number}`.execute(db);
  return (await readConfigs(db, rows)).get(collectionId)!;
}

/** What readers see of some collections now. */
export async function liveConfigs(db: Db, collectionIds: readonly string[]): Promise<Map<string, Config>> {
  const { rows } = await sql<Which>`
    select r.collection_id as id, r.number, encode(r.hash, 'hex') as hash from collections.revision r
    join collections.collection c on c.id = r.collection_id and c.live_number = r.number
    where c.id = any(${[...collectionIds]}::uuid[])`.execute(db);
  return await readConfigs(db, rows);
}
