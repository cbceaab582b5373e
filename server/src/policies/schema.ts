import { z } from "zod";
import { languages } from "../kernel/text.ts";
import { kindsOf, ruleOrigins } from "./words.ts";

const member = z.string().max(16).nullable().describe("Code of the library; null: the consortium");
const kind = z.string().trim().min(1).max(64).nullable();
const figure = z.number().int().nullable();
const values = { loanDays: figure, renewalsMax: figure, loansMax: figure, holdsMax: figure };

/** A rule as it is set: for whom, for what, and what holds then; null: left to other rules. */
export const newLoanRuleSchema = z
  .strictObject({
    member,
    patronGroup: kind.describe("Null: every reader"),
    itemClass: kind.describe("Null: every kind of item"),
    ...values,
    locked: z.boolean().default(false).describe("Of the consortium only: no library's rule changes it"),
  })
  .meta({ id: "NewLoanRule" });

/** A rule as it is kept. */
export const loanRuleSchema = z
  .object({
    id: z.number().int(),
    member,
    patronGroup: kind,
    itemClass: kind,
    ...values,
    locked: z.boolean(),
  })
  .meta({ id: "LoanRule" });

/** Whose rules: a library's with the consortium's; absent: the consortium's. */
export const ruleFilterSchema = z.strictObject({ member: z.string().max(16).optional() });

/** For which case the rules are asked. */
export const termsFilterSchema = z.strictObject({
  member: z.string().max(16),
  patronGroup: z.string().max(64).optional(),
  itemClass: z.string().max(64).optional(),
});

/** A value, whose rule gave it, and whom and what that rule names. */
const decisionSchema = z
  .object({
    value: z.number().int(),
    origin: z.enum(ruleOrigins),
    ruleId: z.number().int().nullable(),
    patronGroup: kind,
    itemClass: kind,
  })
  .meta({ id: "RuleDecision" });

/** What holds in a case: each value with the rules that would have decided next, the first first. */
export const termsSchema = z
  .object({
    loanDays: z.array(decisionSchema),
    renewalsMax: z.array(decisionSchema),
    loansMax: z.array(decisionSchema),
    holdsMax: z.array(decisionSchema),
  })
  .meta({ id: "LoanTerms" });

/** A patron group or an item class as it is named. */
export const newKindSchema = z
  .strictObject({
    member,
    of: z.enum(kindsOf),
    code: z.string().max(64).describe("What rules, readers and items bear"),
    name: z.partialRecord(z.enum(languages), z.string().trim().max(300)),
  })
  .meta({ id: "NewKind" });
/** A patron group or an item class with its names. */
export const kindSchema = z.object({ id: z.number().int(), ...newKindSchema.shape }).meta({ id: "Kind" });
