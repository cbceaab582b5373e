/** What a code is for: the party who parts shows it, the party who receives enters it. */
export const codePurposes = ["hand-over", "return", "pass-on", "collect", "take-home"] as const;
export type CodePurpose = (typeof codePurposes)[number];

/** What a counter did: took the book in, or gave it out, and for which step. */
export const counterSteps = ["left", "collected", "returned", "taken-home"] as const;
export type CounterStep = (typeof counterSteps)[number];
