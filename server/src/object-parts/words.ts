/** How an object's pages are turned (IIIF Presentation 3, `viewingDirection`). */
export const pageDirections = ["left-to-right", "right-to-left"] as const;
export type PageDirection = (typeof pageDirections)[number];
