import type { z } from "zod";
import type {
  bindingSchema,
  claimSchema,
  deskRunSchema,
  expectationSchema,
  findingSchema,
  issueSchema,
  newRunSchema,
  receiptSchema,
  runChangeSchema,
  runSchema,
} from "../../../server/src/serials/schema.ts";

type Id = { id: string | number };
type Run = z.output<typeof runSchema>;
type Issue = z.output<typeof issueSchema>;

/** Operations of serials, in the server's own shapes. */
export type SerialOperations = {
  "GET /instances/:id/serial-runs": { params: Id; answer: { items: Run[] } };
  "POST /serial-runs": { body: z.input<typeof newRunSchema>; answer: Run };
  "PUT /serial-runs/:id": { params: Id; body: z.input<typeof runChangeSchema>; answer: Run };
  "POST /serial-runs/:id/expectations": {
    params: Id;
    body: z.input<typeof expectationSchema>;
    answer: Run;
  };
  "POST /serial-runs/:id/volumes": { params: Id; body: z.input<typeof bindingSchema>; answer: Run };
  "GET /desk/serial-runs": { query: { q: string }; answer: { items: z.output<typeof deskRunSchema>[] } };
  "POST /desk/serial-runs/:id/receipts": {
    params: Id;
    body: z.input<typeof receiptSchema>;
    answer: Issue;
  };
  "PUT /desk/serial-issues/:id/finding": {
    params: Id;
    body: z.input<typeof findingSchema>;
    answer: Issue;
  };
  "GET /desk/serial-claims": { answer: { items: z.output<typeof claimSchema>[] } };
};
