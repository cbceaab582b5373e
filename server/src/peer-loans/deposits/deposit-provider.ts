import type { Config } from "../../kernel/config.ts";

/**
 * Holds a sum (fen) while a book is out. The money stays with the provider: this platform keeps no balance. Called by a
 * job, never inside a transaction; every call says what for, and the same call again does nothing twice.
 */
export type DepositProvider = {
  /** Reserves a sum on the borrower's side. Refuses `deposit-declined` 402. */
  authorize(input: { loanId: string; personId: string; amount: number }): Promise<{ reference: string }>;
  /** Takes at most what was reserved; the rest goes back. */
  capture(input: { reference: string; amount: number }): Promise<void>;
  /** Gives everything back. */
  release(input: { reference: string }): Promise<void>;
};

/** Agrees to everything and moves no money: for trying deposits out. How one stands says `peer_loans.deposit`. */
const tryOut: DepositProvider = {
  authorize: async ({ loanId }) => ({ reference: `local-${loanId}` }),
  capture: async () => {},
  release: async () => {},
};

/** Who holds deposits by the settings; null: nobody, and nobody may ask for one. */
export function depositProvider(config: Pick<Config, "deposits">): DepositProvider | null {
  return config.deposits === "local" ? tryOut : null;
}
