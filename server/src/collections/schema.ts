import { z } from "zod";
import { languages } from "../kernel/text.ts";
import { frontBlockSchema, usualFront } from "./front-schema.ts";
import {
  accessLevels,
  coreElements,
  detailBlocks,
  facetKinds,
  fieldTypes,
  objectStates,
  rightsStatements,
  templateNames,
  themeColours,
  themeFaces,
  themeGrounds,
  themeNames,
  viewNames,
  workerRoles,
} from "./words.ts";

const local = (most: number) => z.partialRecord(z.enum(languages), z.string().trim().max(most));
const key = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{1,58}[a-z0-9]$/);

/** A part of a group of fields. */
const subFieldSchema = z.strictObject({
  key,
  type: z.enum(["text", "term", "date", "number", "link"]),
  label: local(100),
  vocabulary: key.nullable().default(null),
});

/** A field of a collection, as its curators set it. */
const fieldSchema = z
  .strictObject({
    key,
    type: z.enum(fieldTypes),
    label: local(100),
    help: local(500).default({}),
    core: z.enum(coreElements).nullable().default(null).describe("What it is in Dublin Core"),
    vocabulary: key.nullable().default(null).describe("Where the terms of a term come from"),
    unit: z.string().max(20).default(""),
    pattern: z.string().max(200).default("").describe("What a text must match, as a regular expression"),
    required: z.boolean().default(false),
    many: z.boolean().default(false),
    inLanguages: z.boolean().default(false).describe("Each value says its language"),
    searched: z.boolean().default(true),
    facet: z.enum(facetKinds).default("none"),
    sorted: z.boolean().default(false),
    inList: z.boolean().default(false),
    inDetail: z.boolean().default(true),
    fields: z.array(subFieldSchema).max(12).default([]).describe("Of a group"),
  })
  .meta({ id: "CollectionField" });
export type Field = z.output<typeof fieldSchema>;

/** A term of a vocabulary (SKOS): its code, the code of the broader one, and what it is called. */
export const termSchema = z.strictObject({
  code: z.string().trim().min(1).max(60),
  broader: z.string().max(60).nullable().default(null),
  label: local(200),
  variants: z.array(z.string().max(200)).max(100).default([]),
});
export type Term = z.output<typeof termSchema>;

/** The terms a field may take. */
const vocabularySchema = z.strictObject({
  key,
  label: local(100),
  open: z.boolean().default(false).describe("Other words are taken as well"),
  terms: z.array(termSchema).max(3000),
});
export type Vocabulary = z.output<typeof vocabularySchema>;

/** A part of a collection by conditions, with what is put in and left out by hand. */
const topicSchema = z.strictObject({
  key,
  name: local(100),
  intro: local(2000).default({}),
  conditions: z
    .array(z.strictObject({ field: key, values: z.array(z.string().max(200)).min(1).max(50) }))
    .max(10),
  included: z.array(z.number().int().positive()).max(500).default([]),
  excluded: z.array(z.number().int().positive()).max(500).default([]),
});
export type Topic = z.output<typeof topicSchema>;

/** A highlight: what is said of it in rich text, and from which day to which (both included) it is shown. */
const featuredSchema = z.strictObject({
  object: z.number().int().positive(),
  note: local(1000).default({}),
  from: z.iso.date().nullable().default(null),
  until: z.iso.date().nullable().default(null),
});

/** The face of a collection. `own`: a colour of the curators' own, made legible in both looks; `logo`: of a picture handed in. */
const themeSchema = z.strictObject({
  name: z.enum(themeNames),
  colour: z.enum(themeColours),
  own: z
    .string()
    .regex(/^#[0-9a-f]{6}$/)
    .nullable()
    .default(null),
  ground: z.enum(themeGrounds).default("paper"),
  face: z.enum(themeFaces).default("song"),
  logo: z
    .string()
    .regex(/^[0-9a-f]{24}$/)
    .nullable()
    .default(null),
});

/** Everything a collection is beside its objects: what is drafted, published and rolled back as one. */
export const configSchema = z
  .strictObject({
    template: z.enum(templateNames),
    name: local(100),
    intro: local(4000).default({}),
    fields: z.array(fieldSchema).min(1).max(80),
    vocabularies: z.array(vocabularySchema).max(40).default([]),
    trees: z.array(key).max(8).default([]).describe("Fields whose vocabularies are shown as classifications"),
    views: z.array(z.enum(viewNames)).min(1).max(6),
    detail: z.array(z.enum(detailBlocks)).min(1).max(5),
    rightToLeft: z.boolean().default(false).describe("Pages are turned from right to left"),
    paged: z.boolean().default(true).describe("Two pages side by side, the cover alone"),
    access: z.enum(accessLevels).default("everyone"),
    rights: z.enum(rightsStatements).default("copyright-not-evaluated"),
    rightsNote: local(500).default({}),
    featured: z.array(featuredSchema).max(24).default([]),
    topics: z.array(topicSchema).max(50).default([]),
    front: z
      .array(frontBlockSchema)
      .max(24)
      .default([...usualFront]),
    theme: themeSchema,
  })
  .meta({ id: "CollectionConfig" });
export type Config = z.output<typeof configSchema>;

/** A new collection: whose, from which template, under which address. */
export const newCollectionSchema = z
  .strictObject({
    member: z.string().max(16),
    slug,
    template: z.enum(templateNames).optional(),
    like: slug.optional().describe("Another collection whose set-up is taken over instead"),
    name: local(100),
  })
  .meta({ id: "NewCollection" });

/** One thing that a publication changed. */
const changeSchema = z
  .object({
    what: z.enum([
      "field-added",
      "field-removed",
      "field-changed",
      "labels",
      "vocabulary",
      "topics",
      "front",
      "look",
      "access",
    ]),
    name: z.string(),
    reindexes: z.boolean(),
  })
  .meta({ id: "CollectionChange" });
export type Change = z.output<typeof changeSchema>;

/** A collection as those who work on it see it. */
export const workedCollectionSchema = z
  .object({
    slug: z.string(),
    member: z.string(),
    name: local(100),
    role: z.enum(workerRoles),
    live: z.number().int().nullable().describe("Number of the configuration that readers see"),
    withdrawn: z.boolean(),
    objects: z.record(z.enum(objectStates), z.number().int()),
  })
  .meta({ id: "WorkedCollection" });

/** What is drafted, and what publishing it would change. */
export const draftSchema = z
  .object({
    version: z.number().int(),
    config: configSchema,
    changes: z.array(changeSchema),
    objects: z.number().int().describe("How many would be indexed anew"),
  })
  .meta({ id: "CollectionDraft" });

/** A draft as it is saved over the one that was read. */
export const draftChangeSchema = z
  .strictObject({ version: z.number().int(), config: configSchema })
  .meta({ id: "CollectionDraftChange" });

/** A published configuration. */
export const revisionSchema = z
  .object({
    number: z.number().int(),
    hash: z.string(),
    note: z.string(),
    author: z.string().nullable(),
    at: z.string(),
    changes: z.array(changeSchema),
    live: z.boolean(),
    building: z.boolean().describe("Objects are being indexed for it; the one before serves meanwhile"),
  })
  .meta({ id: "CollectionRevision" });

/** Values of one field as texts; of a group each value is `key=text` parts joined by `; `. */
const valuesSchema = z.record(key, z.array(z.string().max(20_000)).max(200));

/** An object as it is entered. */
export const newObjectSchema = z
  .strictObject({ identifier: z.string().trim().min(1).max(200), values: valuesSchema })
  .meta({ id: "NewCollectionObject" });

/** Changes of an object: values of the fields that are named, its access. */
export const objectChangeSchema = z
  .strictObject({
    version: z.number().int(),
    values: valuesSchema.optional(),
    access: z.enum(accessLevels).nullable().optional(),
    embargoUntil: z.iso.date().nullable().optional(),
  })
  .meta({ id: "CollectionObjectChange" });

/** An object as those who work on it see it. */
export const workedObjectSchema = z
  .object({
    number: z.number().int(),
    identifier: z.string(),
    title: z.string(),
    state: z.enum(objectStates),
    version: z.number().int(),
    values: valuesSchema,
    access: z.enum(accessLevels).nullable(),
    embargoUntil: z.string().nullable(),
    pages: z.number().int(),
    cover: z.string().nullable(),
  })
  .meta({ id: "WorkedCollectionObject" });

/** Which column goes where: a field's key, `identifier`, `files`, `page-text`, `page-labels`, `parts`; null: nowhere. */
const mappingSchema = z.record(z.string().max(200), z.string().max(40).nullable());

/** An import as it stands. */
export const importRunSchema = z
  .object({
    id: z.string(),
    fileName: z.string(),
    kind: z.enum(["table", "archive"]),
    state: z.enum(["waiting", "running", "done", "failed"]),
    columns: z.array(z.string()),
    sample: z.array(z.record(z.string(), z.string())),
    mapping: mappingSchema,
    dryRun: z.boolean(),
    rowsTotal: z.number().int(),
    rowsDone: z.number().int(),
    created: z.number().int(),
    updated: z.number().int(),
    refused: z.number().int(),
    files: z.number().int(),
    problem: z.string().nullable(),
    at: z.string(),
  })
  .meta({ id: "CollectionImport" });

/** How an import is begun. */
export const importStartSchema = z
  .strictObject({ mapping: mappingSchema, dryRun: z.boolean(), publish: z.boolean() })
  .meta({ id: "CollectionImportStart" });

/** One row that was refused, and why. */
export const importErrorSchema = z
  .object({ row: z.number().int(), field: z.string(), code: z.string(), detail: z.string() })
  .meta({ id: "CollectionImportError" });

/** Somebody who works on a collection. */
export const workerSchema = z
  .object({ login: z.string(), name: z.string(), role: z.enum(workerRoles) })
  .meta({ id: "CollectionWorker" });

/** A published collection as everybody sees it. */
export const publicCollectionSchema = z
  .object({
    slug: z.string(),
    member: z.string(),
    name: local(100),
    intro: local(4000),
    objects: z.number().int(),
    href: z.string(),
  })
  .meta({ id: "PublicCollection" });

export const facetValueSchema = z.object({ value: z.string(), label: z.string(), count: z.number().int() });
