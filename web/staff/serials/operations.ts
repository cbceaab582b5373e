import type { z } from "zod";
import type {
  bindingSchema,
  claimSchema,
  closureSchema,
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
type Page<Item> = { items: Item[]; next: string | null };
type Turn = { limit?: number | undefined; cursor?: string | undefined };

/** Operations of serials, in the server's own shapes. */
export type SerialOperations = {
  "GET /instances/:id/serial-runs": { params: Id; query: Turn; answer: Page<Run> };
  "GET /serial-runs/:id/issues": { params: Id; query: Turn; answer: Page<Issue> };
  "POST /serial-runs": { body: z.input<typeof newRunSchema>; answer: Run };
  "PUT /serial-runs/:id": { params: Id; body: z.input<typeof runChangeSchema>; answer: Run };
  "PUT /serial-runs/:id/closure": { params: Id; body: z.input<typeof closureSchema>; answer: Run };
  "POST /serial-runs/:id/expectations": {
    params: Id;
    body: z.input<typeof expectationSchema>;
    answer: Run;
  };
  "POST /serial-runs/:id/volumes": { params: Id; body: z.input<typeof bindingSchema>; answer: Run };
  "GET /desk/serial-runs": { query: Turn & { q: string }; answer: Page<z.output<typeof deskRunSchema>> };
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
