import { z } from "zod";
import { lookUpReasons } from "../../people/words.ts";
import { itemActions, reportKinds } from "../../targeting/item-words.ts";
import { orderFields, transitLineSchema } from "../schema.ts";

const barcode = z.string().trim().min(1).max(100);
const itemId = z.number().int();
const patronMemberId = z
  .number()
  .int()
  .positive()
  .max(32_767)
  .optional()
  .describe("Whose card, when several libraries issued its number");

/** What is asked for on behalf of a reader whose card was put down. */
export const deskOrderSchema = z.strictObject({ ...orderFields, patronBarcode: barcode, patronMemberId });

/** What is lent to whom, and what is said to a refusal. */
export const checkOutSchema = z.strictObject({
  patronBarcode: barcode,
  itemBarcode: barcode,
  itemId: itemId.optional().describe("Which of several items with this barcode"),
  patronMemberId,
  overrideHold: z.boolean().optional().describe("Lend it though another reader waits for it"),
  override: z
    .strictObject({ reason: z.string().trim().min(3).max(300) })
    .optional()
    .describe("Why somebody with the right lends in spite of a block, a limit or a rule"),
});

/** What lies on the desk. */
export const scanSchema = z.strictObject({
  barcode,
  itemId: itemId.optional().describe("Which of several items with this barcode"),
  at: z.iso.datetime().optional().describe("When it was given back, as from a book drop; absent: now"),
});

export const newDueDateSchema = z.strictObject({ dueOn: z.iso.date() });
export const dueDateSchema = z.object({ dueOn: z.string() }).meta({ id: "DueDate" });
export const declineSchema = z.strictObject({ missing: z.boolean().default(false) });
export const declineUndoSchema = z.strictObject({
  itemId: itemId.positive().max(Number.MAX_SAFE_INTEGER),
});
export const declarationSchema = z.strictObject({ action: z.enum(itemActions) });
export const newReportSchema = z.strictObject({ kind: z.enum(reportKinds) });
export const reportDecisionSchema = z.strictObject({ isTrue: z.boolean() }).meta({ id: "ReportDecision" });

/** Which reader a desk looks up, and for what. */
export const cardFilterSchema = z.strictObject({
  barcode,
  memberId: z.coerce.number().int().positive().max(32_767).optional(),
  reason: z.enum(lookUpReasons).describe("For which act: it is kept and shown to the reader"),
});
export const itemsFilterSchema = z.strictObject({ barcode });

/** What is on its way to a branch and from it. */
const lines = z.array(transitLineSchema);
export const transitsSchema = z.object({ incoming: lines, outgoing: lines }).meta({ id: "Transits" });
