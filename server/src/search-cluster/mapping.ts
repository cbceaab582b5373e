import { analyserVersion } from "@commonshelf/cjk";
import { DOCUMENT_VERSION, indexSchema } from "../discovery/index.ts";

/** Raised whenever the mapping or what is written into it changes, so that indexes are built anew. */
const MAPPING_VERSION = 1;

/** How far a field's words are told from each other in whole numbers: weights are from 0.05 to 8. */
export const FREQUENCY_UNITS = 100;
/** How soon more of the same word says nothing more; the same as in `packages/postings`. */
const K1 = 1.2;
/**
 * What a match in each field is multiplied by, so that it scores as in this process: `K1 + 1`, the factor at the end of BM25.
 * Before version 3 OpenSearch multiplies by such a factor too, but of the field's own K1.
 */
export function fieldBoosts(majorVersion: number): FieldBoosts {
  const boosts = new Map<string, number>();
  const boost = (name: string, k1: number): void => {
    boosts.set(name, (K1 + 1) / (majorVersion < 3 ? k1 + 1 : 1));
  };
  for (const { name, weight } of indexSchema.fields) boost(name, K1 / weight);
  for (const name of Object.keys(TOGETHER)) boost(name, K1 * FREQUENCY_UNITS);
  return boosts;
}

export type FieldBoosts = ReadonlyMap<string, number>;

/** Added to every prior: OpenSearch has no negative scores. */
export const PRIOR_SHIFT = 4;

/** Fields searched together are one field of the index, in which a word weighs what it weighs in all of them. */
export const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  "together-words": ["title", "author", "subject", "publisher", "series", "note"],
  "together-characters": [
    "character-title",
    "character-author",
    "character-subject",
    "character-publisher",
    "character-series",
    "character-note",
  ],
  "together-pinyin": ["pinyin-title", "pinyin-author", "pinyin-other"],
  "together-roman": ["roman-title", "roman-author", "roman-other"],
};

/** Terms of a field of a title of usual length, by which the lengths of others are judged where fields are one. */
export const USUAL_LENGTH: Readonly<Record<string, number>> = {
  title: 11,
  author: 9,
  subject: 12,
  publisher: 5,
  series: 6,
  note: 40,
  "pinyin-title": 9,
  "pinyin-author": 6,
  "pinyin-other": 30,
  "roman-title": 9,
  "roman-author": 5,
  "roman-other": 12,
  "character-title": 9,
  "character-author": 7,
  "character-subject": 9,
  "character-publisher": 5,
  "character-series": 6,
  "character-note": 35,
};

/** Facets whose values carry how they are written: counted by `subject`, shown by `subject-kept`. */
export const HEADING_FACETS = ["subject", "author"] as const;

/** The name a facet's values have in the index; words of the same name are another field. */
export function facetField(facet: string): string {
  return `facet-${facet}`;
}

/** The whole texts kept of a facet of headings. */
export function keptField(facet: string): string {
  return `kept-${facet}`;
}

/** What an index of this program says of itself. */
export const MEANING = { mapping: MAPPING_VERSION, document: DOCUMENT_VERSION, analyser: analyserVersion };

/** Settings of a new index: `shards` are its parts, each copied once where there is a second node. */
export function indexBody(shards: number): object {
  const words = indexSchema.fields.filter((field) => field.name !== "key");
  const similarity: Record<string, object> = {
    together: { type: "BM25", k1: K1 * FREQUENCY_UNITS, b: 0 },
  };
  const properties: Record<string, object> = {
    key: { type: "keyword", doc_values: false },
    version: { type: "long" },
    group: { type: "long" },
    "sort-title": { type: "keyword" },
  };
  for (const { name, weight, lengthNorm } of words) {
    // A weight before saturation is a smaller K1.
    similarity[name] = { type: "BM25", k1: K1 / weight, b: lengthNorm ?? 0 };
    properties[name] = {
      type: "text",
      analyzer: "whitespace",
      similarity: name,
      index_options: indexSchema.fields.find((field) => field.name === name)?.positions
        ? "positions"
        : "freqs",
    };
  }
  for (const name of Object.keys(TOGETHER))
    properties[name] = {
      type: "text",
      analyzer: "counted",
      similarity: "together",
      index_options: "freqs",
      norms: false,
    };
  for (const { name } of indexSchema.facets) properties[facetField(name)] = { type: "keyword" };
  for (const name of HEADING_FACETS) properties[keptField(name)] = { type: "keyword", index: false };
  for (const name of indexSchema.numbers)
    properties[name] = {
      type: name === "prior" ? "double" : ["lead", "year", "yearTo"].includes(name) ? "integer" : "long",
    };
  return {
    settings: {
      number_of_shards: shards,
      auto_expand_replicas: "0-1",
      refresh_interval: "1s",
      similarity,
      analysis: {
        filter: { counts: { type: "delimited_term_freq", delimiter: "|" } },
        analyzer: { counted: { type: "custom", tokenizer: "whitespace", filter: ["counts"] } },
      },
    },
    mappings: { dynamic: "strict", _source: { enabled: false }, _meta: MEANING, properties },
  };
}
