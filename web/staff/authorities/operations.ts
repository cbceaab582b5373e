import type { z } from "zod";
import type {
  authorityChangeSchema,
  authorityLineSchema,
  authorityMergeSchema,
  authoritySchema,
  headingLinksSchema,
  headingSchema,
  newAuthoritySchema,
} from "../../../server/src/authorities/schema.ts";
import type { AuthorityKind, HeadingKind } from "../../../server/src/authorities/words.ts";

type Page<S extends z.ZodType> = { items: z.output<S>[]; next: string | null };
type Id = { id: string | number };
type Turn = { limit?: number; cursor?: string | undefined };

/** Operations of authorities, in the server's own shapes. */
export type AuthorityOperations = {
  "GET /authorities": {
    query: Turn & { q: string; kind?: AuthorityKind | undefined };
    answer: Page<typeof authorityLineSchema>;
  };
  "GET /authorities/:id": { params: Id; answer: z.output<typeof authoritySchema> };
  "POST /authorities": { body: z.input<typeof newAuthoritySchema>; answer: z.output<typeof authoritySchema> };
  "PUT /authorities/:id": {
    params: Id;
    body: z.input<typeof authorityChangeSchema>;
    answer: z.output<typeof authoritySchema>;
  };
  "POST /authorities/:id/merger": {
    params: Id;
    body: z.input<typeof authorityMergeSchema>;
    answer: z.output<typeof authoritySchema>;
  };
  "DELETE /authorities/:id": { params: Id; answer: undefined };
  "GET /authority-headings": {
    query: Turn & { state: string; known?: string | undefined; kind?: HeadingKind | undefined; q?: string };
    answer: Page<typeof headingSchema>;
  };
  "POST /authority-headings/links": {
    body: z.input<typeof headingLinksSchema>;
    answer: { linked: number };
  };
  "POST /authority-headings/:id/apart": { params: Id; answer: undefined };
  "POST /authority-headings/:id/reopening": { params: Id; answer: undefined };
  "POST /authority-headings/:id/authority": { params: Id; answer: z.output<typeof authoritySchema> };
};
