import type { z } from "zod";
import type { workReportSchema } from "../../../server/src/catalogue/schema.ts";
import type {
  doubtPageSchema,
  hangingListSchema,
  joinSchema,
  matchVerdictSchema,
  partSchema,
  placedSchema,
  publisherAliasSchema,
} from "../../../server/src/match-review/schema.ts";

/** Two records. */
type Pair = { low: number; high: number };

/** What the workbench asks about records and editions that belong together. */
export type MatchOperations = {
  "GET /publisher-aliases": {
    query: { cursor?: string | undefined };
    answer: { items: z.output<typeof publisherAliasSchema>[]; next: string | null };
  };
  "PUT /publisher-aliases": {
    body: z.input<typeof publisherAliasSchema>;
    answer: z.output<typeof publisherAliasSchema>;
  };
  "POST /publisher-aliases/removal": {
    body: { name: string };
    answer: z.output<typeof publisherAliasSchema>;
  };
  "GET /match-doubts": {
    query: { limit?: number; cursor?: string | undefined };
    answer: z.output<typeof doubtPageSchema>;
  };
  "POST /match-doubts/:low/:high/verdict": {
    params: Pair;
    body: z.input<typeof matchVerdictSchema>;
    answer: z.output<typeof placedSchema>;
  };
  "POST /match-doubts/:low/:high/deferral": { params: Pair; body: Record<string, never>; answer: undefined };
  "POST /instances/:id/joins": {
    params: { id: number };
    body: z.input<typeof joinSchema>;
    answer: z.output<typeof placedSchema>;
  };
  "GET /instances/:id/parting-preview": {
    params: { id: number };
    query: { records: string };
    answer: z.output<typeof hangingListSchema>;
  };
  "POST /instances/:id/partings": {
    params: { id: number };
    body: z.input<typeof partSchema>;
    answer: z.output<typeof placedSchema>;
  };
  "GET /grouping-reports": { answer: { items: z.output<typeof workReportSchema>[]; next: string | null } };
  "POST /grouping-reports/:id/decision": {
    params: { id: string | number };
    body: { decision: "separated" | "kept" };
    answer: undefined;
  };
};
