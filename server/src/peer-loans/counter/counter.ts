import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import type { Tx } from "../../kernel/database.ts";
import { type Clock, DAY_MS } from "../../kernel/time.ts";
import { demandPermission } from "../../people/index.ts";
import { bringHome, counterOf, layDown } from "../../shelves/index.ts";
import { type LockedLoan, lenderOf, lockLoan } from "../loans/loan-rows.ts";
import { loanStateAfter } from "../loans/loan-states.ts";
import { copyMove, takeCopyBack } from "../loans/returns.ts";
import { handTo } from "../meeting/handover.ts";
import { demandCode } from "../meeting/handover-codes.ts";
import { tell } from "../notices.ts";
import { refuse } from "../refusals.ts";
import type { CodePurpose, CounterStep } from "../words.ts";

/** What lies between two readers who do not meet: a library's desk, or a nest. */
export type CounterPlace = { kind: "branch" | "nest"; id: string; name: string };

/** Days the other side has to come once the book lies at the counter. */
export const WAIT_DAYS = 7;
const LOAN_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** Loan and code out of what a desk scanned: the address behind a shown QR. Refuses `code-unreadable` 400. */
export function readCounterCode(text: string): { loanId: string; code: string } {
  const loanId = LOAN_ID.exec(text)?.[0].toLowerCase();
  const code = /[?&\s]code=(\d{6})\b/.exec(text)?.[1] ?? /(?:^|\s)(\d{3}\s?\d{3})\s*$/.exec(text)?.[1];
  if (!loanId || !code) throw refuse("code-unreadable");
  return { loanId, code: code.replace(/\s/g, "") };
}

/**
 * A member of staff scans what a party shows at the desk; what it is for follows from the loan. The lender leaves the
 * book, the borrower collects it; the borrower brings it back, the lender takes it home. The scan is the receipt: the
 * desk witnesses, and never owns. Refuses in this order: `forbidden` 403 (needs `circulation.desk` at the branch),
 * `code-unreadable` 400, `loan-unknown` 404, `loan-state` 409 (nothing to do at a counter), `copy-elsewhere` 409,
 * `code-wrong` 409.
 */
export async function scanAtCounter(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  place: CounterPlace & { memberId: number },
  text: string,
): Promise<{ step: CounterStep; title: string }> {
  demandPermission(actor, "circulation.desk", place.memberId);
  const { loanId, code } = readCounterCode(text);
  const loan = await lockLoan(tx, loanId);
  const at = await counterOf(tx, loan.copyId);
  const step = stepOf(loan, at !== null);
  if (at && at.id !== place.id) throw refuse("copy-elsewhere");
  if (![null, place.memberId].includes(loan.copy.ownerMember)) throw refuse("copy-elsewhere");
  await demandCode(tx, clock, loan, PURPOSE[step], code);
  await take(tx, clock, loan, step, place);
  return { step, title: loan.title };
}

const PURPOSE: Record<CounterStep, CodePurpose> = {
  left: "hand-over",
  collected: "collect",
  returned: "return",
  "taken-home": "take-home",
};

/** The one step a counter can do now. Refuses `loan-state` 409. */
function stepOf(loan: Pick<LockedLoan, "state">, isAtCounter: boolean): CounterStep {
  if (loan.state === "accepted") return isAtCounter ? "collected" : "left";
  if (["on-loan", "return-claimed", "disputed"].includes(loan.state) && !isAtCounter) return "returned";
  if (isAtCounter) return "taken-home";
  throw refuse("loan-state", { state: loan.state });
}

async function take(
  tx: Tx,
  clock: Clock,
  loan: LockedLoan,
  step: CounterStep,
  place: CounterPlace,
): Promise<void> {
  const params = { title: loan.title, place: place.name };
  if (step === "left") {
    await putAt(tx, clock, loan, lenderOf(loan).personId, place);
    const until = new Date(clock.now().getTime() + WAIT_DAYS * DAY_MS);
    await sql`update peer_loans.loan set deadline_at = greatest(deadline_at, ${until}), version = version + 1
      where id = ${loan.id}`.execute(tx);
    await tell(tx, clock, loan.borrowerId, "counter-left", params, loan.id);
  } else if (step === "collected") {
    await handTo(tx, { personId: loan.borrowerId }, clock, loan);
  } else if (step === "returned") {
    const trigger = loan.state === "return-claimed" ? "confirm-return" : "return";
    if (loanStateAfter(loan.state, trigger) === undefined) throw refuse("loan-state", { state: loan.state });
    await takeCopyBack(tx, clock, lenderOf(loan), loan, trigger);
    await putAt(tx, clock, loan, loan.borrowerId, place);
    if (loan.lenderId !== null) await tell(tx, clock, loan.lenderId, "counter-returned", params, loan.id);
  } else {
    await sql`update peer_loans.loan set version = version + 1 where id = ${loan.id}`.execute(tx);
    await bringHome(tx, copyMove(loan, lenderOf(loan), clock.now()), "taken");
  }
}

async function putAt(
  tx: Tx,
  clock: Clock,
  loan: LockedLoan,
  byId: string,
  place: CounterPlace,
): Promise<void> {
  await layDown(tx, copyMove(loan, { personId: byId }, clock.now()), place);
}

/**
 * Without anybody at the counter, at a nest or a locker: the lender says that the book lies there, or the borrower that
 * they took it. Nobody witnesses it: a return this way is a claim the lender confirms or contests. Refuses
 * `loan-unknown` 404, `loan-not-your-move` 403, `loan-state` 409, `copy-elsewhere` 409.
 */
export async function stepAtNest(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  place: CounterPlace,
  loanId: string,
): Promise<CounterStep> {
  const loan = await lockLoan(tx, loanId);
  const isLender = actor.personId === loan.lenderId;
  if (!isLender && actor.personId !== loan.borrowerId) throw refuse("loan-unknown");
  const at = await counterOf(tx, loan.copyId);
  const step = stepOf(loan, at !== null);
  if (at && at.id !== place.id) throw refuse("copy-elsewhere");
  const isTheirs = step === "left" || step === "taken-home" ? isLender : !isLender;
  if (!isTheirs) throw refuse("loan-not-your-move");
  if (step === "returned") throw refuse("loan-state", { state: loan.state });
  await take(tx, clock, loan, step, place);
  return step;
}
