export { browseIsBuilt, rebuildBrowse, reconcileBrowse, updateBrowse } from "./build.ts";
export { type BrowseFeed, createBrowseFeed } from "./feed.ts";
export { headingKey } from "./heading-key.ts";
export { headingsAfter } from "./headings.ts";
export {
  type BrowseRequest,
  type CountTitles,
  type HeadingScan,
  headingsAround,
  isBrowseCursor,
  type PlaceInList,
  pageOf,
} from "./list.ts";
export { findOnShelf, shelfAround, shelfPlaces } from "./shelf.ts";
