import { sql } from "kysely";
import type { Db, Tx } from "../../kernel/database.ts";
import { type Clock, DAY_MS } from "../../kernel/time.ts";
import { countSilence } from "../../neighbours/index.ts";
import { forgetNotices } from "../../notices/index.ts";
import { pauseAllOf } from "../../shelves/index.ts";
import { loanLink, tell, tellMany } from "../notices.ts";
import { callNext, freeCopy } from "./copy-release.ts";
import { letCaseGo } from "./disputes.ts";
import { type LockedLoan, lockLoan, moveLoan } from "./loan-rows.ts";
import { clockTriggers, isCase, loanStateAfter, meetingStates } from "./loan-states.ts";
import { takeCopyBack } from "./returns.ts";

const MOST_AT_ONCE = 500;
/** Requests left unanswered in a row after which somebody's offers are paused. */
const SILENT_REQUESTS = 2;
/** Days after its end when a loan is forgotten by whoever keeps no diary. */
const FORGET_DAYS = 30;
const DUE_SOON_DAYS = 3;

/** Loans whose time is over, the longest over first. */
export async function loansPastDeadline(db: Db, clock: Clock): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select l.id from peer_loans.loan l where l.deadline_at <= ${clock.now()} order by l.deadline_at limit ${MOST_AT_ONCE}`.execute(
    db,
  );
  return rows.map((row) => row.id);
}

/** Does with one loan what its table says when nobody decided in time. Does nothing if somebody did meanwhile. */
export async function letTimePass(tx: Tx, clock: Clock, loanId: string): Promise<void> {
  const loan = await lockLoan(tx, loanId);
  const { rows } = await sql<{ is_over: boolean }>`
    select l.deadline_at <= ${clock.now()} as is_over from peer_loans.loan l where l.id = ${loanId}`.execute(
    tx,
  );
  const trigger = clockTriggers[loan.state];
  if (!rows[0]?.is_over || !trigger || loanStateAfter(loan.state, trigger) === undefined) return;
  if (isCase(loan.state)) return await letCaseGo(tx, clock, loan);
  if (trigger === "trust-claim") return await takeCopyBack(tx, clock, undefined, loan, trigger);
  const set = trigger === "expire-renewal" ? [sql`renewal_asked_at = null`] : [];
  const moved = await moveLoan(tx, clock, undefined, loan, trigger, { set });
  if (trigger === "lapse") await freeCopy(tx, clock, moved);
  if (trigger === "expire") {
    await noteSilence(tx, clock, moved);
    await callNext(tx, clock, moved);
  }
}

/** Two requests left unanswered in a row: the owner's offers rest until they look after them. */
async function noteSilence(tx: Tx, clock: Clock, loan: LockedLoan): Promise<void> {
  if (loan.lenderId === null) return;
  if ((await countSilence(tx, loan.lenderId, loan.timeZone)) < SILENT_REQUESTS) return;
  const count = await pauseAllOf(tx, loan.lenderId);
  if (count > 0) await tell(tx, clock, loan.lenderId, "offers-paused", { count });
}

/** Reminds borrowers three days before a book is due and on the day after; each once per due date. */
export async function remindBorrowers(tx: Tx, clock: Clock): Promise<number> {
  const { rows } = await sql<{
    id: string;
    borrower_id: string;
    title: string;
    due_on: string;
    overdue: boolean;
  }>`
    update peer_loans.loan l set reminded_on = d.today
    from (select x.id, (${clock.now()}::timestamptz at time zone x.time_zone)::date as today
      from peer_loans.loan x where x.state = 'on-loan') d
    where d.id = l.id and l.state = 'on-loan' and l.reminded_on is distinct from d.today
      and l.due_on in (d.today + ${DUE_SOON_DAYS}::int, d.today - 1, d.today - 7)
    returning l.id, l.borrower_id, coalesce(l.title, '') as title, l.due_on, l.due_on < d.today as overdue`.execute(
    tx,
  );
  for (const kind of ["peer-due-soon", "peer-overdue"] as const)
    await tellMany(
      tx,
      clock,
      kind,
      rows
        .filter((row) => row.overdue === (kind === "peer-overdue"))
        .map((row) => ({
          personId: row.borrower_id,
          params: { title: row.title, dueOn: row.due_on },
          loanId: row.id,
        })),
    );
  return rows.length;
}

/** Reminds both parties a day before an appointment. */
export async function remindAppointments(tx: Tx, clock: Clock): Promise<number> {
  const now = clock.now();
  const { rows } = await sql<{
    loan_id: string;
    lender_id: string | null;
    borrower_id: string;
    title: string;
    at: Date;
  }>`
    update peer_loans.appointment a set reminded_at = ${now} from peer_loans.loan l
    where l.id = a.loan_id and a.reminded_at is null and l.state = any(${[...meetingStates]}::text[])
      and a.at between ${now} and ${new Date(now.getTime() + DAY_MS)}
    returning a.loan_id, l.lender_id, l.borrower_id, coalesce(l.title, '') as title, a.at`.execute(tx);
  await tellMany(
    tx,
    clock,
    "appointment-soon",
    rows.flatMap((row) =>
      [row.lender_id, row.borrower_id]
        .filter((id) => id !== null)
        .map((personId) => ({
          personId,
          params: { title: row.title, at: row.at.toISOString() },
          loanId: row.loan_id,
        })),
    ),
  );
  return rows.length;
}

/**
 * Forgets loans ended 30 days ago: messages, places and words always; the link from reader to title unless one of the
 * two keeps a diary. Counts (states, dates, outcome) stay for reputation.
 */
export async function forgetLoans(tx: Tx, clock: Clock): Promise<number> {
  const before = new Date(clock.now().getTime() - FORGET_DAYS * DAY_MS);
  const { rows } = await sql<{ id: string }>`
    update peer_loans.loan l set erased_at = ${clock.now()}, evidence = null, reason = null,
      title = case when k.keeps then l.title end, instance_id = case when k.keeps then l.instance_id end
    from (select x.id, exists (select 1 from neighbours.sharer p
        where p.person_id in (x.lender_id, x.borrower_id) and p.keeps_diary) as keeps
      from peer_loans.loan x where x.ended_at < ${before} and x.erased_at is null limit ${MOST_AT_ONCE * 10}) k
    where k.id = l.id returning l.id`.execute(tx);
  const ids = rows.map((row) => row.id);
  await sql`delete from peer_loans.message where loan_id = any(${ids}::uuid[])`.execute(tx);
  await sql`delete from peer_loans.appointment where loan_id = any(${ids}::uuid[])`.execute(tx);
  await forgetNotices(tx, ids.map(loanLink));
  return ids.length;
}
