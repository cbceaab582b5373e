export { addEntries, changeEntry, entriesOf } from "./entries.ts";
export { erasePerson } from "./erasure.ts";
export {
  createList,
  getList,
  listsHolding,
  listsOf,
  publicLists,
  publicListsMark,
  publicListTitles,
} from "./lists.ts";
export { courseFacts, listHref, listLine, pageOfEntries, shareAddress } from "./pages.ts";
export type { ListEntry, ListView } from "./schema.ts";
export { addSection, sectionsOf } from "./sections.ts";
