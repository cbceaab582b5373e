import { z } from "zod";

const text = z.string();
const list = z.array(z.string());

const titleSchema = z
  .object({
    main: text,
    sub: text.optional(),
    part: text.optional(),
    partName: text.optional(),
    /** Characters of `main` that filing passes over, where the record says so. */
    nonfiling: z.number().int().optional(),
  })
  .meta({ id: "Title" });

const contributorSchema = z
  .object({
    value: text,
    forms: list,
    role: z.enum(["author", "translator", "editor", "compiler", "illustrator", "annotator", "other"]),
    isMain: z.boolean(),
    isCorporate: z.boolean(),
    dates: text.optional(),
    authority: text.optional().describe("Number of its authority record, as a record gives it"),
    /** Words that go with the name and are no part of it. */
    title: text.optional(),
    /** What the name is entered under, where the record says so. */
    entry: z.enum(["forename", "surname", "family"]).optional(),
  })
  .meta({ id: "Contributor" });

/** What readers see of an instance, merged from its member records; texts as the libraries wrote them. */
export const instanceBriefSchema = z
  .object({
    title: titleSchema,
    parallelTitle: titleSchema.nullable(),
    otherTitles: list,
    responsibility: text.nullable(),
    contributors: z.array(contributorSchema),
    edition: text.nullable(),
    place: text.nullable(),
    publisher: text.nullable(),
    publishers: list,
    year: z.number().int().nullable(),
    /** Last year of a span of years: a decade, a work of several years. */
    yearTo: z.number().int().optional(),
    languages: list,
    originalLanguages: list,
    type: z.enum([
      "book",
      "serial",
      "map",
      "score",
      "music",
      "audio",
      "video",
      "image",
      "archive",
      "data",
      "object",
    ]),
    carrier: z.enum(["print", "online", "microform", "disc", "manuscript"]),
    extent: text.nullable(),
    pages: z.number().int().nullable(),
    series: list,
    subjects: z.array(z.object({ value: text, forms: list })),
    classNumbers: z.array(z.object({ scheme: z.enum(["clc", "lcc", "ddc", "other"]), value: text })),
    isbns: list,
    oldIsbns: list,
    issns: list,
    /** Those it gave up, and the one of all its forms together. */
    oldIssns: list.optional(),
    otherIds: list,
    notes: list,
    contents: list,
    summary: text.nullable(),
    urls: z.array(z.object({ url: text, label: text.optional() })),
  })
  .meta({ id: "InstanceBrief" });
export type InstanceBrief = z.infer<typeof instanceBriefSchema>;

/** What an import did. read = created + updated + unchanged + rejected, always. */
export const importCountsSchema = z
  .object({
    read: z.number().int(),
    created: z.number().int(),
    updated: z.number().int(),
    unchanged: z.number().int(),
    /** Records that joined an instance which other records were in already. */
    matched: z.number().int(),
    rejected: z.number().int(),
    /** Items the records of this run list. */
    items: z.number().int(),
    /** Item entries that were not taken: items + itemsRefused are all that the fields list. */
    itemsRefused: z.number().int(),
    /** Lines that tell of something lost, left out or undecided. */
    warnings: z.number().int(),
  })
  .meta({ id: "ImportCounts" });
export type ImportCounts = z.infer<typeof importCountsSchema>;

export const importRejectSchema = z
  .object({
    line: z.number().int(),
    /** Number of the record in the file, from 0; -1: the file as a whole. */
    recordIndex: z.number().int(),
    byteOffset: z.number().int(),
    controlNumber: text.nullable(),
    severity: z.enum(["refused", "warning", "note"]),
    reason: text,
    /** Field, such as `852 $p`. */
    place: text.nullable(),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
    /** The sentence, in the language asked for. */
    message: text,
  })
  .meta({ id: "ImportReject" });
export type ImportReject = z.infer<typeof importRejectSchema>;

/** A reader's report that an instance is grouped wrongly. */
export const workReportSchema = z
  .object({
    id: z.number().int(),
    instanceId: z.number().int(),
    workId: z.number().int(),
    title: text,
    responsibility: text.nullable(),
    comment: text,
    reportedAt: text,
  })
  .meta({ id: "WorkReport" });
