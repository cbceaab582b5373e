import { z } from "zod";
import { scanOutcomeSchema } from "../circulation/schema.ts";
import { paging } from "../kernel/paging.ts";
import { languages } from "../kernel/text.ts";
import { allCrateStates, type CrateState } from "./crate-states.ts";
import { crateItemStates, crateLists, custodyEvents, searchStates } from "./words.ts";

const number = z.number().int();
const text = z.string();
const branchId = number.positive().max(2_147_483_647);

/** Most items in one crate: what a person can carry. */
export const MOST_IN_CRATE = 100;

/** A crate as lists show it. */
export const crateSchema = z
  .object({
    code: text.describe("On its label, as Code 128"),
    fromBranchId: number,
    toBranchId: number,
    atBranchId: number.describe("Where it was scanned last"),
    state: z.enum(allCrateStates as [CrateState, ...CrateState[]]),
    route: text.nullable(),
    openedAt: text,
    expectedOn: text.nullable().describe("A date at the branch it goes to"),
    isLate: z.boolean(),
    items: number,
    left: number.describe("Items that have not arrived"),
  })
  .meta({ id: "Crate" });

/** An item in a crate. */
export const crateItemSchema = z
  .object({
    itemId: number,
    transitId: text,
    barcode: text.nullable(),
    title: text,
    callNumber: text,
    ownerMemberId: number,
    reason: z.enum(["hold", "home"]),
    state: z.enum(crateItemStates),
  })
  .meta({ id: "CrateItem" });

/** A crate with what is in it and who had it. */
export const crateFileSchema = z
  .object({
    crate: crateSchema,
    items: z.array(crateItemSchema),
    custody: z.array(z.object({ event: z.enum(custodyEvents), at: text, branchId: number })),
  })
  .meta({ id: "CrateFile" });

/** What came of receiving a crate as a whole. */
export const receiptSchema = z
  .object({ crate: crateSchema, outcomes: z.array(scanOutcomeSchema) })
  .meta({ id: "CrateReceipt" });

export const newCrateSchema = z.strictObject({ toBranchId: branchId }).meta({ id: "NewCrate" });
export const putSchema = z
  .strictObject({
    barcode: z.string().trim().min(1).max(100),
    itemId: number.positive().optional().describe("Which of several items with this barcode"),
  })
  .meta({ id: "PutInCrate" });
export const handOverSchema = z
  .strictObject({
    crates: z.array(z.string().max(20)).min(1).max(50),
    route: z.string().max(20).nullable().default(null),
  })
  .meta({ id: "HandOver" });
export const receiveSchema = z
  .strictObject({
    all: z.boolean().describe("Every item is taken to be in it; else they are scanned one by one"),
  })
  .meta({ id: "ReceiveCrate" });
export const passOnSchema = z
  .strictObject({ route: z.string().max(20).nullable().default(null) })
  .meta({ id: "PassOn" });
export const cratesFilterSchema = z.strictObject({ ...paging, list: z.enum(crateLists) });

/** Where items wait to be packed for. */
export const destinationSchema = z
  .object({ toBranchId: number, waiting: number, minutes: number, openCrate: text.nullable() })
  .meta({ id: "Destination" });

/** A way of an item that takes longer than it should. */
export const lateTransitSchema = z
  .object({
    transitId: text,
    itemId: number,
    barcode: text.nullable(),
    title: text,
    fromBranchId: number,
    toBranchId: number,
    reason: z.enum(["hold", "home"]),
    sentAt: text,
    expectedOn: text,
    crate: text.nullable(),
    searchId: text.nullable(),
  })
  .meta({ id: "LateTransit" });

/** A search at both ends of a way. */
export const searchSchema = z
  .object({
    id: text,
    itemId: number,
    barcode: text.nullable(),
    title: text,
    callNumber: text,
    ownerMemberId: number,
    fromBranchId: number,
    toBranchId: number,
    sentAt: text,
    openedAt: text,
    fromLookedAt: text.nullable(),
    toLookedAt: text.nullable(),
    state: z.enum(searchStates),
    mayLook: z.boolean(),
    mayGiveUp: z.boolean(),
  })
  .meta({ id: "TransitSearch" });
export const newSearchSchema = z.strictObject({ transitId: z.string().max(60) }).meta({ id: "OpenSearch" });

/** How books drive; branches as `JINHE/MAIN`. */
export const routeSchema = z
  .strictObject({
    code: z.string().regex(/^[A-Za-z0-9-]{1,20}$/),
    name: z.partialRecord(z.enum(languages), z.string().max(100)),
    member: z.string().max(20).nullable().describe("Whose; null: the consortium's"),
    days: z.array(z.number().int().min(0).max(6)).min(1).max(7).describe("0 = Sunday"),
    stops: z.array(z.string().max(41)).min(2).max(50),
  })
  .meta({ id: "CourierRoute" });
