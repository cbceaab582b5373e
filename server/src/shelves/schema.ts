import { z } from "zod";
import { localTextSchema } from "../consortium/schema.ts";
import { readerNameSchema, uuidSchema } from "../neighbours/schema.ts";
import { distanceBands } from "../neighbours/words.ts";
import { lineReasons } from "./book-lists/words.ts";
import { copyConditions, offerModes, readingStates, requestModes } from "./copies/offer-options.ts";
import { allOfferStates } from "./copies/offer-states.ts";

export type { Audience, OfferMode, RequestMode } from "./copies/offer-options.ts";

const text = z.string();
const id = z.string();
const number = z.number().int();

const audienceSchema = z
  .strictObject({
    public: z.boolean().default(false),
    radiusKm: z.literal(distanceBands).default(5),
    friends: z.boolean().default(false),
    circleIds: z.array(uuidSchema).max(20).default([]),
  })
  .meta({ id: "Audience" });

const offerOptionsSchema = z
  .strictObject({
    modes: z.array(z.enum(offerModes)).min(1).max(4).default(["lend"]),
    loanDays: z.number().int().min(1).max(180).default(30),
    condition: z.enum(copyConditions).default("good"),
    note: z.string().max(500).default(""),
    shelf: z.string().max(60).default(""),
    audience: audienceSchema.default({ public: false, radiusKm: 5, friends: false, circleIds: [] }),
  })
  .meta({ id: "OfferOptions" });

const bookLineSchema = z
  .strictObject({
    isbn: z.string().max(40).default(""),
    title: z.string().max(400).default(""),
    author: z.string().max(300).default(""),
    note: z.string().max(500).default(""),
    shelf: z.string().max(60).default(""),
    reading: z.enum(readingStates).default("none"),
  })
  .meta({ id: "BookLine" });

export const publishSchema = z
  .strictObject({
    lines: z.array(bookLineSchema).max(600),
    options: offerOptionsSchema,
  })
  .meta({ id: "Publish" });
export const publishCsvSchema = z
  .strictObject({ csv: z.string().max(800_000), options: offerOptionsSchema })
  .meta({ id: "PublishCsv" });
export const publishTypedSchema = z
  .strictObject({ text: z.string().max(800_000).default(""), options: offerOptionsSchema })
  .meta({ id: "PublishTyped" });

const sharedTitleSchema = z
  .object({
    id: number,
    isbn: text.nullable(),
    instanceId: number.nullable(),
    main: text,
    author: text,
  })
  .meta({ id: "SharedTitle" });

export const publishedSchema = z
  .object({
    copies: z.array(z.object({ id, title: sharedTitleSchema })),
    skipped: z.array(z.object({ line: number, text, reason: z.enum(lineReasons) })),
    badNumbers: z
      .array(z.object({ line: number, text }))
      .describe("Numbers that are no ISBN: these books were published by their titles"),
    notTaken: z
      .array(text)
      .describe(
        "Columns with something of yours in them that is not kept here: ratings, reviews, private notes; by number where they have no names",
      ),
  })
  .meta({ id: "Published" });

export const copyChangesSchema = z
  .strictObject({
    modes: z.array(z.enum(offerModes)).min(1).max(4).optional(),
    loanDays: z.number().int().min(1).max(180).optional(),
    condition: z.enum(copyConditions).optional(),
    note: z.string().max(500).optional(),
    shelf: z.string().max(60).optional(),
    reading: z.enum(readingStates).optional(),
    audience: audienceSchema.optional(),
  })
  .meta({ id: "CopyChanges" });

/** How somebody says a book is called. */
export const wordingSchema = z
  .strictObject({ title: z.string().trim().min(1).max(300), author: z.string().trim().max(200).default("") })
  .meta({ id: "Wording" });
/** What somebody says of a title that no library has. */
export const mendingSchema = z
  .strictObject({
    title: z.string().trim().min(1).max(300),
    author: z.string().trim().max(200).default(""),
    isbn: z.string().trim().max(30).default(""),
    record: z
      .string()
      .trim()
      .max(300)
      .default("")
      .describe("Number or address of the record that is the same"),
  })
  .meta({ id: "Mending" });
export const wordedSchema = z
  .object({
    title: z.string(),
    author: z.string(),
    isFinal: z.boolean().describe("False: one voice of several; what most readers say is shown"),
  })
  .meta({ id: "Worded" });

const copyFacts = {
  id,
  titleId: number,
  instanceId: number.nullable(),
  isbn: text.nullable(),
  title: text,
  author: text,
  condition: z.enum(copyConditions),
  note: text,
  modes: z.array(z.enum(offerModes)),
  loanDays: number,
  isFree: z.boolean(),
  waiting: number,
  photoIds: z.array(id),
};

const ownCopySchema = z
  .object({
    ...copyFacts,
    shelf: text,
    reading: z.enum(readingStates),
    audience: z.object({
      public: z.boolean(),
      radiusKm: number,
      friends: z.boolean(),
      circleIds: z.array(id),
    }),
    deposit: number.describe("Held while it is out, in fen"),
    state: z.enum(allOfferStates),
    publishedAt: text,
  })
  .meta({ id: "OwnCopy" });

/** Copies on one page of my books. */
export const MY_BOOKS_PAGE = 100;
export const myBooksSchema = z
  .object({
    items: z.array(ownCopySchema),
    next: z.string().nullable(),
    total: number,
    shelves: z.array(z.object({ shelf: text, count: number })),
  })
  .meta({ id: "MyBooks" });

/** A reader, or a library with its name in every language. */
export const ownerSchema = readerNameSchema
  .extend({ library: localTextSchema.nullable() })
  .meta({ id: "CopyOwner" });

export const visibleCopySchema = z
  .object({
    ...copyFacts,
    owner: ownerSchema,
    isOwn: z.boolean(),
    band: number.nullable(),
    circles: z.array(text),
  })
  .meta({ id: "VisibleCopy" });

export const requestModeSchema = z.enum(requestModes).meta({ id: "RequestMode" });

/** One of a library's items offered to circles. */
export const newLibraryCopySchema = z
  .strictObject({
    barcode: z.string().trim().min(1).max(100),
    circleIds: z.array(uuidSchema).min(1).max(20),
    loanDays: z.number().int().min(1).max(180).default(30),
  })
  .meta({ id: "NewLibraryCopy" });
export const libraryCopySchema = z
  .object({
    copyId: id,
    barcode: text,
    title: text,
    circles: z.array(text),
    isFree: z.boolean(),
  })
  .meta({ id: "LibraryCopy" });
/** Circles a library may offer copies to, and what it offers there. */
export const libraryShelfSchema = z
  .object({
    circles: z.array(
      z.object({
        id,
        name: text,
        isOfficial: z.boolean().describe("Founded by the library's staff; others are readers' own"),
      }),
    ),
    items: z.array(libraryCopySchema),
  })
  .meta({ id: "LibraryShelf" });
