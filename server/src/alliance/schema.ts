import { z } from "zod";
import { helpCaseStateNames, organisationStateNames } from "./organisation-states.ts";
import { organisationKinds } from "./words.ts";

const words = (most: number, least = 0): z.ZodString => z.string().trim().min(least).max(most);

/** What an organisation says about itself, as it is sent. */
export const organisationWordsSchema = z
  .strictObject({
    kind: z.enum(organisationKinds),
    name: words(80, 2),
    about: words(2000).default(""),
    contact: words(200).default("").describe("Shown to everybody; no private address"),
  })
  .meta({ id: "OrganisationWords" });

export const figuresSchema = z
  .object({
    readers: z.number().int(),
    copies: z.number().int(),
    loans: z.number().int(),
    turnover: z.number().describe("Loans for each copy, two decimals"),
    nests: z.number().int(),
    journeys: z.number().int().describe("Journeys of drifting books its readers started"),
  })
  .meta({ id: "Figures" });

export const savedSchema = z
  .object({
    lendings: z.number().int().describe("From reader to reader, each copy once for each who borrowed it"),
    kept: z.number().int().describe("Books that went from hand to hand"),
    books: z
      .number()
      .int()
      .describe("New books spared, if one of three lendings spares one: an assumption, nothing measured"),
    yuan: z.number().int().describe("At 40 yuan for a book: an assumption"),
    kilograms: z.number().int().describe("CO2, at one kilogram for a book: an assumption"),
  })
  .meta({ id: "SharingSaved" });

export const organisationSchema = z
  .object({
    id: z.string(),
    kind: z.enum(organisationKinds),
    name: z.string(),
    about: z.string(),
    contact: z.string(),
    state: z.enum(organisationStateNames),
    reason: z.string(),
    memberId: z.number().int().nullable(),
    createdAt: z.string(),
  })
  .meta({ id: "Organisation" });
/** An organisation as everybody sees it. */
export type Organisation = z.output<typeof organisationSchema>;

const named = z.object({ id: z.string(), name: z.string() });

/** Something told to everybody; `organisation` null: by the office; `waits`: only its stewards see it yet. */
export const announcementSchema = z.object({
  id: z.string(),
  organisation: named.nullable(),
  title: z.string(),
  body: z.string(),
  publishedAt: z.string(),
  until: z.string(),
  waits: z.boolean(),
});
export type Announcement = z.output<typeof announcementSchema>;

/** Something an organisation calls its readers to. */
export const campaignSchema = z.object({
  id: z.string(),
  organisation: named,
  title: z.string(),
  about: z.string(),
  startsOn: z.string(),
  endsOn: z.string(),
  waits: z.boolean(),
});
export type Campaign = z.output<typeof campaignSchema>;

/** A reader's case at the service centre. */
export const helpCaseSchema = z
  .object({
    id: z.string(),
    subject: z.string(),
    state: z.enum(helpCaseStateNames),
    openedAt: z.string(),
    changedAt: z.string(),
  })
  .meta({ id: "HelpCase" });
export type HelpCase = z.output<typeof helpCaseSchema>;

/** A word in a case; `byOffice`: of the service centre. */
export const helpMessageSchema = z.object({ byOffice: z.boolean(), body: z.string(), at: z.string() });
export type HelpMessage = z.output<typeof helpMessageSchema>;

/** What sharing comes to. Counts only: nobody's reading can be told from them. */
export type SharingFigures = z.output<typeof figuresSchema>;

/** An announcement as it is sent. */
export const announcementWordsSchema = z
  .strictObject({
    title: words(100, 2),
    body: words(4000, 1),
    until: z.iso.date(),
  })
  .meta({ id: "AnnouncementWords" });

/** A campaign as it is sent. */
export const campaignWordsSchema = z
  .strictObject({
    title: words(100, 2),
    about: words(2000).default(""),
    startsOn: z.iso.date(),
    endsOn: z.iso.date(),
  })
  .meta({ id: "CampaignWords" });

/** A question to the service centre, and a further word, as they are sent. */
export const helpCaseWordsSchema = z
  .strictObject({ subject: words(120, 2), body: words(4000, 1) })
  .meta({ id: "HelpCaseWords" });
export const helpMessageWordsSchema = z
  .strictObject({ body: words(4000, 1) })
  .meta({ id: "HelpMessageWords" });
