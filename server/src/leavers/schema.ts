import { z } from "zod";
import { blockKinds } from "../people/words.ts";

/** Whether a reader is clear at all members, and what stands in the way; `title` only of the asking library's own books. */
export const clearanceSchema = z
  .object({
    personId: z.string(),
    isClear: z.boolean().describe("No loan and no block but that of leaving, at any member"),
    isLeaving: z.boolean().describe("A block of the kind leaving keeps new loans away"),
    loans: z.array(
      z.object({
        member: z.string().describe("Code of the library that owns the books"),
        count: z.number().int(),
        overdue: z.number().int(),
        books: z.array(z.object({ title: z.string(), barcode: z.string(), dueOn: z.string() })),
      }),
    ),
    blocks: z.array(z.object({ member: z.string(), kind: z.enum(blockKinds), until: z.string().nullable() })),
    holds: z.number().int().describe("Open requests: they end nothing and keep nobody"),
  })
  .meta({ id: "Clearance" });

/** Most readers of a list. */
export const MOST_LEAVERS = 1000;

/** Readers of the library worked at, by number or card. */
export const leaverListSchema = z.strictObject({
  readers: z.array(z.string().trim().min(1).max(64)).min(1).max(MOST_LEAVERS),
});

/** One line for each that was asked about, in the same order; `clearance` null: nobody here by that number. */
export const leaverLinesSchema = z.object({
  items: z.array(
    z.object({
      reader: z.string(),
      name: z.string().nullable(),
      clearance: clearanceSchema.nullable(),
    }),
  ),
});
