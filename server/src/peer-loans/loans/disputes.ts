import { sql } from "kysely";
import { caseOutcomeOf, stewardsOfCircle } from "../../circles/index.ts";
import { type Actor, systemActor } from "../../kernel/actor.ts";
import type { Tx } from "../../kernel/database.ts";
import { type Clock, DAY_MS } from "../../kernel/time.ts";
import { officeIds } from "../../notices/index.ts";
import { markLost } from "../../shelves/index.ts";
import { reverseCredits } from "../deposits/credits.ts";
import { tellMany } from "../notices.ts";
import { refuse } from "../refusals.ts";
import { endOffer, freeCopy } from "./copy-release.ts";
import { demandMove, type LockedLoan, lockLoan, moveLoan } from "./loan-rows.ts";
import {
  clockMove,
  DECIDE_DAYS,
  defaultOutcomes,
  type LoanOutcome,
  type LoanTrigger,
  outcomesWithBook,
} from "./loan-states.ts";
import { copyMove, returnCustody } from "./returns.ts";

/** What opens a case: the book is lost or spoilt, did not come back as claimed, or came back damaged. */
export type Complaint = Extract<LoanTrigger, "report-lost" | "contest" | "claim-damage">;

/**
 * Opens a case with what happened in one's own words. Refuses what `demandMove` refuses, then `evidence-missing` 400.
 */
export async function openCase(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  loanId: string,
  complaint: Complaint,
  evidence: string,
): Promise<void> {
  const loan = await lockLoan(tx, loanId);
  await demandMove(tx, actor, clock, loan, complaint);
  const words = evidence.trim();
  if (words === "") throw refuse("evidence-missing");
  await moveLoan(tx, clock, actor, loan, complaint, {
    set: [
      sql`evidence = left(coalesce(nullif(evidence, '') || E'\n', '') || ${words}, 2000)`,
      sql`renewal_asked_at = null`,
      ...(complaint === "contest" ? [sql`claimed_at = null`] : []),
    ],
  });
  if (complaint === "claim-damage") await reverseCredits(tx, clock.now(), loan.id);
}

/** A party proposes how the case should end; a new proposal replaces the one before. Refuses as `demandMove`. */
export async function proposeOutcome(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  loanId: string,
  outcome: LoanOutcome,
): Promise<void> {
  const loan = await lockLoan(tx, loanId);
  await demandMove(tx, actor, clock, loan, "propose");
  await moveLoan(tx, clock, actor, loan, "propose", {
    set: [sql`proposed_outcome = ${outcome}`, sql`proposed_by = ${actor.personId}`],
    // A proposal gains no time: a case ends on the day that was stated.
    deadlineAt: loan.deadlineAt,
    params: { outcome },
  });
}

/** The other party agrees to what was proposed: the case is settled. Refuses as `demandMove`. */
export async function agreeOutcome(tx: Tx, actor: Actor, clock: Clock, loanId: string): Promise<void> {
  const loan = await lockLoan(tx, loanId);
  await demandMove(tx, actor, clock, loan, "settle");
  await settle(tx, actor, clock, loan, "settle", loan.proposedOutcome!, null);
}

/** A mediator decides, with a reason both parties read. Refuses as `demandMove`, then `reason-missing` 400. */
export async function decideCase(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  loanId: string,
  outcome: LoanOutcome,
  reason: string,
): Promise<void> {
  const loan = await lockLoan(tx, loanId);
  await demandMove(tx, actor, clock, loan, "decide");
  if (reason.trim() === "") throw refuse("reason-missing");
  await settle(tx, actor, clock, loan, "decide", outcome, reason.trim());
}

/**
 * The two did not agree in time: the stewards of the circle the loan came through, or the office, are asked to decide. A
 * second time that nobody did anything, the case ends as the circle has said, so that no quarrel lasts for ever.
 */
export async function letCaseGo(tx: Tx, clock: Clock, loan: LockedLoan): Promise<void> {
  if (clockMove(loan.state, loan.referredAt !== null) === "refer") {
    const now = clock.now();
    await moveLoan(tx, clock, undefined, loan, "refer", {
      set: [sql`referred_at = ${now}`],
      deadlineAt: new Date(now.getTime() + DECIDE_DAYS * DAY_MS),
    });
    await tellMany(
      tx,
      clock,
      "case-waits",
      (await mediatorsOf(tx, loan)).map((personId) => ({
        personId,
        params: { title: loan.title },
        loanId: loan.id,
      })),
    );
    return;
  }
  const rule = loan.viaCircleId === null ? null : await caseOutcomeOf(tx, loan.viaCircleId);
  const outcome = rule ?? defaultOutcomes[loan.state === "disputed" ? "disputed" : "damage-claimed"];
  await settle(tx, undefined, clock, loan, "default", outcome, null);
}

async function mediatorsOf(tx: Tx, loan: LockedLoan): Promise<string[]> {
  const stewards = loan.viaCircleId === null ? [] : await stewardsOfCircle(tx, loan.viaCircleId);
  const neutral = stewards.filter((id) => id !== loan.lenderId && id !== loan.borrowerId);
  return neutral.length > 0 ? neutral : await officeIds(tx);
}

async function settle(
  tx: Tx,
  actor: Actor | undefined,
  clock: Clock,
  loan: LockedLoan,
  trigger: "settle" | "decide" | "default",
  outcome: LoanOutcome,
  reason: string | null,
): Promise<void> {
  const now = clock.now();
  const moved = await moveLoan(tx, clock, actor, loan, trigger, {
    set: [sql`outcome = ${outcome}`, sql`reason = coalesce(${reason}, reason)`],
    params: { outcome },
  });
  // After a claim of damage the book is with its owner already.
  if (loan.state === "damage-claimed") return;
  if (outcomesWithBook.includes(outcome)) {
    await returnCustody(tx, now, moved);
    await freeCopy(tx, clock, moved);
    return;
  }
  await markLost(tx, copyMove(loan, actor ?? systemActor, now));
  await endOffer(tx, clock, moved, "lost");
}
