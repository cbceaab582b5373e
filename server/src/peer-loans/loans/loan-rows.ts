import { type RawBuilder, sql } from "kysely";
import { isSteward } from "../../circles/index.ts";
import { type Actor, systemActor } from "../../kernel/actor.ts";
import type { Tx } from "../../kernel/database.ts";
import { isUuid } from "../../kernel/ids.ts";
import { publish } from "../../kernel/outbox.ts";
import { refuseOn } from "../../kernel/problem.ts";
import { type Clock, HOUR_MS, type PlainDate } from "../../kernel/time.ts";
import { dropPosting } from "../../moderation/index.ts";
import { lockReader } from "../../neighbours/index.ts";
import type { NoticeKind } from "../../notices/index.ts";
import { mayDo } from "../../people/index.ts";
import { type LockedCopy, lockCopy } from "../../shelves/index.ts";
import type { RequestMode } from "../../shelves/schema.ts";
import { closeDeposit } from "../deposits/deposits.ts";
import { APPOINTMENT_POSTING } from "../meeting/place-texts.ts";
import { tell } from "../notices.ts";
import { constraintProblems } from "../problems.ts";
import { refuse } from "../refusals.ts";
import {
  finalLoanStates,
  isCase,
  type LoanOutcome,
  type LoanState,
  type LoanTrigger,
  loanStateAfter,
  loanTriggers,
  meetingStates,
  stateHours,
} from "./loan-states.ts";
import { type LoanFacts, reasonAgainst, recallDay } from "./next-step.ts";

/** A loan, read under the lock of its copy. */
export type LockedLoan = {
  id: string;
  copyId: string;
  regionId: number;
  mode: RequestMode;
  /** Null: a library lends (`lenderMember`). */
  lenderId: string | null;
  lenderMember: number | null;
  borrowerId: string;
  viaCircleId: string | null;
  state: LoanState;
  title: string;
  loanDays: number;
  timeZone: string;
  dueOn: PlainDate | null;
  renewals: number;
  renewalAskedAt: Date | null;
  recalledAt: Date | null;
  /** When the borrower said the book was back, while that is not contested. */
  claimedAt: Date | null;
  passOnAgreedAt: Date | null;
  proposedBy: string | null;
  proposedOutcome: LoanOutcome | null;
  version: number;
  deadlineAt: Date | null;
  /** When a case went to its mediator. */
  referredAt: Date | null;
  copy: LockedCopy;
};

type Row = {
  id: string;
  copy_id: string;
  region_id: number;
  mode: RequestMode;
  lender_id: string | null;
  lender_member: number | null;
  borrower_id: string;
  via_circle_id: string | null;
  state: LoanState;
  title: string | null;
  loan_days: number;
  time_zone: string;
  due_on: PlainDate | null;
  renewals: number;
  renewal_asked_at: Date | null;
  recalled_at: Date | null;
  claimed_at: Date | null;
  pass_on_agreed_at: Date | null;
  proposed_by: string | null;
  proposed_outcome: LoanOutcome | null;
  version: number;
  deadline_at: Date | null;
  referred_at: Date | null;
};

/** The borrower's row and the copy are locked, in this order, then the loan is read. Refuses `loan-unknown` 404. */
export async function lockLoan(tx: Tx, loanId: string): Promise<LockedLoan> {
  if (!isUuid(loanId)) throw refuse("loan-unknown");
  const found = await sql<{ copy_id: string; borrower_id: string }>`
    select l.copy_id, l.borrower_id from peer_loans.loan l where l.id = ${loanId}`.execute(tx);
  if (!found.rows[0]) throw refuse("loan-unknown");
  const { copy_id, borrower_id } = found.rows[0];
  await lockReader(tx, borrower_id);
  return await readLoan(tx, loanId, await lockCopy(tx, copy_id));
}

/** A loan of a copy whose lock the caller holds. */
export async function readLoan(tx: Tx, loanId: string, copy: LockedCopy): Promise<LockedLoan> {
  const { rows } = await sql<Row>`
    select l.id, l.copy_id, l.region_id, l.mode, l.lender_id, l.lender_member, l.borrower_id, l.via_circle_id, l.state, l.title, l.loan_days,
      l.time_zone, l.due_on, l.renewals, l.renewal_asked_at, l.recalled_at, l.claimed_at, l.pass_on_agreed_at, l.proposed_by,
      l.proposed_outcome, l.version, l.deadline_at, l.referred_at
    from peer_loans.loan l where l.id = ${loanId}`.execute(tx);
  const row = rows[0]!;
  return {
    id: row.id,
    copyId: row.copy_id,
    regionId: row.region_id,
    mode: row.mode,
    lenderId: row.lender_id,
    lenderMember: row.lender_member,
    borrowerId: row.borrower_id,
    viaCircleId: row.via_circle_id,
    state: row.state,
    title: row.title ?? "",
    loanDays: row.loan_days,
    timeZone: row.time_zone,
    dueOn: row.due_on,
    renewals: row.renewals,
    renewalAskedAt: row.renewal_asked_at,
    recalledAt: row.recalled_at,
    claimedAt: row.claimed_at,
    passOnAgreedAt: row.pass_on_agreed_at,
    proposedBy: row.proposed_by,
    proposedOutcome: row.proposed_outcome,
    version: row.version,
    deadlineAt: row.deadline_at,
    referredAt: row.referred_at,
    copy,
  };
}

/**
 * True when the actor may settle what the parties cannot: a steward of the circle the loan came through, who is no
 * party to it, or the platform's office.
 */
async function isMediator(
  tx: Tx,
  actor: Actor,
  loan: Pick<LockedLoan, "lenderId" | "borrowerId" | "viaCircleId">,
): Promise<boolean> {
  if (actor.personId === loan.lenderId || actor.personId === loan.borrowerId) return false;
  if (mayDo(actor, "consortium.manage", null)) return true;
  if (loan.viaCircleId === null) return false;
  return await isSteward(tx, actor.personId, loan.viaCircleId);
}

/** Whose act it is when the lender does something: the lender's, and the system's for a library. */
export function lenderOf(loan: Pick<LockedLoan, "lenderId">): Pick<Actor, "personId"> {
  return { personId: loan.lenderId ?? systemActor.personId };
}

/** SQL: what the rows around loan `l` say about its moves. */
export const moveFacts = sql`neighbours.blocked(l.lender_id, l.borrower_id) as apart,
  exists (select 1 from peer_loans.loan q where q.copy_id = l.copy_id and q.id <> l.id
    and q.state in ('requested', 'queued')) as others_wait,
  exists (select 1 from peer_loans.loan h where h.copy_id = l.copy_id and h.id <> l.id and h.state = 'on-loan'
    and h.mode = 'lend') as copy_on_loan`;

/**
 * Refuses a move that its party may not make now: `loan-unknown` 404 for whoever is no party to the loan, and no mediator
 * of an open case, then what `reasonAgainst` says.
 */
export async function demandMove(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  loan: LockedLoan,
  trigger: LoanTrigger,
): Promise<void> {
  const side = await sideOf(tx, actor, loan);
  const { rows } = await sql<{
    apart: boolean;
    others_wait: boolean;
    copy_on_loan: boolean;
  }>`select ${moveFacts} from peer_loans.loan l where l.id = ${loan.id}`.execute(tx);
  const around = rows[0]!;
  const reason = reasonAgainst(
    {
      side,
      state: loan.state,
      mode: loan.mode,
      renewalAsked: loan.renewalAskedAt !== null,
      renewals: loan.renewals,
      isRecalled: loan.recalledAt !== null,
      dueOn: loan.dueOn,
      recallTo: recallDay(loan.timeZone, clock.now()),
      passOnAgreed: loan.passOnAgreedAt !== null,
      copyOnLoan: around.copy_on_loan,
      othersWait: around.others_wait,
      isParted: around.apart,
      proposed: loan.proposedBy === null ? "nobody" : loan.proposedBy === actor.personId ? "me" : "other",
    },
    trigger,
  );
  if (reason) throw refuse(reason.code, reason.params);
}

/** Refuses `loan-unknown` 404 for whoever is no party to the loan; its mediator is one while a case is open. */
async function sideOf(tx: Tx, actor: Actor, loan: LockedLoan): Promise<LoanFacts["side"]> {
  if (actor.personId === loan.lenderId) return "lender";
  if (actor.personId === loan.borrowerId) return "borrower";
  if (!isCase(loan.state) || !(await isMediator(tx, actor, loan))) throw refuse("loan-unknown");
  return "mediator";
}

/** What a move changes besides the state: column assignments of `peer_loans.loan`. */
export type LoanPatch = {
  set?: RawBuilder<unknown>[];
  deadlineAt?: Date | null;
  params?: Record<string, string | number>;
  /** What is told instead of the word of the move. */
  word?: NoticeKind;
};

/**
 * Moves a loan along its table: state, deadline, event, notice and the message to the rooms above, in one place.
 * `by`: whose move it is, also when a desk that saw their code makes it, or it follows from what they said before; undefined:
 * the clock. What they may has been asked before: the caller has locked the loan and asked `demandMove`.
 */
export async function moveLoan(
  tx: Tx,
  clock: Clock,
  by: Pick<Actor, "personId"> | undefined,
  loan: LockedLoan,
  trigger: LoanTrigger,
  patch: LoanPatch = {},
): Promise<LockedLoan> {
  const to = loanStateAfter(loan.state, trigger);
  if (to === undefined) throw refuse("loan-state", { state: loan.state });
  const now = clock.now();
  const hours = stateHours[to];
  const deadline =
    patch.deadlineAt !== undefined
      ? patch.deadlineAt
      : hours === undefined
        ? null
        : new Date(now.getTime() + hours * HOUR_MS);
  const isFinal = finalLoanStates.includes(to);
  const actorId = by?.personId ?? systemActor.personId;
  const changes = [
    sql`state = ${to}`,
    sql`version = version + 1`,
    sql`deadline_at = ${deadline}`,
    ...(isFinal ? [sql`ended_at = ${now}`, sql`ended_by = ${actorId}`] : []),
    ...(patch.set ?? []),
  ];
  await refuseOn(constraintProblems, () =>
    sql`update peer_loans.loan set ${sql.join(changes)} where id = ${loan.id}`.execute(tx),
  );
  await writeLoanEvent(tx, now, actorId, loan, trigger, loan.state, to);
  if (isMet(loan.state, to)) await dropAppointment(tx, loan.id);
  if (isFinal) await closeDeposit(tx, loan.id);
  await tellParties(tx, clock, actorId, loan, trigger, patch);
  return { ...loan, state: to, version: loan.version + 1 };
}

/** The meeting that was agreed has been, or is not to be: a move out of the state it was for. */
function isMet(from: LoanState, to: LoanState): boolean {
  return from !== to && (!meetingStates.includes(to) || to === "on-loan");
}

/** Takes the appointment of a loan away: what is over reminds nobody. */
export async function dropAppointment(tx: Tx, loanId: string): Promise<void> {
  const { rows } =
    await sql`delete from peer_loans.appointment where loan_id = ${loanId} returning loan_id`.execute(tx);
  if (rows.length > 0) await dropPosting(tx, APPOINTMENT_POSTING, loanId);
}

/** Appends what happened to a loan and tells the rooms above (topic `sharing-loan`). */
export async function writeLoanEvent(
  tx: Tx,
  at: Date,
  actorId: string,
  loan: Pick<LockedLoan, "id" | "regionId" | "copyId">,
  trigger: LoanTrigger | "request" | "join-queue",
  from: LoanState | null,
  to: LoanState,
): Promise<void> {
  await sql`insert into peer_loans.loan_event (region_id, loan_id, at, actor_id, trigger, from_state, to_state)
    values (${loan.regionId}, ${loan.id}, ${at}, ${actorId}, ${trigger}, ${from}, ${to})`.execute(tx);
  await publish(tx, "sharing-loan", { loanIds: [loan.id], copyId: loan.copyId, trigger, state: to });
}

async function tellParties(
  tx: Tx,
  clock: Clock,
  actorId: string,
  loan: LockedLoan,
  trigger: LoanTrigger,
  { params = {}, word = `peer-${trigger}` }: LoanPatch,
): Promise<void> {
  // Closing after three quiet days is no news.
  if (trigger === "close") return;
  const { tells } = loanTriggers[trigger];
  const both = [loan.lenderId, loan.borrowerId];
  const told =
    tells === "lender"
      ? [loan.lenderId]
      : tells === "borrower"
        ? [loan.borrowerId]
        : both.filter((id) => id !== actorId);
  for (const personId of told.filter((id) => id !== null))
    await tell(tx, clock, personId, word, { title: loan.title, ...params }, loan.id);
}
