import { z } from "zod";
import { readerNameSchema } from "../neighbours/schema.ts";

const text = z.string();
const about = z.string().trim().max(2000).default("");
const startsOn = z.iso.date().describe("In the zone of whoever leads it");
const daysEach = z.number().int().min(1).max(60).default(1).describe("Days of each part");

export const newReadingSchema = z
  .strictObject({
    instanceId: z.number().int().positive().nullable().default(null).describe("A title of the libraries"),
    title: z.string().trim().max(300).default("").describe("Empty: the title's own"),
    author: z.string().trim().max(200).default(""),
    about,
    circleId: z.string().max(60).nullable().default(null).describe("Null: for everybody who is signed in"),
    startsOn,
    daysEach,
    chapters: z.string().max(20_000).default("").describe("One part a line"),
    pages: z
      .number()
      .int()
      .min(1)
      .max(20_000)
      .nullable()
      .default(null)
      .describe("Where no chapters are given"),
    sections: z
      .number()
      .int()
      .min(1)
      .nullable()
      .default(null)
      .describe("In how many parts the pages are read"),
  })
  .meta({ id: "NewReading" });

export const readingChangesSchema = z
  .strictObject({ about, startsOn, daysEach })
  .meta({ id: "ReadingChanges" });

export const clockInSchema = z
  .strictObject({
    part: z.number().int().min(1).describe("How far I have come"),
    note: z.string().trim().max(2000).default("").describe("What I thought; for those who read along"),
  })
  .meta({ id: "ReadingClockIn" });

export const readingSchema = z
  .object({
    id: text,
    title: text,
    author: text,
    instanceId: z.number().int().nullable(),
    about: text,
    circle: text.nullable(),
    circleId: text.nullable(),
    partsAre: z.enum(["chapters", "pages"]),
    parts: z.number().int(),
    daysEach: z.number().int(),
    startsOn: text,
    endsOn: text,
    today: text,
    phase: z.enum(["ahead", "on", "over"]),
    part: z.number().int().describe("Where the plan is today; 0 before it begins"),
    partName: text,
    readers: z.number().int(),
    isIn: z.boolean(),
    isSentAway: z.boolean(),
    isReminded: z.boolean(),
    myPart: z.number().int(),
    didToday: z.boolean(),
    mayLead: z.boolean(),
    isPublic: z.boolean(),
    leader: readerNameSchema,
  })
  .meta({ id: "ReadingGroup" });

export const partSchema = z
  .object({ number: z.number().int(), name: text, from: text, to: text, reached: z.number().int() })
  .meta({ id: "ReadingPart" });

export const fellowSchema = readerNameSchema
  .extend({ personId: text, part: z.number().int(), days: z.number().int(), isMe: z.boolean() })
  .meta({ id: "ReadingFellow" });

export const readingNoteSchema = z
  .object({
    id: text,
    part: z.number().int(),
    text,
    isOwn: z.boolean(),
    isPublic: z.boolean(),
    isAhead: z.boolean().describe("Of a part I have not come to"),
    by: readerNameSchema,
    at: text,
  })
  .meta({ id: "ReadingNote" });
