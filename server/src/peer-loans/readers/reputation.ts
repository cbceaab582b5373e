import { sql } from "kysely";
import type { Db } from "../../kernel/database.ts";

/** What somebody did, as numbers: no stars, no opinions. Null where there is nothing to tell yet. */
export type Reputation = {
  isNew: boolean;
  lent: number;
  borrowed: number;
  given: number;
  answerPercent: number | null;
  answerHours: number | null;
  onTimePercent: number | null;
  calledOff: number;
  openCases: number;
};

/** Facts about a reader from their loans of two years. */
export async function reputationOf(db: Db, personId: string): Promise<Reputation> {
  const { rows } = await sql<{
    lent: number;
    borrowed: number;
    given: number;
    answered: number;
    silent: number;
    hours: number | null;
    back: number;
    on_time: number;
    called_off: number;
    cases: number;
  }>`
    select count(*) filter (where l.lender_id = ${personId} and l.back_at is not null) as lent,
      count(*) filter (where l.borrower_id = ${personId} and l.back_at is not null) as borrowed,
      count(*) filter (where l.lender_id = ${personId} and l.state = 'given') as given,
      count(*) filter (where l.lender_id = ${personId} and l.answered_at is not null) as answered,
      count(*) filter (where l.lender_id = ${personId} and l.state = 'expired') as silent,
      percentile_cont(0.5) within group (order by extract(epoch from l.answered_at - l.requested_at) / 3600)
        filter (where l.lender_id = ${personId} and l.answered_at is not null) as hours,
      count(*) filter (where l.borrower_id = ${personId} and l.back_at is not null and l.due_on is not null) as back,
      count(*) filter (where l.borrower_id = ${personId} and (l.back_at at time zone l.time_zone)::date <= l.due_on) as on_time,
      count(*) filter (where l.state = 'cancelled' and l.ended_by = ${personId}) as called_off,
      count(*) filter (where l.state in ('disputed', 'damage-claimed')) as cases
    from peer_loans.loan l
    where (l.lender_id = ${personId} or l.borrower_id = ${personId}) and l.requested_at > now() - interval '2 years'`.execute(
    db,
  );
  const r = rows[0]!;
  const percent = (part: number, whole: number): number | null =>
    whole === 0 ? null : Math.round((100 * part) / whole);
  return {
    isNew: r.lent + r.borrowed + r.given === 0,
    lent: r.lent,
    borrowed: r.borrowed,
    given: r.given,
    answerPercent: percent(r.answered, r.answered + r.silent),
    answerHours: r.hours === null ? null : Math.round(r.hours),
    onTimePercent: percent(r.on_time, r.back),
    calledOff: r.called_off,
    openCases: r.cases,
  };
}
