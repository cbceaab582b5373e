import { z } from "zod";
import { paging } from "../kernel/paging.ts";

const number = z.number().int();

/** The longest stretch of days that figures are asked for at once. */
export const MOST_DAYS = 92;

/** A loan of this library's item that is overdue. */
export const overdueSchema = z
  .object({
    itemId: number,
    barcode: z.string().nullable(),
    title: z.string(),
    callNumber: z.string(),
    branchId: number.describe("Where it was lent"),
    dueOn: z.string(),
    days: number,
    renewals: number,
  })
  .meta({ id: "OverdueLoan" });

/** A title with how many wait for each copy of it in the region. */
export const demandSchema = z
  .object({
    instanceId: number,
    title: z.string(),
    holds: number,
    copies: number.describe("That are fit to be lent, at all libraries"),
    own: number.describe("Of these, this library's"),
    perCopy: z.number(),
  })
  .meta({ id: "HoldsPerCopy" });

/** What a branch did on a day. */
export const turnoverSchema = z
  .object({
    branchId: number,
    day: z.string(),
    loans: number,
    returns: number,
    uses: number.describe("In the house"),
  })
  .meta({ id: "Turnover" });

/** How much the copies of one shelving location were lent in a period. */
export const shelfUseSchema = z
  .object({
    branchId: number,
    location: z.string(),
    copies: number.describe("That are fit to be lent"),
    loans: number,
    perCopy: z.number(),
    unused: number.describe("Copies that were not lent in the period"),
  })
  .meta({ id: "ShelfUse" });

/** A loan at which a member of staff overruled a block, a limit or a rule. */
export const overruledSchema = z
  .object({
    loanId: z.string(),
    loanedAt: z.string(),
    branchId: number.describe("Where it was lent"),
    title: z.string(),
    barcode: z.string().nullable(),
    codes: z.array(z.string()).describe("Refusals that were overruled, such as `too-many-loans`"),
    reason: z.string().nullable().describe("As it was typed; null: forgotten with its reader"),
    by: z.string(),
  })
  .meta({ id: "OverruledLoan" });

/** How often a branch overruled something in a period. */
export const overruledCountSchema = z.object({ branchId: number, code: z.string(), count: number });

export const listFilterSchema = z.strictObject(paging);
export const periodSchema = z.strictObject({ from: z.iso.date(), to: z.iso.date() });

/** A loan of which the reader says that they do not have the item. */
export const claimSchema = z
  .object({
    loanId: z.string(),
    itemId: number,
    barcode: z.string().nullable(),
    title: z.string(),
    callNumber: z.string(),
    location: z.string(),
    part: z.string(),
    isOwn: z.boolean().describe("The item is the library's; else it was lent at its desk"),
    branchId: number.describe("Where it was lent"),
    patronName: z.string(),
    patronCard: z.string().nullable(),
    dueOn: z.string(),
    claimedAt: z.string(),
    neverHad: z.boolean().describe("They say that they never had it, not that they returned it"),
  })
  .meta({ id: "LoanClaim" });
