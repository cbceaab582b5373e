import { sql } from "kysely";
import type { z } from "zod";
import { findMemberByCode } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { enqueue } from "../kernel/jobs.ts";
import type { Clock } from "../kernel/time.ts";
import { demandPermission, mayDo } from "../people/index.ts";
import { readAddress } from "./fetch-page.ts";
import { refuse } from "./refusals.ts";
import type {
  harvestSchema,
  newSourceSchema,
  reconciliationSchema,
  sourceChangeSchema,
  sourceSchema,
} from "./schema.ts";

export type Source = z.output<typeof sourceSchema> & { memberId: number };
type Harvest = z.output<typeof harvestSchema>;
type RunRow = Omit<Harvest, "startedAt" | "endedAt"> & {
  startedAt: Date;
  endedAt: Date | null;
  sourceId: number;
};

const RUN = sql<never>`r.id, r.source_id as "sourceId", r.is_whole as "isWhole", r.state, r.started_at as "startedAt",
  r.ended_at as "endedAt", r.pages, r.records, r.deletions, r.unreadable, r.unreadable_lines as "unreadableLines",
  r.load_id as "loadId", r.load_ids as "loadIds", r.error, r.detail`;

function toHarvest({ sourceId: _sourceId, startedAt, endedAt, ...row }: RunRow): Harvest {
  return { ...row, startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
}

const SOURCE = sql<never>`s.id, m.code as member, s.member_id as "memberId", s.name, s.kind, s.url, s.prefix,
  s.set_spec as "setSpec", s.profile, s.every, s.active, s.harvested_until as "until",
  case when s.kind = 'folder' then 'drop/' || m.code || '/' || s.id end as folder`;
type SourceRow = Omit<Source, "last" | "harvestedUntil"> & { until: Date | null };

async function withLast(db: Db, rows: readonly SourceRow[]): Promise<Source[]> {
  const { rows: runs } = await sql<RunRow>`
    select distinct on (r.source_id) ${RUN} from harvesting.run r
    where r.source_id = any(${rows.map((row) => row.id)}::int[]) order by r.source_id, r.started_at desc`.execute(
    db,
  );
  const last = new Map(runs.map((run) => [run.sourceId, toHarvest(run)]));
  return rows.map(({ until, ...row }) => ({
    ...row,
    harvestedUntil: until?.toISOString() ?? null,
    last: last.get(row.id) ?? null,
  }));
}

/** Folders that files are put into: each is there before anybody's first file. */
export async function folderSources(db: Db): Promise<Pick<Source, "folder">[]> {
  const { rows } = await sql<{ folder: string }>`select 'drop/' || m.code || '/' || s.id as folder
    from harvesting.source s join consortium.member_fact m on m.id = s.member_id
    where s.kind = 'folder' and s.active order by s.id`.execute(db);
  return rows;
}

/** Sources of the libraries the actor loads for. */
export async function listSources(db: Db, actor: Actor): Promise<Source[]> {
  const { rows } = await sql<SourceRow>`select ${SOURCE} from harvesting.source s
    join consortium.member_fact m on m.id = s.member_id order by m.code, s.name limit 500`.execute(db);
  return await withLast(
    db,
    rows.filter((row) => mayDo(actor, "catalogue.import", row.memberId)),
  );
}

/** A source as it stands. Refuses `source-unknown` 404, also for one of a library the actor does not load for. */
export async function ownSource(db: Db, actor: Actor, id: number): Promise<Source> {
  const source = await findSource(db, id);
  if (!source || !mayDo(actor, "catalogue.import", source.memberId)) throw refuse("source-unknown");
  return source;
}

/** A source, whoever asks; undefined when it is gone. */
export async function findSource(db: Db, id: number): Promise<Source | undefined> {
  const { rows } = await sql<SourceRow>`select ${SOURCE} from harvesting.source s
    join consortium.member_fact m on m.id = s.member_id where s.id = ${id}`.execute(db);
  return (await withLast(db, rows))[0];
}

/** The address of a server is looked at; a folder has none. Refuses `source-address-wrong` 400. */
function demandAddress({ kind, url }: { kind: "oai" | "folder"; url: string }): void {
  if (kind === "oai") readAddress(url);
  else if (url !== "") throw refuse("source-address-wrong");
}

/** A new source. Refuses `member-unknown` 404, `forbidden` 403, `source-name-taken` 409, `source-address-wrong` 400. */
export async function addSource(
  tx: Tx,
  actor: Actor,
  input: z.output<typeof newSourceSchema>,
): Promise<Source> {
  const member = await findMemberByCode(tx, input.member);
  demandPermission(actor, "catalogue.import", member.id);
  demandAddress(input);
  const { rows } = await sql<{ id: number }>`
    insert into harvesting.source (member_id, name, kind, url, prefix, set_spec, profile, every, active, created_by)
    values (${member.id}, ${input.name}, ${input.kind}, ${input.url}, ${input.prefix}, ${input.setSpec}, ${input.profile},
      ${input.every}, ${input.active}, ${actor.personId}) on conflict on constraint source_name do nothing returning id`.execute(
    tx,
  );
  if (!rows[0]) throw refuse("source-name-taken");
  return (await findSource(tx, rows[0].id))!;
}

/** Changes a source. Another server or set is harvested from its beginning. Refuses as `addSource`, `source-unknown` 404. */
export async function changeSource(
  tx: Tx,
  actor: Actor,
  id: number,
  input: z.output<typeof sourceChangeSchema>,
): Promise<Source> {
  const before = await ownSource(tx, actor, id);
  demandAddress(input);
  const isSame =
    before.kind === input.kind &&
    before.url === input.url &&
    before.prefix === input.prefix &&
    before.setSpec === input.setSpec;
  const { rows } = await sql`
    update harvesting.source s set name = ${input.name}, kind = ${input.kind}, url = ${input.url}, prefix = ${input.prefix},
      set_spec = ${input.setSpec}, profile = ${input.profile}, every = ${input.every}, active = ${input.active},
      harvested_until = case when ${isSame} then s.harvested_until end
    where s.id = ${id} and not exists (select from harvesting.source o
      where o.member_id = s.member_id and o.name = ${input.name} and o.id <> s.id) returning s.id`.execute(
    tx,
  );
  if (rows.length === 0) throw refuse("source-name-taken");
  if (!isSame) await sql`delete from harvesting.seen where source_id = ${id}`.execute(tx);
  return (await findSource(tx, id))!;
}

/** Takes a source away; what it brought stays. Refuses `source-unknown` 404. */
export async function removeSource(tx: Tx, actor: Actor, id: number): Promise<void> {
  await ownSource(tx, actor, id);
  await sql`delete from harvesting.source where id = ${id}`.execute(tx);
}

/** Begins a harvest. Refuses `source-unknown` 404, `harvest-running` 409. Returns its id. */
export async function beginHarvest(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: number,
  isWhole: boolean,
): Promise<string> {
  const source = await ownSource(tx, actor, id);
  const runId = newId<"harvest">();
  const { rows } = await sql`
    insert into harvesting.run (id, source_id, is_whole, started_by, started_at)
    values (${runId}, ${id}, ${isWhole || source.harvestedUntil === null}, ${actor.personId}, ${clock.now()})
    on conflict (source_id) where state = 'running' do nothing returning id`.execute(tx);
  if (rows.length === 0) throw refuse("harvest-running");
  await enqueue(tx, "harvest", { runId }, { queue: "harvest", key: `harvest-${runId}` });
  return runId;
}

/** Harvests of a source, the newest first. Refuses `source-unknown`. */
export async function listHarvests(db: Db, actor: Actor, id: number): Promise<Harvest[]> {
  await ownSource(db, actor, id);
  const { rows } = await sql<RunRow>`select ${RUN} from harvesting.run r where r.source_id = ${id}
    order by r.started_at desc limit 50`.execute(db);
  return rows.map(toHarvest);
}

const FIRST = 200;

/** What the source has and we do not, and the other way round. Refuses `source-unknown`. */
export async function reconcile(
  db: Db,
  actor: Actor,
  id: number,
): Promise<z.output<typeof reconciliationSchema>> {
  const { memberId, kind } = await ownSource(db, actor, id);
  if (kind === "folder") throw refuse("source-tells-no-whole");
  const { rows } = await sql<{ number: string; there: boolean; here: boolean }>`
    with there as (select distinct s.control_number as number from harvesting.seen s where s.source_id = ${id} and not s.deleted),
    here as (select r.control_number as number from catalogue.record_line r
      where r.member_id = ${memberId} and r.deleted_at is null)
    select coalesce(t.number, h.number) as number, t.number is not null as there, h.number is not null as here
    from there t full join here h on h.number = t.number order by 1`.execute(db);
  const { rows: whole } = await sql<{ at: Date | null }>`select max(r.ended_at) as at from harvesting.run r
    where r.source_id = ${id} and r.is_whole and r.state = 'done'`.execute(db);
  const missingHere = rows.filter((row) => !row.here).map((row) => row.number);
  const missingThere = rows.filter((row) => !row.there).map((row) => row.number);
  return {
    atSource: rows.filter((row) => row.there).length,
    here: rows.filter((row) => row.here).length,
    both: rows.filter((row) => row.there && row.here).length,
    missingHere: missingHere.slice(0, FIRST),
    missingThere: missingThere.slice(0, FIRST),
    missingHereCount: missingHere.length,
    missingThereCount: missingThere.length,
    wholeAt: whole[0]?.at?.toISOString() ?? null,
  };
}
