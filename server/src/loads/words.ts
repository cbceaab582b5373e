/** What a load is: a file, the undo of another load, a change of many records, records taken over from elsewhere. */
export const loadKinds = ["import", "undo", "bulk", "copy"] as const;
export type LoadKind = (typeof loadKinds)[number];

/** What a load did to a record, and what an undo would. */
export const changeKinds = ["created", "changed", "withdrawn"] as const;

/** Kinds of records that a staged load shows. */
export const stagedChanges = ["created", "changed", "withdrawn", "joining", "doubtful"] as const;
export type StagedChange = (typeof stagedChanges)[number];

/** What a load does with a field that is protected here, with a record whose number is here, and where it was edited here. */
export const protectedHows = ["keep", "add", "fill"] as const;
export const knownRules = ["overlay", "leave", "refuse"] as const;

/** Formats of exported records. */
export const exportFormats = ["iso2709", "marcxml", "marcjson", "csv", "xlsx"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** In which format records go out: each in its own, or all in one (docs/marc21-and-cnmarc.md). */
export const recordFlavours = ["marc21", "unimarc"] as const;
export type RecordFlavour = (typeof recordFlavours)[number];

/** What did not go out as it stands: a field, subfield or record the file cannot hold; and what a conversion lost. */
export const leftReasons = ["field", "code", "record", "left-out", "in-text", "coded"] as const;
export type LeftReason = (typeof leftReasons)[number];

/** How often a file of records is made by itself. */
export const exportIntervals = ["night", "week", "month"] as const;

/** Why an undo leaves a record as it is. */
export const stayReasons = ["changed", "loan", "transit", "hold", "desk", "items", "wanted"] as const;
export type StayReason = (typeof stayReasons)[number];
