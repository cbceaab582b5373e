import { z } from "zod";
import { frequencies } from "./words.ts";

const text = z.string();
const instant = z.string().describe("RFC 3339");
const name = z.string().trim().min(1).max(200);

export const searchParams = z.object({ id: z.string().max(60) });
export const stopParams = z.object({ key: z.string().max(60) });

export const savedSearchSchema = z
  .object({
    id: z.string(),
    name: text,
    query: text.describe("Address of the search, without `?`"),
    frequency: z.enum(frequencies),
    feedKey: text.describe("Secret of its Atom feed"),
    createdAt: instant,
    lastRunAt: instant.nullable(),
    found: z.number().int().describe("New titles found so far"),
  })
  .meta({ id: "SavedSearch" });
/** A search somebody comes back to. */
export type SavedSearch = z.output<typeof savedSearchSchema>;
export const newSearchSchema = z
  .strictObject({
    name,
    query: z.string().max(4000).describe("What stands after `?` in the address of `/api/v1/search`"),
    frequency: z.enum(frequencies).default("weekly"),
  })
  .meta({ id: "NewSearch" });
export const searchChangeSchema = z
  .strictObject({ name: name.optional(), frequency: z.enum(frequencies).optional() })
  .meta({ id: "SearchChange" });
