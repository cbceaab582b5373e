import type { z } from "zod";
import type {
  cardFilterSchema,
  checkOutSchema,
  declarationSchema,
  declineSchema,
  declineUndoSchema,
  deskOrderSchema,
  dueDateSchema,
  itemsFilterSchema,
  newDueDateSchema,
  newReportSchema,
  reportDecisionSchema,
  scanSchema,
  transitsSchema,
} from "../../../server/src/circulation/desk/schema.ts";
import type {
  deskItemSchema,
  deskPatronSchema,
  holdSchema,
  itemReportSchema,
  loanReceiptSchema,
  madeReportSchema,
  pullLineSchema,
  renewalSchema,
  scanOutcomeSchema,
  shelfLineSchema,
  stalledLineSchema,
  takeDownLineSchema,
} from "../../../server/src/circulation/schema.ts";
import type { createdSchema } from "../../../server/src/contracts/shapes.ts";
import type { counterReceiptSchema, counterScanSchema } from "../../../server/src/peer-loans/schema.ts";
import type {
  libraryCopySchema,
  libraryShelfSchema,
  newLibraryCopySchema,
} from "../../../server/src/shelves/schema.ts";
import type { Id, Items } from "../operations.ts";

/** What a desk asks for while it lends, takes back and looks up: see `Operations`. */
export type CirculationOperations = {
  "GET /desk/patron": {
    query: Omit<z.input<typeof cardFilterSchema>, "memberId"> & { memberId?: number | undefined };
    answer: z.output<typeof deskPatronSchema>;
  };
  "POST /desk/check-out": {
    body: z.input<typeof checkOutSchema>;
    answer: z.output<typeof loanReceiptSchema>;
  };
  "POST /desk/scan": { body: z.input<typeof scanSchema>; answer: z.output<typeof scanOutcomeSchema> };
  "POST /loans/:id/renewal": { params: Id; answer: z.output<typeof renewalSchema> };
  "POST /desk/loans/:id/due-date": {
    params: Id;
    body: z.input<typeof newDueDateSchema>;
    answer: z.output<typeof dueDateSchema>;
  };

  "GET /desk/items": { query: z.input<typeof itemsFilterSchema>; answer: Items<typeof deskItemSchema> };
  "POST /desk/items/:id/declarations": {
    params: Id;
    body: z.input<typeof declarationSchema>;
    answer: z.output<typeof deskItemSchema>;
  };
  "POST /desk/items/:id/reports": {
    params: Id;
    body: z.input<typeof newReportSchema>;
    answer: z.output<typeof createdSchema>;
  };
  "GET /desk/reports": { answer: Items<typeof itemReportSchema> };
  "GET /desk/reports/made": { answer: Items<typeof madeReportSchema> };
  "POST /desk/reports/:id/decision": {
    params: Id;
    body: z.input<typeof reportDecisionSchema>;
    answer: z.output<typeof reportDecisionSchema>;
  };

  "POST /desk/holds": {
    body: z.input<typeof deskOrderSchema>;
    answer: z.output<typeof holdSchema>;
  };
  "GET /desk/pull-list": { answer: Items<typeof pullLineSchema> };
  "POST /desk/holds/:id/decline": {
    params: Id;
    body: z.input<typeof declineSchema>;
    answer: Record<string, never>;
  };
  "POST /desk/holds/:id/decline/undo": {
    params: Id;
    body: z.input<typeof declineUndoSchema>;
    answer: Record<string, never>;
  };
  "GET /desk/hold-shelf": { answer: Items<typeof shelfLineSchema> };
  "GET /desk/take-down": { answer: Items<typeof takeDownLineSchema> };
  "GET /desk/stalled-holds": { answer: Items<typeof stalledLineSchema> };
  "GET /desk/transits": { answer: z.output<typeof transitsSchema> };

  "POST /desk/counter": {
    body: z.input<typeof counterScanSchema>;
    answer: z.output<typeof counterReceiptSchema>;
  };
  "GET /desk/circle-copies": { answer: z.output<typeof libraryShelfSchema> };
  "POST /desk/circle-copies": {
    body: z.input<typeof newLibraryCopySchema>;
    answer: z.output<typeof libraryCopySchema>;
  };
  "DELETE /desk/circle-copies/:id": { params: Id; answer: undefined };
};
