import type { z } from "zod";
import type {
  chosenSchema,
  decisionSchema,
  depositItemSchema,
  depositLineSchema,
  depositSchema,
  newDepositSchema,
  newStoreSchema,
  shelfSchema,
  shelvedSchema,
  shelveSchema,
  storeSchema,
} from "../../../server/src/storage/schema.ts";

type Items<S extends z.ZodType> = { items: z.output<S>[] };
type Page<S extends z.ZodType> = Items<S> & { next: string | null };
type Id = { id: string };
type Line = Id & { itemId: number };
type Turn = { limit?: number; cursor?: string | undefined };

/** Joint storage: see `Operations`. */
export type StorageOperations = {
  "GET /stores": { answer: Items<typeof storeSchema> };
  "PUT /stores": { body: z.input<typeof newStoreSchema>; answer: z.output<typeof storeSchema> };
  "DELETE /stores/:member/:branch": { params: { member: string; branch: string }; answer: undefined };
  "GET /deposits": { query: Turn; answer: Page<typeof depositSchema> };
  "POST /deposits": { body: z.input<typeof newDepositSchema>; answer: z.output<typeof depositSchema> };
  "DELETE /deposits/:id": { params: Id; answer: undefined };
  "GET /deposits/:id/items": { params: Id; query: Turn; answer: Page<typeof depositLineSchema> };
  "POST /deposits/:id/items": {
    params: Id;
    body: z.input<typeof depositItemSchema>;
    answer: z.output<typeof depositLineSchema>;
  };
  "POST /deposits/:id/shelves": {
    params: Id;
    body: z.input<typeof shelfSchema>;
    answer: z.output<typeof chosenSchema>;
  };
  "PUT /deposits/:id/items/:itemId": {
    params: Line;
    body: z.input<typeof decisionSchema>;
    answer: z.output<typeof depositLineSchema>;
  };
  "DELETE /deposits/:id/items/:itemId": { params: Line; answer: undefined };
  "POST /deposits/:id/sending": { params: Id; answer: z.output<typeof depositSchema> };
  "POST /store/arrivals": {
    body: z.input<typeof shelveSchema>;
    answer: z.output<typeof shelvedSchema>;
  };
  "POST /stored-items/:itemId/return": { params: { itemId: number }; answer: undefined };
};
