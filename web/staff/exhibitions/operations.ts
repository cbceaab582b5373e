import type { z } from "zod";
import type {
  editionSchema,
  exhibitableSchema,
  exhibitionDraftSchema,
  newExhibitionSchema,
  publicExhibitionSchema,
  workedExhibitionSchema,
} from "../../../server/src/exhibitions/schema.ts";

type Items<S extends z.ZodType> = { items: z.output<S>[] };
type Slug = { slug: string };
type Worked = z.output<typeof workedExhibitionSchema>;

/** What those who make exhibitions ask for; see `operations.ts` of the workbench. */
export type ExhibitionOperations = {
  "GET /exhibitions-worked": { answer: Items<typeof workedExhibitionSchema> };
  "GET /exhibitions": { answer: Items<typeof publicExhibitionSchema> };
  "GET /exhibitable-objects": { query: { q: string }; answer: Items<typeof exhibitableSchema> };
  "POST /exhibitions": { body: z.input<typeof newExhibitionSchema>; answer: Worked };
  "PUT /exhibitions/:slug/draft": {
    params: Slug;
    body: z.input<typeof exhibitionDraftSchema>;
    answer: Worked;
  };
  "GET /exhibitions/:slug/editions": { params: Slug; answer: Items<typeof editionSchema> };
  "POST /exhibitions/:slug/editions": { params: Slug; body: { version: number }; answer: Worked };
  "POST /exhibitions/:slug/editions/:number/restoration": {
    params: Slug & { number: number };
    answer: Worked;
  };
  "PUT /exhibitions/:slug/withdrawal": { params: Slug; body: { withdrawn: boolean }; answer: Worked };
};
