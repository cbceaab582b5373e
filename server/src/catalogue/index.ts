export { filingText, markFiling, withoutFilingMarks } from "@commonshelf/marc";
export type { Title } from "../description/index.ts";
export { normaliseIsbn, normaliseIssn } from "../matching/index.ts";
export * as heldItems from "./bench/keep-item.ts";
export * as writtenRecords from "./bench/write-record.ts";
export { mergeDescriptions } from "./describe/instance-brief.ts";
export * as survivorship from "./describe/survivorship.ts";
export { orderEditions } from "./edition-order.ts";
export * as editions from "./editions.ts";
export { editionsByInstance, editionsOf } from "./editions.ts";
export { findInstancesByIsbn } from "./find-by-isbn.ts";
export * as following from "./follow-records.ts";
export { groupInstances } from "./group-instances.ts";
export { importFile } from "./import.ts";
export {
  enqueueImportRun,
  failImportRun,
  listRejects,
  postponeImportRun,
} from "./import-runs.ts";
export {
  getInstances,
  type Instance,
  resolveInstance,
  scanInstances,
  scanVersions,
  versionsOf,
} from "./instances.ts";
export { type HeldCallNumber, heldCallNumbers } from "./items/held-call-numbers.ts";
export { loadItemPlaces } from "./items/item-places.ts";
export * as itemProfiles from "./items/profiles.ts";
export { findItemByBarcode, moveItem, setItemCondition } from "./items.ts";
export * as acts from "./loads/acts.ts";
export { matchAnew } from "./place-records.ts";
export { describe as describeRecord } from "./prepare-record.ts";
export {
  getRecord,
  recordsOfInstances,
  type StoredRecord,
  withoutHiddenItems,
} from "./records.ts";
export { renewDescriptions, renewInstances } from "./renew-descriptions.ts";
export { type InstanceBrief, instanceBriefSchema } from "./schema.ts";
export * as sharing from "./sharing.ts";
