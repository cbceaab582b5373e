import { z } from "zod";
import { postingStates } from "../moderation/posting-states.ts";
import { frequencies, listKinds, requirements, visibilities } from "./words.ts";

const id = z.string();
const text = z.string();
const number = z.number().int();
const instant = z.string().describe("RFC 3339");
const line = (most: number): z.ZodString => z.string().trim().max(most);

export const instanceParams = z.object({ id: z.coerce.number().int().positive() });
export const listParams = z.object({ id: z.string().max(60) });
export const entryParams = listParams.extend({ instanceId: z.coerce.number().int().positive() });
export const sectionParams = listParams.extend({ sectionId: z.string().max(60) });

/** What an owner says about a list. */
export const listWordsSchema = z
  .strictObject({
    kind: z.enum(listKinds).optional(),
    title: line(200).min(1).optional(),
    description: line(4000).optional(),
    visibility: z.enum(visibilities).optional().describe("`link`: whoever has the secret address"),
    courseCode: line(40).optional(),
    term: line(40).optional(),
    teacher: line(100).optional(),
    coverInstanceId: number.positive().nullable().optional(),
  })
  .meta({ id: "ListWords" });
export const newListSchema = listWordsSchema.extend({ title: line(200).min(1) }).meta({ id: "NewList" });

export const listSchema = z
  .object({
    id,
    kind: z.enum(listKinds),
    title: text,
    description: text,
    visibility: z.enum(visibilities),
    courseCode: text,
    term: text,
    teacher: text,
    coverInstanceId: number.nullable(),
    owner: text.nullable().describe("The name its owner chose; null: none"),
    rights: z.enum(["owner", "editor", "reader"]),
    isHidden: z.boolean().describe("Taken from other readers' sight by a moderator"),
    titles: number,
    createdAt: instant,
    changedAt: instant,
    shareKey: text.nullable().describe("Opens a list shared by link: `?key=`; only for the owner"),
    editorKey: text.nullable().describe("Invites co-editors; only for the owner"),
  })
  .meta({ id: "List" });

export const sectionSchema = z.object({ id, title: text }).meta({ id: "Section" });
const entrySchema = z
  .object({
    instanceId: number,
    title: text,
    sectionId: id.nullable(),
    note: text,
    requirement: z.enum(requirements).nullable(),
  })
  .meta({ id: "Entry" });
export const listContentSchema = z
  .object({
    list: listSchema,
    sections: z.array(sectionSchema),
    entries: z.array(entrySchema),
    editors: z
      .array(z.object({ personId: id, name: text.nullable() }))
      .describe("Only for the owner and editors"),
  })
  .meta({ id: "ListContent" });

export const entriesBodySchema = z
  .strictObject({
    instanceIds: z.array(number.positive()).max(1000).default([]),
    text: z.string().max(50_000).default("").describe("ISBNs, ids or addresses of records, as pasted"),
  })
  .meta({ id: "EntriesBody" });
export const addedSchema = z
  .object({
    added: number.describe("Titles that were not in the list before"),
    unread: z.array(text).describe("What could not be read or is held nowhere"),
  })
  .meta({ id: "Added" });
export const entryChangeSchema = z
  .strictObject({
    note: line(2000).optional(),
    requirement: z.enum(requirements).nullable().optional(),
    sectionId: z.uuid().nullable().optional(),
  })
  .meta({ id: "EntryChange" });
export const directionSchema = z
  .strictObject({ direction: z.enum(["up", "down"]) })
  .meta({ id: "Direction" });

export const reviewTextSchema = z.strictObject({ text: line(2000).min(1) }).meta({ id: "ReviewText" });
const publicReviewSchema = z
  .object({
    id,
    text,
    writer: text.nullable().describe("The name the writer chose; null: none"),
    stars: number.nullable(),
    at: instant,
  })
  .meta({ id: "PublicReview" });
export const ownReviewSchema = z
  .object({
    id,
    instanceId: number,
    title: text,
    text,
    state: z.enum(postingStates),
    submittedAt: instant,
    reason: text.nullable(),
    reasonWords: text,
    appeal: text,
    mayAppeal: z.boolean(),
  })
  .meta({ id: "OwnReview" });
const ratingSchema = z.object({ average: z.number(), count: number }).meta({ id: "Rating" });
const ownTagSchema = z
  .object({ label: text, isPublic: z.boolean(), isHidden: z.boolean() })
  .meta({ id: "OwnTag" });
export const tagsBodySchema = z
  .strictObject({
    open: z.array(line(40)).max(50).default([]).describe("Tags others see"),
    own: z.array(line(40)).max(50).default([]).describe("Tags only the reader sees"),
  })
  .meta({ id: "TagsBody" });
export const voicesSchema = z
  .object({
    rating: ratingSchema.nullable().describe("Null below three ratings"),
    tags: z.array(z.object({ label: text, count: number })),
    reviews: z.array(publicReviewSchema),
    own: z
      .object({
        stars: number.nullable(),
        review: ownReviewSchema.nullable(),
        tags: z.array(ownTagSchema),
        note: text,
      })
      .nullable()
      .describe("Null when nobody is signed in"),
  })
  .meta({ id: "Voices" });
export const noteSchema = z
  .object({ instanceId: number, title: text, text, changedAt: instant })
  .meta({ id: "Note" });
export const readingSchema = z
  .object({
    loanId: id,
    instanceId: number,
    title: text,
    loanedAt: instant,
    returnedAt: instant,
  })
  .meta({ id: "Reading" });
export const profileSchema = z
  .object({
    displayName: text.nullable(),
    wantedName: text.nullable(),
    historySince: instant.nullable(),
  })
  .meta({ id: "Profile" });
export const savedSearchSchema = z
  .object({
    id,
    name: text,
    query: text.describe("Address of the search, without `?`"),
    frequency: z.enum(frequencies),
    feedKey: text.describe("Secret of its Atom feed"),
    createdAt: instant,
    lastRunAt: instant.nullable(),
    found: number,
  })
  .meta({ id: "SavedSearch" });
export const newSearchSchema = z
  .object({
    name: line(200).min(1),
    query: z.string().max(4000).describe("What stands after `?` in the address of `/api/v1/search`"),
    frequency: z.enum(frequencies).default("weekly"),
  })
  .meta({ id: "NewSearch" });
export const searchChangeSchema = z
  .strictObject({
    name: line(200).min(1).optional(),
    frequency: z.enum(frequencies).optional(),
  })
  .meta({ id: "SearchChange" });
