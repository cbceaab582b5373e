import { sql } from "kysely";
import type { Config } from "../../kernel/config.ts";
import type { Db } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";

/** How a deposit stands with its provider; sums in fen. */
export type DepositState = { state: "held" | "captured" | "released"; amount: number; captured: number };

/**
 * Holds a sum while a book is out. The money stays with the provider: this platform keeps no balance. Every call says
 * what for: the same call again does nothing twice.
 */
export type DepositProvider = {
  /** Reserves a sum on the borrower's side. Refuses `deposit-declined` 402. */
  authorize(input: { loanId: string; personId: string; amount: number }): Promise<{ reference: string }>;
  /** Takes at most what was reserved; the rest goes back. Refuses `deposit-unknown` 404, `deposit-closed` 409. */
  capture(input: { reference: string; amount: number }): Promise<void>;
  /** Gives everything back. Refuses as `capture`. */
  release(input: { reference: string }): Promise<void>;
  /** How a deposit stands. Refuses `deposit-unknown` 404. */
  query(reference: string): Promise<DepositState>;
};

/** Who holds deposits by the settings; null: nobody, and nobody may ask for one. */
export function depositProvider(config: Pick<Config, "deposits">, db: Db): DepositProvider | null {
  return config.deposits === "local" ? localDeposits(db) : null;
}

/** A provider in our own tables, for trying out and for tests: no money moves. `declines`: who cannot pay. */
export function localDeposits(db: Db, declines: ReadonlySet<string> = new Set()): DepositProvider {
  const query = async (reference: string): Promise<DepositState> => {
    const { rows } =
      await sql<DepositState>`select d.state, d.amount, d.captured from peer_loans.local_deposit d
      where d.reference = ${reference}`.execute(db);
    if (!rows[0]) throw new Problem("deposit-unknown", 404);
    return rows[0];
  };
  const close = async (reference: string, to: "captured" | "released", captured: number): Promise<void> => {
    const { rows } = await sql`update peer_loans.local_deposit set state = ${to}, captured = ${captured}
      where reference = ${reference} and state = 'held' and amount >= ${captured} returning 1`.execute(db);
    if (rows.length > 0) return;
    const now = await query(reference);
    if (now.state !== to || now.captured !== captured) throw new Problem("deposit-closed", 409);
  };
  return {
    authorize: async ({ loanId, personId, amount }) => {
      if (declines.has(personId)) throw new Problem("deposit-declined", 402);
      const reference = `local-${loanId}`;
      await sql`insert into peer_loans.local_deposit (reference, amount, state) values (${reference}, ${amount}, 'held')
        on conflict do nothing`.execute(db);
      return { reference };
    },
    capture: ({ reference, amount }) => close(reference, "captured", amount),
    release: ({ reference }) => close(reference, "released", 0),
    query,
  };
}
