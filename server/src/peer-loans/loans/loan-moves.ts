import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import type { Tx } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";
import { addDays, type Clock, dateIn, HOUR_MS, type PlainDate } from "../../kernel/time.ts";
import { demandTogether, endSilence } from "../../neighbours/index.ts";
import { wantDeposit } from "../deposits/deposits.ts";
import { callNext, freeCopy, holdCopy } from "./copy-release.ts";
import { demandMove, type LockedLoan, lockLoan, moveLoan } from "./loan-rows.ts";
import { type LoanTrigger, RECALL_DAYS, RENEWAL_HOURS, RENEWALS_MAX } from "./loan-states.ts";
import { mayBorrowMore } from "./requests.ts";
import { takeCopyBack } from "./returns.ts";

const LONGEST_REASON = 300;

async function lockForMove(tx: Tx, actor: Actor, loanId: string, trigger: LoanTrigger): Promise<LockedLoan> {
  const loan = await lockLoan(tx, loanId);
  await demandMove(tx, actor, loan, trigger);
  return loan;
}

/**
 * The lender says yes: the copy is held for this borrower, everybody else waits in line. Refuses what `demandMove`
 * refuses, then `borrower-limit` 409 (the borrower has as many books as they may), `copy-taken` 409.
 */
export async function acceptLoan(tx: Tx, actor: Actor, clock: Clock, loanId: string): Promise<void> {
  const loan = await lockForMove(tx, actor, loanId, "accept");
  await demandTogether(tx, loan.lenderId, loan.borrowerId);
  if (!(await mayBorrowMore(tx, loan.borrowerId))) throw new Problem("borrower-limit", 409);
  const moved = await moveLoan(tx, clock, actor, loan, "accept", {
    set: [sql`answered_at = ${clock.now()}`],
  });
  await endSilence(tx, actor.personId);
  await holdCopy(tx, clock, moved);
  await wantDeposit(tx, clock, moved.id);
}

/** The lender says no, with a reason or without. Refuses what `demandMove` refuses. */
export async function declineLoan(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  loanId: string,
  reason: string | null,
): Promise<void> {
  const loan = await lockForMove(tx, actor, loanId, "decline");
  const moved = await moveLoan(tx, clock, actor, loan, "decline", {
    set: [sql`answered_at = ${clock.now()}`, sql`reason = ${reason?.slice(0, LONGEST_REASON) ?? null}`],
  });
  await endSilence(tx, actor.personId);
  await callNext(tx, clock, moved);
}

/** The borrower takes a request back, or leaves the line. Refuses what `demandMove` refuses. */
export async function withdrawRequest(tx: Tx, actor: Actor, clock: Clock, loanId: string): Promise<void> {
  const loan = await lockForMove(tx, actor, loanId, "withdraw");
  await callNext(tx, clock, await moveLoan(tx, clock, actor, loan, "withdraw"));
}

/** Either calls an agreed loan off before the book changed hands. Refuses what `demandMove` refuses. */
export async function cancelLoan(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  loanId: string,
  reason: string | null,
): Promise<void> {
  const loan = await lockForMove(tx, actor, loanId, "cancel");
  const moved = await moveLoan(tx, clock, actor, loan, "cancel", {
    set: [sql`reason = ${reason?.slice(0, LONGEST_REASON) ?? null}`],
  });
  await freeCopy(tx, clock, moved);
}

/**
 * The borrower asks to keep the book longer; silence for 48 hours refuses. Refuses what `demandMove` refuses, then
 * `reader-blocked` 403, `renewal-asked` 409, `loan-recalled` 409, `renewals-exhausted` 409, `renewal-others-wait` 409.
 */
export async function askSharedRenewal(tx: Tx, actor: Actor, clock: Clock, loanId: string): Promise<void> {
  const loan = await lockForMove(tx, actor, loanId, "ask-renewal");
  await demandTogether(tx, loan.lenderId, loan.borrowerId);
  if (loan.renewalAskedAt) throw new Problem("renewal-asked", 409);
  if (loan.recalledAt) throw new Problem("loan-recalled", 409);
  if (loan.renewals >= RENEWALS_MAX) throw new Problem("renewals-exhausted", 409, { limit: RENEWALS_MAX });
  await demandNobodyWaits(tx, loan);
  const now = clock.now();
  await moveLoan(tx, clock, actor, loan, "ask-renewal", {
    set: [sql`renewal_asked_at = ${now}`],
    deadlineAt: new Date(now.getTime() + RENEWAL_HOURS * HOUR_MS),
  });
}

/** Refuses `renewal-others-wait` 409 while others have asked for the copy: it is theirs next. */
async function demandNobodyWaits(tx: Tx, loan: LockedLoan): Promise<void> {
  const { rows } =
    await sql`select 1 from peer_loans.loan q where q.copy_id = ${loan.copyId} and q.id <> ${loan.id}
    and q.state in ('requested', 'queued') limit 1`.execute(tx);
  if (rows.length > 0) throw new Problem("renewal-others-wait", 409);
}

/**
 * The lender answers a wish for renewal. Refuses what `demandMove` refuses, then `renewal-not-asked` 409 and, for a yes,
 * `renewal-others-wait` 409.
 */
export async function answerRenewal(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  loanId: string,
  granted: boolean,
): Promise<{ dueOn: PlainDate }> {
  const trigger = granted ? "grant-renewal" : "refuse-renewal";
  const loan = await lockForMove(tx, actor, loanId, trigger);
  if (!loan.renewalAskedAt) throw new Problem("renewal-not-asked", 409);
  if (granted) await demandNobodyWaits(tx, loan);
  const today = dateIn(loan.timeZone, clock.now());
  const from = loan.dueOn! > today ? loan.dueOn! : today;
  const dueOn = granted ? addDays(from, loan.loanDays) : loan.dueOn!;
  await moveLoan(tx, clock, actor, loan, trigger, {
    set: [
      sql`renewal_asked_at = null`,
      sql`due_on = ${dueOn}::date`,
      ...(granted ? [sql`renewals = renewals + 1`] : []),
    ],
    params: { dueOn },
  });
  return { dueOn };
}

/**
 * The lender wants the book back sooner: in seven days, once. Refuses what `demandMove` refuses, then
 * `recall-once` 409, `recall-no-gain` 409 (it is due by then anyway).
 */
export async function recallLoan(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  loanId: string,
): Promise<{ dueOn: PlainDate }> {
  const loan = await lockForMove(tx, actor, loanId, "recall");
  if (loan.recalledAt) throw new Problem("recall-once", 409);
  const now = clock.now();
  const dueOn = addDays(dateIn(loan.timeZone, now), RECALL_DAYS);
  if (loan.dueOn! <= dueOn) throw new Problem("recall-no-gain", 409, { dueOn: loan.dueOn });
  await moveLoan(tx, clock, actor, loan, "recall", {
    set: [sql`recalled_at = ${now}`, sql`renewal_asked_at = null`, sql`due_on = ${dueOn}::date`],
    params: { dueOn },
  });
  return { dueOn };
}

/** The borrower says the book is back; the lender has seven days to confirm or contest. */
export async function claimReturn(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  loanId: string,
  evidence: string,
): Promise<void> {
  const loan = await lockForMove(tx, actor, loanId, "claim-return");
  await moveLoan(tx, clock, actor, loan, "claim-return", {
    set: [
      sql`evidence = ${evidence.slice(0, 2000)}`,
      sql`renewal_asked_at = null`,
      sql`claimed_at = ${clock.now()}`,
    ],
  });
}

/** The lender confirms what the borrower claimed. Refuses what `demandMove` refuses. */
export async function confirmReturn(tx: Tx, actor: Actor, clock: Clock, loanId: string): Promise<void> {
  const loan = await lockForMove(tx, actor, loanId, "confirm-return");
  await takeCopyBack(tx, clock, actor, loan, "confirm-return");
}

/** The lender agrees that the present borrower gives the book straight to the next one in line. */
export async function agreePassOn(tx: Tx, actor: Actor, clock: Clock, loanId: string): Promise<void> {
  const loan = await lockForMove(tx, actor, loanId, "agree-pass-on");
  const { rows } = await sql<{
    borrower_id: string;
  }>`select l.borrower_id from peer_loans.loan l where l.copy_id = ${loan.copyId} and l.state = 'on-loan'
    and l.mode = 'lend' and l.borrower_id <> ${loan.borrowerId}`.execute(tx);
  if (!rows[0] || loan.mode !== "lend") throw new Problem("pass-on-nothing", 409);
  await demandTogether(tx, rows[0].borrower_id, loan.borrowerId);
  await sql`update peer_loans.loan set pass_on_agreed_at = null
    where copy_id = ${loan.copyId} and state = 'queued' and pass_on_agreed_at is not null`.execute(tx);
  await moveLoan(tx, clock, actor, loan, "agree-pass-on", { set: [sql`pass_on_agreed_at = ${clock.now()}`] });
}
