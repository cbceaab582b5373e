export { type Collection, createCollection, lockCollection, saveDraft } from "./collections.ts";
export { indexObjects } from "./index-build.ts";
export { collectionContents, writeObject } from "./objects.ts";
export { publishDraft } from "./revisions.ts";
