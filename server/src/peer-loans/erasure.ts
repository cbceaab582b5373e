import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock, PlainDate } from "../kernel/time.ts";
import { lockPlaces, lockSharer } from "../neighbours/index.ts";
import { caseStates, DECIDE_DAYS, isCase, type LoanState } from "./loans/loan-states.ts";

/**
 * Takes a reader out of loans: the other side keeps them, with a nameless counterpart and without what was written.
 * Refuses `erasure-open-loans` 409 while a book is out or asked for; `erasure-case-open` 409 while nothing is open but a
 * quarrel, or the days for one after a return, with the day after which it is over whatever anybody does (param `until`).
 */
export async function erasePerson(tx: Tx, clock: Clock, personId: string): Promise<void> {
  await lockPlaces(tx);
  await lockSharer(tx, personId);
  const open = await sql<{ state: LoanState; until: PlainDate | null }>`
    select l.state, ((l.deadline_at + case when l.referred_at is null and l.state = any(${[...caseStates]}::text[])
        then make_interval(days => ${DECIDE_DAYS}) else '0' end) at time zone l.time_zone)::date as until
    from peer_loans.loan l
    where (l.lender_id = ${personId} or l.borrower_id = ${personId}) and l.ended_at is null
    order by until desc nulls last`.execute(tx);
  const isOver = ({ state }: { state: LoanState }): boolean => isCase(state) || state === "returned";
  if (!open.rows.every(isOver)) throw new Problem("erasure-open-loans", 409);
  if (open.rows[0]) throw new Problem("erasure-case-open", 409, { until: open.rows[0].until! });
  const ofTheirs = sql`(lender_id = ${personId} or borrower_id = ${personId})`;
  await sql`delete from peer_loans.message where sender_id = ${personId}`.execute(tx);
  await sql`delete from peer_loans.appointment where loan_id in (select id from peer_loans.loan where ${ofTheirs})`.execute(
    tx,
  );
  await sql`update peer_loans.loan set evidence = null, reason = null, erased_at = coalesce(erased_at, ${clock.now()})
    where ${ofTheirs}`.execute(tx);
}
