import { searchByBruteForce } from "./brute-force.ts";
import type { Index } from "./contract.ts";
import type { DocInput, IndexSchema } from "./schema.ts";
import { checkDocument, checkFacetValues, checkSchema } from "./schema.ts";

/** An index that looks at every document for every search. */
export function createIndex(schema: IndexSchema): Index {
  checkSchema(schema);
  const docs = new Map<number, DocInput>();
  return {
    schema,
    get size() {
      return docs.size;
    },
    put(batch) {
      for (const doc of batch) checkDocument(schema, doc);
      for (const doc of batch) docs.set(doc.id, doc);
    },
    remove: (ids) => ids.filter((id) => docs.delete(id)).length,
    setFacet(id, facet, values) {
      checkFacetValues(schema, id, facet, values);
      const doc = docs.get(id);
      if (doc) docs.set(id, { ...doc, facets: { ...doc.facets, [facet]: values } });
      return doc !== undefined;
    },
    setNumber(id, name, value) {
      const doc = docs.get(id);
      if (doc) docs.set(id, { ...doc, numbers: { ...doc.numbers, [name]: value } });
      return doc !== undefined;
    },
    has: (id) => docs.has(id),
    *ids() {
      yield* docs.keys();
    },
    documentFrequency(term) {
      let df = 0;
      for (const doc of docs.values())
        if (Object.values(doc.fields).some((terms) => terms.includes(term))) df++;
      return df;
    },
    stats: () => ({
      docs: docs.size,
      deletedDocs: 0,
      segments: [],
      facetValues: {},
      bytes: 0,
      maintenanceDue: false,
    }),
    maintain: () => false,
    compact: () => undefined,
    search: (query, options) => ({
      ...searchByBruteForce({ schema, docs }, query, options),
      histograms: {},
      partial: false,
      cursor: null,
    }),
    *save() {
      yield Buffer.from(JSON.stringify([...docs.values()]));
    },
  };
}
