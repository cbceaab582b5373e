import { z } from "zod";
import { postingStates } from "../moderation/posting-states.ts";

const id = z.string();
const text = z.string();
const number = z.number().int();
const instant = z.string().describe("RFC 3339");
const line = (most: number): z.ZodString => z.string().trim().max(most);

export const instanceParams = z.object({ id: z.coerce.number().int().positive() });
export const reviewParams = z.object({ id: z.string().max(60) });
export const readingParams = z.object({ id: z.string().max(60).describe("Of the loan") });

export const reviewTextSchema = z.strictObject({ text: line(2000).min(1) }).meta({ id: "ReviewText" });
const publicReviewSchema = z
  .object({
    id,
    text,
    writer: text.nullable().describe("The name the writer chose; null: none"),
    stars: number.nullable(),
    at: instant,
  })
  .meta({ id: "PublicReview" });
/** A published review. */
export type PublicReview = z.output<typeof publicReviewSchema>;
export const ownReviewSchema = z
  .object({
    id,
    instanceId: number,
    title: text,
    text,
    state: z.enum(postingStates),
    submittedAt: instant,
    reason: text.nullable().describe("Why it was rejected: a code, or `rule`"),
    reasonWords: text.describe("The moderator's words"),
    appeal: text,
    mayAppeal: z.boolean(),
  })
  .meta({ id: "OwnReview" });
/** A review as its own writer sees it. */
export type OwnReview = z.output<typeof ownReviewSchema>;
const ratingSchema = z
  .object({ average: z.number().describe("To one decimal"), count: number })
  .meta({ id: "Rating" });
/** What readers think of an instance on average, and how many said so. */
export type RatingSummary = z.output<typeof ratingSchema>;
const ownTagSchema = z
  .object({
    label: text,
    isPublic: z.boolean(),
    isHidden: z.boolean().describe("Kept from others by a moderator"),
  })
  .meta({ id: "OwnTag" });
/** Somebody's own tag. */
export type OwnTag = z.output<typeof ownTagSchema>;
const publicTagSchema = z.object({ label: text, count: number.describe("Readers who gave it") });
/** A public tag. */
export type PublicTag = z.output<typeof publicTagSchema>;
export const tagsBodySchema = z
  .strictObject({
    open: z.array(line(40)).max(50).default([]).describe("Tags others see"),
    own: z.array(line(40)).max(50).default([]).describe("Tags only the reader sees"),
  })
  .meta({ id: "TagsBody" });
export const voicesSchema = z
  .object({
    rating: ratingSchema.nullable().describe("Null below three ratings"),
    tags: z.array(publicTagSchema),
    reviews: z.array(publicReviewSchema).describe("One page, the newest first"),
    next: text.nullable().describe("`cursor` of the reviews that follow; null: these are the last"),
    own: z
      .object({
        stars: number.nullable(),
        review: ownReviewSchema.nullable(),
        tags: z.array(ownTagSchema),
        note: text,
      })
      .nullable()
      .describe("Null when nobody is signed in"),
  })
  .meta({ id: "Voices" });
/** What readers say about an instance; `own`: what the person asking wrote. */
export type Voices = z.output<typeof voicesSchema>;
export const noteSchema = z
  .object({ instanceId: number, title: text, text, changedAt: instant })
  .meta({ id: "Note" });
/** A reader's private note about an instance. */
export type Note = z.output<typeof noteSchema>;
export const readingSchema = z
  .object({
    loanId: id,
    instanceId: number,
    title: text,
    loanedAt: instant,
    returnedAt: instant,
  })
  .meta({ id: "Reading" });
/** A line of somebody's own history. */
export type Reading = z.output<typeof readingSchema>;
export const profileSchema = z
  .object({
    displayName: text
      .nullable()
      .describe("What others see; null while the wanted name waits or was turned down"),
    wantedName: text.nullable().describe("What they asked to be called"),
    historySince: instant.nullable().describe("Since when their history is kept"),
  })
  .meta({ id: "Profile" });
/** What somebody is to other readers, and whether their history is kept. */
export type Profile = z.output<typeof profileSchema>;
export const displayNameSchema = z
  .strictObject({ displayName: line(40).nullable() })
  .meta({ id: "DisplayName" });
