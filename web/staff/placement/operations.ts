import type { z } from "zod";
import type {
  barcodeSchema,
  boundCopySchema,
  boundRecordsSchema,
  floatFiguresSchema,
  floatGroupSchema,
  moveSchema,
  placedItemSchema,
  placeSchema,
  temporarySchema,
  tourLineSchema,
  tourSchema,
} from "../../../server/src/placement/schema.ts";
import type { PlaceKind } from "../../../server/src/placement/words.ts";

type Items<S extends z.ZodType> = { items: z.output<S>[] };
type Page<S extends z.ZodType> = Items<S> & { next: string | null };
type Code = { code: string };
type Id = { id: string | number };

/** Where copies belong that do not belong at home: see `Operations`. */
export type PlacementOperations = {
  "GET /instances/:id/bound-copies": { params: Id; answer: Items<typeof boundCopySchema> };
  "PUT /items/:id/bound-titles": {
    params: Id;
    body: z.input<typeof boundRecordsSchema>;
    answer: { copy: z.output<typeof boundCopySchema> | null };
  };
  "GET /desk/moves": { answer: Items<typeof moveSchema> };
  "GET /desk/places": {
    query: {
      limit?: number;
      cursor?: string | undefined;
      kind?: PlaceKind | undefined;
      tour?: string | undefined;
    };
    answer: Page<typeof placedItemSchema>;
  };
  "GET /desk/items/:id/place": { params: Id; answer: { place: z.output<typeof placeSchema> | null } };
  "PUT /desk/items/:id/temporary-place": {
    params: Id;
    body: z.input<typeof temporarySchema>;
    answer: z.output<typeof placeSchema>;
  };
  "DELETE /desk/items/:id/temporary-place": { params: Id; answer: undefined };
  "GET /float-groups": { answer: Items<typeof floatFiguresSchema> };
  "PUT /float-groups": {
    body: z.input<typeof floatGroupSchema>;
    answer: z.output<typeof floatFiguresSchema>;
  };
  "DELETE /float-groups/:code": { params: Code; answer: undefined };
  "GET /tours": { answer: Items<typeof tourLineSchema> };
  "PUT /tours": { body: z.input<typeof tourSchema>; answer: z.output<typeof tourLineSchema> };
  "POST /tours/:code/end": { params: Code; answer: undefined };
  "POST /tours/:code/items": {
    params: Code;
    body: z.input<typeof barcodeSchema>;
    answer: z.output<typeof placeSchema>;
  };
  "DELETE /tours/:code/items/:id": { params: Code & Id; answer: undefined };
};
