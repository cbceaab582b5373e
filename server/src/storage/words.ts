/** What becomes of a copy in a deposit: it goes to the store, is withdrawn because the store has one, or stays where it is. */
export const decisions = ["deposit", "withdraw", "leave"] as const;
export type Decision = (typeof decisions)[number];

/** How a copy of a deposit stands. `undecided`: the store has one already, and nobody has said what to do. */
export const lineStates = [
  "undecided",
  "to-send",
  "to-withdraw",
  "to-leave",
  "on-the-way",
  "stored",
  "given-over",
  "withdrawn",
  "left",
  "called-back",
] as const;
export type LineState = (typeof lineStates)[number];
