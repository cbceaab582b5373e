import { stateAfter } from "./transitions.ts";

/**
 * States of a loan. `claimed`: the reader says it was returned, or that they never had it (`deny`), and the item is searched for. `lost`: it ended because
 * the item was declared lost; the item counts as lost until a scan finds it.
 */
export const loanStates = {
  open: { renew: "open", claim: "claimed", deny: "claimed", return: "closed", lose: "lost" },
  claimed: { unclaim: "open", return: "closed", lose: "lost" },
  closed: {},
  lost: {},
} as const satisfies Record<string, Record<string, string>>;

export type LoanState = keyof typeof loanStates;
type TriggersOf<S> = S extends LoanState ? keyof (typeof loanStates)[S] : never;
export type LoanTrigger = TriggersOf<LoanState>;

/** State of an open loan by its facts; `claimedAt`: when the reader said that they do not have it. */
export function openLoanState(loan: { claimedAt: Date | null }): LoanState {
  return loan.claimedAt === null ? "open" : "claimed";
}

/** The state after `trigger`; undefined where the table has no such way. */
export function loanStateAfter(state: LoanState, trigger: LoanTrigger): LoanState | undefined {
  return stateAfter(loanStates, state, trigger);
}
