/** What is shown of two records side by side, in this order. */
export const comparedFields = [
  "title",
  "responsibility",
  "edition",
  "publisher",
  "year",
  "extent",
  "series",
  "isbn",
  "number",
  "language",
] as const;
export type ComparedField = (typeof comparedFields)[number];
