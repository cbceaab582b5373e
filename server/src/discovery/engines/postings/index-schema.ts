import type { IndexSchema } from "@commonshelf/postings";

/**
 * Fields of the index. Text fields hold Han bigrams and Latin words; `pinyin-*` hold syllables of everything;
 * `roman-*` hold syllables of texts that exist in Latin letters only, so that a Han query finds them and nothing else;
 * `character-*` hold single characters, for queries of one.
 */
export const indexSchema: IndexSchema = {
  fields: [
    { name: "title", weight: 8, lengthNorm: 0.45, positions: true, prefixable: true },
    { name: "author", weight: 6, lengthNorm: 0.3, positions: true, prefixable: true },
    { name: "subject", weight: 3, lengthNorm: 0.3, positions: true, prefixable: true },
    { name: "publisher", weight: 1.5, lengthNorm: 0.2, positions: true, prefixable: true },
    { name: "series", weight: 2, lengthNorm: 0.3, positions: true, prefixable: true },
    { name: "note", weight: 1, lengthNorm: 0.6, positions: true },
    { name: "pinyin-title", weight: 5, lengthNorm: 0.45, positions: true },
    { name: "pinyin-author", weight: 4, lengthNorm: 0.3, positions: true },
    { name: "pinyin-other", weight: 1, lengthNorm: 0.5 },
    { name: "roman-title", weight: 5, lengthNorm: 0.45, positions: true },
    { name: "roman-author", weight: 4, lengthNorm: 0.3, positions: true },
    { name: "roman-other", weight: 1, lengthNorm: 0.5 },
    { name: "character-title", weight: 0.5, lengthNorm: 0.5 },
    { name: "character-author", weight: 0.4, lengthNorm: 0.5 },
    { name: "character-subject", weight: 0.3, lengthNorm: 0.5 },
    { name: "character-publisher", weight: 0.1, lengthNorm: 0.5 },
    { name: "character-series", weight: 0.1, lengthNorm: 0.5 },
    { name: "character-note", weight: 0.05, lengthNorm: 0.5 },
    { name: "key", weight: 1 },
  ],
  facets: [
    { name: "library", multi: true },
    { name: "available", multi: true },
    { name: "language", multi: true },
    { name: "type", multi: false },
    { name: "carrier", multi: false },
    { name: "class", multi: true },
    { name: "subject", multi: true },
    { name: "author", multi: true },
    { name: "audience", multi: false },
  ],
  numbers: ["year", "yearTo", "added", "prior", "work", "lead"],
  sortKeys: ["title"],
};

/** Raised whenever documents are built differently, so that saved snapshots are built anew. */
export const DOCUMENT_VERSION = 14;
