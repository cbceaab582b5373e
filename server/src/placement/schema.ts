import { z } from "zod";
import { languages } from "../kernel/text.ts";
import { placeKinds } from "./words.ts";

const number = z.number().int();
const text = z.string();
const code = z.string().regex(/^[A-Za-z0-9-]{1,20}$/);
const branchName = z.string().max(41).describe("As `JINHE/MAIN`");
const nameSchema = z.partialRecord(z.enum(languages), z.string().max(100));

/** Most branches a group or a tour goes through. */
const MOST_STOPS = 100;

/** Where a copy belongs while that is not its home. */
export const placeSchema = z
  .object({
    itemId: number,
    kind: z.enum(placeKinds),
    branchId: number.nullable().describe("Null: its tour has not begun"),
    location: text,
    note: text,
    until: text.nullable().describe("The last day; null: until somebody ends it"),
    isOver: z.boolean().describe("A scan sends it home"),
    settledBranchId: number.nullable().describe("Where a scan has set it down; null: it has not got there"),
    tour: text.nullable(),
  })
  .meta({ id: "ItemPlace" });

/** A copy in lists of places: what it is, where it belongs at home, and where it belongs now. */
export const placedItemSchema = placeSchema
  .extend({
    barcode: text.nullable(),
    title: text,
    callNumber: text,
    homeBranchId: number,
    currentBranchId: number,
    homeLocation: text,
  })
  .meta({ id: "PlacedItem" });

/** A copy that lies at a branch and belongs somewhere else by now. */
export const moveSchema = placedItemSchema
  .extend({
    toBranchId: number,
    toLocation: text.describe("Shelf there; empty: its own"),
    dueSince: z.iso.datetime().describe("Since when it belongs there"),
  })
  .meta({ id: "ItemMove" });

/** Why a scanned copy belongs where it goes although that is not its home. */
export const standingSchema = z.object({
  kind: z.enum(placeKinds),
  location: text.describe("Shelf there; empty: its own"),
  homeBranchId: number,
});

export const barcodeSchema = z
  .strictObject({
    barcode: z.string().trim().min(1).max(100),
    itemId: number.positive().optional().describe("Which of several items with this barcode"),
  })
  .meta({ id: "AddToTour" });

/** A place for a while. */
export const temporarySchema = z
  .strictObject({
    branchId: number.positive().max(2_147_483_647),
    location: z.string().trim().max(100).default("").describe("Shelf there; empty: its own"),
    until: z.iso.date().describe("The last day"),
    note: z.string().trim().max(200).default(""),
  })
  .meta({ id: "SetTemporaryPlace" });

/** Which copies float among which branches. */
export const floatGroupSchema = z
  .strictObject({
    code,
    name: nameSchema,
    member: z.string().max(20).nullable().describe("Whose; null: the consortium's"),
    itemClasses: z.array(z.string().max(50)).max(50).default([]).describe("Empty: all"),
    locations: z.array(z.string().max(100)).max(50).default([]).describe("Empty: all"),
    mostPerTitle: number
      .min(1)
      .max(100)
      .nullable()
      .default(null)
      .describe("Copies of one title that may stand at one branch"),
    branches: z
      .array(
        z.strictObject({
          branch: branchName,
          most: number.min(0).max(100_000).describe("Copies from elsewhere that may stay here"),
        }),
      )
      .min(2)
      .max(MOST_STOPS),
  })
  .meta({ id: "FloatGroup" });

/** A group with what has floated where. */
export const floatFiguresSchema = floatGroupSchema
  .extend({
    figures: z.array(
      z.object({
        branch: branchName,
        stays: number.describe("Copies from elsewhere that stand here"),
        origins: z.array(z.object({ branch: branchName, copies: number })),
      }),
    ),
  })
  .meta({ id: "FloatFigures" });

/** A set of books that goes from branch to branch. */
export const tourSchema = z
  .strictObject({
    code,
    name: nameSchema,
    member: z.string().max(20),
    stops: z
      .array(z.strictObject({ branch: branchName, startsOn: z.iso.date() }))
      .min(1)
      .max(MOST_STOPS),
    endsOn: z.iso.date().describe("The last day; afterwards its books go home"),
  })
  .meta({ id: "RotatingSet" });

/** A tour as lists show it. */
export const tourLineSchema = tourSchema
  .extend({
    items: number,
    settled: number.describe("Items that have got where the tour is"),
    nowAt: branchName.nullable().describe("Null: not begun, or over"),
  })
  .meta({ id: "RotatingSetLine" });

const id = z.number().int().positive().max(Number.MAX_SAFE_INTEGER);
/** Titles in one copy beside the one it stands under: a volume of tracts has some dozens. */
const MOST_BOUND = 100;

/** Other records of the library whose works are in a copy. */
export const boundRecordsSchema = z
  .strictObject({ recordIds: z.array(id).max(MOST_BOUND) })
  .meta({ id: "BoundRecords" });

const titleSchema = z.object({ recordId: id, instanceId: id, title: z.string(), controlNumber: z.string() });

/** A copy with several titles; `host`: the one under which it stands. */
export const boundCopySchema = z
  .object({
    itemId: id,
    barcode: z.string().nullable(),
    callNumber: z.string(),
    memberId: z.number().int(),
    mayEdit: z.boolean(),
    host: titleSchema,
    titles: z.array(titleSchema),
  })
  .meta({ id: "BoundCopy" });
