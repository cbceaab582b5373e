export { demandRole, worker } from "./access.ts";
export {
  type Collection,
  createCollection,
  getCollection,
  lockCollection,
  saveDraft,
} from "./collections.ts";
export { proposeMapping, readRow } from "./imports/mapping.ts";
export { demandMapping } from "./imports/runs.ts";
export { arrangePages, setPageText } from "./object-pages.ts";
export { withdrawNamed, writeObject } from "./objects.ts";
export { type OpenObject, openObject } from "./open-object.ts";
export * as divisions from "./pages/divisions.ts";
export { lookOf, rowOf, type Shown } from "./pages/look.ts";
export { findObjectPage } from "./pages/object-page.ts";
export { emptyQuestion, readAddress, searchHref } from "./pages/search-address.ts";
export { findCollectionResults } from "./pages/search-page.ts";
export { openForPage, shownCollection } from "./pages/shown.ts";
export { publishDraft } from "./revisions.ts";
export { titleOf } from "./search/entry.ts";
export { setGuests } from "./search/guests.ts";
export { indexObjects } from "./search/index-build.ts";
export { briefsOf, hitsOf, pageHits, searchCollection, searchEverywhere } from "./search/questions.ts";
export { hitsIn, wordsQuery } from "./search/words-of.ts";
export { readValues, termOf } from "./values.ts";
