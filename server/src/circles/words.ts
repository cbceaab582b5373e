/** What holds people together. */
export const circleKinds = [
  "class",
  "school",
  "campus",
  "alliance",
  "compound",
  "workplace",
  "reading-group",
  "wechat-group",
  "qq-group",
  "library",
  "interest",
] as const;
export type CircleKind = (typeof circleKinds)[number];

/**
 * Ways to prove that one belongs: an account of the circle's library, a code sent to an address of its e-mail domain,
 * a steward's list, a steward's yes, members who vouch, a link with an end.
 */
export const circleProofs = ["account", "email", "roster", "steward", "vouch", "invite"] as const;
export type CircleProof = (typeof circleProofs)[number];

/** How a quarrel about a loan ends when nobody decided it in time. */
export const caseOutcomes = ["compensated", "forgiven", "written-off"] as const;
export type CaseOutcome = (typeof caseOutcomes)[number];
