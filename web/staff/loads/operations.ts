import type { z } from "zod";
import type {
  foundSchema,
  questionSchema,
  takenSchema,
  takeOverSchema,
  targetSchema,
} from "../../../server/src/copying/schema.ts";
import type {
  bulkChangeSchema,
  contributionSchema,
  exportScheduleSchema,
  importProfileSchema,
  loadLineSchema,
  loadRecordSchema,
  loadSchema,
  macroRunSchema,
  macroSchema,
  newBulkChangeSchema,
  newExportScheduleSchema,
  newRecordExportSchema,
  recordExportSchema,
  stagedCountsSchema,
  stagedRecordSchema,
  undoPreviewSchema,
} from "../../../server/src/loads/schema.ts";
import type { StagedChange } from "../../../server/src/loads/words.ts";
import type { Code, Id, Items, Page, Spoken, Turn } from "../operations.ts";

/** What the workbench asks of loads, sets of records and catalogues outside, in the server's own shapes. */
export type LoadOperations = {
  "GET /loads": { query: Turn & Spoken; answer: Page<typeof loadSchema> };
  "GET /loads/:id": { params: Id; query: Spoken; answer: z.output<typeof loadSchema> };
  "GET /loads/:id/lines": { params: Id; query: Turn & Spoken; answer: Page<typeof loadLineSchema> };
  "GET /loads/:id/records": { params: Id; query: Turn; answer: Page<typeof loadRecordSchema> };
  "GET /loads/:id/staged": {
    params: Id;
    query: Turn & { show?: StagedChange | undefined };
    answer: Page<typeof stagedRecordSchema> & { counts: z.output<typeof stagedCountsSchema> };
  };
  "POST /loads/:id/acceptance": { params: Id; answer: { id: string } };
  "DELETE /loads/:id/staged": { params: Id; answer: undefined };
  "GET /import-profiles": { answer: Items<typeof importProfileSchema> };
  "PUT /import-profiles/:name": {
    params: { name: string };
    body: Omit<z.input<typeof importProfileSchema>, "name">;
    answer: z.output<typeof importProfileSchema>;
  };
  "DELETE /import-profiles/:name": { params: { name: string }; answer: undefined };
  "GET /item-profiles": { answer: { items: { profile: { name: string }; own: boolean }[] } };
  "GET /bulk-changes": { query: Turn; answer: Page<typeof bulkChangeSchema> };
  "POST /bulk-changes": { body: z.input<typeof newBulkChangeSchema>; answer: { id: string } };
  "GET /members/:code/macros": { params: { code: string }; answer: Items<typeof macroSchema> };
  "PUT /members/:code/macros/:name": {
    params: { code: string; name: string };
    body: { rules: z.input<typeof macroSchema>["rules"] };
    answer: z.output<typeof macroSchema>;
  };
  "DELETE /members/:code/macros/:name": { params: { code: string; name: string }; answer: undefined };
  "POST /members/:code/macro-runs": {
    params: { code: string };
    body: z.input<typeof macroRunSchema>;
    answer: { marc: z.output<typeof macroRunSchema>["marc"]; changed: boolean };
  };
  "GET /bulk-changes/:id": { params: Id; answer: z.output<typeof bulkChangeSchema> };
  "POST /bulk-changes/:id/performance": { params: Id; answer: { id: string } };
  "GET /record-exports": { answer: Items<typeof recordExportSchema> };
  "GET /export-schedules": { answer: Items<typeof exportScheduleSchema> };
  "POST /export-schedules": { body: z.input<typeof newExportScheduleSchema>; answer: { id: number } };
  "DELETE /export-schedules/:id": { params: Id; answer: undefined };
  "POST /record-exports": { body: z.input<typeof newRecordExportSchema>; answer: { id: string } };
  "GET /copy-targets": {
    answer: { items: z.output<typeof targetSchema>[]; presets: z.output<typeof targetSchema>[] };
  };
  "PUT /copy-targets/:code": {
    params: Code;
    body: Omit<z.input<typeof targetSchema>, "code">;
    answer: z.output<typeof targetSchema>;
  };
  "DELETE /copy-targets/:code": { params: Code; answer: undefined };
  "GET /copy-records": {
    query: Omit<z.input<typeof questionSchema>, "from"> & { from?: number };
    answer: z.output<typeof foundSchema>;
  };
  "POST /copied-records": { body: z.input<typeof takeOverSchema>; answer: z.output<typeof takenSchema> };
  "GET /contributions": { query: { from?: string; to?: string }; answer: Items<typeof contributionSchema> };
  "GET /loads/:id/undo": { params: Id; answer: z.output<typeof undoPreviewSchema> };
  "POST /loads/:id/undo": { params: Id; answer: { id: string } };
};
