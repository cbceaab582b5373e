/** What stands on a page of an exhibition. */
export const blockKinds = ["text", "object", "zoom", "compare", "media", "wall"] as const;
export type BlockKind = (typeof blockKinds)[number];
