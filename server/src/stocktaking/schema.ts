import { z } from "zod";
import { paging } from "../kernel/paging.ts";
import { verdicts } from "./words.ts";

const call = z.string().trim().max(100);

/** A stretch of shelf to be scanned. */
export const newCountSchema = z
  .strictObject({
    location: z.string().max(100).nullable().default(null).describe("Shelving location; null: all"),
    fromCall: call.nullable().default(null),
    toCall: call.nullable().default(null),
  })
  .meta({ id: "NewCount" });

/** A count and how far it is. */
export const countSchema = z
  .object({
    id: z.string(),
    location: z.string().nullable(),
    fromCall: z.string().nullable(),
    toCall: z.string().nullable(),
    begunAt: z.string(),
    closedAt: z.string().nullable(),
    expected: z.number().int().describe("Items that should stand there"),
    seen: z.number().int(),
    wrong: z.number().int().describe("Of those seen: misplaced, another branch's, or of a wrong status"),
  })
  .meta({ id: "StockCount" });

export const seeSchema = z
  .strictObject({
    barcode: z.string().trim().min(1).max(100),
    itemId: z.number().int().positive().optional().describe("Which of several items with this barcode"),
  })
  .meta({ id: "SeeItem" });

/** A line of the report: what stood there wrongly, or did not stand there. */
export const lineSchema = z
  .object({
    itemId: z.number().int(),
    barcode: z.string().nullable(),
    title: z.string(),
    callNumber: z.string(),
    location: z.string(),
    homeBranchId: z.number().int(),
    status: z.string(),
    verdict: z.enum([...verdicts, "missing"]),
  })
  .meta({ id: "StockLine" });

export const countsFilterSchema = z.strictObject(paging);
export const reportFilterSchema = z.strictObject({ ...paging, what: z.enum(["wrong", "missing"]) });

/** A use in the house, and how often the item was used so within a year. */
export const useSchema = z
  .object({ itemId: z.number().int(), title: z.string(), uses: z.number().int() })
  .meta({ id: "InHouseUse" });
