import { sql } from "kysely";
import type { z } from "zod";
import { findMemberByCode } from "../../consortium/index.ts";
import { settledAt } from "../../feeds/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import { type Db, inTransaction, type Tx } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { mayDo } from "../../people/index.ts";
import { refuse } from "../refusals.ts";
import type { exportScheduleSchema, newExportScheduleSchema } from "../schema.ts";
import { insertExport } from "./exports.ts";

type Schedule = z.output<typeof exportScheduleSchema>;
type Row = Omit<Schedule, "lastAt"> & { lastAt: Date | null };

/** Schedules a person may have. */
const MOST = 50;

/** Schedules of a person. */
export async function listSchedules(db: Db, personId: string): Promise<Schedule[]> {
  const { rows } = await sql<Row>`
    select s.id, m.code as "memberCode", s.selection, s.format, s.flavour, s.every, s.is_incremental as "isIncremental", s.last_at as "lastAt"
    from loads.export_schedule s left join consortium.member_fact m on m.id = s.member_id
    where s.made_by = ${personId} order by s.id`.execute(db);
  return rows.map((row) => ({ ...row, lastAt: row.lastAt?.toISOString() ?? null }));
}

/** A file to be made again and again. Refuses `member-unknown` 404, `export-schedules-many` 409. */
export async function addSchedule(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  { member, selection, format, flavour, every, isIncremental }: z.output<typeof newExportScheduleSchema>,
): Promise<{ id: number }> {
  const memberId = member === null ? null : (await findMemberByCode(tx, member)).id;
  if (!mayDo(actor, "catalogue.import", memberId)) throw refuse("member-unknown");
  if ((await listSchedules(tx, actor.personId)).length >= MOST) throw refuse("export-schedules-many");
  const { rows } = await sql<{ id: number }>`
    insert into loads.export_schedule (member_id, made_by, selection, format, flavour, every, is_incremental, created_at)
    values (${memberId}, ${actor.personId}, ${JSON.stringify(selection)}::jsonb, ${format}, ${flavour}, ${every}, ${isIncremental},
      ${clock.now()}) returning id`.execute(tx);
  return rows[0]!;
}

/** Ends a schedule; its files stay their week. Refuses `export-unknown` 404. */
export async function removeSchedule(tx: Tx, actor: Actor, id: number): Promise<void> {
  const { rows } =
    await sql`delete from loads.export_schedule where id = ${id} and made_by = ${actor.personId}
    returning id`.execute(tx);
  if (rows.length === 0) throw refuse("export-unknown");
}

/** Asks for the files that are due; each once. Returns how many. For a job. */
export async function exportDue(db: Db, now: Date): Promise<number> {
  return await inTransaction(db, async (tx) => {
    const { rows } = await sql<{
      id: number;
      memberId: number | null;
      madeBy: string;
      selection: Schedule["selection"];
      format: Schedule["format"];
      flavour: Schedule["flavour"];
      since: Date | null;
    }>`
      select s.id, s.member_id as "memberId", s.made_by as "madeBy", s.selection, s.format, s.flavour,
        case when s.is_incremental then s.covered_to end as since
      from loads.export_schedule s
      where s.last_at is null or s.last_at <= ${now}::timestamptz
        - (case s.every when 'night' then '20 hours' when 'week' then '6 days 20 hours' else '27 days 20 hours' end)::interval
      order by s.id limit 500 for update skip locked`.execute(tx);
    const coversTo = await settledAt(tx, now);
    for (const one of rows) await insertExport(tx, { ...one, scheduleId: one.id, coversTo, now });
    await sql`update loads.export_schedule set last_at = ${now} where id = any(${rows.map((row) => row.id)}::int[])`.execute(
      tx,
    );
    return rows.length;
  });
}
