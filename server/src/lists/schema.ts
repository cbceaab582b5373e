import { z } from "zod";
import { listKinds, requirements, visibilities } from "./words.ts";

const id = z.string();
const text = z.string();
const number = z.number().int();
const instant = z.string().describe("RFC 3339");
const line = (most: number): z.ZodString => z.string().trim().max(most);
/** Words that may be left as they are (absent) or emptied (null). */
const words = (most: number) => line(most).nullable().optional();

export const listParams = z.object({ id: z.string().max(60) });
export const entryParams = listParams.extend({ instanceId: z.coerce.number().int().positive() });
export const sectionParams = listParams.extend({ sectionId: z.string().max(60) });
export const editorParams = listParams.extend({ personId: z.string().max(60) });

const instanceIds = z.array(number.positive()).max(1000).default([]);

/** What an owner says about a list; absent: left as it is. */
export const listWordsSchema = z
  .strictObject({
    kind: z.enum(listKinds).optional(),
    title: line(200).min(1).optional(),
    description: words(4000),
    visibility: z.enum(visibilities).optional().describe("`link`: whoever has the secret address"),
    courseCode: words(40),
    term: words(40),
    teacher: words(100),
    coverInstanceId: number.positive().nullable().optional(),
  })
  .meta({ id: "ListWords" });
export type ListWords = z.output<typeof listWordsSchema>;
export const newListSchema = listWordsSchema
  .extend({ title: line(200).min(1), instanceIds: instanceIds.describe("Its first titles") })
  .meta({ id: "NewList" });

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
    rights: z
      .enum(["owner", "editor", "reader"])
      .describe("`owner`: all; `editor`: change its titles; `reader`: look at it"),
    isHidden: z.boolean().describe("Taken from other readers' sight by a moderator"),
    titles: number,
    createdAt: instant,
    changedAt: instant,
    shareKey: text.nullable().describe("Opens a list shared by link: `?key=`; only for the owner"),
    editorKey: text.nullable().describe("Invites co-editors; only for the owner"),
  })
  .meta({ id: "List" });
export type ListView = z.output<typeof listSchema>;

export const sectionSchema = z.object({ id, title: text }).meta({ id: "Section" });
export type ListSection = z.output<typeof sectionSchema>;
const entrySchema = z
  .object({
    instanceId: number.describe("Where the title is found now"),
    title: text,
    sectionId: id.nullable().describe("Null: before the first section"),
    note: text,
    requirement: z.enum(requirements).nullable(),
  })
  .meta({ id: "Entry" });
export type ListEntry = z.output<typeof entrySchema>;
const editorSchema = z
  .object({ personId: id, name: text.nullable().describe("The name they chose") })
  .meta({ id: "ListEditor" });
export type ListEditor = z.output<typeof editorSchema>;
export const listContentSchema = z
  .object({
    list: listSchema,
    sections: z.array(sectionSchema),
    entries: z.array(entrySchema),
    editors: z.array(editorSchema).describe("Only for the owner and editors"),
  })
  .meta({ id: "ListContent" });

export const entriesBodySchema = z
  .strictObject({
    instanceIds,
    text: z.string().max(50_000).default("").describe("ISBNs, ids or addresses of records, as pasted"),
  })
  .meta({ id: "EntriesBody" });
export const addedSchema = z
  .object({
    list: text.describe("Title of the list"),
    added: number.describe("Titles that were not in the list before"),
    unread: z.array(text).describe("What could not be read or is held nowhere"),
  })
  .meta({ id: "Added" });
export type Added = z.output<typeof addedSchema>;
export const entryChangeSchema = z
  .strictObject({
    note: words(2000),
    requirement: z.enum(requirements).nullable().optional(),
    sectionId: z.uuid().nullable().optional(),
  })
  .meta({ id: "EntryChange" });
export const directionSchema = z
  .strictObject({ direction: z.enum(["up", "down"]) })
  .meta({ id: "Direction" });
export const sectionTitleSchema = z.strictObject({ title: line(200).min(1) }).meta({ id: "SectionTitle" });
export const keySchema = z.object({ key: text }).meta({ id: "ListKey" });
/** The key of a secret address. */
export const givenKey = z.string().max(60);
