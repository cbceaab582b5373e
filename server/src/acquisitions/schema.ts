import { z } from "zod";
import { declineReasons, suggestionStates, verdicts } from "./words.ts";

const line = (most: number): z.ZodString => z.string().trim().max(most);

/** What a reader says of a book. `search`: what was looked for in vain. */
export const newSuggestionSchema = z
  .strictObject({
    title: line(300).min(1),
    author: line(200).default(""),
    publisher: line(200).default(""),
    isbn: line(30).default("").describe("ISBN-10 or -13 as printed, or nothing"),
    note: line(500).default("").describe("What it is needed for"),
    search: line(300).default(""),
  })
  .meta({ id: "NewSuggestion" });

/** What may still be said while it waits. */
export const suggestionWordsSchema = newSuggestionSchema
  .omit({ search: true })
  .meta({ id: "SuggestionWords" });

/** A suggestion as its own reader sees it. */
export const suggestionSchema = z
  .object({
    id: z.string(),
    member: z.string().describe("Code of the library that was asked"),
    title: z.string(),
    author: z.string(),
    publisher: z.string(),
    isbn: z.string().nullable(),
    note: z.string(),
    state: z.enum(suggestionStates),
    reason: z.enum(declineReasons).nullable(),
    answer: z.string(),
    createdAt: z.string(),
    decidedAt: z.string().nullable(),
  })
  .meta({ id: "PurchaseSuggestion" });

/** The suggestions of one book at a library as its staff see them: how many readers, since when, why. No reader is named. */
export const suggestedBookSchema = suggestionSchema
  .omit({ note: true })
  .extend({
    readers: z.number().int(),
    notes: z.array(z.string()).describe("What readers need it for, the first five"),
    searches: z.array(z.string()).describe("What readers searched for in vain"),
    heldAt: z.array(z.string()).describe("Codes of libraries that hold a book of this ISBN"),
  })
  .meta({ id: "SuggestedBook" });

/** What staff say of a book; a reason where it is declined. */
export const verdictSchema = z
  .strictObject({
    verdict: z.enum(verdicts),
    reason: z.enum(declineReasons).nullable().default(null),
    answer: line(500).default("").describe("Told to every reader who suggested it"),
  })
  .meta({ id: "SuggestionVerdict" });
