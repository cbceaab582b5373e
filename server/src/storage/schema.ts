import { z } from "zod";
import { scanOutcomeSchema } from "../circulation/schema.ts";
import { paging } from "../kernel/paging.ts";
import { decisions, lineStates } from "./words.ts";

const number = z.number().int();
const text = z.string();

/** Copies in one deposit. */
export const MOST_IN_DEPOSIT = 1000;

/** A store and its room. */
export const newStoreSchema = z
  .strictObject({
    branch: z.string().max(41).describe("As `JINHE/MAIN`"),
    shelfMetres: z.number().min(0.1).max(9_999_999),
    volumeMm: number.min(1).max(500).default(25).describe("How much shelf a volume takes on the average"),
  })
  .meta({ id: "NewStore" });

export const storeSchema = newStoreSchema
  .extend({
    branchId: number,
    copies: number.describe("Standing there"),
    coming: number.describe("Sent off and not there yet"),
    usedMetres: z.number().describe("Of both"),
    freeMetres: z.number(),
    owners: z.array(z.object({ member: text, copies: number })),
    spared: number.describe("Copies that were not taken because the store had one"),
    asked: number.describe("Copies sent from it to readers in the last 365 days"),
  })
  .meta({ id: "Store" });

export const newDepositSchema = z
  .strictObject({
    storeBranchId: number.positive().max(2_147_483_647),
    transfers: z.boolean().describe("What arrives belongs to the store's library from then on"),
    note: z.string().trim().max(200).default(""),
  })
  .meta({ id: "NewDeposit" });

/** A deposit as lists show it. */
export const depositSchema = z
  .object({
    id: text,
    storeBranchId: number,
    memberId: number,
    transfers: z.boolean(),
    note: text,
    begunAt: text,
    sentAt: text.nullable(),
    items: number,
    shelved: number,
    mine: z.boolean().describe("It is this library's; else one that comes to its store"),
  })
  .meta({ id: "Deposit" });

/** A copy of a deposit. */
export const depositLineSchema = z
  .object({
    itemId: number,
    barcode: text.nullable(),
    title: text,
    callNumber: text,
    part: text,
    state: z.enum(lineStates),
    held: z
      .object({ itemId: number, barcode: text.nullable(), memberId: number, location: text })
      .nullable()
      .describe("The store's copy of the same title and part"),
  })
  .meta({ id: "DepositLine" });

export const depositItemSchema = z
  .strictObject({
    barcode: z.string().trim().min(1).max(100),
    itemId: number.positive().optional().describe("Which of several items with this barcode"),
  })
  .meta({ id: "DepositItem" });

const call = z.string().trim().max(100);
/** A stretch of shelf from which copies are chosen. */
export const shelfSchema = z
  .strictObject({
    location: z.string().max(100).nullable().default(null).describe("Shelving location; null: all"),
    fromCall: call.nullable().default(null),
    toCall: call.nullable().default(null),
    unusedSince: z.iso.date().nullable().default(null).describe("Not lent since; null: whether used or not"),
  })
  .meta({ id: "AddShelfToDeposit" });
export const chosenSchema = z
  .object({
    added: number,
    held: number.describe("Of those, copies of what the store has"),
    left: z.boolean().describe("There are more"),
  })
  .meta({ id: "Chosen" });

export const decisionSchema = z.strictObject({ decision: z.enum(decisions) }).meta({ id: "Decide" });
export const depositsFilterSchema = z.strictObject(paging);
export const shelveSchema = depositItemSchema
  .extend({
    shelf: z.string().trim().max(100).default("").describe("Where it stands in the store: tray, bay, number"),
  })
  .meta({ id: "Shelve" });
/** What came of a copy that arrived. */
export const shelvedSchema = z
  .object({
    outcome: scanOutcomeSchema,
    shelved: z.boolean().describe("False: a reader waits for it and it goes there first"),
    givenOver: z.boolean(),
  })
  .meta({ id: "ShelvedCopy" });
