import { sql } from "kysely";
import type { z } from "zod";
import { type Collection, demandMapping, demandRole, getCollection } from "../collections/index.ts";
import { readAddress } from "../harvesting/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { enqueue } from "../kernel/jobs.ts";
import { refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { refuse } from "./refusals.ts";
import type {
  newObjectSourceSchema,
  objectHarvestSchema,
  objectReconciliationSchema,
  objectSourceSchema,
} from "./schema.ts";

export const HARVEST_JOB = "object-harvest";
const LISTED = 50;
const FIRST = 200;

type Run = z.output<typeof objectHarvestSchema>;
/** A source with whose collection it is. */
export type Source = Omit<z.output<typeof objectSourceSchema>, "last"> & { collectionId: string };
type RunRow = Omit<Run, "startedAt" | "endedAt"> & {
  startedAt: Date;
  endedAt: Date | null;
  sourceId: number;
};

const RUN = sql`r.id, r.source_id as "sourceId", r.is_whole as "isWhole", r.state, r.started_at as "startedAt",
  r.ended_at as "endedAt", r.pages, r.records, r.deletions, r.refused, r.refused_lines as "refusedLines", r.error, r.detail`;
const SOURCE = sql`s.id, s.collection_id as "collectionId", s.name, s.kind, s.url, s.prefix, s.set_spec as "setSpec", s.mapping,
  s.agreement, s.every, s.active, s.harvested_until::text as "harvestedUntil"`;

function toRun({ sourceId: _source, startedAt, endedAt, ...row }: RunRow): Run {
  return { ...row, startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
}

async function ownCollection(db: Db, actor: Actor, slug: string): Promise<Collection> {
  const collection = await getCollection(db, slug);
  await demandRole(db, actor, collection, "curator");
  return collection;
}

/** A source by its number; undefined: there is none. */
export async function findSource(db: Db, id: number): Promise<Source | undefined> {
  const { rows } =
    await sql<Source>`select ${SOURCE} from object_harvests.source s where s.id = ${id}`.execute(db);
  return rows[0];
}

/** A source of a collection that whoever asks sets up. Refuses `source-unknown` 404, `forbidden` 403. */
async function ownSource(db: Db, actor: Actor, id: number): Promise<Source> {
  const source = await findSource(db, id);
  if (!source) throw refuse("source-unknown");
  const { rows } = await sql<{ id: string; member_id: number }>`select c.id, c.member_id
    from collections.collection_fact c where c.id = ${source.collectionId}`.execute(db);
  await demandRole(db, actor, { id: rows[0]!.id, memberId: rows[0]!.member_id }, "curator");
  return source;
}

/** Sources of a collection, each with its last harvest. */
export async function sourcesOf(
  db: Db,
  actor: Actor,
  slug: string,
): Promise<z.output<typeof objectSourceSchema>[]> {
  const collection = await ownCollection(db, actor, slug);
  const { rows } = await sql<Source>`select ${SOURCE} from object_harvests.source s
    where s.collection_id = ${collection.id} order by s.name limit ${LISTED}`.execute(db);
  const { rows: runs } = await sql<RunRow>`select distinct on (r.source_id) ${RUN} from object_harvests.run r
    where r.source_id = any(${rows.map((row) => row.id)}::int[]) order by r.source_id, r.started_at desc, r.id desc`.execute(
    db,
  );
  return rows.map(({ collectionId: _of, ...source }) => {
    const last = runs.find((run) => run.sourceId === source.id);
    return { ...source, last: last ? toRun(last) : null };
  });
}

type Given = z.output<typeof newObjectSourceSchema>;

/** Adds a source. Refuses `collection-unknown` 404, `forbidden` 403, `source-address-wrong` 400, `import-mapping-wrong` 400, `source-name-taken` 409. */
export async function addSource(tx: Tx, actor: Actor, slug: string, given: Given): Promise<{ id: number }> {
  const collection = await ownCollection(tx, actor, slug);
  demandMapping(collection, given.mapping);
  demandAddress(given);
  const { rows } = await refuseOn({ source_name: () => refuse("source-name-taken") }, () =>
    sql<{ id: number }>`insert into object_harvests.source
        (collection_id, name, kind, url, prefix, set_spec, mapping, agreement, every, active)
      values (${collection.id}, ${given.name}, ${given.kind}, ${given.url}, ${given.prefix}, ${given.setSpec},
        ${JSON.stringify(given.mapping)}::jsonb, ${given.agreement}, ${given.every}, ${given.active}) returning id`.execute(
      tx,
    ),
  );
  return rows[0]!;
}

/** A server is named without questions behind it; a IIIF address may have them. */
export function demandAddress({ kind, url }: Pick<Given, "kind" | "url">): void {
  const address = URL.parse(url);
  readAddress(kind === "iiif" && address ? `${address.origin}${address.pathname}` : url);
}

/** Changes a source; another address is harvested from its beginning. Refuses as `addSource`, `source-unknown` 404. */
export async function changeSource(tx: Tx, actor: Actor, id: number, given: Given): Promise<{ id: number }> {
  const source = await ownSource(tx, actor, id);
  const { rows } = await sql<{ slug: string }>`select c.slug from collections.collection_fact c
    where c.id = ${source.collectionId}`.execute(tx);
  demandMapping(await getCollection(tx, rows[0]!.slug), given.mapping);
  demandAddress(given);
  const isSame =
    source.url === given.url && source.setSpec === given.setSpec && source.prefix === given.prefix;
  await refuseOn({ source_name: () => refuse("source-name-taken") }, () =>
    sql`update object_harvests.source set name = ${given.name}, kind = ${given.kind}, url = ${given.url},
      prefix = ${given.prefix}, set_spec = ${given.setSpec}, mapping = ${JSON.stringify(given.mapping)}::jsonb,
      agreement = ${given.agreement}, every = ${given.every}, active = ${given.active},
      harvested_until = case when ${isSame} then harvested_until end where id = ${id}`.execute(tx),
  );
  return { id };
}

/** Takes a source away; what it brought stays. Refuses `source-unknown` 404, `forbidden` 403. */
export async function removeSource(tx: Tx, actor: Actor, id: number): Promise<void> {
  await ownSource(tx, actor, id);
  await sql`delete from object_harvests.source where id = ${id}`.execute(tx);
}

/**
 * Begins a harvest. `actor` null: by itself. Refuses `source-unknown` 404, `forbidden` 403, `collection-unpublished` 409,
 * `harvest-running` 409.
 */
export async function beginHarvest(
  tx: Tx,
  actor: Actor | null,
  clock: Clock,
  id: number,
  isWhole: boolean,
): Promise<string> {
  const source = actor ? await ownSource(tx, actor, id) : await findSource(tx, id);
  if (!source) throw refuse("source-unknown");
  const { rows } = await sql<{ live: boolean }>`select c.live_number is not null as live
    from collections.collection_fact c where c.id = ${source.collectionId}`.execute(tx);
  if (!rows[0]?.live) throw refuse("collection-unpublished");
  const runId = newId<"objectHarvest">() as string;
  const whole = isWhole || source.harvestedUntil === null || source.kind === "iiif";
  await refuseOn({ run_one: () => refuse("harvest-running") }, () =>
    sql`insert into object_harvests.run (id, source_id, is_whole, started_at)
      values (${runId}, ${id}, ${whole}, ${clock.now()})`.execute(tx),
  );
  await enqueue(tx, HARVEST_JOB, { runId }, { queue: `${HARVEST_JOB}-${source.collectionId}` });
  return runId;
}

/** Harvests of a source, the newest first. */
export async function harvestsOf(db: Db, actor: Actor, id: number): Promise<Run[]> {
  await ownSource(db, actor, id);
  const { rows } = await sql<RunRow>`select ${RUN} from object_harvests.run r where r.source_id = ${id}
    order by r.started_at desc, r.id desc limit ${LISTED}`.execute(db);
  return rows.map(toRun);
}

/** What the source has and readers do not find, and the other way round. Refuses `source-unknown` 404. */
export async function reconcile(
  db: Db,
  actor: Actor,
  id: number,
): Promise<z.output<typeof objectReconciliationSchema>> {
  const { collectionId } = await ownSource(db, actor, id);
  const { rows } = await sql<{ identifier: string; there: boolean; here: boolean }>`
    select s.identifier, not s.deleted as there, coalesce(o.state = 'published', false) as here
    from object_harvests.seen s left join collections.object_fact o
      on o.collection_id = ${collectionId} and o.identifier = s.identifier
    where s.source_id = ${id} order by s.identifier`.execute(db);
  const { rows: whole } = await sql<{
    at: Date | null;
  }>`select max(r.ended_at) as at from object_harvests.run r
    where r.source_id = ${id} and r.is_whole and r.state = 'done'`.execute(db);
  const missingHere = rows.filter((row) => row.there && !row.here).map((row) => row.identifier);
  const missingThere = rows.filter((row) => !row.there && row.here).map((row) => row.identifier);
  return {
    atSource: rows.filter((row) => row.there).length,
    here: rows.filter((row) => row.there && row.here).length,
    missingHere: missingHere.slice(0, FIRST),
    missingHereCount: missingHere.length,
    missingThere: missingThere.slice(0, FIRST),
    missingThereCount: missingThere.length,
    wholeAt: whole[0]?.at?.toISOString() ?? null,
  };
}
