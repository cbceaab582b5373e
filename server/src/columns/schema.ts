import { z } from "zod";
import { ownerKinds } from "./words.ts";

const text = z.string();
const about = z.string().trim().max(500).default("");
const title = z.string().trim().min(2).max(80);
const membersOnly = z.boolean().default(false).describe("Of a circle: for its members only");

/** Titles one article is about. */
export const MOST_TITLES = 20;

export const newColumnSchema = z
  .strictObject({
    owner: z.enum(ownerKinds),
    ownerId: z
      .string()
      .max(60)
      .default("")
      .describe("The library's number, or the id of organisation, circle or list"),
    title,
    about,
    membersOnly,
  })
  .meta({ id: "NewColumn" });

export const columnChangesSchema = z
  .strictObject({ title, about, membersOnly })
  .meta({ id: "ColumnChanges" });

export const articleInputSchema = z
  .strictObject({
    title: z.string().trim().min(2).max(120),
    body: z
      .string()
      .trim()
      .min(1)
      .max(30_000)
      .describe("Paragraphs; a line that begins with ## is a heading"),
    instanceIds: z.array(z.number().int().positive()).max(MOST_TITLES).default([]),
  })
  .meta({ id: "NewArticle" });

export const columnSchema = z
  .object({
    id: text,
    owner: z.enum(ownerKinds),
    ownerName: text.describe("As its owner is called; empty: the region's office"),
    title: text,
    about: text,
    membersOnly: z.boolean(),
    isPublic: z.boolean(),
    isClosed: z.boolean(),
    articles: z.number().int(),
    latestAt: text.nullable(),
    followers: z.number().int(),
    isFollowed: z.boolean(),
  })
  .meta({ id: "Column" });

export const articleLineSchema = z
  .object({
    id: text,
    columnId: text,
    column: text,
    title: text,
    opening: text.describe("Its first words"),
    state: z.enum(["draft", "published", "withdrawn"]),
    isPublic: z.boolean(),
    publishedAt: text.nullable(),
    changedAt: text,
    instanceIds: z.array(z.number().int()),
  })
  .meta({ id: "ArticleLine" });

export const articleSchema = articleLineSchema.extend({ body: text }).meta({ id: "Article" });
