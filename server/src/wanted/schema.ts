import { z } from "zod";
import { readerNameSchema } from "../neighbours/schema.ts";
import { answerKinds, postStates } from "./words.ts";

const text = z.string();

/** What somebody looks for. */
export const newPostSchema = z
  .strictObject({
    words: z.string().trim().min(2).max(200),
    more: z.string().trim().max(500).default(""),
    circleId: z.string().max(60).nullable().default(null).describe("Null: among those who live near"),
  })
  .meta({ id: "NewWantedPost" });

export const newAnswerSchema = z
  .strictObject({
    kind: z.enum(answerKinds),
    copyId: z.string().max(60).nullable().default(null),
    link: z.string().max(500).default(""),
    words: z.string().trim().max(300).default(""),
  })
  .meta({ id: "NewWantedAnswer" });

export const endSchema = z
  .strictObject({ found: z.boolean(), answerId: z.string().max(60).nullable().default(null) })
  .meta({ id: "EndWanted" });

export const reportSchema = z
  .strictObject({
    answerId: z.string().max(60).nullable().default(null),
    words: z.string().trim().max(500).default(""),
  })
  .meta({ id: "WantedReport" });

export const wantedPostSchema = z
  .object({
    id: text,
    words: text,
    more: text,
    state: z.enum(postStates),
    isOwn: z.boolean(),
    isPublic: z.boolean(),
    circle: text.nullable(),
    band: z.number().int().nullable().describe("Kilometres at most; null in a circle"),
    by: readerNameSchema,
    answers: z.number().int(),
    createdAt: text,
    expiresAt: text,
  })
  .meta({ id: "WantedPost" });

export const wantedAnswerSchema = z
  .object({
    id: text,
    kind: z.enum(answerKinds),
    copyId: text.nullable(),
    title: text.nullable(),
    link: text.nullable(),
    words: text,
    isOwn: z.boolean(),
    isPublic: z.boolean(),
    helped: z.boolean(),
    by: readerNameSchema,
    at: text,
  })
  .meta({ id: "WantedAnswer" });
