import { z } from "zod";
import { intervals, runStates, sourceKinds } from "./words.ts";

const code = z.string().max(16).describe("Code of the library");

const sourceShape = {
  name: z.string().trim().min(1).max(80),
  kind: z.enum(sourceKinds),
  url: z.string().trim().max(500).default("").describe("Of a server: its base address"),
  prefix: z
    .string()
    .trim()
    .max(60)
    .default("")
    .describe("Metadata prefix; empty: the first one that is MARC"),
  setSpec: z.string().trim().max(200).default("").describe("Only this set; empty: all"),
  profile: z
    .string()
    .trim()
    .max(64)
    .default("")
    .describe("How the records are loaded; empty: as the library's files are"),
  every: z.enum(intervals).default("night"),
  active: z.boolean().default(true),
};

export const newSourceSchema = z
  .strictObject({ member: code, ...sourceShape })
  .meta({ id: "NewHarvestSource" });
export const sourceChangeSchema = z.strictObject(sourceShape).meta({ id: "HarvestSourceChange" });

/** What is told of every harvest, whatever is harvested. */
export const runShape = {
  id: z.string(),
  isWhole: z.boolean(),
  state: z.enum(runStates),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  pages: z.number().int(),
  records: z.number().int(),
  deletions: z.number().int(),
  error: z.string().nullable(),
  detail: z.string().nullable(),
};

/** A harvest and what it came to. */
export const harvestSchema = z
  .object({
    ...runShape,
    unreadable: z.number().int(),
    unreadableLines: z.array(z.object({ identifier: z.string(), reason: z.string() })),
    loadId: z.string().nullable().describe("The last load they became; null: nothing was new"),
    loadIds: z
      .array(z.string())
      .describe("All of them: of a folder every file is one, in the order of the names"),
  })
  .meta({ id: "Harvest" });

export const sourceSchema = z
  .object({
    id: z.number().int(),
    member: code,
    ...sourceShape,
    folder: z.string().nullable().describe("Of a folder: where in the data folder files are put"),
    harvestedUntil: z.string().nullable(),
    last: harvestSchema.nullable(),
  })
  .meta({ id: "HarvestSource" });

export const newHarvestSchema = z
  .strictObject({ isWhole: z.boolean().default(false).describe("Everything, not only what changed since") })
  .meta({ id: "NewHarvest" });

/** Source and catalogue side by side, after the loads so far. */
export const reconciliationSchema = z
  .object({
    atSource: z.number().int().describe("Records the source is known to have"),
    here: z.number().int().describe("Records of the library here"),
    both: z.number().int(),
    missingHere: z.array(z.string()).describe("Numbers the source has and we do not, the first of them"),
    missingThere: z.array(z.string()).describe("Numbers we have and the source does not, the first of them"),
    missingHereCount: z.number().int(),
    missingThereCount: z.number().int(),
    wholeAt: z
      .string()
      .nullable()
      .describe("When everything was harvested last; null: never, and the source may have more"),
  })
  .meta({ id: "HarvestReconciliation" });
