export { browseIsBuilt, rebuildBrowse, reconcileBrowse } from "./browse-build.ts";
export { createBrowseFeed } from "./browse-feed.ts";
export { type BrowseLine, type BrowsePage, type BrowsePlace, browse, scanHeadings } from "./browse-list.ts";
export { findOnShelf, shelfAround, shelfPlaces } from "./browse-shelf.ts";
export { bareSets, cqlIndexes, translateCql } from "./cql-query.ts";
export { didYouMean, FEW_HITS } from "./did-you-mean.ts";
export { orWithout, type Searcher } from "./engines/contract.ts";
export { CatalogueIndex } from "./engines/postings/catalogue-index.ts";
export { buildCatalogueIndex } from "./engines/postings/index-build.ts";
export { createSearcher } from "./engines/postings/searcher.ts";
export { Suggestions } from "./engines/postings/suggestions.ts";
export { isSameValue } from "./facet-values.ts";
export { INDEX_REBUILT, indexSubscribers } from "./index-feed.ts";
export { type QueryPart, queryParts } from "./parse-search-box.ts";
export { type Recipe, ranking, recipeKeys } from "./ranking.ts";
export { relax } from "./relax.ts";
export { readSearchAddress } from "./search-address.ts";
export {
  type FacetName,
  facetNames,
  type SearchNode,
  type SearchRequest,
  type SearchResult,
  type SortName,
  sortNames,
} from "./search-node.ts";
export { filtersOf, readBox, readNarrowing, readQuestion, type SearchQuestion } from "./search-question.ts";
