/** What a desk does without a network. */
export const actKinds = ["check-out", "check-in"] as const;
export type ActKind = (typeof actKinds)[number];

/** How an act stands. `open`: somebody has to say what is to become of it. */
export const actStates = ["done", "open", "let-go"] as const;
export type ActState = (typeof actStates)[number];

/**
 * What a desk answers to an act that could not be done. `again`: as of then; `now`: as of now; `renew`: the reader has it
 * already and keeps it longer; `return-first`: whoever has it gives it back, then it is lent, as of now; `let-go`: nothing.
 */
export const settlements = ["again", "now", "renew", "return-first", "let-go"] as const;
export type Settlement = (typeof settlements)[number];
