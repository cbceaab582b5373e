import { z } from "zod";

const line = z.number().int().min(1);

/** What became of the lines of a list; `rejected` says why. */
export const loadSchema = z
  .object({
    read: z.number().int(),
    created: z.number().int(),
    updated: z.number().int(),
    unchanged: z.number().int(),
    rejected: z.array(z.object({ line, number: z.string(), reason: z.string() })),
  })
  .meta({ id: "CirculationLoad" });
export type Load = z.output<typeof loadSchema>;

/** What became of a part of a list in a file, or would. */
export const takenFileSchema = loadSchema
  .extend({
    left: z.array(z.string()).describe("Columns that nothing was asked of"),
    rows: z.number().int().describe("In the whole file"),
    next: z.number().int().nullable().describe("`after` of the next part; null: all was read"),
    sample: z
      .array(z.object({ line, fields: z.array(z.object({ name: z.string(), value: z.string() })) }))
      .describe("Lines as they were understood"),
  })
  .meta({ id: "TakenList" });

/** What was taken back; what stays because somebody here has acted on it; what waits for the next call. */
export const undoSchema = z
  .object({
    undone: z.number().int(),
    kept: z.number().int(),
    left: z.number().int().describe("More than 0: ask again"),
  })
  .meta({ id: "UndoneLoad" });
