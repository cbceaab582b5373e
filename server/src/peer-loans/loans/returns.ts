import { sql } from "kysely";
import type { Tx } from "../../kernel/database.ts";
import { type Clock, dateIn } from "../../kernel/time.ts";
import { bringHome, type CopyMove } from "../../shelves/index.ts";
import { mintForReturn } from "../deposits/credits.ts";
import { freeCopy } from "./copy-release.ts";
import { type LockedLoan, lenderOf, moveLoan } from "./loan-rows.ts";
import type { LoanTrigger } from "./loan-states.ts";

/** The book is with its owner again: custody, points where a person confirmed it, and the next in line. */
export async function takeCopyBack(
  tx: Tx,
  clock: Clock,
  by: CopyMove["by"] | undefined,
  loan: LockedLoan,
  trigger: Extract<LoanTrigger, "return" | "confirm-return" | "trust-claim">,
  enteredAt = clock.now(),
): Promise<void> {
  const now = clock.now();
  // What was claimed and is now confirmed was so since the claim: the lender's delay is not the borrower's.
  const backAt = loan.state === "return-claimed" ? (loan.claimedAt ?? enteredAt) : enteredAt;
  const moved = await moveLoan(tx, clock, by, loan, trigger, {
    set: [
      sql`back_at = greatest(${backAt}::timestamptz, handed_over_at)`,
      sql`renewal_asked_at = null`,
      sql`code_attempts = 0`,
    ],
  });
  await returnCustody(tx, now, moved);
  if (by) {
    const isOnTime = loan.dueOn === null || dateIn(loan.timeZone, backAt) <= loan.dueOn;
    await mintForReturn(tx, now, moved, isOnTime);
  }
  await freeCopy(tx, clock, moved);
}

/** The owner holds the copy. */
export async function returnCustody(tx: Tx, at: Date, loan: LockedLoan): Promise<void> {
  await bringHome(tx, copyMove(loan, lenderOf(loan), at), "returned");
}

/** What a loan does to its copy. */
export function copyMove(loan: Pick<LockedLoan, "id" | "copyId">, by: CopyMove["by"], at: Date): CopyMove {
  return { copyId: loan.copyId, loanId: loan.id, by, at };
}
