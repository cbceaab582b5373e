import { z } from "zod";
import { objectStates } from "../collections/words.ts";
import { DEEPEST_SECTION, LONGEST_SECTION, sectionKinds } from "../object-formats/words.ts";
import { pageDirections } from "./words.ts";

/** Pages and sections of one object that are arranged at once. */
const MOST_PAGES = 10_000;
const MOST_SECTIONS = 2_000;

const sectionSchema = z
  .strictObject({
    depth: z
      .number()
      .int()
      .min(0)
      .max(DEEPEST_SECTION)
      .describe("How deep it stands; at most one deeper than the one before"),
    kind: z.enum(sectionKinds),
    label: z.string().trim().min(1).max(LONGEST_SECTION),
    first: z
      .number()
      .int()
      .min(1)
      .max(MOST_PAGES)
      .describe("The page it begins at, from 1; never before an earlier section's"),
  })
  .meta({ id: "ObjectSection" });

const pageSchema = z.strictObject({ file: z.uuid(), label: z.string().trim().max(100) });

/** How the pages of an object shall lie: every page is either among `pages`, in their order, or among `takenOut`. */
export const arrangementChangeSchema = z
  .strictObject({
    version: z.number().int().min(0).describe("The arrangement that was read"),
    direction: z.enum(pageDirections).nullable().describe("Null: as the collection's"),
    pages: z.array(pageSchema).min(1).max(MOST_PAGES),
    takenOut: z.array(z.uuid()).max(MOST_PAGES).default([]),
    sections: z.array(sectionSchema).max(MOST_SECTIONS),
  })
  .meta({ id: "ObjectArrangementChange" });
export type ArrangementChange = z.output<typeof arrangementChangeSchema>;

/** How they lie, and how they lay before. */
export const arrangementSchema = z
  .object({
    version: z.number().int(),
    direction: z.enum(pageDirections).nullable(),
    pages: z.array(z.object({ file: z.string(), label: z.string(), name: z.string(), type: z.string() })),
    sections: z.array(sectionSchema),
    before: z.array(
      z.object({
        version: z.number().int(),
        at: z.string(),
        author: z.string().nullable(),
        pages: z.number().int(),
        sections: z.number().int(),
      }),
    ),
  })
  .meta({ id: "ObjectArrangement" });
export type Arrangement = z.output<typeof arrangementSchema>;

const kinSchema = z.object({
  number: z.number().int(),
  identifier: z.string(),
  title: z.string(),
  state: z.enum(objectStates),
  parts: z.number().int().describe("How many belong to it"),
});

/** To which objects an object belongs, the outermost first, and which belong to it, in their order. */
export const familySchema = z
  .object({
    parent: z.string().nullable().describe("Identifier; of an object that is not there yet, perhaps"),
    above: z.array(kinSchema),
    parts: z.array(kinSchema),
    before: z
      .array(z.object({ version: z.number().int(), at: z.string(), author: z.string().nullable() }))
      .describe("Orders of before, the newest first: who changed each, and when"),
  })
  .meta({ id: "ObjectFamily" });
export type Family = z.output<typeof familySchema>;
