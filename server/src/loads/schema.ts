import { z } from "zod";
import { importRejectSchema, importRunSchema } from "../catalogue/schema.ts";
import { languages } from "../kernel/text.ts";
import { changeKinds, loadKinds, stayReasons } from "./words.ts";

/** A load: what was sent or done, how far it is, and what it came to. */
export const loadSchema = importRunSchema
  .extend({
    kind: z.enum(loadKinds),
    /** Name of whoever ordered it; null: the command line. */
    by: z.string().nullable(),
    /** The load that this one undoes. */
    undoes: z.string().nullable(),
    /** The newest undo of it. */
    undo: z.object({ id: z.string(), state: importRunSchema.shape.state }).nullable(),
  })
  .meta({ id: "Load" });
export type Load = z.output<typeof loadSchema>;

export const loadParams = z.object({ id: z.string().max(60) });

/** In which language sentences are wanted. */
export const languageFilter = { language: z.enum(languages).default("zh-Hans") };

/** A line of a load's report, its sentence in the language asked for. */
export const loadLineSchema = importRejectSchema;

/** A field that differs: what was, what is; null where there was or is none. Subfields as `$a Title $c Author`. */
const fieldChangeSchema = z
  .object({
    tag: z.string(),
    before: z.string().nullable(),
    after: z.string().nullable(),
  })
  .meta({ id: "FieldChange" });
export type FieldChange = z.output<typeof fieldChangeSchema>;

/** A record that a load made or changed, with what differs from before it. */
export const loadRecordSchema = z
  .object({
    recordId: z.number().int(),
    controlNumber: z.string(),
    instanceId: z.number().int(),
    title: z.string(),
    change: z.enum(changeKinds),
    /** It is still as the load left it. */
    isCurrent: z.boolean(),
    differences: z.array(fieldChangeSchema),
  })
  .meta({ id: "LoadRecord" });

const stayCounts = z.object(
  Object.fromEntries(stayReasons.map((reason) => [reason, z.number().int()])) as Record<
    (typeof stayReasons)[number],
    z.ZodNumber
  >,
);

/** What undoing a load would do now: counts, and the first of those that stay, by name. */
export const undoPreviewSchema = z
  .object({
    /** Records it made, which go. */
    withdrawn: z.number().int(),
    /** Records it changed or withdrew, which return to the version before. */
    returned: z.number().int(),
    holdings: z.number().int(),
    stays: stayCounts,
    examples: z.array(
      z.object({
        controlNumber: z.string(),
        title: z.string(),
        reason: z.enum(stayReasons),
        barcode: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "UndoPreview" });
export type UndoPreview = z.output<typeof undoPreviewSchema>;
