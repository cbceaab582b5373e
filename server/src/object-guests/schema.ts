import { z } from "zod";
import { lendingRules } from "./words.ts";

const slug = z.string().max(60);
const name = z.record(z.string(), z.string());

/** What is placed where: everything a search of a collection finds, or one object. */
export const newPlacingSchema = z
  .strictObject({
    into: slug.describe("The collection that shall show it"),
    source: slug.optional().describe("The collection whose search is meant"),
    within: z
      .string()
      .max(4000)
      .default("")
      .describe("What follows the `?` in the address of that search; empty: everything"),
    number: z.number().int().positive().optional().describe("One object instead"),
  })
  .meta({ id: "NewPlacing" });
export type NewPlacing = z.output<typeof newPlacingSchema>;

/** What was placed by one action. */
export const placingSchema = z
  .object({
    id: z.string(),
    into: z.object({ slug: z.string(), name }),
    source: z.object({ slug: z.string(), name }).nullable(),
    objects: z.number().int(),
    already: z.number().int().describe("That stood there before"),
    keptBack: z.number().int().describe("That their own collections do not lend, or took back"),
    author: z.string().nullable(),
    at: z.string(),
    undone: z.boolean(),
  })
  .meta({ id: "Placing" });
export type Placing = z.output<typeof placingSchema>;

/** An object that a collection shows and that belongs to another. */
export const guestSchema = z
  .object({
    number: z.number().int(),
    title: z.string(),
    home: z.object({ slug: z.string(), name }),
    since: z.string(),
  })
  .meta({ id: "CollectionGuest" });
export type Guest = z.output<typeof guestSchema>;

/** To whom a collection lends, and where its objects stand. */
export const lendingSchema = z
  .object({
    to: z.enum(lendingRules),
    elsewhere: z.array(
      z.object({
        slug: z.string(),
        name,
        member: z.string(),
        objects: z.number().int(),
        takenBack: z.number().int(),
      }),
    ),
  })
  .meta({ id: "CollectionLending" });
export type Lending = z.output<typeof lendingSchema>;

/** A collection in which an object is found. */
export const whereSchema = z
  .object({ slug: z.string(), name, member: z.string(), home: z.boolean() })
  .meta({ id: "ObjectPlace" });
