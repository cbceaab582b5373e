export { applyBatch } from "./apply-batch.ts";
export { type ClusterRow, scanClusters } from "./clusters.ts";
export type { Parallel, Title } from "./description.ts";
export { countDifferences } from "./differences.ts";
export { editionsByInstance, editionsOf, reportGrouping } from "./editions.ts";
export { findInstancesByIsbn } from "./find-by-isbn.ts";
export { groupInstances } from "./group-instances.ts";
export { normaliseIsbn, normaliseIssn } from "./identifiers.ts";
export { type ImportOrder, type ImportProgress, importFile } from "./import.ts";
export {
  enqueueImportRun,
  failImportRun,
  getImportRun,
  importFigures,
  listImportRuns,
  listRejects,
  openRunsOf,
  postponeImportRun,
} from "./import-runs.ts";
export { mergeDescriptions } from "./instance-brief.ts";
export {
  getInstances,
  type Instance,
  resolveInstance,
  scanInstances,
  scanVersions,
  versionsOf,
} from "./instances.ts";
export { type ItemPlaces, loadItemPlaces } from "./item-places.ts";
export { profileNames } from "./item-profiles.ts";
export { findItemByBarcode, moveItem, setItemCondition } from "./items.ts";
export { type MatchDecision, matchDecisions } from "./match-decisions.ts";
export { describe as describeRecord } from "./prepare-record.ts";
export {
  countHarvest,
  getRecord,
  type HarvestPosition,
  harvestRecords,
  oldestChange,
  recordsOfInstances,
  type StoredRecord,
  scanRecords,
} from "./records.ts";
export { registerCatalogue } from "./routes.ts";
export {
  type ImportCounts,
  type ImportRun,
  type InstanceBrief,
  importRejectSchema,
  importRunSchema,
  instanceBriefSchema,
} from "./schema.ts";
