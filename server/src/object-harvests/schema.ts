import { z } from "zod";
import { runShape } from "../harvesting/schema.ts";
import { intervals, sourceKinds } from "./words.ts";

const mapping = z
  .record(z.string().max(200), z.string().max(40).nullable())
  .describe("Which column goes where: a field's key; null: nowhere");

/** What is asked of a server. `prefix`: of OAI-PMH, empty: Dublin Core. */
const address = {
  kind: z.enum(sourceKinds),
  url: z.string().trim().min(1).max(500),
  prefix: z.string().trim().max(60).default(""),
  setSpec: z.string().trim().max(200).default(""),
};

export const sampleAskSchema = z
  .strictObject({ ...address, mapping: mapping.nullable().default(null) })
  .meta({ id: "ObjectHarvestSampleAsk" });

/** The first records of a source, where their columns would go, and what would be wrong. */
export const sampleSchema = z
  .object({
    columns: z.array(z.string()),
    mapping,
    rows: z.array(
      z.object({
        identifier: z.string(),
        cells: z.record(z.string(), z.string()),
        errors: z.array(z.object({ field: z.string(), code: z.string(), detail: z.string() })),
      }),
    ),
  })
  .meta({ id: "ObjectHarvestSample" });

const sourceShape = {
  name: z.string().trim().min(1).max(80),
  ...address,
  mapping,
  agreement: z.string().trim().max(2000).default("").describe("Rights and duties that were agreed"),
  every: z.enum(intervals).default("night"),
  active: z.boolean().default(true),
};
export const newObjectSourceSchema = z.strictObject(sourceShape).meta({ id: "NewObjectSource" });

/** A harvest and what it came to. */
export const objectHarvestSchema = z
  .object({
    ...runShape,
    refused: z.number().int(),
    refusedLines: z.array(z.object({ identifier: z.string(), reason: z.string() })),
  })
  .meta({ id: "ObjectHarvest" });

export const objectSourceSchema = z
  .object({
    id: z.number().int(),
    ...sourceShape,
    harvestedUntil: z.string().nullable(),
    last: objectHarvestSchema.nullable(),
  })
  .meta({ id: "ObjectSource" });

/** Source and collection side by side. */
export const objectReconciliationSchema = z
  .object({
    atSource: z.number().int(),
    here: z.number().int().describe("Of these, objects that readers find"),
    missingHere: z.array(z.string()).describe("The source has them and readers do not find them, the first"),
    missingHereCount: z.number().int(),
    missingThere: z
      .array(z.string())
      .describe("Readers find them and the source no longer has them, the first"),
    missingThereCount: z.number().int(),
    wholeAt: z.string().nullable(),
  })
  .meta({ id: "ObjectReconciliation" });
