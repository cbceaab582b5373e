import { z } from "zod";

const said = z.string().trim().min(1).max(100);

/** A name of readers, and the search it stands for. */
export const newAliasSchema = z
  .strictObject({
    said,
    means: z.string().trim().min(1).max(200).describe("As it would be typed into the box"),
  })
  .meta({ id: "NewSearchAlias" });

/** An alias as it is kept. */
export const aliasSchema = z
  .object({ id: z.number().int(), said: z.string(), means: z.string(), changedAt: z.string() })
  .meta({ id: "SearchAlias" });

/** A search that found nothing. Nobody who asked is told. */
export const zeroSearchSchema = z
  .object({
    said: z.string(),
    times: z.number().int(),
    firstOn: z.string(),
    lastOn: z.string(),
    members: z.array(z.string()).describe("Codes of the libraries whose readers asked"),
  })
  .meta({ id: "ZeroSearch" });

/** A search that found something. Nobody who asked is told. */
export const searchUseSchema = z
  .object({
    said: z.string(),
    times: z.number().int().describe("How often nothing was opened from it, or its page was slow"),
    shown: z.number().int(),
    worstMs: z.number().int().describe("Milliseconds of its slowest page that was slow; 0: none was"),
    lastOn: z.string(),
    members: z.array(z.string()).describe("Codes of the libraries whose readers asked"),
  })
  .meta({ id: "SearchUse" });

/** Which search is looked at. */
export const saidSchema = z.strictObject({ said }).meta({ id: "PutAside" });
