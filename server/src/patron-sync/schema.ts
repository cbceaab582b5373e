import { z } from "zod";
import { differenceKinds, runStates } from "./words.ts";

const column = z.string().trim().min(1).max(100);

/** How the university's list is read. */
export const feedChangeSchema = z
  .strictObject({
    isOn: z.boolean().describe("Every night; otherwise only when somebody asks"),
    mapping: z
      .strictObject({
        number: column.optional(),
        name: column.optional(),
        group: column.optional(),
        email: column.optional(),
        phone: column.optional(),
        valid_until: column.optional(),
        card: column.optional(),
        balance: column.optional(),
      })
      .describe("Names of the columns where they are not the usual ones"),
    patronGroup: z.string().trim().min(1).max(64).describe("Of lines that name none"),
    numberIsCard: z.boolean(),
    endsMissing: z.boolean().describe("End whom the list named before and names no longer"),
    mostEndedPercent: z.number().int().min(0).max(100),
    debtOver: z.number().min(0).max(999_999).default(0).describe("Who owes more yuan than this is blocked"),
  })
  .meta({ id: "PatronFeedChange" });

/** One change of one reader; `field`, `from`, `to`: what is otherwise; `reason`: why a line was not taken. */
export const differenceSchema = z.object({
  kind: z.enum(differenceKinds),
  number: z.string(),
  name: z.string(),
  line: z.number().int().nullable(),
  changes: z.array(z.object({ field: z.string(), from: z.string(), to: z.string() })),
  reason: z.string().nullable(),
});

/** How a list was read, or would be. */
export const runSchema = z
  .object({
    id: z.string(),
    state: z.enum(runStates),
    isDry: z.boolean(),
    askedAt: z.string(),
    endedAt: z.string().nullable(),
    by: z.string().nullable().describe("Null: at night, by itself"),
    file: z.string().nullable(),
    counts: z.record(z.string(), z.number()).describe("read, created, updated, unchanged, ended, rejected"),
    error: z.string().nullable(),
  })
  .meta({ id: "PatronFeedRun" });

/** A run with what changes: the first of each kind. */
export const runFileSchema = runSchema
  .extend({ differences: z.array(differenceSchema) })
  .meta({ id: "PatronFeedRunFile" });

/** The settings with who answers for them, where files are awaited and what lies there. */
export const feedSchema = z
  .object({
    settings: feedChangeSchema.nullable().describe("Null: not set up"),
    owner: z.string().nullable(),
    folder: z
      .string()
      .describe("Where the university's system puts its file, below the region's data folder"),
    file: z.object({ name: z.string(), writtenAt: z.string() }).nullable(),
    runs: z.array(runSchema),
  })
  .meta({ id: "PatronFeed" });

/** What is asked of a run. */
export const newRunSchema = z
  .strictObject({
    isDry: z.boolean(),
    endsMany: z.boolean().default(false).describe("End also more than the share that is allowed by itself"),
  })
  .meta({ id: "BeginRun" });
