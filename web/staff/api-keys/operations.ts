import type { z } from "zod";
import type { apiKeySchema, issuedKeySchema, newKeySchema } from "../../../server/src/api-keys/schema.ts";
import type { Id, Page, Turn } from "../operations.ts";

/** What the page of keys asks for: see `Operations`. */
export type KeyOperations = {
  "GET /api-keys": { query: Turn; answer: Page<typeof apiKeySchema> };
  "POST /api-keys": { body: z.input<typeof newKeySchema>; answer: z.output<typeof issuedKeySchema> };
  "POST /api-keys/:id/revocation": { params: Id; body: Record<string, never>; answer: undefined };
};
