import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import type { Config } from "../../kernel/config.ts";
import { type Db, inTransaction, type Tx } from "../../kernel/database.ts";
import { enqueue } from "../../kernel/jobs.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Clock } from "../../kernel/time.ts";
import { wishDeposit } from "../../shelves/index.ts";
import { finalLoanStates, type LoanOutcome, type LoanState } from "../loans/loan-states.ts";
import { tell } from "../notices.ts";
import { refuse } from "../refusals.ts";
import type { DepositProvider } from "./deposit-provider.ts";

/** Name of the job that brings a deposit to where its loan wants it. */
export const DEPOSIT_JOB = "sharing-deposit";

/** The deposit of a loan; sums in fen. */
export type Deposit = {
  amount: number;
  captured: number;
  state: "wanted" | "held" | "declined" | "captured" | "released";
};

/**
 * Says what the owner wants held while one of their copies is out; 0: nothing. For loans agreed from now on. Refuses
 * `deposits-off` 409 (the region has no provider), `copy-unknown` 404, `deposit-amount` 400.
 */
export async function setDeposit(
  tx: Tx,
  actor: Actor,
  config: Pick<Config, "deposits">,
  copyId: string,
  amount: number,
): Promise<void> {
  if (config.deposits === "off" && amount > 0) throw refuse("deposits-off");
  if (!Number.isInteger(amount) || amount < 0) throw refuse("deposit-amount");
  if (!(await wishDeposit(tx, actor.personId, copyId, amount))) throw refuse("copy-unknown");
}

/** An agreed loan of a copy whose owner wants a deposit: it is asked for by a job. */
export async function wantDeposit(tx: Tx, clock: Clock, loanId: string): Promise<void> {
  const { rows } = await sql`insert into peer_loans.deposit (loan_id, amount, state, changed_at)
    select l.id, o.deposit, 'wanted', ${clock.now()} from peer_loans.loan l join shelves.offer_fact o on o.copy_id = l.copy_id
    where l.id = ${loanId} and o.deposit > 0 and l.mode = 'lend' returning 1`.execute(tx);
  if (rows.length > 0) await enqueueDeposit(tx, loanId);
}

async function enqueueDeposit(tx: Tx, loanId: string): Promise<void> {
  await enqueue(tx, DEPOSIT_JOB, { loanId }, { key: `${DEPOSIT_JOB}-${loanId}` });
}

/** A loan has ended: its deposit goes back, or to the owner. */
export async function closeDeposit(tx: Tx, loanId: string): Promise<void> {
  const { rows } = await sql`select 1 from peer_loans.deposit d where d.loan_id = ${loanId}`.execute(tx);
  if (rows.length > 0) await enqueueDeposit(tx, loanId);
}

/** Refuses `deposit-missing` 409 while a wanted deposit is not held. */
export async function demandDeposit(tx: Tx, loanId: string): Promise<void> {
  const deposit = await depositOf(tx, loanId);
  if (deposit && deposit.state !== "held") throw refuse("deposit-missing");
}

/** How a loan's deposit stands; null: none was wanted. */
export async function depositOf(db: Db, loanId: string): Promise<Deposit | null> {
  const { rows } = await sql<Deposit>`select d.amount, d.captured, d.state from peer_loans.deposit d
    where d.loan_id = ${loanId}`.execute(db);
  return rows[0] ?? null;
}

/** What becomes of a deposit when its loan is in this state. */
export function depositAim(state: LoanState, outcome: LoanOutcome | null): "held" | "captured" | "released" {
  if (!finalLoanStates.includes(state)) return "held";
  return state === "settled" && outcome === "compensated" ? "captured" : "released";
}

/**
 * Brings a deposit to where its loan wants it: asks the provider first and writes down what it did, so that a process
 * killed in between asks the same again, which does nothing twice.
 */
export async function settleDeposit(
  db: Db,
  clock: Clock,
  provider: DepositProvider,
  loanId: string,
): Promise<void> {
  const { rows } = await sql<{
    amount: number;
    state: Deposit["state"];
    reference: string | null;
    loan_state: LoanState;
    outcome: LoanOutcome | null;
    borrower_id: string;
    lender_id: string | null;
    title: string | null;
  }>`select d.amount, d.state, d.reference, l.state as loan_state, l.outcome, l.borrower_id, l.lender_id, l.title
    from peer_loans.deposit d join peer_loans.loan l on l.id = d.loan_id where d.loan_id = ${loanId}`.execute(
    db,
  );
  const row = rows[0];
  if (!row || row.state === "captured" || row.state === "released") return;
  const aim = depositAim(row.loan_state, row.outcome);
  const { reference, amount } = row;
  let next: Deposit["state"] = aim;
  let found = reference;
  if (aim === "held") {
    if (row.state !== "wanted") return;
    try {
      found = (await provider.authorize({ loanId, personId: row.borrower_id, amount })).reference;
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 402) throw error;
      next = "declined";
    }
  } else if (reference === null) next = "released";
  else if (aim === "captured") await provider.capture({ reference, amount });
  else await provider.release({ reference });
  await inTransaction(db, async (tx) => {
    const moved =
      await sql`update peer_loans.deposit set state = ${next}, reference = ${found}, changed_at = ${clock.now()},
        captured = ${next === "captured" ? amount : 0}
      where loan_id = ${loanId} and state = ${row.state} returning loan_id`.execute(tx);
    if (moved.rows.length === 0) return;
    const params = { title: row.title ?? "", yuan: amount / 100 };
    if (found === null && next === "released") return;
    for (const personId of [row.borrower_id, row.lender_id].filter((id) => id !== null))
      await tell(tx, clock, personId, `deposit-${next}`, params, loanId);
  });
}
