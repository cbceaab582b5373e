import { z } from "zod";
import { readerNameSchema } from "../neighbours/schema.ts";
import { caseOutcomes, circleKinds, circleProofs } from "./words.ts";

const text = z.string();
const number = z.number().int();

/** No check box of a form: left out, it stays as it is. */
const listed = z.literal([true, false]);

export const circleInputSchema = z
  .strictObject({
    kind: z.enum(circleKinds),
    name: z.string().min(2).max(60),
    about: z.string().max(1000).default(""),
    proofs: z.array(z.enum(circleProofs)).min(1).max(6),
    memberId: number.positive().nullable().default(null),
    emailDomain: z.string().max(100).nullable().default(null),
    vouchesNeeded: number.min(1).max(10).default(3),
    maxLoanDays: number.min(1).max(180).nullable().default(null),
    maxActiveLoans: number.min(1).max(50).nullable().default(null),
    caseOutcome: z
      .enum(caseOutcomes)
      .nullable()
      .default(null)
      .describe("How a quarrel that nobody decided in time ends; null: by the region's rule"),
    isListed: listed.default(true),
  })
  .meta({ id: "NewCircle" });

export const circleChangesSchema = z
  .strictObject({
    kind: z.enum(circleKinds).optional(),
    name: z.string().min(2).max(60).optional(),
    about: z.string().max(1000).optional(),
    proofs: z.array(z.enum(circleProofs)).min(1).max(6).optional(),
    memberId: number.positive().nullable().optional(),
    emailDomain: z.string().max(100).nullable().optional(),
    vouchesNeeded: number.min(1).max(10).optional(),
    maxLoanDays: number.min(1).max(180).nullable().optional(),
    maxActiveLoans: number.min(1).max(50).nullable().optional(),
    caseOutcome: z.enum(caseOutcomes).nullable().optional(),
    isListed: listed.optional(),
  })
  .meta({ id: "CircleChanges" });

const standing = z.enum(["applied", "active", "refused", "left", "expelled"]);

export const circleSchema = z
  .object({
    id: text,
    kind: z.enum(circleKinds),
    name: text,
    about: text,
    proofs: z.array(z.enum(circleProofs)),
    memberId: number.nullable(),
    emailDomain: text.nullable(),
    vouchesNeeded: number,
    maxLoanDays: number.nullable(),
    maxActiveLoans: number.nullable(),
    caseOutcome: z.enum(caseOutcomes).nullable(),
    isGuarded: z.boolean(),
    isResting: z.boolean().describe("Nobody looks after it: it takes no new members"),
    isCalled: z.boolean().describe("I was asked to look after it"),
    isListed: z.boolean(),
    members: number,
    standing: standing.nullable(),
    isSteward: z.boolean(),
  })
  .meta({ id: "Circle" });

export const circlePersonSchema = readerNameSchema
  .extend({
    personId: text,
    state: standing,
    isSteward: z.boolean(),
    proof: text.nullable(),
    words: text,
    vouches: number,
    isMe: z.boolean(),
  })
  .meta({ id: "CirclePerson" });

export const circleLinkSchema = z
  .object({
    id: text,
    name: text,
    direction: z.enum(["in", "of"]),
    agreed: z.boolean(),
  })
  .meta({ id: "CircleLink" });
