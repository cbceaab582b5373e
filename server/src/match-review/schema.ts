import { z } from "zod";
import { hangingKinds } from "../contracts/hanging.ts";
import { pageOf, paging } from "../kernel/paging.ts";
import { matchFeatures, verdicts } from "../matching/words.ts";
import { comparedFields } from "./words.ts";

const id = z.number().int().positive();
const why = z.string().trim().max(1000).default("").describe("For whoever asks later");

/** Two instances that are one. */
export const joinSchema = z.strictObject({ with: id, why }).meta({ id: "InstanceJoin" });

/** Records that do not belong where they stand. Together they become an instance of their own. */
export const partSchema = z
  .strictObject({ recordIds: z.array(id).min(1).max(100), why })
  .meta({ id: "InstanceParting" });

/** Which records would leave: their ids, divided by commas. */
export const partingFilterSchema = z.strictObject({
  records: z
    .string()
    .regex(/^\d{1,15}(,\d{1,15}){0,99}$/)
    .transform((text) => text.split(",").map(Number))
    .describe("Ids, divided by commas"),
});

/** How much of what readers made goes along, stays, or stays because it is not known for which record it was meant. */
export const hangingListSchema = z
  .object({
    items: z.array(
      z.object({
        kind: z.enum(hangingKinds),
        follow: z.number().int(),
        stay: z.number().int(),
        unsure: z.number().int(),
      }),
    ),
  })
  .meta({ id: "PartingPreview" });

/** Where the records stand now. */
export const placedSchema = z.object({ instanceId: id }).meta({ id: "PlacedInstance" });

/** Two records, the one with the lower id first. */
export const pairParams = z.object({
  low: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER),
  high: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER),
});

/** What a person says of a doubt. */
export const matchVerdictSchema = z
  .strictObject({ verdict: z.enum(verdicts), why })
  .meta({ id: "MatchVerdict" });

/** One reason; `points` null decides by itself. */
const reasonSchema = z
  .object({ feature: z.enum(matchFeatures), points: z.number().nullable() })
  .meta({ id: "MatchReason" });

const sideSchema = z.object({
  recordId: id,
  instanceId: id,
  memberId: z.number().int(),
  member: z.string(),
  controlNumber: z.string(),
  /** Records of its instance. */
  records: z.number().int(),
});

/** A doubt: two records side by side. `fields`: what either says, as it is written; `differs` whatever the script. */
export const doubtSchema = z
  .object({
    low: sideSchema,
    high: sideSchema,
    score: z.number(),
    threshold: z.number(),
    since: z.string(),
    deferred: z.boolean(),
    fields: z.array(
      z.object({
        field: z.enum(comparedFields),
        low: z.string(),
        high: z.string(),
        differs: z.boolean(),
      }),
    ),
    reasons: z.array(reasonSchema),
  })
  .meta({ id: "MatchDoubt" });
export const doubtPageSchema = pageOf(doubtSchema)
  .extend({ waiting: z.number().int() })
  .meta({ id: "DoubtPage" });
export const doubtFilterSchema = z.strictObject({ ...paging, limit: paging.limit.default(10) });

const publisherName = z.string().trim().min(1).max(200);

/** A name of a publisher that is compared as another. */
export const publisherAliasSchema = z
  .strictObject({ name: publisherName, canonical: publisherName })
  .meta({ id: "PublisherAlias" });
export const publisherNameSchema = z.strictObject({ name: publisherName }).meta({ id: "PublisherName" });

const score = z.number().min(2).max(12);

/** From which score records of a library join, and from which a person is asked; null: what holds for all. */
export const thresholdSchema = z
  .object({ member: z.string(), joinAt: z.number(), reviewAt: z.number(), isOwn: z.boolean() })
  .meta({ id: "MatchThreshold" });
export const newThresholdSchema = z
  .strictObject({
    joinAt: score.min(4).nullable().describe("Null: what holds for all"),
    reviewAt: score.nullable(),
  })
  .meta({ id: "NewMatchThreshold" });
