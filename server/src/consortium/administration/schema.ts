import { z } from "zod";
import { languages } from "../../kernel/text.ts";
import { closureFaults } from "../words.ts";

const text = z.partialRecord(z.enum(languages), z.string().trim().max(300));
const figure = z.number().int();
const zone = z.string().max(60);

/** Figures of a member's own loans. */
const figures = {
  importProfile: z.string().max(60).nullable().optional(),
  timeZone: zone.optional().describe("IANA zone"),
  loanDays: figure.optional(),
  renewalsMax: figure.optional(),
  shelfDays: figure.optional(),
};

/** A library that joins. */
export const newMemberSchema = z
  .strictObject({ code: z.string().max(16), name: text, ...figures })
  .meta({ id: "NewMember" });
/** What changes of a member; absent: stays. */
export const memberChangeSchema = z
  .strictObject({ name: text.optional(), ...figures })
  .meta({ id: "MemberChange" });
/** A member as it is kept. */
export const memberSchema = z
  .object({
    code: z.string(),
    name: text,
    importProfile: z.string().nullable(),
    timeZone: z.string(),
    loanDays: figure,
    renewalsMax: figure,
    shelfDays: figure,
  })
  .meta({ id: "Member" });

/** A house of a member. */
export const newBranchSchema = z
  .strictObject({
    code: z.string().max(24),
    name: text,
    address: text.optional(),
    isPickup: z.boolean().optional().describe("Holds can be collected here; absent: yes"),
  })
  .meta({ id: "NewBranch" });
/** What changes of a branch; absent: stays. */
export const branchChangeSchema = newBranchSchema.omit({ code: true }).partial().meta({ id: "BranchChange" });
/** A branch as it is kept. */
export const branchSchema = z
  .object({
    id: figure,
    code: z.string(),
    name: text,
    address: text,
    isPickup: z.boolean(),
    isMain: z.boolean(),
  })
  .meta({ id: "Branch" });

/** Where a shelving location of the member's records stands. */
export const locationSchema = z
  .strictObject({
    code: z.string().max(200).describe("As the member's records spell it"),
    branch: z.string().max(24).describe("Code of the branch"),
    name: text.optional().describe("What people call it; absent when it is set: stays"),
    floor: z
      .string()
      .trim()
      .max(12)
      .optional()
      .describe("As people say it: 3, B1, mezzanine; empty: nothing is said; absent when it is set: stays"),
    plan: z
      .url({ protocol: /^https$/ })
      .regex(/^[^\s<>"]+$/)
      .max(500)
      .nullable()
      .optional()
      .describe("Address where the library shows a plan of it; null: none; absent when it is set: stays"),
  })
  .meta({ id: "Location" });

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
/** Weekdays (0 is Sunday) on which a branch opens; none: open every day. */
export const hoursSchema = z
  .strictObject({
    hours: z
      .array(z.strictObject({ weekday: z.number().int().min(0).max(6), opens: time, closes: time }))
      .max(7),
  })
  .meta({ id: "OpeningHours" });

/** Days on which the whole member is closed, both included. */
export const newClosureSchema = z.strictObject({
  firstOn: z.iso.date(),
  lastOn: z.iso.date(),
  reason: text.optional(),
  yearly: z.boolean().optional().describe("Every year again on these days, from the first on"),
});
/** A closure as it is kept. */
export const closureSchema = z
  .object({ id: figure, firstOn: z.string(), lastOn: z.string(), reason: text, yearly: z.boolean() })
  .meta({ id: "Closure" });

/** A file of closures as text: CSV, or iCalendar (RFC 5545). */
export const closureFileSchema = z
  .strictObject({
    text: z.string().min(1).max(300_000),
    language: z.enum(languages).default("zh-Hans").describe("Language of the reasons in the file"),
    dryRun: z.boolean().default(false),
  })
  .meta({ id: "ClosureFile" });
/** What became of the lines of a file of closures. */
export const closureLoadSchema = z
  .object({
    added: figure,
    known: figure.describe("Closures that were there already"),
    rejected: z.array(z.object({ line: figure, reason: z.enum(closureFaults) })),
    closures: z.array(
      z.object({ firstOn: z.string(), lastOn: z.string(), yearly: z.boolean(), reason: z.string() }),
    ),
  })
  .meta({ id: "ClosureLoad" });

const place = z.string().max(60).describe("Member and branch: JINHE/MAIN");
/** A way from branch to branch. */
export const waySchema = z.strictObject({ from: place, to: place }).meta({ id: "RemoveDistance" });
/** How long it takes on the road. */
export const distanceSchema = z
  .strictObject({ ...waySchema.shape, minutes: z.number().int() })
  .meta({ id: "Distance" });
