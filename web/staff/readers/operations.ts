import type { z } from "zod";
import type { takenFileSchema, undoSchema } from "../../../server/src/cut-over/schema.ts";
import type {
  certificateSchema,
  certifySchema,
  leaverLinesSchema,
  leaverListSchema,
  leavingDoneSchema,
  leavingSchema,
} from "../../../server/src/leavers/schema.ts";
import type {
  feedChangeSchema,
  feedSchema,
  newRunSchema,
  runFileSchema,
} from "../../../server/src/patron-sync/schema.ts";
import type {
  fileSchema,
  likelySchema,
  mergeSchema,
  newGuarantorSchema,
  newMergeSchema,
  newNoteSchema,
} from "../../../server/src/readers/schema.ts";
import type { Code, Id, Items } from "../operations.ts";

type Made = { id: string };

/** What the page of a reader asks for beside the reader: see `Operations`. */
export type ReaderOperations = {
  "GET /patrons/:id/file": { params: Id; answer: z.output<typeof fileSchema> };
  "POST /patrons/:id/notes": { params: Id; body: z.input<typeof newNoteSchema>; answer: Made };
  "DELETE /patrons/:id/notes/:noteId": { params: Id & { noteId: string }; answer: undefined };
  "POST /patrons/:id/guarantors": { params: Id; body: z.input<typeof newGuarantorSchema>; answer: Made };
  "DELETE /patrons/:id/guarantors/:guarantorId": {
    params: Id & { guarantorId: string };
    answer: undefined;
  };
  "POST /patrons/:id/photo": { params: Id; body: FormData; answer: Made };
  "DELETE /patrons/:id/photo": { params: Id; answer: undefined };
  "GET /patrons/:id/duplicates": { params: Id; answer: Items<typeof likelySchema> };
  "POST /patrons/:id/merges": {
    params: Id;
    body: z.input<typeof newMergeSchema>;
    answer: z.output<typeof mergeSchema>;
  };
  "GET /members/:code/patron-feed": { params: Code; answer: z.output<typeof feedSchema> };
  "PUT /members/:code/patron-feed": {
    params: Code;
    body: z.input<typeof feedChangeSchema>;
    answer: undefined;
  };
  "POST /members/:code/patron-feed/files": {
    params: Code;
    body: FormData;
    answer: { file: string; rows: number };
  };
  "POST /members/:code/patron-feed/runs": {
    params: Code;
    body: z.input<typeof newRunSchema>;
    answer: Made;
  };
  "GET /members/:code/patron-feed/runs/:id": {
    params: Code & Id;
    answer: z.output<typeof runFileSchema>;
  };
  "POST /members/:code/taken-over/:list": {
    params: Code & { list: string };
    body: FormData;
    answer: z.output<typeof takenFileSchema>;
  };
  "POST /members/:code/taken-over/:list/undo": {
    params: Code & { list: string };
    body: { dryRun: boolean };
    answer: z.output<typeof undoSchema>;
  };
  "POST /patrons/clearances": {
    body: z.input<typeof leaverListSchema>;
    answer: z.output<typeof leaverLinesSchema>;
  };
  "POST /patrons/leavings": {
    body: z.input<typeof leavingSchema>;
    answer: z.output<typeof leavingDoneSchema>;
  };
  "POST /patrons/:id/clearance-certificates": {
    params: Id;
    body: z.input<typeof certifySchema>;
    answer: z.output<typeof certificateSchema>;
  };
  "POST /patron-merges/:id/undo": { params: Id; answer: z.output<typeof mergeSchema> };
};
