/** States of a loan. `lose` closes it too: the item counts as lost until a scan finds it. */
export const loanStates = {
  open: { renew: "open", return: "closed", lose: "closed" },
  closed: {},
} as const satisfies Record<string, Record<string, string>>;

export type LoanState = keyof typeof loanStates;
