import { z } from "zod";
import { objectStates } from "../collections/words.ts";

const key = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
const text = z.string().trim().min(1).max(2000);

/** Which objects of a collection: in a state, with words anywhere, with a value in a field. Nothing said: all. */
const editFilterSchema = z
  .strictObject({
    state: z.enum(objectStates).optional(),
    words: z.string().trim().max(200).optional(),
    field: key.optional(),
    value: z.string().trim().max(2000).optional().describe("What the field holds exactly; empty: nothing"),
  })
  .meta({ id: "ObjectEditFilter" });
export type EditFilter = z.output<typeof editFilterSchema>;

/** What is done to one field: a text in its values replaced by another, its values set, one added, one taken away. */
const editActionSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("replace"), field: key, find: text, put: z.string().max(2000) }),
    z.strictObject({ kind: z.literal("set"), field: key, values: z.array(text).max(50) }),
    z.strictObject({ kind: z.literal("add"), field: key, value: text }),
    z.strictObject({ kind: z.literal("remove"), field: key, value: text }),
  ])
  .meta({ id: "ObjectEditAction" });
export type EditAction = z.output<typeof editActionSchema>;

/** How an edit is tried. */
export const newEditSchema = z
  .strictObject({ filter: editFilterSchema, action: editActionSchema })
  .meta({ id: "NewObjectEdit" });

/** An edit as it stands; `samples`: what would change, as far as it was not done yet. */
export const editSchema = z
  .object({
    id: z.string(),
    filter: editFilterSchema,
    action: editActionSchema,
    state: z.enum(["tried", "running", "done", "undoing", "undone"]),
    objects: z.number().int().describe("How many would change"),
    changed: z.number().int(),
    refused: z.number().int().describe("Whose new values would be wrong: they stay as they are"),
    kept: z.number().int().describe("Changed again since, and so not undone"),
    author: z.string().nullable(),
    at: z.string(),
    samples: z.array(
      z.object({
        number: z.number().int(),
        title: z.string(),
        before: z.array(z.string()),
        after: z.array(z.string()),
        wrong: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "ObjectEdit" });
export type Edit = z.output<typeof editSchema>;
