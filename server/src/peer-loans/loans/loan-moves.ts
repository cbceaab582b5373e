import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import type { Tx } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";
import { addDays, type Clock, dateIn, HOUR_MS, type PlainDate } from "../../kernel/time.ts";
import { demandTogether, endSilence } from "../../neighbours/index.ts";
import { wantDeposit } from "../deposits/deposits.ts";
import { refuse } from "../refusals.ts";
import { callNext, freeCopy, holdCopy } from "./copy-release.ts";
import { demandMove, type LockedLoan, lockLoan, moveLoan } from "./loan-rows.ts";
import { type LoanTrigger, RENEWAL_HOURS } from "./loan-states.ts";
import { recallDay } from "./next-step.ts";
import { mayBorrowMore, withdrawOthers } from "./requests.ts";
import { takeCopyBack } from "./returns.ts";

async function lockForMove(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  loanId: string,
  trigger: LoanTrigger,
): Promise<LockedLoan> {
  const loan = await lockLoan(tx, loanId);
  await demandMove(tx, actor, clock, loan, trigger);
  return loan;
}

/**
 * The lender says yes: the copy is held for this borrower, everybody else waits in line. Refuses what `demandMove`
 * refuses, then `borrower-limit` 409 (the borrower has as many books as they may).
 */
export async function acceptLoan(tx: Tx, actor: Actor, clock: Clock, loanId: string): Promise<void> {
  const loan = await lockForMove(tx, actor, clock, loanId, "accept");
  if (!(await mayBorrowMore(tx, loan.borrowerId))) throw refuse("borrower-limit");
  const moved = await moveLoan(tx, clock, actor, loan, "accept", {
    set: [sql`answered_at = ${clock.now()}`],
  });
  await endSilence(tx, actor.personId);
  await holdCopy(tx, clock, moved);
  await withdrawOthers(tx, clock, moved.id);
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
  const loan = await lockForMove(tx, actor, clock, loanId, "decline");
  const moved = await moveLoan(tx, clock, actor, loan, "decline", {
    set: [sql`answered_at = ${clock.now()}`, sql`reason = ${reason}`],
  });
  await endSilence(tx, actor.personId);
  await callNext(tx, clock, moved);
}

/** The borrower takes a request back, or leaves the line. Refuses what `demandMove` refuses. */
export async function withdrawRequest(tx: Tx, actor: Actor, clock: Clock, loanId: string): Promise<void> {
  const loan = await lockForMove(tx, actor, clock, loanId, "withdraw");
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
  const loan = await lockForMove(tx, actor, clock, loanId, "cancel");
  const moved = await moveLoan(tx, clock, actor, loan, "cancel", {
    set: [sql`reason = ${reason}`],
  });
  await freeCopy(tx, clock, moved);
}

/** The borrower asks to keep the book longer; silence for 48 hours refuses. Refuses what `demandMove` refuses. */
export async function askSharedRenewal(tx: Tx, actor: Actor, clock: Clock, loanId: string): Promise<void> {
  const loan = await lockForMove(tx, actor, clock, loanId, "ask-renewal");
  const now = clock.now();
  await moveLoan(tx, clock, actor, loan, "ask-renewal", {
    set: [sql`renewal_asked_at = ${now}`],
    deadlineAt: new Date(now.getTime() + RENEWAL_HOURS * HOUR_MS),
  });
}

/** Loans looked at when all are to be renewed. */
const MOST_RENEWED = 100;

/**
 * The borrower asks to keep everything longer: each loan by its own rules, and why not where one is refused. Refuses
 * `renewals-none` 409 when they have nothing.
 */
export async function askAllRenewals(
  tx: Tx,
  actor: Actor,
  clock: Clock,
): Promise<{ asked: string[]; refused: { loanId: string; title: string; reason: string }[] }> {
  const { rows } = await sql<{ id: string; title: string }>`select l.id, coalesce(l.title, '') as title
    from peer_loans.loan l where l.borrower_id = ${actor.personId} and l.state = 'on-loan'
    order by l.copy_id limit ${MOST_RENEWED}`.execute(tx);
  if (rows.length === 0) throw refuse("renewals-none");
  const done = { asked: [] as string[], refused: [] as { loanId: string; title: string; reason: string }[] };
  for (const { id, title } of rows)
    try {
      await askSharedRenewal(tx, actor, clock, id);
      done.asked.push(id);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      done.refused.push({ loanId: id, title, reason: error.code });
    }
  return done;
}

/** The lender answers a wish for renewal. Refuses what `demandMove` refuses. */
export async function answerRenewal(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  loanId: string,
  granted: boolean,
): Promise<{ dueOn: PlainDate }> {
  const trigger = granted ? "grant-renewal" : "refuse-renewal";
  const loan = await lockForMove(tx, actor, clock, loanId, trigger);
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

/** The lender wants the book back sooner: in seven days, once. Refuses what `demandMove` refuses. */
export async function recallLoan(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  loanId: string,
): Promise<{ dueOn: PlainDate }> {
  const loan = await lockForMove(tx, actor, clock, loanId, "recall");
  const now = clock.now();
  const dueOn = recallDay(loan.timeZone, now);
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
  const loan = await lockForMove(tx, actor, clock, loanId, "claim-return");
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
  const loan = await lockForMove(tx, actor, clock, loanId, "confirm-return");
  await takeCopyBack(tx, clock, actor, loan, "confirm-return");
}

/**
 * The lender agrees that the present borrower gives the book straight to the next one in line. Refuses what `demandMove`
 * refuses, then `reader-blocked` 403 when the two who would meet hide from each other.
 */
export async function agreePassOn(tx: Tx, actor: Actor, clock: Clock, loanId: string): Promise<void> {
  const loan = await lockForMove(tx, actor, clock, loanId, "agree-pass-on");
  const { rows } = await sql<{
    borrower_id: string;
  }>`select l.borrower_id from peer_loans.loan l where l.copy_id = ${loan.copyId} and l.state = 'on-loan'
    and l.mode = 'lend' and l.borrower_id <> ${loan.borrowerId}`.execute(tx);
  await demandTogether(tx, rows[0]!.borrower_id, loan.borrowerId);
  await sql`update peer_loans.loan set pass_on_agreed_at = null
    where copy_id = ${loan.copyId} and state = 'queued' and pass_on_agreed_at is not null`.execute(tx);
  await moveLoan(tx, clock, actor, loan, "agree-pass-on", { set: [sql`pass_on_agreed_at = ${clock.now()}`] });
}
