/** Fields a reader or another system can search in; `any` is all of them. */
const searchFields = [
  "any",
  "title",
  "author",
  "subject",
  "publisher",
  "series",
  "note",
  "call-number",
] as const;
export type SearchField = (typeof searchFields)[number];

/**
 * How a search box was read: `as-typed` with its syntax; `words`, all of it as words; `number-alone`, by the number without
 * the words beside it, which contradict; `without-number`, by the words, for nothing has the number.
 */
export const readingNames = ["as-typed", "words", "number-alone", "without-number"] as const;
export type ReadingName = (typeof readingNames)[number];

/** Facets and what their values are: member codes, ISO 639-2 codes, resource types, CLC letters, headings, names. */
export const facetNames = [
  "library",
  "available",
  "language",
  "type",
  "carrier",
  "class",
  "subject",
  "author",
] as const;
export type FacetName = (typeof facetNames)[number];

/** Orders of the hits. */
export const sortNames = ["relevance", "newest", "oldest", "title", "added"] as const;
export type SortName = (typeof sortNames)[number];

/** Kinds of headings that are offered while somebody types. */
export const suggestionKinds = ["title", "author", "subject", "list"] as const;

/** How the lines of the expert form are joined (CQL 1.2, boolean operators). */
export const operators = ["and", "or", "not"] as const;
