import { z } from "zod";
import { loanReceiptSchema, scanOutcomeSchema } from "../circulation/schema.ts";
import { paging } from "../kernel/paging.ts";
import { actKinds, actStates, settlements } from "./words.ts";

const barcode = z.string().trim().min(1).max(100);
const memberId = z.number().int().positive().max(32_767);

/** An act as a device kept it. */
export const actSchema = z
  .strictObject({
    id: z.uuid().describe("Made by the device; the key of the same act when it was tried over the network"),
    kind: z.enum(actKinds),
    at: z.iso.datetime().describe("When it was done, by the server's clock"),
    branchId: z.number().int().positive().describe("Where it was done; the session works there"),
    itemBarcode: barcode,
    patronBarcode: barcode.nullable().describe("The card of a check-out; null: a return"),
    patronMemberId: memberId
      .nullable()
      .default(null)
      .describe("Whose card, when several libraries issued it"),
  })
  .meta({ id: "Replay" });

const problemOfAct = z
  .object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number(), z.null()])) })
  .describe("Why it could not be done, as the desk's operations refuse");

/** What became of an act. */
export const actResultSchema = z
  .object({
    id: z.string(),
    state: z.enum(actStates),
    problem: problemOfAct.nullable(),
    outcome: scanOutcomeSchema.nullable().describe("Where a returned item goes; told once"),
    loan: loanReceiptSchema.nullable().describe("Told once"),
  })
  .meta({ id: "OffLineResult" });

/** An act that waits for an answer. */
export const openActSchema = z
  .object({
    id: z.string(),
    kind: z.enum(actKinds),
    at: z.string(),
    itemBarcode: z.string(),
    title: z.string().nullable().describe("Of the only item with this barcode"),
    patronBarcode: z.string().nullable(),
    problem: problemOfAct,
    answers: z.array(z.enum(settlements)).describe("What may be answered"),
  })
  .meta({ id: "OffLineAct" });

/** Which page of the acts that wait. */
export const openActsFilterSchema = z.strictObject(paging);

/** The answer to an act that could not be done. */
export const settlementSchema = z
  .strictObject({
    answer: z.enum(settlements),
    itemId: z.number().int().positive().optional().describe("Which of several items with this barcode"),
    patronMemberId: memberId.optional(),
    overrideHold: z.boolean().optional().describe("It is lent though another reader waits for it"),
    override: z
      .strictObject({ reason: z.string().trim().min(3).max(300) })
      .optional()
      .describe("Lent in spite of a block, a limit or a rule, by whoever may; why"),
  })
  .meta({ id: "Settle" });
