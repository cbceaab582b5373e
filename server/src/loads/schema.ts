import { z } from "zod";
import { importCountsSchema, importRejectSchema } from "../catalogue/schema.ts";
import { languages } from "../kernel/text.ts";
import {
  changeKinds,
  exportFormats,
  exportIntervals,
  knownRules,
  leftReasons,
  loadKinds,
  protectedHows,
  recordFlavours,
  stagedChanges,
  stayReasons,
} from "./words.ts";

/** An import, and how far it is. */
export const importRunSchema = z
  .object({
    id: z.string(),
    memberCode: z.string(),
    profile: z.string(),
    fileName: z.string(),
    dryRun: z.boolean(),
    state: z.enum(["waiting", "running", "done", "failed"]),
    startedAt: z.string(),
    finishedAt: z.string().nullable(),
    bytesTotal: z.number().nullable(),
    bytesDone: z.number(),
    counts: importCountsSchema,
    error: z.string().nullable(),
  })
  .meta({ id: "ImportRun" });

/** A load: what was sent or done, how far it is, and what it came to. */
export const loadSchema = importRunSchema
  .extend({
    kind: z.enum(loadKinds),
    /** Name of whoever ordered it; null: the command line. */
    by: z.string().nullable(),
    /** The load that this one undoes. */
    undoes: z.string().nullable(),
    /** Shown before it counts: whether it still waits, or what became of it. */
    staged: z
      .object({ state: z.enum(["staged", "accepted", "discarded"]), acceptedAs: z.string().nullable() })
      .nullable(),
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
export const fieldChangeSchema = z
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

/** What a staged load would do to a record. */
export const stagedRecordSchema = z
  .object({
    line: z.number().int(),
    recordIndex: z.number().int(),
    controlNumber: z.string(),
    title: z.string(),
    change: z.enum(changeKinds),
    /** The instance whose other records it would join. */
    joins: z.object({ instanceId: z.number().int(), title: z.string() }).nullable(),
    /** A warning of the report is about it. */
    isDoubtful: z.boolean(),
    differences: z.array(fieldChangeSchema),
  })
  .meta({ id: "StagedRecord" });

/** How many records of each kind a staged load shows. */
export const stagedCountsSchema = z.object(
  Object.fromEntries(stagedChanges.map((one) => [one, z.number().int()])) as Record<
    (typeof stagedChanges)[number],
    z.ZodNumber
  >,
);

const profileName = z.string().regex(/^[a-z0-9][a-z0-9-]{1,39}$/);

/**
 * Fields that a load does not simply replace; X in a tag stands for any character. `keep`: as they are here; `add`: those
 * here and the file's; `fill`: the file's only where there are none here.
 */
const protectedFieldSchema = z.strictObject({
  tag: z.string().regex(/^[0-9A-Z]{3}$/),
  how: z.enum(protectedHows),
});
export type ProtectedField = z.output<typeof protectedFieldSchema>;

/** How a member's files are loaded. A record is known by its number: 001 with the agency in 003. */
export const importProfileSchema = z
  .strictObject({
    name: profileName,
    note: z.string().trim().max(300).default(""),
    itemProfile: profileName.default("auto").describe("How its items are read"),
    unknown: z.enum(["take", "leave"]).default("take").describe("Records whose number is not here"),
    known: z.enum(knownRules).default("overlay").describe("Records whose number is here"),
    edited: z
      .enum(["overlay", "leave"])
      .default("leave")
      .describe("Records that were edited or taken over here since their last load"),
    items: z.enum(["file", "keep"]).default("file").describe("Items of records that are here"),
    protected: z.array(protectedFieldSchema).max(50).default([]),
    withoutNumber: z
      .string()
      .regex(/^(?:refuse|content|(?!00)[0-9A-Z]{3}\$[0-9a-z])$/)
      .default("refuse")
      .describe(
        "Records without 001: refuse, the subfield that has their number (999$c), or content: the number is of what they say",
      ),
  })
  .meta({ id: "ImportProfile" });
export type ImportProfile = z.output<typeof importProfileSchema>;

const number = z.string().trim().min(1).max(100);

/** Which records are meant. `search`: the address of a page of results, or what stands in it behind the question mark. */
const selectionSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("search"), search: z.string().max(8000) }),
    z.strictObject({ kind: z.literal("list"), list: z.string().max(60) }),
    z.strictObject({
      kind: z.literal("titles"),
      ids: z.array(z.number().int().positive()).min(1).max(10_000),
    }),
    z.strictObject({ kind: z.literal("numbers"), numbers: z.array(number).min(1).max(10_000) }),
    z.strictObject({ kind: z.literal("load"), load: z.string().max(60) }),
    z.strictObject({ kind: z.literal("library") }),
  ])
  .meta({ id: "Selection" });
export type Selection = z.output<typeof selectionSchema>;

const dataTag = z.string().regex(/^(?!00)[0-9A-Za-z]{3}$/);
const code = z.string().regex(/^[0-9a-z]$/);
const indicator = z.string().regex(/^[0-9a-z ]$/);
const words = z.string().min(1).max(2000);
/** Only fields that have a subfield with this text. */
const when = z.strictObject({ code, how: z.enum(["is", "has"]), value: words }).optional();

/** What is done to each record: one thing in fields of one tag, or in what the records say of items. */
export const bulkRuleSchema = z
  .discriminatedUnion("do", [
    z.strictObject({ do: z.literal("remove-field"), tag: dataTag, when }),
    z.strictObject({
      do: z.literal("set-items"),
      what: z.enum(["location", "itemClass"]),
      from: z.string().max(100).optional().describe("Only items that have this now"),
      value: z.string().trim().min(1).max(100),
    }),
    z.strictObject({
      do: z.literal("add-field"),
      tag: dataTag,
      ind1: indicator.default(" "),
      ind2: indicator.default(" "),
      subfields: z
        .array(z.tuple([code, words]))
        .min(1)
        .max(20),
    }),
    z.strictObject({ do: z.literal("set-subfield"), tag: dataTag, code, value: words, when }),
    z.strictObject({ do: z.literal("add-subfield"), tag: dataTag, code, value: words, when }),
    z.strictObject({ do: z.literal("remove-subfield"), tag: dataTag, code, value: words.optional(), when }),
    z.strictObject({
      do: z.literal("replace"),
      tag: dataTag,
      code,
      find: words,
      with: z.string().max(2000),
      whole: z.boolean().default(false).describe("Only where it is the whole subfield"),
      when,
    }),
  ])
  .meta({ id: "BulkRule" });
export type BulkRule = z.output<typeof bulkRuleSchema>;

/** Rules a library keeps under a name, for one record that is being written or for many. */
export const macroSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(60),
    rules: z
      .array(bulkRuleSchema)
      .min(1)
      .max(20)
      .refine((rules) => rules.every((rule) => rule.do !== "set-items"), "Items are no part of a record"),
  })
  .meta({ id: "Macro" });
export type Macro = z.output<typeof macroSchema>;

/** A macro and the record it is to be run on, as rows: leader, then tag, indicators, subfield codes and values in turn. */
export const macroRunSchema = z
  .strictObject({
    name: macroSchema.shape.name,
    marc: z.strictObject({
      l: z.string().length(24),
      f: z.array(z.array(z.string().max(50_000)).min(2).max(2000)).max(5000),
    }),
  })
  .meta({ id: "MacroRun" });

/** A change of many records as it is drawn up. */
export const newBulkChangeSchema = z
  .strictObject({
    member: z.string().max(16),
    selection: selectionSchema,
    rules: z.array(bulkRuleSchema).min(1).max(20),
  })
  .meta({ id: "NewBulkChange" });
export type NewBulkChange = z.output<typeof newBulkChangeSchema>;

/** A change of many records: what it means, what it would do, and that it was done. */
export const bulkChangeSchema = z
  .object({
    id: z.string(),
    memberCode: z.string(),
    createdAt: z.string(),
    selection: selectionSchema,
    rules: z.array(bulkRuleSchema),
    /** `selecting`: it is being looked at; `performed`: it is a load of the same id. */
    state: z.enum(["selecting", "ready", "performed", "failed"]),
    selected: z.number().int(),
    changing: z.number().int(),
    samples: z.array(
      z.object({
        controlNumber: z.string(),
        title: z.string(),
        differences: z.array(fieldChangeSchema),
      }),
    ),
    /** Code of what was wrong with the selection. */
    error: z.string().nullable(),
  })
  .meta({ id: "BulkChange" });
export type BulkChange = z.output<typeof bulkChangeSchema>;

/** A file of records as it is asked for. */
export const newRecordExportSchema = z
  .strictObject({
    member: z.string().max(16).nullable().describe("Whose records; null: those of all libraries"),
    selection: selectionSchema,
    format: z.enum(exportFormats),
    flavour: z
      .enum(recordFlavours)
      .nullable()
      .default(null)
      .describe("The format all records are brought into; null: each stays in its own"),
    since: z.iso
      .datetime()
      .nullable()
      .default(null)
      .describe("Only what changed since then; of a whole library with what was withdrawn since"),
  })
  .meta({ id: "NewRecordExport" });
export type NewRecordExport = z.output<typeof newRecordExportSchema>;

/** A file of records, and what could not be written into it. */
export const recordExportSchema = z
  .object({
    id: z.string(),
    memberCode: z.string().nullable(),
    createdAt: z.string(),
    selection: selectionSchema,
    format: z.enum(exportFormats),
    flavour: z.enum(recordFlavours).nullable(),
    since: z.string().nullable(),
    scheduleId: z.number().int().nullable().describe("The schedule it was made by"),
    state: z.enum(["waiting", "done", "failed"]),
    records: z.number().int(),
    /** Fields, subfields and records that the file cannot hold or a conversion lost. */
    leftOut: z.number().int(),
    /** The first of them by name; `place`: tag of the field, null: the whole record. */
    leftLines: z.array(
      z.object({
        memberCode: z.string(),
        controlNumber: z.string(),
        place: z.string().nullable(),
        reason: z.enum(leftReasons),
        detail: z.string(),
      }),
    ),
    /** Code of what was wrong with the selection. */
    error: z.string().nullable(),
  })
  .meta({ id: "RecordExport" });
export type RecordExport = z.output<typeof recordExportSchema>;

const scheduleShape = {
  selection: selectionSchema,
  format: z.enum(exportFormats),
  flavour: z.enum(recordFlavours).nullable().default(null),
  every: z.enum(exportIntervals),
  isIncremental: z.boolean().describe("Each file holds what changed since the one before"),
};
/** A file of records that is made again and again by itself. */
export const newExportScheduleSchema = z
  .strictObject({
    member: z.string().max(16).nullable().describe("Whose records; null: those of all libraries"),
    ...scheduleShape,
  })
  .meta({ id: "NewExportSchedule" });
export const exportScheduleSchema = z
  .object({
    id: z.number().int(),
    memberCode: z.string().nullable(),
    ...scheduleShape,
    lastAt: z.string().nullable(),
  })
  .meta({ id: "ExportSchedule" });

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);

/** First and last month, as YYYY-MM; without any, the twelve that end with this one. */
export const monthsSchema = z.object({ from: month.optional(), to: month.optional() });

/** What a member gave to the shared catalogue in a month, and took from it. */
export const contributionSchema = z
  .object({
    memberCode: z.string(),
    month: z.string(),
    /** Records that were the first of their title. */
    originals: z.number().int(),
    /** Records of titles that another member described before. */
    copies: z.number().int(),
    /** Records changed of titles that others hold too. */
    upgrades: z.number().int(),
    /** Records of others that copied an original of theirs. */
    given: z.number().int(),
  })
  .meta({ id: "Contribution" });
export type Contribution = z.output<typeof contributionSchema>;
