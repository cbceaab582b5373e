/** For whom something is: everybody in the region, readers and staff of its library, its staff only. */
export const audiences = ["region", "readers", "staff"] as const;
export type Audience = (typeof audiences)[number];

/** What a rule looks at: a field of the record, or what is said of a copy. */
export const ruleKinds = ["field", "location", "item-class", "call-number"] as const;
