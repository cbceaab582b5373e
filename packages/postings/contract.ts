import type { Query, SearchOptions, SearchResult } from "./query.ts";
import type { DocInput, IndexSchema } from "./schema.ts";
import type { Chunks } from "./snapshot-load.ts";

/** What the caller lends to an index. */
export type IndexOptions = {
  /** Milliseconds that only go forward; for `deadlineMs` and `maintain`. Without it deadlines never pass. */
  now?: () => number;
};

/** Figures about an index, for operations and benchmarks. Bytes count the typed arrays, not strings. */
export type IndexStats = {
  docs: number;
  deletedDocs: number;
  segments: { docs: number; deleted: number; terms: number; bytes: number; sealed: boolean }[];
  facetValues: Record<string, number>;
  bytes: number;
  /** Whether `maintain` has work to do. */
  maintenanceDue: boolean;
};

/** An inverted index held in this process. Writes are visible to the next search. */
export type Index = {
  readonly schema: IndexSchema;
  /** Documents searchable now. */
  readonly size: number;
  /** Inserts or replaces by id. Refuses `document-invalid` before anything of the batch is applied. */
  put(docs: readonly DocInput[]): void;
  /** Forgets documents; returns how many were there. */
  remove(ids: readonly number[]): number;
  /** Replaces one document's values of one facet at once, without reindexing it; false when it is not there. */
  setFacet(id: number, facet: string, values: readonly string[]): boolean;
  /** Replaces one number (NaN makes it missing); false when the document is not there. */
  setNumber(id: number, name: string, value: number): boolean;
  has(id: number): boolean;
  /** Every id now searchable, in no promised order; for reconciling with the source of truth. */
  ids(): Generator<number>;
  /** Documents holding a term in any field. Removed ones count until their segment is merged. */
  documentFrequency(term: string): number;
  stats(): IndexStats;
  /** Seals and merges for about `budgetMs`; true while work remains. Needs `now`, else counts work instead. */
  maintain(budgetMs: number): boolean;
  /**
   * Takes over all documents of a snapshot of another index with the same schema; blocks while it merges. Refuses as
   * loading does, and `document-invalid` when an id is in both; then nothing is changed.
   */
  absorb(chunks: Chunks): Promise<void>;
  /** Seals and merges everything into one segment, dropping removed documents. Blocks; for bulk builds. */
  compact(): void;
  /** Refuses `query-invalid` and `cursor-invalid`. */
  search(query: Query, options: SearchOptions): SearchResult;
  /** The whole index as chunks of bytes, as it is at the first chunk; writes may go on between chunks. */
  save(): Generator<Uint8Array>;
};
