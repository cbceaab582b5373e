/** What objects come from. */
export const sourceKinds = ["oai", "iiif"] as const;
/** How often a source is looked at. */
export const intervals = ["hand", "night", "week"] as const;
