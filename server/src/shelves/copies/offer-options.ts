/** What a reader offers to do with a copy. */
export const offerModes = ["lend", "give", "drift", "read-here"] as const;
export type OfferMode = (typeof offerModes)[number];

/** Modes somebody can ask for by a request; a drifting book is found, not asked for. */
export const requestModes = ["lend", "give", "read-here"] as const;
export type RequestMode = (typeof requestModes)[number];

/** State of the paper, best first. */
export const copyConditions = ["new", "fine", "good", "worn", "damaged"] as const;
export type CopyCondition = (typeof copyConditions)[number];

/** Where its owner is with a book. */
export const readingStates = ["none", "to-read", "reading", "read"] as const;
export type ReadingState = (typeof readingStates)[number];

/** Who may see a copy: the public within a radius, friends, members of circles; nobody when all are off. */
export type Audience = { public: boolean; radiusKm: number; friends: boolean; circleIds: string[] };

/** Nobody but its owner. */
const privateAudience: Audience = { public: false, radiusKm: 5, friends: false, circleIds: [] };

/** How a copy is offered. */
export type OfferOptions = {
  modes: OfferMode[];
  loanDays: number;
  condition: CopyCondition;
  note: string;
  shelf: string;
  audience: Audience;
};

export const defaultOffer: OfferOptions = {
  modes: ["lend"],
  loanDays: 30,
  condition: "good",
  note: "",
  shelf: "",
  audience: privateAudience,
};
