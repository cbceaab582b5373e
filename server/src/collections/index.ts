export { demandRole, worker } from "./access.ts";
export {
  type Collection,
  createCollection,
  getCollection,
  lockCollection,
  saveDraft,
} from "./collections.ts";
export { titleOf } from "./entry.ts";
export { indexObjects } from "./index-build.ts";
export { collectionContents, type ObjectInput, setPageText, writeObject } from "./objects.ts";
export { type OpenObject, openObject } from "./open-object.ts";
export { publishDraft } from "./revisions.ts";
export { searchEverywhere } from "./search.ts";
export { readValues } from "./values.ts";
export { hitsIn } from "./words-of.ts";
