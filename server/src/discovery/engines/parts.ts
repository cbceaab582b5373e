/** What an engine in another room is made of: fields, documents and queries are the same in all engines. */
export { availableMembersBetween } from "../available-copies.ts";
export { facetKey, shownValue } from "../facet-values.ts";
export type { SearchFilter } from "../search-node.ts";
export { wholeKey, wordTerms } from "../terms.ts";
export { type FacetName, facetNames, type SortName } from "../words.ts";
export { type ExplainedHit, type KnownAs, searchUnavailable } from "./contract.ts";
export { compileQuery, YEARS } from "./postings/compile-query.ts";
export { availableValues } from "./postings/index-document.ts";
export { DOCUMENT_VERSION, indexSchema } from "./postings/index-schema.ts";
export { resolveReading } from "./resolve-reading.ts";
export { TitleReader } from "./title-reader.ts";
