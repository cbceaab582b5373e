import { z } from "zod";
import { decisionSchema, termsSchema } from "../policies/schema.ts";
import { ruleValues } from "../policies/words.ts";
import { promiseBases } from "./words.ts";

const values = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
/** Why something cannot be done now; null: it can. */
const refusedSchema = z
  .object({ code: z.string(), params: values })
  .nullable()
  .meta({ id: "WouldBeRefused" });

/** Why a loan ends when it ends, and what may still be done with it. */
export const loanExplanationSchema = z
  .object({
    loanId: z.string(),
    title: z.string(),
    ownerMemberId: z.number().int(),
    loanedAt: z.string(),
    dueOn: z.string(),
    dueAt: z.string().nullable(),
    values: termsSchema.partial().describe("What the loan was made under; empty: it is older than rules"),
    renewals: z.number().int(),
    renewal: z.object({
      dueOn: z.string().nullable().describe("When it would be due, renewed now"),
      refused: refusedSchema,
    }),
    fine: z.object({
      daysOverdue: z.number().int().describe("Beyond the days of grace"),
      cents: z.number().int().describe("What the rules say; charged nowhere"),
    }),
  })
  .meta({ id: "LoanExplanation" });

/** Why a request waits, and until when about. */
export const holdExplanationSchema = z
  .object({
    holdId: z.string(),
    title: z.string(),
    state: z.string(),
    position: z.number().int().nullable(),
    pickupBranchId: z.number().int(),
    suspendedUntil: z.string().nullable(),
    promise: z.object({ on: z.string().nullable(), basis: z.enum(promiseBases) }),
    reasons: z
      .array(z.object({ reason: z.string(), copies: z.number().int() }))
      .describe("Why copies were passed over; `chosen`: the one that is fetched"),
    candidates: z
      .array(
        z.object({
          itemId: z.number().int(),
          barcode: z.string().nullable(),
          branchId: z.number().int(),
          minutes: z.number().int().describe("On the road"),
          cost: z.number().int().nullable().describe("Minutes in all; the least serves"),
          extra: z.object({
            load: z.number().int().optional(),
            fairness: z.number().int().optional(),
            tries: z.number().int().optional(),
          }),
          rejected: z.string().nullable(),
          isChosen: z.boolean(),
        }),
      )
      .describe("For staff: every copy that was considered"),
  })
  .meta({ id: "HoldExplanation" });

/** What would hold when a reader borrows a title, library by library. */
export const borrowExplanationSchema = z
  .object({
    instanceId: z.number().int(),
    title: z.string(),
    refused: refusedSchema.describe("Why the reader cannot ask for it now"),
    libraries: z.array(
      z.object({
        memberId: z.number().int(),
        copies: z.number().int(),
        refused: z.string().nullable().describe("Why this library does not lend it to the reader"),
        period: z.array(decisionSchema),
        renewalsMax: z.array(decisionSchema),
      }),
    ),
  })
  .meta({ id: "BorrowExplanation" });

/** What would come of lending an item to a reader at this desk. */
export const deskExplanationSchema = z
  .object({ refused: refusedSchema, values: termsSchema })
  .meta({ id: "DeskExplanation" });

const value = z.union([z.string(), z.number(), z.boolean()]);
/** What a draft of rules would have changed of last month's loans. */
export const simulationSchema = z
  .object({
    loans: z.number().int(),
    changed: z.number().int().describe("Loans of which any value would have been another"),
    differences: z.array(
      z.object({ value: z.enum(ruleValues), was: value, would: value, loans: z.number().int() }),
    ),
  })
  .meta({ id: "RuleSimulation" });
