import type { IndexOptions } from "./contract.ts";
import type { IndexSchema } from "./schema.ts";
import type { Corpus, FieldTotals } from "./search/plan.ts";
import type { Top } from "./search/top.ts";
import { createColumns, findDocument } from "./segments/columns.ts";
import { createDelta, DELTA_DOCS_MAX, type DeltaPostings } from "./segments/delta.ts";
import { createFacetTable, type FacetTable } from "./segments/facet-table.ts";
import type { Segment } from "./segments/segment.ts";
import { createShapes, type Shapes } from "./segments/shapes.ts";

/** A segment that takes writes. */
export type Delta = Segment & { postings: DeltaPostings };

/** A merge under way. Its sources answer searches until it is done; dropping the job loses nothing. */
export type MergeJob = {
  sources: Segment[];
  steps: Generator<void, { segment: Segment; maps: Int32Array[] }>;
  /** Ids whose facets or numbers changed since the merge began. */
  touched: Set<number>;
};

/** Everything one index holds. */
export type IndexState = {
  schema: IndexSchema;
  now: (() => number) | undefined;
  shapes: Shapes;
  facets: FacetTable[];
  totals: FieldTotals;
  /** Live documents. */
  size: number;
  sealed: Segment[];
  /** Full deltas waiting to be sealed. */
  frozen: Delta[];
  delta: Delta;
  job: MergeJob | null;
  /** See `Corpus`. */
  everything: Map<string, { top: Top; groups: number }>;
};

/** The state of an index without documents. */
export function createState(schema: IndexSchema, options: IndexOptions): IndexState {
  return {
    schema,
    now: options.now,
    shapes: createShapes(schema.fields),
    facets: schema.facets.map((facet) => createFacetTable(facet.name)),
    totals: {
      lengths: new Float64Array(schema.fields.length),
      docs: new Float64Array(schema.fields.length),
    },
    size: 0,
    sealed: [],
    frozen: [],
    delta: openDelta(schema),
    job: null,
    everything: new Map(),
  };
}

/** A fresh segment for writes, with room for what an earlier one came to hold. */
export function openDelta(schema: IndexSchema, earlier?: Delta): Delta {
  const room = earlier ? DELTA_DOCS_MAX : DELTA_DOCS_MAX / 8;
  return { columns: createColumns(schema, room), postings: createDelta(earlier?.postings) };
}

/** All segments with documents, oldest first. */
export function segmentsOf(state: IndexState): Segment[] {
  const segments: Segment[] = [...state.sealed, ...state.frozen];
  if (state.delta.columns.size > 0) segments.push(state.delta);
  return segments;
}

/** The index as a search sees it. */
export function corpusOf(state: IndexState): Corpus {
  const { schema, shapes, facets, totals, size, everything } = state;
  return { schema, shapes, facets, totals, size, everything, segments: segmentsOf(state) };
}

/** Where a live document is: its segment and ordinal; null when it is nowhere. */
export function locate(state: IndexState, id: number): { segment: Segment; doc: number } | null {
  const doc = findDocument(state.delta.columns, id);
  if (doc >= 0) return { segment: state.delta, doc };
  for (const segments of [state.frozen, state.sealed])
    for (const segment of segments) {
      const found = findDocument(segment.columns, id);
      if (found >= 0) return { segment, doc: found };
    }
  return null;
}
