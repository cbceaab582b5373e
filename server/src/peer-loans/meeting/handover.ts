import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { isUuid } from "../../kernel/ids.ts";
import { addDays, type Clock, DAY_MS, dateIn, type PlainDate } from "../../kernel/time.ts";
import { counterOf, giveCopyTo, giveOfferTo, putInHands } from "../../shelves/index.ts";
import { counterPurpose } from "../counter/counter-place.ts";
import { mintForReturn } from "../deposits/credits.ts";
import { demandDeposit } from "../deposits/deposits.ts";
import { endOffer } from "../loans/copy-release.ts";
import { demandMove, type LockedLoan, lockLoan, moveLoan, readLoan } from "../loans/loan-rows.ts";
import type { LoanState } from "../loans/loan-states.ts";
import { copyMove, takeCopyBack } from "../loans/returns.ts";
import { refuse } from "../refusals.ts";
import type { CodePurpose } from "../words.ts";
import { codeToShow, demandCode, type ShownCode } from "./handover-codes.ts";

/**
 * What the party who parts with the book shows as QR and digits: the lender of an agreed loan, the borrower of a
 * running one, or the present borrower to the next one the lender has agreed to. Null when nothing is to be shown.
 */
export async function shownCode(
  db: Db,
  clock: Clock,
  personId: string,
  loanId: string,
): Promise<(ShownCode & { purpose: CodePurpose; loanId: string }) | null> {
  const row = isUuid(loanId) ? await readShown(db, loanId) : undefined;
  if (!row || (row.lender_id !== personId && row.borrower_id !== personId)) throw refuse("loan-unknown");
  const show = async (id: string, version: number, purpose: CodePurpose) => ({
    ...(await codeToShow(db, clock, { id, version }, purpose)),
    purpose,
    loanId: id,
  });
  const atCounter = await counterPurpose(db, personId, loanId);
  if (atCounter) return await show(row.id, row.version, atCounter);
  if (row.state === "accepted" && row.lender_id === personId)
    return row.at_counter ? null : await show(row.id, row.version, "hand-over");
  const holds = ["on-loan", "return-claimed", "disputed"].includes(row.state) && row.borrower_id === personId;
  if (!holds) return null;
  if (row.next_id && row.state === "on-loan") return await show(row.next_id, row.next_version!, "pass-on");
  return await show(row.id, row.version, "return");
}

type ShownRow = {
  id: string;
  state: LoanState;
  lender_id: string | null;
  borrower_id: string;
  version: number;
  at_counter: boolean;
  next_id: string | null;
  next_version: number | null;
};

async function readShown(db: Db, loanId: string): Promise<ShownRow | undefined> {
  const { rows } = await sql<ShownRow>`
    select l.id, l.state, l.lender_id, l.borrower_id, l.version, c.place_kind is not null as at_counter, n.id as next_id, n.version as next_version
    from peer_loans.loan l join shelves.copy_fact c on c.id = l.copy_id left join peer_loans.loan n on n.copy_id = l.copy_id and n.state = 'queued'
      and n.pass_on_agreed_at is not null and n.id <> l.id
    where l.id = ${loanId}`.execute(db);
  return rows[0];
}

/** A code as it was entered; `enteredAt`: on a phone without a network, told only now. */
export type EnteredCode = { code: string; enteredAt?: string | undefined };

/** Phones keep what they could not send for six days. */
const LONGEST_KEPT_MS = 6 * DAY_MS;

/**
 * When the book changed hands: when the code was entered, if that can be; a phone's clock may be wrong. It was not to come,
 * not longer ago than phones keep it, not before the code was shown (`shownSince`), nor before the loan was agreed or had begun.
 */
async function momentOf(
  tx: Tx,
  clock: Clock,
  loan: LockedLoan,
  { enteredAt }: EnteredCode,
  shownSince: Date | null,
): Promise<Date> {
  const now = clock.now();
  if (enteredAt === undefined) return now;
  const at = new Date(enteredAt);
  const { rows } = await sql<{ since: Date | null }>`select coalesce(l.handed_over_at, (select max(e.at)
      from peer_loans.loan_event e where e.loan_id = l.id and e.to_state = 'accepted')) as since
    from peer_loans.loan l where l.id = ${loan.id}`.execute(tx);
  const earliest = [new Date(now.getTime() - LONGEST_KEPT_MS), shownSince, rows[0]?.since ?? null];
  return at <= now && earliest.every((one) => one === null || at >= one) ? at : now;
}

/**
 * The borrower receives the book and enters the code the other shows: that is the acceptance of liability. A loan
 * starts, a gift changes its owner, or a book passed on changes hands. Refuses what `demandMove` refuses, then
 * `copy-elsewhere` 409 (it lies at a counter), `code-wrong` 409, `deposit-missing` 409.
 */
export async function receiveCopy(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  loanId: string,
  entered: EnteredCode,
): Promise<{ dueOn: PlainDate | null }> {
  const loan = await lockLoan(tx, loanId);
  if (loan.state === "queued") return await receivePassedOn(tx, actor, clock, loan, entered);
  const trigger = loan.mode === "give" ? "give-over" : "hand-over";
  await demandMove(tx, actor, clock, loan, trigger);
  if ((await counterOf(tx, loan.copyId)) !== null) throw refuse("copy-elsewhere");
  const shownSince = await demandCode(tx, clock, loan, "hand-over", entered.code);
  return await handTo(tx, actor, clock, loan, await momentOf(tx, clock, loan, entered, shownSince));
}

/** An agreed loan starts, or a gift changes its owner: the book is with the borrower. The caller has seen the code. */
export async function handTo(
  tx: Tx,
  by: Pick<Actor, "personId">,
  clock: Clock,
  loan: LockedLoan,
  since = clock.now(),
): Promise<{ dueOn: PlainDate | null }> {
  const trigger = loan.mode === "give" ? "give-over" : "hand-over";
  await demandDeposit(tx, loan.id);
  const now = clock.now();
  if (trigger === "give-over") {
    const moved = await moveLoan(tx, clock, by, loan, trigger, { set: [sql`handed_over_at = ${since}`] });
    await giveCopyTo(tx, copyMove(loan, by, now), loan.borrowerId);
    await endOffer(tx, clock, moved, "given");
    await giveOfferTo(tx, loan.copyId, loan.borrowerId);
    return { dueOn: null };
  }
  const dueOn = addDays(dateIn(loan.timeZone, since), loan.mode === "read-here" ? 0 : loan.loanDays);
  await moveLoan(tx, clock, by, loan, trigger, { set: startOf(since, dueOn), params: { dueOn } });
  await putInHands(tx, copyMove(loan, by, now), loan.borrowerId, "lent");
  return { dueOn };
}

async function receivePassedOn(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  next: LockedLoan,
  entered: EnteredCode,
): Promise<{ dueOn: PlainDate }> {
  await demandMove(tx, actor, clock, next, "receive-pass-on");
  const { rows } = await sql<{ id: string }>`
    select l.id from peer_loans.loan l where l.copy_id = ${next.copyId} and l.state = 'on-loan'`.execute(tx);
  const shownSince = await demandCode(tx, clock, next, "pass-on", entered.code);
  const now = clock.now();
  const moment = await momentOf(tx, clock, next, entered, shownSince);
  // It was not passed on before its owner agreed.
  const since = moment < next.passOnAgreedAt! ? next.passOnAgreedAt! : moment;
  const before = await readLoan(tx, rows[0]!.id, next.copy);
  const isOnTime = before.dueOn === null || dateIn(before.timeZone, since) <= before.dueOn;
  const passed = await moveLoan(tx, clock, undefined, before, "pass-on", { set: [sql`back_at = ${since}`] });
  await mintForReturn(tx, now, passed, isOnTime);
  const dueOn = addDays(dateIn(next.timeZone, since), next.loanDays);
  await moveLoan(tx, clock, actor, next, "receive-pass-on", {
    set: [...startOf(since, dueOn), sql`pass_on_agreed_at = null`],
    params: { dueOn },
  });
  await putInHands(tx, copyMove(next, actor, now), next.borrowerId, "passed-on");
  return { dueOn };
}

function startOf(now: Date, dueOn: PlainDate) {
  return [sql`handed_over_at = ${now}`, sql`due_on = ${dueOn}::date`, sql`code_attempts = 0`];
}

/** The lender receives the book back and enters the code the borrower shows. Refuses as `receiveCopy`. */
export async function receiveReturn(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  loanId: string,
  entered: EnteredCode,
): Promise<void> {
  const loan = await lockLoan(tx, loanId);
  const trigger = loan.state === "return-claimed" ? "confirm-return" : "return";
  await demandMove(tx, actor, clock, loan, trigger);
  const shownSince = await demandCode(tx, clock, loan, "return", entered.code);
  const moment = await momentOf(tx, clock, loan, entered, shownSince);
  await takeCopyBack(tx, clock, actor, loan, trigger, moment);
}
