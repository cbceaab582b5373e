import { z } from "zod";
import { fieldChangeSchema } from "../loads/schema.ts";
import { protocols, questionFields, recordSyntaxes, shownFormats, targetEncodings } from "./words.ts";

const text = z.string().trim().max(300);
const code = z.string().regex(/^[a-z0-9][a-z0-9-]{1,29}$/);
export const targetParams = z.object({ code });

/** A catalogue outside the region: where it is, how it is asked, and how its records are read. */
export const targetSchema = z
  .strictObject({
    code,
    name: z.string().trim().min(1).max(100),
    protocol: z.enum(protocols),
    host: z.string().regex(/^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/),
    port: z.number().int().min(1).max(65_535),
    tls: z.boolean().default(false).describe("SRU only"),
    path: z
      .string()
      .regex(/^\/[\w./~-]*$/)
      .max(200)
      .default("/")
      .describe("SRU only"),
    database: z
      .string()
      .regex(/^[\w.-]*$/)
      .max(60)
      .default("")
      .describe("Z39.50 only"),
    syntax: z
      .enum(recordSyntaxes)
      .default("usmarc")
      .describe("Z39.50 only: the format records are asked for in"),
    version: z.enum(["1.1", "1.2"]).default("1.1").describe("Of SRU"),
    recordSchema: z
      .string()
      .regex(/^[\w./:-]+$/)
      .max(80)
      .default("marcxml")
      .describe("SRU only"),
    encoding: z.enum(targetEncodings).default("auto"),
    /** SRU: index of each question; absent: it cannot be asked so. */
    indexes: z.partialRecord(z.enum(questionFields), z.string().regex(/^[\w.-]{1,60}$/)).default({}),
    isActive: z.boolean().default(true),
  })
  .meta({ id: "CopyTarget" });
export type Target = z.output<typeof targetSchema>;

/** What is looked for; every field given has to fit. */
export const questionSchema = z.object({
  target: code,
  isbn: text.optional(),
  issn: text.optional(),
  title: text.optional(),
  author: text.optional(),
  any: text.optional(),
  from: z.coerce.number().int().min(1).max(1000).default(1).describe("First record shown, from 1"),
  onto: z.string().max(100).optional().describe("Number of a record of ours to compare with"),
  as: z
    .enum(shownFormats)
    .default("own")
    .describe(
      "Format records are brought into: that of the library's records, or of the one compared with; as they are; one of the two",
    ),
});
export type Question = Pick<z.output<typeof questionSchema>, (typeof questionFields)[number]>;

/** A record as MARC in compact JSON: leader, and fields as `[tag, value]` or `[tag, indicators, code, value, …]`. */
const compactSchema = z.object({
  l: z.string().length(24),
  f: z.array(z.array(z.string().max(20_000)).min(2).max(1000)).max(2000),
});

/** A record that was found outside. */
export const foundRecordSchema = z
  .object({
    number: z.string(),
    title: z.string(),
    responsibility: z.string().nullable(),
    publisher: z.string().nullable(),
    year: z.number().int().nullable(),
    marc: compactSchema,
    /** What it was before it was brought into the format that was asked for; null: it was that. */
    convertedFrom: z.enum(["marc21", "unimarc"]).nullable(),
    /** What that did not bring over as it stood. */
    losses: z.array(
      z.object({
        tag: z.string(),
        code: z.string(),
        value: z.string(),
        kind: z.enum(["left-out", "aside", "in-text", "coded"]),
      }),
    ),
    /** Its fields as people read them. */
    fields: z.array(z.object({ tag: z.string(), text: z.string() })),
    /** The title of the region that it is of, and the number of our record there. */
    here: z
      .object({ instanceId: z.number().int(), title: z.string(), ours: z.string().nullable() })
      .nullable(),
    /** What would change in the record it is compared with, else in our record of the same title. */
    differences: z.array(fieldChangeSchema),
  })
  .meta({ id: "FoundOutside" });

export const foundSchema = z
  .object({
    total: z.number().int(),
    items: z.array(foundRecordSchema),
    /** Records that could not be read, with what was wrong. */
    unread: z.array(z.string()),
  })
  .meta({ id: "FoundOutsidePage" });

/** A record that is taken over: new, or over the record of ours that has this number. */
export const takeOverSchema = z
  .strictObject({ target: code, marc: compactSchema, onto: z.string().max(100).nullable() })
  .meta({ id: "TakeOver" });

export const takenSchema = z
  .object({
    recordId: z.number().int(),
    controlNumber: z.string(),
    instanceId: z.number().int(),
  })
  .meta({ id: "TakenOver" });
