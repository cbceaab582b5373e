/** A ray goes wherever it goes; a ring goes through its readers and comes home. */
export const journeyKinds = ["ray", "ring"] as const;
export type JourneyKind = (typeof journeyKinds)[number];

/** How a journey ends by its holder's word: kept as their own book, or worn out. */
export const endings = ["kept", "worn"] as const;
export type Ending = (typeof endings)[number];
