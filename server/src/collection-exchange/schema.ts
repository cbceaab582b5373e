import { z } from "zod";
import { configSchema } from "../collections/schema.ts";
import { accessLevels, objectStates } from "../collections/words.ts";
import { DEEPEST_SECTION, LONGEST_SECTION, sectionKinds } from "../object-formats/words.ts";
import { pageDirections } from "../object-parts/words.ts";

const startSchema = z.object({
  depth: z.number().int().min(0).max(DEEPEST_SECTION),
  kind: z.enum(sectionKinds),
  label: z.string().min(1).max(LONGEST_SECTION),
});

/** Which form of export this is; a larger number is refused. */
export const EXPORT_VERSION = 1;

/** The first file of an export: the collection without its objects. `references`: identifiers of objects it names by number. */
export const exportHeadSchema = z.object({
  format: z.literal("commonshelf-collection"),
  version: z.number().int().positive(),
  slug: z.string(),
  draft: configSchema,
  live: configSchema.nullable(),
  objects: z.number().int().min(0),
  references: z.record(z.string(), z.string()),
  /** Objects of other collections that it shows: named, never brought along. Not said by exports of before. */
  guests: z
    .array(z.object({ number: z.number().int(), home: z.string(), identifier: z.string() }))
    .max(1_000_000)
    .default([]),
});
export type ExportHead = z.output<typeof exportHeadSchema>;

/** A line of the export's objects; `file` is the path of its original in the export. */
export const exportObjectSchema = z.object({
  identifier: z.string().min(1).max(200),
  data: z.record(z.string(), z.array(z.string())),
  state: z.enum(objectStates),
  access: z.enum(accessLevels).nullable(),
  embargoUntil: z.iso.date().nullable(),
  /** Not said by exports of before. */
  direction: z.enum(pageDirections).nullable().default(null),
  parent: z.string().min(1).max(200).nullable().default(null),
  place: z.number().int().positive().nullable().default(null),
  pages: z.array(
    z.object({
      label: z.string(),
      text: z.string(),
      name: z.string(),
      sha256: z.string(),
      file: z.string(),
      starts: z.array(startSchema).default([]),
    }),
  ),
});
export type ExportObject = z.output<typeof exportObjectSchema>;

/** How far a collection is taken in. */
export const takeInSchema = z
  .object({
    id: z.string(),
    slug: z.string(),
    state: z.enum(["waiting", "done", "failed"]),
    total: z.number().int(),
    done: z.number().int(),
    problem: z.string().nullable(),
    at: z.string(),
  })
  .meta({ id: "CollectionTakeIn" });
