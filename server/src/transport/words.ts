/** What happens to a crate, as its custody tells it. */
export const custodyEvents = [
  "opened",
  "packed",
  "unpacked",
  "handed-over",
  "passed-on",
  "received",
  "lost",
] as const;
export type CustodyEvent = (typeof custodyEvents)[number];

/** How an item of a crate stands: on its way, arrived where the crate goes, or somewhere else, or given up. */
export const crateItemStates = ["on-the-way", "arrived", "lost"] as const;

/** How a search stands: looked for, found by a scan, given up, or come back after that. */
export const searchStates = ["looking", "found", "given-up", "reappeared"] as const;
export type SearchState = (typeof searchStates)[number];

/** Which crates of a branch a list is about. */
export const crateLists = ["packing", "leaving", "coming", "past"] as const;
export type CrateList = (typeof crateLists)[number];
