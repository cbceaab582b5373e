import { z } from "zod";
import { authorityKinds, formRoles, headingKinds, headingStates, relations } from "./words.ts";

const text = z.string().trim().min(1).max(300);

/** An authority in one line, as it is chosen from a list. */
export const authorityLineSchema = z
  .object({
    id: z.number().int(),
    kind: z.enum(authorityKinds),
    name: z.string().describe("Its heading, with dates where others bear the same name"),
    headings: z.array(z.string()).describe("Headings in all scripts"),
    dates: z.string(),
    note: z.string(),
    classes: z.array(z.string()),
    headingsLinked: z.number().int().describe("Headings of records that are linked to it"),
    titles: z.number().int(),
  })
  .meta({ id: "AuthorityLine" });

const formSchema = z.object({
  role: z.enum(formRoles),
  relation: z.enum(relations).nullable(),
  text: z.string(),
});

/** An authority with everything it is called; `leadsTo`: the authority a heading beside it is the heading of. */
export const authoritySchema = z
  .object({
    ...authorityLineSchema.shape,
    version: z.number().int(),
    source: z.string(),
    number: z.string(),
    link: z.string().describe("What $0 or $3 of a field holds to name it"),
    forms: z.array(formSchema.extend({ leadsTo: z.number().int().nullable() })),
    numbers: z.array(z.string()),
    changedAt: z.string(),
  })
  .meta({ id: "Authority" });

const namesShape = {
  headings: z
    .array(text)
    .min(1)
    .max(20)
    .describe("What it is called, in each script; the script of its origin first"),
  see: z.array(text).max(100).default([]).describe("Other forms, which lead to it"),
  also: z
    .array(z.strictObject({ text, relation: z.enum(relations) }))
    .max(100)
    .default([])
    .describe("Headings that stand beside it"),
  dates: z.string().trim().max(60).default(""),
  note: z.string().trim().max(1000).default(""),
  classes: z.array(z.string().trim().min(1).max(60)).max(12).default([]),
};

export const newAuthoritySchema = z
  .strictObject({ kind: z.enum(authorityKinds), ...namesShape })
  .meta({ id: "NewAuthority" });

/** `version`: the one that was opened. */
export const authorityChangeSchema = z
  .strictObject({ version: z.number().int().positive(), ...namesShape })
  .meta({ id: "AuthorityChange" });

export const authorityMergeSchema = z
  .strictObject({ into: z.number().int().positive().describe("The authority that stays") })
  .meta({ id: "AuthorityMerge" });

/** A name or subject as records write it, whose it is, and whose it may be. */
export const headingSchema = z
  .object({
    id: z.number().int(),
    kind: z.enum(headingKinds),
    text: z.string(),
    dates: z.string(),
    forms: z.array(z.string()),
    titles: z.number().int(),
    state: z.enum(headingStates),
    byHand: z.boolean().describe("Somebody decided it; false: a rule did, or nobody"),
    authority: authorityLineSchema.nullable(),
    candidates: z.array(authorityLineSchema).describe("Authorities that are called so"),
    samples: z.array(z.object({ instanceId: z.number().int(), title: z.string() })),
  })
  .meta({ id: "RecordHeading" });

export const headingLinksSchema = z
  .strictObject({
    links: z
      .array(
        z.strictObject({ headingId: z.number().int().positive(), authorityId: z.number().int().positive() }),
      )
      .min(1)
      .max(200),
  })
  .meta({ id: "HeadingLinks" });
