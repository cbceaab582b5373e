/** What one can say of whom one met by a loan. */
export const regardKinds = ["thanks", "trouble"] as const;
export type RegardKind = (typeof regardKinds)[number];

/** Why, for each of the two. */
export const regardReasons = {
  thanks: ["punctual", "careful", "friendly", "quick"],
  trouble: ["no-show", "late", "damaged", "rude", "silent"],
} as const;
export const allReasons = [...regardReasons.thanks, ...regardReasons.trouble] as const;
export type RegardReason = (typeof allReasons)[number];
