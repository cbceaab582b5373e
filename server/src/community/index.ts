export {
  type AlertMail,
  claimMail,
  claimSearch,
  confirmMail,
  type DueSearch,
  dueSearches,
  feedOf,
  finishRun,
  postponeSearch,
  releaseMail,
} from "./alerts.ts";

export { erasePerson } from "./erasure.ts";
export { hiddenReaders, setHiddenReaders } from "./hidden-readers.ts";
export { editorsOf, invitedTo, inviteEditors, joinEditors, removeEditor } from "./list-editors.ts";
export {
  addEntries,
  changeEntry,
  entriesOf,
  type ListEntry,
  moveEntry,
  readPasted,
  removeEntry,
} from "./list-entries.ts";
export {
  addSection,
  moveSection,
  removeSection,
  renameSection,
  sectionsOf,
} from "./list-sections.ts";
export {
  changeList,
  createList,
  deleteList,
  getList,
  type ListView,
  listsHolding,
  listsOf,
  publicLists,
  publicListTitles,
  renewShareKey,
} from "./lists.ts";
export { notesOf, writeNote } from "./notes.ts";
export { keepHistory, profileOf, setDisplayName } from "./profiles.ts";
export { publicTextsOf, TEXTS_CHANGED } from "./public-texts.ts";
export { rate } from "./ratings.ts";
export { forgetReading, readingsOf } from "./readings.ts";
export { reportAbuse } from "./reports.ts";
export {
  deleteReview,
  type OwnReview,
  ownReviews,
  writeReview,
} from "./reviews.ts";

export {
  changeSearch,
  deleteSearch,
  renewFeedKey,
  type SavedSearch,
  saveSearch,
  searchByStopKey,
  searchesOf,
  stopAlert,
} from "./saved-searches.ts";
export { newSearchSchema, savedSearchSchema } from "./schema.ts";
export { communitySubscribers } from "./subscribers.ts";
export { readTags, setTags, taggedBy } from "./tags.ts";
export { type Voices, voicesOf } from "./voices.ts";
export {
  type Frequency,
  frequencies,
  type ListKind,
} from "./words.ts";
