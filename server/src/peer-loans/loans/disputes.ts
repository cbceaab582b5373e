import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import { writeAudit } from "../../kernel/audit.ts";
import type { Tx } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Clock } from "../../kernel/time.ts";
import { markLost } from "../../shelves/index.ts";
import { reverseCredits } from "../deposits/credits.ts";
import { endOffer, freeCopy } from "./copy-release.ts";
import { demandMove, type LockedLoan, lockLoan, moveLoan } from "./loan-rows.ts";
import { type LoanOutcome, type LoanTrigger, outcomesWithBook } from "./loan-states.ts";
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
  await demandMove(tx, actor, loan, complaint);
  const words = evidence.trim();
  if (words === "") throw new Problem("evidence-missing", 400);
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
  await demandMove(tx, actor, loan, "propose");
  await moveLoan(tx, clock, actor, loan, "propose", {
    set: [sql`proposed_outcome = ${outcome}`, sql`proposed_by = ${actor.personId}`],
    params: { outcome },
  });
}

/** The other party agrees to what was proposed: the case is settled. Refuses as `demandMove`. */
export async function agreeOutcome(tx: Tx, actor: Actor, clock: Clock, loanId: string): Promise<void> {
  const loan = await lockLoan(tx, loanId);
  await demandMove(tx, actor, loan, "settle");
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
  await demandMove(tx, actor, loan, "decide");
  if (reason.trim() === "") throw new Problem("reason-missing", 400);
  await settle(tx, actor, clock, loan, "decide", outcome, reason.trim().slice(0, 300));
  await writeAudit(tx, actor, "sharing.decide", { kind: "sharing-loan", id: loan.id }, null, { outcome });
}

async function settle(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  loan: LockedLoan,
  trigger: "settle" | "decide",
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
  await markLost(tx, copyMove(loan, actor, now));
  await endOffer(tx, clock, moved, "lost");
}
