/** The lists there are. */
export const browseKinds = ["author", "title", "subject", "call-number"] as const;
export type BrowseKind = (typeof browseKinds)[number];

/**
 * Orders of a list: `pinyin` files Han by syllable and character, Latin headings behind; `latin` files Han by its pinyin
 * letters among the Latin ones, letter by letter. Call numbers stand in shelf order in both.
 */
export const browseOrders = ["pinyin", "latin"] as const;
export type BrowseOrder = (typeof browseOrders)[number];
