export * as loadReport from "./note-texts.ts";
export { getLoad, importFigures, listImportRuns } from "./runs.ts";
export { beginUndo } from "./undo/begin.ts";
export { performUndo } from "./undo/perform.ts";
export { previewUndo } from "./undo/plan.ts";
export { createQuota, takeUpload } from "./uploads.ts";
