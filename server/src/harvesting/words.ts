/** What records can come from by themselves. */
export const sourceKinds = ["oai", "folder"] as const;

/** How often it is looked at. */
export const intervals = ["hand", "hour", "night", "week"] as const;

/** How a harvest stands. */
export const runStates = ["running", "done", "failed"] as const;
