/** What became of a suggestion. */
export const suggestionStates = ["waiting", "accepted", "declined", "arrived"] as const;
export type SuggestionState = (typeof suggestionStates)[number];

/** What staff may say of one. */
export const verdicts = ["accept", "decline", "arrive"] as const;
export type Verdict = (typeof verdicts)[number];

/** Why one is declined. */
export const declineReasons = [
  "held-elsewhere",
  "out-of-scope",
  "not-for-sale",
  "too-dear",
  "other",
] as const;
export type DeclineReason = (typeof declineReasons)[number];
