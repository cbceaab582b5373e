import { sql } from "kysely";
import { findMemberByCode } from "../../consortium/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { isUuid, newId } from "../../kernel/ids.ts";
import { enqueue } from "../../kernel/jobs.ts";
import type { Clock } from "../../kernel/time.ts";
import { mayDo } from "../../people/index.ts";
import { refuse } from "../refusals.ts";
import type { NewRecordExport, RecordExport, Selection } from "../schema.ts";
import type { ExportFormat, RecordFlavour } from "../words.ts";

/** Files are kept so many days. */
const KEPT_DAYS = 7;
const MOST_LISTED = 50;

type Row = {
  id: string;
  member_id: number | null;
  member_code: string | null;
  made_by: string;
  created_at: Date;
  selection: Selection;
  format: ExportFormat;
  flavour: RecordFlavour | null;
  since: Date | null;
  schedule_id: number | null;
  state: RecordExport["state"];
  records: number;
  left_out: number;
  left_lines: RecordExport["leftLines"];
  error: string | null;
};

/** An export with what only the server needs of it. */
export type KnownExport = RecordExport & { memberId: number | null; madeBy: string };

function toExport(row: Row): KnownExport {
  return {
    id: row.id,
    memberId: row.member_id,
    memberCode: row.member_code,
    madeBy: row.made_by,
    createdAt: row.created_at.toISOString(),
    selection: row.selection,
    format: row.format,
    flavour: row.flavour,
    since: row.since?.toISOString() ?? null,
    scheduleId: row.schedule_id,
    state: row.state,
    records: row.records,
    leftOut: row.left_out,
    leftLines: row.left_lines,
    error: row.error,
  };
}

const SELECT = sql`select e.id, e.member_id, m.code as member_code, e.made_by, e.created_at, e.selection, e.format, e.flavour, e.since, e.schedule_id, e.state,
    e.records, e.left_out, e.left_lines, e.error
  from loads.export e left join consortium.member_fact m on m.id = e.member_id`;

/** One export; undefined when there is none. */
export async function getExport(db: Db, id: string): Promise<KnownExport | undefined> {
  if (!isUuid(id)) return undefined;
  const { rows } = await sql<Row>`${SELECT} where e.id = ${id}`.execute(db);
  return rows[0] && toExport(rows[0]);
}

/** An export of the actor's own. Refuses `export-unknown` 404 for any other. */
export async function ownExport(db: Db, actor: Actor, id: string): Promise<KnownExport> {
  const found = await getExport(db, id);
  if (!found || found.madeBy !== actor.personId) throw refuse("export-unknown");
  return found;
}

/** The newest exports of a person. */
export async function listExports(db: Db, personId: string): Promise<KnownExport[]> {
  const { rows } = await sql<Row>`${SELECT} where e.made_by = ${personId}
    order by e.created_at desc limit ${MOST_LISTED}`.execute(db);
  return rows.map(toExport);
}

/**
 * Asks for a file of records, made in the background. A library's staff take their own records; who works for all takes
 * anybody's. Refuses `member-unknown` 404 for another library's.
 */
export async function beginExport(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  { member, selection, format, flavour, since }: NewRecordExport,
): Promise<string> {
  const memberId = member === null ? null : (await findMemberByCode(tx, member)).id;
  if (!mayDo(actor, "catalogue.import", memberId)) throw refuse("member-unknown");
  const from = since === null ? null : new Date(since);
  const order = {
    memberId,
    madeBy: actor.personId,
    selection,
    format,
    flavour,
    since: from,
    scheduleId: null,
  };
  return await insertExport(tx, { ...order, now: clock.now() });
}

/** Notes an export that is to be made, and has it made. */
export async function insertExport(
  tx: Tx,
  order: {
    memberId: number | null;
    madeBy: string;
    selection: Selection;
    format: ExportFormat;
    flavour: RecordFlavour | null;
    since: Date | null;
    scheduleId: number | null;
    /** Until when its changes are all there, for the file after it. */
    coversTo?: Date;
    now: Date;
  },
): Promise<string> {
  const id = newId<"export">();
  await sql`insert into loads.export (id, member_id, made_by, created_at, selection, format, flavour, since, schedule_id, covers_to, state)
    values (${id}, ${order.memberId}, ${order.madeBy}, ${order.now}, ${JSON.stringify(order.selection)}::jsonb,
      ${order.format}, ${order.flavour}, ${order.since}, ${order.scheduleId}, ${order.coversTo ?? null}, 'waiting')`.execute(
    tx,
  );
  await enqueue(tx, "export-records", { id }, { queue: "export-records", key: `export-${id}` });
  return id;
}

/** Notes what an export came to; the next of its schedule begins where it ended. */
export async function finishExport(
  db: Db,
  id: string,
  done: { records: number; leftOut: number; leftLines: RecordExport["leftLines"] },
): Promise<void> {
  await sql`with made as (update loads.export set state = 'done', records = ${done.records}, left_out = ${done.leftOut},
      left_lines = ${JSON.stringify(done.leftLines)}::jsonb where id = ${id} returning schedule_id, covers_to)
    update loads.export_schedule s set covered_to = made.covers_to from made where s.id = made.schedule_id
      and (s.covered_to is null or s.covered_to < made.covers_to)`.execute(db);
}

/** The selection meant nothing. */
export async function failExport(db: Db, id: string, error: string): Promise<void> {
  await sql`update loads.export set state = 'failed', error = ${error} where id = ${id}`.execute(db);
}

/** Forgets exports whose time is over; returns them, so that their files go too. For a job. */
export async function forgetExports(db: Db, now: Date): Promise<{ id: string; format: ExportFormat }[]> {
  const { rows } = await sql<{ id: string; format: ExportFormat }>`delete from loads.export e
    where e.created_at < ${now}::timestamptz - make_interval(days => ${KEPT_DAYS}) returning e.id, e.format`.execute(
    db,
  );
  return rows;
}

/** What a person asked for goes with them. */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  await sql`delete from loads.export where made_by = ${personId}`.execute(tx);
  await sql`delete from loads.export_schedule where made_by = ${personId}`.execute(tx);
}
