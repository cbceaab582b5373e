/** To whom a collection lets its objects go. */
export const lendingRules = ["nobody", "own-library", "region"] as const;
export type LendingRule = (typeof lendingRules)[number];
