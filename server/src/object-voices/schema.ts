import { z } from "zod";
import { correctionStates } from "./words.ts";

/** A correction as those who work on the collection see it; never who wrote it. */
export const correctionSchema = z
  .object({
    id: z.string(),
    number: z.number().int(),
    title: z.string(),
    text: z.string(),
    state: z.enum(correctionStates),
    answer: z.string(),
    at: z.string(),
  })
  .meta({ id: "ObjectCorrection" });

/** How a correction is settled. */
export const settlementSchema = z
  .strictObject({
    state: z.enum(["done", "declined"]),
    answer: z.string().trim().max(500).default(""),
  })
  .meta({ id: "ObjectCorrectionSettlement" });
