import { z } from "zod";
import { languages } from "../kernel/text.ts";
import {
  kindsOf,
  type RuleFact,
  type RuleValue,
  ruleFacts,
  ruleFigures,
  ruleFlags,
  ruleOrigins,
  ruleValues,
  settingKeys,
} from "./words.ts";

const member = z.string().max(16).nullable().describe("Code of the library; null: the consortium");
const kind = z.string().trim().min(1).max(64).nullable();
const figure = z.number().int().nullable();
const text = z.string().max(40).nullable();
const day = z.iso.date();
const localText = z.partialRecord(z.enum(languages), z.string().trim().max(300));

const facts = {
  home: kind.describe("Code of the library the reader belongs to"),
  pickup: kind.describe("Where it goes over the desk: JINHE, or JINHE/MAIN"),
  patronGroup: kind.describe("Null: every reader"),
  location: kind,
  itemClass: kind.describe("Null: every kind of item"),
  format: kind,
  newerThanDays: figure.describe("Of copies that came less than so many days ago"),
  season: text.describe("`term`, `vacation`, or days of every year: 07-01/08-31"),
} satisfies Record<RuleFact, z.ZodType>;

const values = {
  period: text.describe("P30D, PT4H, or `term`: to the last day of the term"),
  dueTime: text.describe("At which time of its last day a loan ends: 20:00"),
  renewalsMax: figure,
  loansMax: figure,
  holdsMax: figure,
  holdable: z.boolean().nullable(),
  recallable: z.boolean().nullable(),
  recallDays: figure.describe("Days a reader keeps a recalled book at least"),
  graceDays: figure,
  fineCents: figure.describe("For a day; kept and explained, charged nowhere"),
  fineMaxCents: figure,
} satisfies Record<RuleValue, z.ZodType>;

type Fields = typeof facts & typeof values;
const absent = <S extends Record<string, z.ZodType>>(shape: S) =>
  Object.fromEntries(Object.entries(shape).map(([name, one]) => [name, one.default(null)])) as {
    [Name in keyof S]: z.ZodDefault<S[Name]>;
  };

const ruleFields = {
  ...absent({ ...facts, ...values } as Fields),
  locked: z.boolean().default(false).describe("Of the consortium only: no library's rule changes it"),
};

/** A rule in a draft: for whom, for what, and what holds then; null: whichever, or left to other rules. */
export const draftedRuleSchema = z.strictObject(ruleFields).meta({ id: "DraftedLoanRule" });

/** A rule as it is set. */
export const newLoanRuleSchema = z
  .strictObject({
    member,
    ...ruleFields,
    from: day.nullable().default(null).describe("The first day on which it holds; null: at once"),
  })
  .meta({ id: "NewLoanRule" });

const keptFields = { ...facts, ...values, locked: z.boolean() };
/** A rule as it is kept. */
export const loanRuleSchema = z
  .object({
    id: z.number().int(),
    member,
    ...keptFields,
    validFrom: z.string().describe("When it began, or begins, to hold"),
    validUntil: z.string().nullable(),
  })
  .meta({ id: "LoanRule" });

/** Whose rules: a library's with the consortium's; absent: the consortium's. */
export const ruleFilterSchema = z.strictObject({ member: z.string().max(16).optional() });

const optional = {
  home: z.string().max(16).optional(),
  pickup: z.string().max(40).optional(),
  patronGroup: z.string().max(64).optional(),
  location: z.string().max(64).optional(),
  itemClass: z.string().max(64).optional(),
  format: z.string().max(64).optional(),
  day: day.optional(),
};
/** For which case the rules are asked. */
export const termsFilterSchema = z.strictObject({
  member: z.string().max(16),
  ...optional,
  ageDays: z.coerce.number().int().min(0).max(100_000).optional(),
});

/** What a rule names; absent: whichever. */
const namedFacts = z.object(
  Object.fromEntries(ruleFacts.map((fact) => [fact, z.union([z.string(), z.number()]).optional()])) as {
    [Fact in RuleFact]: z.ZodOptional<z.ZodUnion<[z.ZodString, z.ZodNumber]>>;
  },
);
const value = z.union([z.string(), z.number(), z.boolean()]);

/** A value, whose rule gave it, and whom and what that rule names. */
export const decisionSchema = z
  .object({ value, origin: z.enum(ruleOrigins), ruleId: z.number().int().nullable(), facts: namedFacts })
  .meta({ id: "RuleDecision" });

/** What holds in a case: each value with the rules that would have decided next, the first first. */
export const termsSchema = z
  .object(
    Object.fromEntries(ruleValues.map((name) => [name, z.array(decisionSchema)])) as {
      [Value in RuleValue]: z.ZodArray<typeof decisionSchema>;
    },
  )
  .meta({ id: "LoanTerms" });

/** A patron group or an item class as it is named. */
export const newKindSchema = z
  .strictObject({
    member,
    of: z.enum(kindsOf),
    code: z.string().max(64).describe("What rules, readers and items bear"),
    name: localText,
  })
  .meta({ id: "NewKind" });
/** A patron group or an item class with its names. */
export const kindSchema = z.object({ id: z.number().int(), ...newKindSchema.shape }).meta({ id: "Kind" });

const says = z.strictObject({
  period: z.string().max(10).optional(),
  dueTime: z.string().max(5).optional(),
  ...(Object.fromEntries(Object.keys(ruleFigures).map((name) => [name, z.number().int().optional()])) as {
    [Figure in keyof typeof ruleFigures]: z.ZodOptional<z.ZodNumber>;
  }),
  ...(Object.fromEntries(ruleFlags.map((name) => [name, z.boolean().optional()])) as {
    [Flag in (typeof ruleFlags)[number]]: z.ZodOptional<z.ZodBoolean>;
  }),
});

/** A case and what must come out in it. */
export const newExampleSchema = z
  .strictObject({
    id: z.number().int().nullable().default(null).describe("Null: a new one"),
    member,
    name: z.string().trim().min(1).max(200),
    facts: z.strictObject({ ...optional, ageDays: z.number().int().min(0).max(100_000).optional() }),
    says,
  })
  .meta({ id: "NewRuleExample" });
/** An example, and what comes out otherwise; nothing: it passes. */
export const exampleSchema = z
  .object({
    ...newExampleSchema.shape,
    id: z.number().int(),
    otherwise: z.array(z.object({ value: z.enum(ruleValues), expected: value, got: value })),
  })
  .meta({ id: "RuleExample" });

/** One change of rules: what was set, or the rule that was taken away. */
const ruleChangeSchema = z
  .union([
    z.object({ set: z.object(keptFields) }),
    z.object({
      removed: z.number().int(),
      was: z.object(keptFields).nullable().describe("What the rule says; null: it is kept no longer"),
    }),
  ])
  .meta({ id: "RuleChange" });
/** What happened to rules together. */
export const changeLineSchema = z
  .object({
    id: z.number().int(),
    name: z.string(),
    effectiveAt: z.string(),
    madeAt: z.string(),
    by: z.string().describe("Who made it"),
    changes: z.array(ruleChangeSchema),
  })
  .meta({ id: "RuleChanges" });

/** Rules being prepared, and what the examples come to with them. */
export const draftSchema = z
  .object({
    id: z.number().int(),
    member,
    name: z.string(),
    madeAt: z.string(),
    changes: z.array(ruleChangeSchema),
    examples: z.array(exampleSchema),
  })
  .meta({ id: "RuleDraft" });

/** A term of the year as it is entered. */
export const newTermSchema = z
  .strictObject({ member, name: localText, firstOn: day, lastOn: day })
  .meta({ id: "NewTerm" });
/** A term of the year. */
export const termSchema = z.object({ id: z.number().int(), ...newTermSchema.shape }).meta({ id: "Term" });

/** What one library lends to another's readers. */
export const newAgreementSchema = z
  .strictObject({
    id: z.number().int().nullable().default(null).describe("Null: a new one"),
    lender: z.string().max(16),
    borrower: z.string().max(16).nullable().describe("Null: all other libraries"),
    patronGroup: kind.default(null),
    itemClass: kind.default(null),
    location: kind.default(null),
    lends: z.boolean().default(true),
    period: text.default(null),
    renewalsMax: figure.default(null),
    loansMax: figure.default(null).describe("For each reader"),
    quota: figure.default(null).describe("Loans at once to all these readers together"),
    guestsMax: figure.default(null).describe("How many of these readers may have the lender's books at once"),
    localFirstDays: z
      .number()
      .int()
      .min(0)
      .max(60)
      .default(0)
      .describe("So many days a request waits for the reader's own library's copies"),
    validFrom: day,
    validUntil: day.nullable().default(null),
    blackouts: z
      .array(z.strictObject({ from: day, until: day }))
      .max(50)
      .default([]),
  })
  .meta({ id: "NewAgreement" });
/** An agreement as it is kept. */
export const agreementSchema = z
  .object({ ...newAgreementSchema.shape, id: z.number().int() })
  .meta({ id: "Agreement" });

const place = {
  member: z.string().max(16).nullable().describe("Null: the consortium"),
  branch: z.string().max(16).nullable().default(null).describe("Code of a branch of the library"),
};
/** A setting as it is set at a place. */
export const newSettingSchema = z
  .strictObject({
    key: z.enum(settingKeys),
    ...place,
    value: z.union([z.string().max(40), z.number().int()]),
    locked: z.boolean().default(false).describe("Nobody below changes it"),
  })
  .meta({ id: "NewSetting" });
/** Which setting of which place goes back to what is inherited. */
export const settingPlaceSchema = z
  .strictObject({ key: z.enum(settingKeys), ...place })
  .meta({ id: "SettingPlace" });
/** Whose settings are asked for. */
export const settingFilterSchema = z.strictObject({
  member: z.string().max(16).optional(),
  branch: z.string().max(16).optional(),
});
/** What holds at a place, and who said so. */
export const settingSchema = z
  .object({
    key: z.enum(settingKeys),
    value: z.union([z.string(), z.number()]),
    origin: z.enum(["platform", "consortium", "member", "branch"]),
    lockedBy: z.enum(["consortium", "member"]).nullable(),
  })
  .meta({ id: "Setting" });
