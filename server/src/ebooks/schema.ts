import { z } from "zod";
import { readerNameSchema } from "../neighbours/schema.ts";
import { rightsKinds } from "./words.ts";

const text = z.string();

export const newEbookSchema = z
  .strictObject({
    circleId: z.string().max(60),
    instanceId: z.number().int().positive().nullable().default(null).describe("A title of the libraries"),
    title: z.string().trim().max(300).default("").describe("Empty: the title's own"),
    author: z.string().trim().max(200).default(""),
    link: z.string().trim().max(500).default("").describe("Empty for what a library offers on line"),
    rights: z.enum(rightsKinds).describe("What allows it to be passed on"),
    rightsWords: z
      .string()
      .trim()
      .max(300)
      .default("")
      .describe("Where that is said; not for what is licensed"),
    isLawful: z.literal(true).describe("I have looked: this may be passed on"),
    words: z.string().trim().max(500).default(""),
  })
  .meta({ id: "NewEbook" });

export const ebookSchema = z
  .object({
    id: text,
    circleId: text,
    circle: text,
    instanceId: z.number().int().nullable(),
    title: text,
    author: text,
    link: text.nullable(),
    rights: z.enum(rightsKinds),
    rightsWords: text,
    words: text,
    isOwn: z.boolean(),
    isPublic: z.boolean(),
    mayWithdraw: z.boolean(),
    by: readerNameSchema,
    at: text,
  })
  .meta({ id: "Ebook" });
