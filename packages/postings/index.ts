export type { Index, IndexOptions, IndexStats } from "./contract.ts";
export { createIndex, loadIndex } from "./live-index.ts";
export type {
  Explanation,
  FacetRequest,
  FacetResult,
  Filter,
  HistogramRequest,
  HistogramResult,
  Hit,
  Query,
  SearchOptions,
  SearchResult,
  Sort,
} from "./query.ts";
export { IndexRefusal, type RefusalCode } from "./refusal.ts";
export type { DocInput, FacetSchema, FieldSchema, IndexSchema } from "./schema.ts";
