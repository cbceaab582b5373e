/** A ray goes wherever it goes; a ring goes through its readers and comes home. */
export const journeyKinds = ["ray", "ring"] as const;
export type JourneyKind = (typeof journeyKinds)[number];

/** `labels`: eight to a sheet, to be stuck in; `drift-card`: who had it; `thoughts-card`: what they thought. */
export const cardKinds = ["labels", "drift-card", "thoughts-card"] as const;
export type CardKind = (typeof cardKinds)[number];

/** How a journey ends by its holder's word: kept as their own book, or worn out. */
export const endings = ["kept", "worn"] as const;
export type Ending = (typeof endings)[number];
