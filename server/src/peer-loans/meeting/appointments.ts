import { sql } from "kysely";
import { getBranch } from "../../consortium/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { refuseOn } from "../../kernel/problem.ts";
import { pick } from "../../kernel/text.ts";
import { type Clock, DAY_MS, HOUR_MS } from "../../kernel/time.ts";
import { countAct, submitPosting } from "../../moderation/index.ts";
import { areApart } from "../../neighbours/index.ts";
import type { NoticeKind } from "../../notices/index.ts";
import { type LockedLoan, lockLoan } from "../loans/loan-rows.ts";
import { meetingStates } from "../loans/loan-states.ts";
import { tell } from "../notices.ts";
import { constraintProblems } from "../problems.ts";
import { refuse } from "../refusals.ts";
import { writeCalendar } from "./calendar-file.ts";
import { APPOINTMENT_POSTING } from "./place-texts.ts";

/** When and where two readers meet; agreed once the other side has said yes. A home is no place: public places only. */
export type Appointment = {
  at: string;
  minutes: number;
  place: string;
  branchId: number | null;
  isMine: boolean;
  agreedAt: string | null;
};

/** Days ahead an appointment may lie. */
export const FURTHEST_DAYS = 60;
/** Proposals one reader may make in a day. */
export const APPOINTMENTS_PER_DAY = 30;

type Meeting = LockedLoan & { lenderId: string };

async function lockMeeting(tx: Tx, actor: Actor, loanId: string): Promise<Meeting> {
  const loan = await lockLoan(tx, loanId);
  if (actor.personId !== loan.lenderId && actor.personId !== loan.borrowerId) throw refuse("loan-unknown");
  const { lenderId } = loan;
  if (lenderId === null) throw refuse("library-lends");
  if (!meetingStates.includes(loan.state)) throw refuse("loan-state", { state: loan.state });
  return { ...loan, lenderId };
}

/**
 * Either party proposes when and where to meet; it replaces an earlier proposal. A doubtful place is not shown to the
 * other before a moderator has let it. Once one has blocked the other they meet at a library's branch only, in no words
 * of their own, to bring the book back. Refuses `loan-unknown` 404, `library-lends` 409 (its desk is always open), `loan-state` 409, `appointment-time` 400 (past, or
 * more than 60 days ahead), `reader-blocked` 403, `acts-exhausted` 429, `text-refused` 422, `appointment-place-missing`
 * 400.
 */
export async function proposeAppointment(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  loanId: string,
  input: { at: Date; minutes?: number; place: string; branchId?: number | null },
): Promise<void> {
  const loan = await lockMeeting(tx, actor, loanId);
  const now = clock.now().getTime();
  const at = input.at.getTime();
  if (!(at > now && at < now + FURTHEST_DAYS * DAY_MS)) throw refuse("appointment-time");
  const { minutes = 30, branchId = null } = input;
  const place = await placeOf(tx, loan, input.place.trim(), branchId);
  await countAct(
    tx,
    clock,
    { who: actor.personId, act: "appointment", target: loan.id },
    APPOINTMENTS_PER_DAY,
  );
  const posting = { kind: APPOINTMENT_POSTING, subject: loan.id, personId: actor.personId, texts: [place] };
  const isPublic = (await submitPosting(tx, clock, posting)) === "published";
  await refuseOn(constraintProblems, () =>
    sql`insert into peer_loans.appointment (loan_id, at, minutes, place, branch_id, proposed_by, place_public)
      values (${loan.id}, ${input.at}, ${minutes}, ${place}, ${branchId}, ${actor.personId}, ${isPublic})
      on conflict (loan_id) do update set at = excluded.at, minutes = excluded.minutes, place = excluded.place,
        branch_id = excluded.branch_id, proposed_by = excluded.proposed_by, place_public = excluded.place_public, agreed_at = null, reminded_at = null,
        version = appointment.version + 1`.execute(tx),
  );
  await tellOther(tx, clock, actor, loan, "appointment-proposed", input.at);
}

/**
 * The other party agrees; the loan then waits at least two days beyond the meeting before it lapses.
 * Refuses `loan-unknown` 404, `library-lends` 409, `loan-state` 409, `appointment-unknown` 404, `loan-not-your-move` 403.
 */
export async function agreeAppointment(tx: Tx, actor: Actor, clock: Clock, loanId: string): Promise<void> {
  const loan = await lockMeeting(tx, actor, loanId);
  const { rows } = await sql<{ at: Date; proposed_by: string }>`
    select a.at, a.proposed_by from peer_loans.appointment a where a.loan_id = ${loan.id}`.execute(tx);
  if (!rows[0]) throw refuse("appointment-unknown");
  if (rows[0].proposed_by === actor.personId) throw refuse("loan-not-your-move");
  await sql`update peer_loans.appointment set agreed_at = coalesce(agreed_at, ${clock.now()}) where loan_id = ${loan.id}`.execute(
    tx,
  );
  const wait = new Date(rows[0].at.getTime() + 48 * HOUR_MS);
  await sql`update peer_loans.loan set deadline_at = greatest(deadline_at, ${wait})
    where id = ${loan.id} and state = 'accepted'`.execute(tx);
  await tellOther(tx, clock, actor, loan, "appointment-agreed", rows[0].at);
}

/** Where to meet, in the proposer's words, else the branch's own name; between readers who hide from each other in the branch's own name. */
async function placeOf(tx: Tx, loan: Meeting, words: string, branchId: number | null): Promise<string> {
  const apart = await areApart(tx, loan.lenderId, loan.borrowerId);
  if (!apart && (words !== "" || branchId === null)) return words;
  if (branchId === null) throw refuse("reader-blocked");
  return pick((await getBranch(tx, branchId)).name, "zh-Hans").slice(0, 200);
}

async function tellOther(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  loan: Meeting,
  kind: NoticeKind,
  at: Date,
): Promise<void> {
  const other = actor.personId === loan.lenderId ? loan.borrowerId : loan.lenderId;
  await tell(tx, clock, other, kind, { title: loan.title, at: at.toISOString() }, loan.id);
}

/** The appointment as a calendar file (RFC 5545) for one of the two. Refuses `appointment-unknown` 404. */
export async function appointmentCalendar(
  db: Db,
  clock: Clock,
  personId: string,
  loanId: string,
  words: { summary: string; url: string },
): Promise<string> {
  const { rows } = await sql<{ at: Date; minutes: number; place: string; version: number; agreed: boolean }>`
    select a.at, a.minutes, case when a.place_public or a.proposed_by = ${personId} then a.place else '' end as place, a.version, a.agreed_at is not null as agreed
    from peer_loans.appointment a join peer_loans.loan l on l.id = a.loan_id
    where l.id::text = ${loanId} and ${personId}::uuid in (l.lender_id, l.borrower_id)`.execute(db);
  const row = rows[0];
  if (!row) throw refuse("appointment-unknown");
  return writeCalendar({
    uid: `${loanId}@commonshelf`,
    // Agreeing is a change, too: the entry in the calendar is replaced.
    sequence: 2 * row.version + (row.agreed ? 1 : 0),
    stamp: clock.now(),
    start: row.at,
    minutes: row.minutes,
    place: row.place,
    isAgreed: row.agreed,
    ...words,
  });
}
