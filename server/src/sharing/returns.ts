import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { type Clock, dateIn } from "../kernel/time.ts";
import { freeCopy } from "./copy-release.ts";
import { mintForReturn } from "./credits.ts";
import { writeCustody } from "./custody.ts";
import { type LockedLoan, moveLoan } from "./loan-rows.ts";
import type { LoanTrigger } from "./loan-states.ts";

/** The book is with its owner again: custody, points where a person confirmed it, and the next in line. */
export async function takeCopyBack(
  tx: Tx,
  clock: Clock,
  actor: Actor | undefined,
  loan: LockedLoan,
  trigger: Extract<LoanTrigger, "return" | "confirm-return" | "trust-claim">,
): Promise<void> {
  const now = clock.now();
  // What was claimed and is now confirmed was so since the claim: the lender's delay is not the borrower's.
  const backAt = loan.state === "return-claimed" ? (loan.claimedAt ?? now) : now;
  const moved = await moveLoan(tx, clock, actor, loan, trigger, {
    set: [sql`back_at = ${backAt}`, sql`renewal_asked_at = null`, sql`code_attempts = 0`],
  });
  await returnCustody(tx, now, moved);
  if (actor) {
    const isOnTime = loan.dueOn === null || dateIn(loan.timeZone, backAt) <= loan.dueOn;
    await mintForReturn(tx, now, moved, isOnTime);
  }
  await freeCopy(tx, clock, moved);
}

/** The owner holds the copy. */
export async function returnCustody(tx: Tx, at: Date, loan: LockedLoan): Promise<void> {
  await sql`update sharing.copy set custodian_id = owner_id, place_kind = null, place_id = null, version = version + 1
    where id = ${loan.copyId}`.execute(tx);
  await writeCustody(tx, { personId: loan.lenderId }, at, [loan.copyId], "returned", loan.id);
}
