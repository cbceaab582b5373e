/** What a load is: a file, the undo of another load, a change of many records, records taken over from elsewhere. */
export const loadKinds = ["import", "undo", "bulk", "copy"] as const;
export type LoadKind = (typeof loadKinds)[number];

/** What a load did to a record, and what an undo would. */
export const changeKinds = ["created", "changed", "withdrawn"] as const;

/** Why an undo leaves a record as it is. */
export const stayReasons = ["changed", "loan", "transit", "hold", "desk", "wanted"] as const;
export type StayReason = (typeof stayReasons)[number];
