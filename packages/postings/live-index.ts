import { absorbState } from "./absorb.ts";
import type { Index, IndexOptions, IndexStats } from "./contract.ts";
import { corpusOf, createState, type IndexState, locate, segmentsOf } from "./index-state.ts";
import { compactState, isDue, maintainFor } from "./maintenance.ts";
import { checkSchema, type IndexSchema } from "./schema.ts";
import { documentFrequency } from "./search/plan.ts";
import { searchCorpus } from "./search/search.ts";
import { segmentBytes } from "./segments/segment.ts";
import { type Chunks, loadState } from "./snapshot-load.ts";
import { saveState } from "./snapshot-save.ts";
import { putDocuments, removeDocument, setFacetValues, setNumberValue } from "./writes.ts";

/** An empty index. Refuses `schema-invalid`. */
export function createIndex(schema: IndexSchema, options: IndexOptions = {}): Index {
  checkSchema(schema);
  return openIndex(createState(schema, options));
}

/**
 * The index a `save` wrote, from its chunks in any cut. A snapshot that is cut off, damaged, of another version or
 * of another schema than the one given is refused with an `IndexRefusal` whose code begins with `snapshot-`.
 */
export async function loadIndex(
  chunks: Chunks,
  options: IndexOptions & { schema?: IndexSchema } = {},
): Promise<Index> {
  return openIndex(await loadState(chunks, options));
}

/** The door to an index held in `state`. */
export function openIndex(state: IndexState): Index {
  return {
    schema: state.schema,
    get size() {
      return state.size;
    },
    put: (docs) => putDocuments(state, docs),
    remove(ids) {
      let removed = 0;
      for (const id of ids) if (removeDocument(state, id)) removed++;
      return removed;
    },
    setFacet: (id, facet, values) => setFacetValues(state, id, facet, values),
    setNumber: (id, name, value) => setNumberValue(state, id, name, value),
    has: (id) => locate(state, id) !== null,
    ids: () => liveIds(state),
    documentFrequency: (term) => documentFrequency(segmentsOf(state), term),
    stats: () => statsOf(state),
    maintain: (budgetMs) => maintainFor(state, budgetMs),
    absorb: async (chunks) => absorbState(state, await loadState(chunks, { schema: state.schema })),
    compact: () => compactState(state),
    search: (query, options) => searchCorpus(corpusOf(state), query, options, state.now),
    save: () => saveState(state),
  };
}

function* liveIds(state: IndexState): Generator<number> {
  for (const { columns } of segmentsOf(state))
    for (let doc = 0; doc < columns.size; doc++) if (columns.live[doc] === 1) yield columns.ids[doc]!;
}

function statsOf(state: IndexState): IndexStats {
  const segments = segmentsOf(state).map((segment) => ({
    docs: segment.columns.size,
    deleted: segment.columns.deleted,
    terms: segment.postings.termCount,
    bytes: segmentBytes(segment),
    sealed: segment.postings.kind === "sealed",
  }));
  const tables = state.facets.reduce(
    (sum, table) => sum + table.pool.byteLength + table.slots.byteLength + table.counts.byteLength,
    0,
  );
  return {
    docs: state.size,
    deletedDocs: segments.reduce((sum, { deleted }) => sum + deleted, 0),
    segments,
    facetValues: Object.fromEntries(state.facets.map((table) => [table.name, table.values.length])),
    bytes: segments.reduce((sum, { bytes }) => sum + bytes, tables),
    maintenanceDue: isDue(state),
  };
}
