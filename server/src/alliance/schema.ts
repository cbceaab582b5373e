import { z } from "zod";
import { organisationKinds } from "./words.ts";

const words = (most: number, least = 0): z.ZodString => z.string().trim().min(least).max(most);

/** What an organisation says about itself, as it is sent. */
export const organisationWordsSchema = z
  .object({
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

export const organisationSchema = z
  .object({
    id: z.string(),
    kind: z.enum(organisationKinds),
    name: z.string(),
    about: z.string(),
    contact: z.string(),
    state: z.enum(["proposed", "member", "refused", "left"]),
    reason: z.string(),
    memberId: z.number().int().nullable(),
    createdAt: z.string(),
  })
  .meta({ id: "Organisation" });

/** An announcement as it is sent. */
export const announcementWordsSchema = z
  .object({
    title: words(100, 2),
    body: words(4000, 1),
    until: z.iso.date(),
  })
  .meta({ id: "AnnouncementWords" });

/** A campaign as it is sent. */
export const campaignWordsSchema = z
  .object({
    title: words(100, 2),
    about: words(2000).default(""),
    startsOn: z.iso.date(),
    endsOn: z.iso.date(),
  })
  .meta({ id: "CampaignWords" });

/** A question to the service centre, and a further word, as they are sent. */
export const helpCaseWordsSchema = z
  .object({ subject: words(120, 2), body: words(4000, 1) })
  .meta({ id: "HelpCaseWords" });
export const helpMessageWordsSchema = z.object({ body: words(4000, 1) }).meta({ id: "HelpMessageWords" });
