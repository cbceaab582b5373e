/** What may speak for or against two records being of one thing. */
export const matchFeatures = [
  "type",
  "carrier",
  "set-or-volume",
  "volume",
  "edition",
  "study-aid",
  "language",
  "isbn-shared",
  "isbn-different",
  "isbn-reused",
  "isbn-contradicts",
  "number-shared",
  "number-cancelled",
  "unified-number-different",
  "title-equal",
  "title-contained",
  "title-close",
  "title-near",
  "title-different",
  "author-shared",
  "author-close",
  "author-different",
  "year-equal",
  "year-near",
  "year-far",
  "year-contradicts",
  "publisher-equal",
  "publisher-close",
  "publisher-different",
  "pages-close",
  "pages-far",
  "pages-and-year-differ",
  "edition-equal",
  "edition-one-sided",
  "other-records",
  "pinned-apart",
] as const;
export type MatchFeature = (typeof matchFeatures)[number];

/** What a person says of two records. */
export const verdicts = ["same", "apart"] as const;
export type Verdict = (typeof verdicts)[number];
