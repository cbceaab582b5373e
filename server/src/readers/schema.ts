import { z } from "zod";
import { languages } from "../kernel/text.ts";

/** How much of a record follows; what is not there is nought. */
const followsSchema = z.object({
  loans: z.number().int().describe("Past ones too"),
  openLoans: z.number().int(),
  holds: z.number().int(),
  blocks: z.number().int(),
  cards: z.number().int(),
  affiliations: z.number().int(),
});

/** Another record that may be of the same reader. */
export const likelySchema = z
  .object({
    personId: z.string(),
    name: z.string(),
    number: z.string(),
    patronGroup: z.string(),
    validUntil: z.string().nullable(),
    same: z.array(z.enum(["name", "phone", "email"])).describe("What both have"),
    follows: followsSchema,
  })
  .meta({ id: "LikelyDuplicate" });

/** The record that goes into the one of the path. */
export const newMergeSchema = z
  .strictObject({
    awayId: z.string().max(60).describe("Person whose record is emptied into this one"),
  })
  .meta({ id: "NewMerge" });

/** Two records of one reader that became one. */
export const mergeSchema = z
  .object({
    id: z.string(),
    keepId: z.string(),
    awayId: z.string(),
    name: z.string().describe("Name of the record that was emptied"),
    mergedAt: z.string(),
    undoneAt: z.string().nullable(),
    mayUndo: z.boolean(),
    rows: z.number().int().describe("Loans, requests, cards and so on that went along"),
  })
  .meta({ id: "ReaderMerge" });

/** What staff write for each other about a reader. */
export const newNoteSchema = z
  .strictObject({ text: z.string().trim().min(1).max(1000) })
  .meta({ id: "NewNote" });

/** Somebody who answers to the library for a reader. */
export const newGuarantorSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    contact: z.string().trim().max(200).default("").describe("Telephone, address or number"),
    until: z.iso.date().nullable().default(null).describe("Last day; null: without end"),
  })
  .meta({ id: "NewGuarantor" });

/** What a library keeps about its reader beside what they are: notes, guarantors, whether there is a picture. */
export const fileSchema = z
  .object({
    notes: z.array(z.object({ id: z.string(), text: z.string(), by: z.string(), at: z.string() })),
    guarantors: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        contact: z.string(),
        until: z.string().nullable(),
        isOver: z.boolean(),
      }),
    ),
    photo: z.object({ id: z.string(), takenAt: z.string() }).nullable(),
    merges: z.array(mergeSchema),
  })
  .meta({ id: "ReaderFile" });

const claimed = {
  member: z.string().max(20).default("").describe("Code of the library"),
  number: z.string().trim().max(64).default("").describe("The reader's number or card"),
  language: z.enum(languages).default("zh-Hans"),
};

/** Who asks for a code to the address that their library has of them. */
export const activationCodeSchema = z.strictObject(claimed).meta({ id: "ActivationCode" });

/** The code that came, and the password to be used from now on. */
export const activationSchema = z
  .strictObject({
    ...claimed,
    code: z.string().max(40).default(""),
    password: z.string().max(1000).default(""),
  })
  .meta({ id: "Activation" });
