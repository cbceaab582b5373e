export { type AlertRequest, alertJobs, alertSchedule, decisionSubscribers } from "./alerts.ts";
export { browseIsBuilt, rebuildBrowse, reconcileBrowse } from "./browse-build.ts";
export { type BrowseFeed, createBrowseFeed } from "./browse-feed.ts";
export { type BrowseLine, type BrowsePage, type BrowsePlace, browse, scanHeadings } from "./browse-list.ts";
export { findOnShelf, type Shelf, shelfAround, shelfPlaces } from "./browse-shelf.ts";
export { cqlIndexes, type Translation, translateCql } from "./cql-query.ts";
export { type Alternative, didYouMean, FEW_HITS } from "./did-you-mean.ts";
export {
  countMany,
  type ExplainedHit,
  orWithout,
  type Searcher,
  searchUnavailable,
} from "./engines/contract.ts";
export { CatalogueIndex } from "./engines/postings/catalogue-index.ts";
export { buildCatalogueIndex } from "./engines/postings/index-build.ts";
export { createSearcher } from "./engines/postings/searcher.ts";
export { readHeadings, Suggestions } from "./engines/postings/suggestions.ts";
export { facetKey, isSameValue, labelIn } from "./facet-values.ts";
export { INDEX_REBUILT, indexSubscribers } from "./index-feed.ts";
export { parseSearchBox, type QueryPart, queryParts } from "./parse-search-box.ts";
export { type Recipe, ranking, recipeKeys } from "./ranking.ts";
export { type Relaxed, relax } from "./relax.ts";
export { registerDiscovery } from "./routes.ts";
export {
  type FacetName,
  facetNames,
  type SearchField,
  type SearchFilter,
  type SearchNode,
  type SearchRequest,
  type SearchResult,
  type SortName,
  searchFields,
  sortNames,
} from "./search-node.ts";
export {
  type FacetValues,
  filtersOf,
  readBox,
  readNarrowing,
  readQuestion,
  type SearchQuestion,
} from "./search-question.ts";
export { type Suggestion, suggest } from "./suggest-table.ts";
export { type BrowseKind, type BrowseOrder, browseKinds, browseOrders } from "./words.ts";
