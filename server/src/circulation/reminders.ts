import { sql } from "kysely";
import { type Db, inTransaction } from "../kernel/database.ts";
import type { Clock, PlainDate } from "../kernel/time.ts";
import { notify } from "../notices/index.ts";
import { ownRow, reminderStages } from "../targeting/index.ts";

const BATCH = 500;

/** Reminds of every loan that has reached a new stage; `today` is that of the owner. Claimed loans are left alone. */
export async function remindOfLoans(db: Db, clock: Clock): Promise<number> {
  const days = reminderStages.map((stage) => stage.fromDay);
  for (let reminded = 0; ; ) {
    const count = await inTransaction(db, async (tx) => {
      const { rows } = await sql<{
        id: string;
        person_id: string;
        instance_id: number;
        title: string;
        due_on: PlainDate;
        stage: number;
      }>`
        with late as (
          select l.id, g.stage from circulation.loan l
          join catalogue.item_line i on i.id = l.item_id join consortium.member_fact m on m.id = i.member_id
          cross join lateral (
            select count(*)::int as stage from unnest(${days}::int[]) d(from_day)
            where (${clock.now()}::timestamptz at time zone m.time_zone)::date >= l.due_on + d.from_day) g
          where l.returned_at is null and l.claimed_at is null and l.reminder < g.stage
            and l.due_on <= (${clock.now()}::timestamptz)::date + ${1 - days[0]!}::int
          order by l.due_on, l.id limit ${BATCH} for update of l skip locked
        )
        update circulation.loan l set reminder = t.stage
        from late t, catalogue.item_line i, catalogue.record_line r, catalogue.title_line x
        where l.id = t.id and i.id = l.item_id and r.id = i.record_id and x.id = r.instance_id
        returning l.id, l.person_id, x.id as instance_id, x.title, l.due_on, t.stage`.execute(tx);
      const notices = rows.map((row) => ({
        personId: row.person_id,
        kind: reminderStages[row.stage - 1]!.kind,
        params: { loanId: row.id, instanceId: row.instance_id, title: row.title, dueOn: row.due_on },
        link: ownRow("loan", row.id),
      }));
      await notify(tx, clock, ...notices);
      return rows.length;
    });
    reminded += count;
    if (count < BATCH) return reminded;
  }
}
