/** A query: which documents match, and what each match adds to the score. `weight` multiplies that score. */
export type Query =
  | { all: true }
  | { term: string; fields?: readonly string[]; weight?: number }
  /** Terms next to each other in one field; in a field without positions, all of them in that field. */
  | { phrase: readonly string[]; fields?: readonly string[]; slop?: 0; weight?: number }
  /** The `limit` most frequent terms of prefixable fields that begin so; the best of them scores. */
  | { prefix: string; fields?: readonly string[]; limit: number; weight?: number }
  | { and: readonly Query[]; weight?: number }
  | { or: readonly Query[]; weight?: number }
  /** Only directly inside `and`. */
  | { not: Query }
  /** Matches what any alternative matches, scores as the best one. */
  | { best: readonly Query[]; weight?: number }
  /** `must` decides what matches; `should` only adds to the score. */
  | { should: readonly Query[]; must: Query; weight?: number }
  | { atLeast: readonly Query[]; min: number; weight?: number }
  /** Documents with any of the values; no score. */
  | { facet: string; values: readonly string[] }
  /**
   * Documents whose number is between the two, ends included; no score. A missing number is outside. `until`: another number
   * column, where a document's own range ends; then those that overlap.
   */
  | { range: string; until?: string; from?: number; to?: number }
  | { ids: readonly number[] }
  | { constant: Query; score: number };

/**
 * A reader's narrowing of the result. Values of one facet are alternatives, different facets all apply, and
 * `exclude` takes the values away. The counts of a facet ignore the filters on that same facet.
 */
export type Filter =
  | { facet: string; values: readonly string[]; exclude?: boolean }
  | { range: string; until?: string; from?: number; to?: number };

/** Order of the hits: by score, a number column or a sort key. Score defaults to descending, others to ascending. */
export type Sort = { by: string; descending?: boolean };

/** Which facet to count: at most `limit` values, only those beginning with `only` when given. */
export type FacetRequest = { name: string; limit: number; only?: string };

/** Counts of a number column: in half-open steps of `interval`, or between ascending `edges` (last edge excluded). */
export type HistogramRequest = { column: string; interval?: number; edges?: readonly number[] };

/** How to return the matches. */
export type SearchOptions = {
  /** Hits to return; `offset + limit` is at most 10,000, use `after` to go further. */
  limit: number;
  offset?: number;
  /** The `cursor` of an earlier result with the same sort: continue behind its last hit. */
  after?: string;
  sort?: Sort;
  facets?: readonly FacetRequest[];
  histograms?: readonly HistogramRequest[];
  filters?: readonly Filter[];
  /** Adds `factor` times a number column (missing counts 0) to every score. */
  prior?: { column: string; factor: number };
  /** Stop adding optional work once `now()` has advanced this far; the result then says `partial`. */
  deadlineMs?: number;
  explain?: boolean;
  /**
   * Only the best hit of all documents that share a whole number in this column; documents without one stand alone.
   * `offset` and `limit` count what is left, `total` and facets still count documents. Not with `after`. With `lead` the
   * group keeps its place but is shown by the hit with the smallest number there, of those that score at least `within`
   * (a share) of its best.
   */
  collapse?: { column: string; lead?: { column: string; within: number } };
  /** Only `total`: no hits, no scores. Facets are still counted when asked for. */
  countOnly?: boolean;
};

/** How a hit's score came about, a tree shaped like the query. */
export type Explanation = {
  what: string;
  score: number;
  /** Figures behind a term's score: df, idf, and per field tf, length and share. */
  figures?: Readonly<Record<string, number>>;
  parts?: readonly Explanation[];
};

export type Hit = { id: number; score: number; explain?: Explanation };

/** Counted values, highest count first (ties by code unit order), and how many values have any count. */
export type FacetResult = { values: { value: string; count: number }[]; distinct: number };

export type HistogramResult = {
  /** Smallest and largest value among the hits; null when none has one. */
  min: number | null;
  max: number | null;
  missing: number;
  /** Half-open buckets `from <= value < to`, ascending; with `interval` empty ones are left out. */
  buckets: { from: number; to: number; count: number }[];
};

export type SearchResult = {
  /** Exact number of matching documents (unless `partial`). */
  total: number;
  /** Exact number of groups among them when `collapse` was asked for, else `total`. */
  groups: number;
  hits: Hit[];
  facets: Record<string, FacetResult>;
  histograms: Record<string, HistogramResult>;
  partial: boolean;
  /** Continue behind the last hit with `after`; null when there was no hit. */
  cursor: string | null;
};

export const WINDOW_MAX = 10_000;
export const CLAUSES_MAX = 4_096;
export const DEPTH_MAX = 64;
export const PREFIX_TERMS_MAX = 1_024;
export const FACET_VALUES_MAX = 100_000;
export const HISTOGRAM_BUCKETS_MAX = 2_000;
