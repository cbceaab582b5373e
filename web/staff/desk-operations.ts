import type { z } from "zod";
import type {
  claimSchema,
  demandSchema,
  overdueSchema,
  overruledCountSchema,
  overruledSchema,
  shelfUseSchema,
  turnoverSchema,
} from "../../server/src/insight/schema.ts";
import type {
  actResultSchema,
  actSchema,
  openActSchema,
  settlementSchema,
} from "../../server/src/off-line/schema.ts";
import type {
  countSchema,
  lineSchema,
  newCountSchema,
  useSchema,
} from "../../server/src/stocktaking/schema.ts";
import type { colleagueSchema, repeatingTaskSchema, taskSchema } from "../../server/src/tasks/schema.ts";
import type {
  crateFileSchema,
  crateSchema,
  destinationSchema,
  handOverSchema,
  lateTransitSchema,
  receiptSchema,
  routeSchema,
  searchSchema,
} from "../../server/src/transport/schema.ts";
import type { CrateList } from "../../server/src/transport/words.ts";

type Items<S extends z.ZodType> = { items: z.output<S>[] };
type Page<S extends z.ZodType> = Items<S> & { next: string | null };
type Turn = { limit?: number; cursor?: string | undefined };
type Id = { id: string };
type Code = { code: string };

/** What a desk asks for beside lending: see `Operations`. */
export type DeskOperations = {
  "GET /desk/off-line/acts": { query: Turn; answer: Page<typeof openActSchema> };
  "POST /desk/off-line/acts": { body: z.input<typeof actSchema>; answer: z.output<typeof actResultSchema> };
  "POST /desk/off-line/acts/:id/settlement": {
    params: Id;
    body: z.input<typeof settlementSchema>;
    answer: z.output<typeof actResultSchema>;
  };

  "GET /desk/tasks": { answer: Items<typeof taskSchema> };
  "GET /desk/colleagues": { answer: Items<typeof colleagueSchema> };
  "PUT /desk/tasks/:task/owner": {
    params: { task: string };
    body: { personId: string | null };
    answer: undefined;
  };
  "GET /repeating-tasks": { answer: Items<typeof repeatingTaskSchema> };

  "GET /desk/counts": { query: Turn; answer: Page<typeof countSchema> };
  "POST /desk/counts": { body: z.input<typeof newCountSchema>; answer: z.output<typeof countSchema> };
  "POST /desk/counts/:id/items": {
    params: Id;
    body: { barcode: string };
    answer: z.output<typeof lineSchema>;
  };
  "POST /desk/counts/:id/end": { params: Id; answer: z.output<typeof countSchema> };
  "POST /desk/counts/:id/missing": { params: Id; answer: { declared: number; left: boolean } };
  "GET /desk/counts/:id/report": {
    params: Id;
    query: Turn & { what: "wrong" | "missing" };
    answer: Page<typeof lineSchema>;
  };
  "POST /desk/uses": { body: { barcode: string }; answer: z.output<typeof useSchema> };

  "GET /desk/claims": { query: Partial<Turn>; answer: Page<typeof claimSchema> };
  "GET /figures/overdue": { query: Turn; answer: Page<typeof overdueSchema> };
  "GET /figures/holds-per-copy": { answer: Items<typeof demandSchema> };
  "GET /figures/turnover": { query: { from: string; to: string }; answer: Items<typeof turnoverSchema> };

  "GET /figures/use-per-copy": { query: { from: string; to: string }; answer: Items<typeof shelfUseSchema> };
  "GET /figures/overruled": {
    query: { from: string; to: string };
    answer: Items<typeof overruledSchema> & { counts: z.output<typeof overruledCountSchema>[] };
  };

  "GET /transport/crates": { query: Turn & { list: CrateList }; answer: Page<typeof crateSchema> };
  "POST /transport/crates": { body: { toBranchId: number }; answer: z.output<typeof crateSchema> };
  "GET /transport/crates/:code": { params: Code; answer: z.output<typeof crateFileSchema> };
  "POST /transport/crates/:code/items": {
    params: Code;
    body: { barcode: string; itemId?: number };
    answer: z.output<typeof crateSchema>;
  };
  "DELETE /transport/crates/:code/items/:itemId": { params: Code & { itemId: number }; answer: undefined };
  "POST /transport/crates/:code/packing": { params: Code; answer: z.output<typeof crateSchema> };
  "DELETE /transport/crates/:code/packing": { params: Code; answer: z.output<typeof crateSchema> };
  "POST /transport/handovers": { body: z.input<typeof handOverSchema>; answer: Items<typeof crateSchema> };
  "POST /transport/crates/:code/receipt": {
    params: Code;
    body: { all: boolean };
    answer: z.output<typeof receiptSchema>;
  };
  "POST /transport/crates/:code/passing-on": {
    params: Code;
    body: { route?: string };
    answer: z.output<typeof crateSchema>;
  };
  "POST /transport/crates/:code/loss": { params: Code; answer: { searches: number } };
  "GET /transport/destinations": { answer: Items<typeof destinationSchema> };
  "GET /transport/late": { answer: Items<typeof lateTransitSchema> };
  "GET /transport/searches": { query: Turn; answer: Page<typeof searchSchema> };
  "POST /transport/searches": { body: { transitId: string }; answer: z.output<typeof searchSchema> };
  "POST /transport/searches/:id/looks": { params: Id; answer: z.output<typeof searchSchema> };
  "POST /transport/searches/:id/loss": { params: Id; answer: z.output<typeof searchSchema> };
  "GET /transport/routes": { answer: Items<typeof routeSchema> };
  "PUT /transport/routes": { body: z.input<typeof routeSchema>; answer: z.output<typeof routeSchema> };
  "DELETE /transport/routes/:code": { params: Code; answer: undefined };
};
