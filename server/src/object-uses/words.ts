/** How an object is used: its page looked at, a leaf turned, shown on another page. */
export const uses = ["views", "leaves", "embeds"] as const;
export type Use = (typeof uses)[number];
