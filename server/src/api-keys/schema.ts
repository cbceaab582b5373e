import { z } from "zod";

const MOST_DAILY = 1_000_000;
const MOST_ORIGINS = 20;

/** An origin as browsers say it (RFC 6454 6.1): scheme, host and port, nothing after. */
const origin = z
  .string()
  .trim()
  .max(200)
  .refine((text) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    return url !== null && /^https?:$/.test(url.protocol) && url.origin === text;
  }, "https://host");

export const newKeySchema = z
  .strictObject({
    member: z
      .string()
      .max(40)
      .nullable()
      .describe("Code of the library that answers for it; null: the region"),
    name: z.string().trim().min(1).max(100).describe("The system that will ask"),
    contact: z.string().trim().min(3).max(200).describe("Where its operator is reached"),
    origins: z
      .array(origin)
      .max(MOST_ORIGINS)
      .default([])
      .describe("Sites whose pages may use it; none: only servers"),
    daily: z.number().int().min(1).max(MOST_DAILY).describe("Requests a day"),
  })
  .meta({ id: "NewKey" });

export const issuedKeySchema = z
  .object({ id: z.string(), key: z.string().describe("Shown this once") })
  .meta({ id: "IssuedApiKey" });

export const apiKeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    contact: z.string(),
    member: z.string().nullable(),
    beginning: z.string().describe("By which it is recognised"),
    origins: z.array(z.string()),
    daily: z.number().int(),
    today: z.number().int(),
    refusedToday: z.number().int(),
    month: z.number().int().describe("In the last thirty days"),
    issuedAt: z.string(),
    revokedAt: z.string().nullable(),
  })
  .meta({ id: "ApiKey" });
