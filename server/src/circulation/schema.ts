import { z } from "zod";
import { languages } from "../kernel/text.ts";
import { blockKinds } from "../people/words.ts";
import { standingSchema } from "../placement/schema.ts";
import { decisionSchema } from "../policies/schema.ts";
import { allHoldStates, type HoldState } from "../targeting/hold-states.ts";
import { type ItemCondition, itemConditions } from "../targeting/item-condition-states.ts";
import {
  foundTroubles,
  itemActions,
  itemEvents,
  itemStatuses,
  reportKinds,
  takeDownReasons,
} from "../targeting/item-words.ts";

const text = z.string();
const id = z.string();
const number = z.number().int();
const holdState = z.enum(allHoldStates as [HoldState, ...HoldState[]]);
const condition = z.enum(Object.keys(itemConditions) as [ItemCondition, ...ItemCondition[]]);

export const titleSchema = z
  .object({
    main: text,
    sub: text.optional(),
    part: text.optional(),
    partName: text.optional(),
  })
  .meta({ id: "CirculationTitle" });

export const holdSchema = z
  .object({
    id,
    instanceId: number,
    title: titleSchema,
    part: text.nullable().describe("Part of a set; null: the title has none, or any"),
    pickupBranchId: number,
    state: holdState,
    placedAt: text,
    neededUntil: text.nullable(),
    shelfUntil: text.nullable(),
    position: number.nullable(),
    isStalled: z.boolean().describe("Every copy is being searched for; the reader has been told"),
    suspendedUntil: text.nullable().describe("It rests until then; its place in the queue stays"),
    wantedItemId: number.nullable().describe("This item and no other"),
    anyEdition: z.boolean().describe("Whichever edition of the work has a copy first"),
  })
  .meta({ id: "Hold" });

export const loanSchema = z
  .object({
    id,
    instanceId: number,
    itemId: number,
    barcode: text.nullable(),
    title: titleSchema,
    ownerMemberId: number,
    loanedAt: text,
    dueOn: text,
    dueAt: text.nullable().describe("The moment, where it ends before its day does"),
    renewals: number,
    renewalsMax: number,
    isOverdue: z.boolean(),
    claimedAt: text
      .nullable()
      .describe("When the reader said they do not have it; it is searched for and not reminded of"),
    neverHad: z.boolean().describe("They said that they never had it, not that they returned it"),
    returnedAt: text.nullable(),
  })
  .meta({ id: "Loan" });
/** A loan as its reader sees it. */
export type LoanView = z.output<typeof loanSchema>;

/** What a request may be for: a part of a set, one item, or any edition of the work. */
const wishFields = {
  part: z
    .string()
    .max(200)
    .optional()
    .describe("Which part of a set; needed where copies bear parts, as the refusal `part-needed` lists them"),
  itemId: number.positive().max(Number.MAX_SAFE_INTEGER).optional().describe("This item and no other"),
  anyEdition: z.boolean().optional().describe("Whichever edition of the work has a copy first"),
};

/** What is asked for, and where it is picked up. */
export const orderFields = {
  instanceId: number.positive(),
  pickupBranchId: number.positive(),
  neededUntil: z.iso.date().optional(),
  ...wishFields,
};

/** When a renewed loan ends. */
export const renewalSchema = z.object({ dueOn: text, dueAt: text.nullable() }).meta({ id: "Renewal" });

const scannedCopySchema = z
  .object({
    id: number,
    barcode: text,
    memberId: number,
    memberName: z.partialRecord(z.enum(languages), text).describe("By language"),
    callNumber: text,
    location: text,
    title: titleSchema,
    instanceId: number,
  })
  .meta({ id: "ScannedCopy" });

const found = z.enum(foundTroubles).nullable();
const place = standingSchema.nullable();

export const scanOutcomeSchema = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("choose-item"), choices: z.array(scannedCopySchema) }),
    z.object({
      kind: z.literal("hold-shelf"),
      item: scannedCopySchema,
      returned: z.boolean(),
      received: z.boolean(),
      found,
      holdId: id,
      patron: z.object({ name: text, card: text.nullable() }),
      shelfUntil: text,
    }),
    z.object({
      kind: z.literal("send"),
      item: scannedCopySchema,
      returned: z.boolean(),
      received: z.boolean(),
      found,
      toBranchId: number,
      reason: z.enum(["hold", "home"]),
      place,
    }),
    z.object({
      kind: z.literal("shelve"),
      item: scannedCopySchema,
      condition,
      place,
      returned: z.boolean(),
      received: z.boolean(),
      found,
    }),
  ])
  .meta({ id: "ScanOutcome" });

export const loanReceiptSchema = z
  .object({
    id,
    itemId: number,
    barcode: text,
    title: titleSchema,
    personId: id,
    patronName: text,
    dueOn: text,
    dueAt: text.nullable().describe("The moment, where it ends before its day does"),
    why: z.array(decisionSchema).describe("What decided how long, and what would have come next"),
  })
  .meta({ id: "LoanReceipt" });
/** A loan as the desk shows it right after lending. */
export type LoanReceipt = z.output<typeof loanReceiptSchema>;

export const pullLineSchema = z
  .object({
    holdId: id,
    itemId: number,
    barcode: text.nullable(),
    title: titleSchema,
    callNumber: text,
    location: text,
    part: text,
    pickupBranchId: number,
    readerMemberId: number.nullable(),
    targetedAt: text,
  })
  .meta({ id: "PullLine" });
/** A line of the pull list: what to fetch from which shelf. The lender sees where it goes, not for whom. */
export type PullLine = z.output<typeof pullLineSchema>;

export const shelfLineSchema = z
  .object({
    holdId: id,
    itemId: number,
    barcode: text.nullable(),
    title: titleSchema,
    patronName: text,
    patronCard: text.nullable(),
    shelfUntil: text,
    isOver: z.boolean(),
  })
  .meta({ id: "ShelfLine" });
/** A line of the hold shelf: the pickup desk sees whose it is. */
export type ShelfLine = z.output<typeof shelfLineSchema>;

export const takeDownLineSchema = z
  .object({
    itemId: number,
    barcode: text.nullable(),
    title: titleSchema,
    callNumber: text,
    part: text,
    reason: z.enum(takeDownReasons).describe("Where it lies"),
    since: text,
    waiting: number.describe("Readers without a copy who wait for its title"),
  })
  .meta({ id: "TakeDownLine" });
/** An item that lies here for nobody any more. `waiting`: readers without a copy who wait for its title. */
export type TakeDownLine = z.output<typeof takeDownLineSchema>;

export const stalledLineSchema = z
  .object({
    holdId: id,
    instanceId: number,
    title: titleSchema,
    part: text.nullable(),
    patronName: text,
    patronCard: text.nullable(),
    pickupBranchId: number,
    placedAt: text,
    stalledAt: text,
  })
  .meta({ id: "StalledHold" });
/** A request every copy of which is being searched for; its reader has been told. */
export type StalledLine = z.output<typeof stalledLineSchema>;

export const itemReportSchema = z
  .object({
    id,
    itemId: number,
    barcode: text.nullable(),
    title: titleSchema,
    kind: z.enum(reportKinds),
    branchId: number.describe("Where it was seen"),
    reportedAt: text,
  })
  .meta({ id: "ItemReport" });
/** A report as the owner's list shows it. */
export type ItemReport = z.output<typeof itemReportSchema>;

export const madeReportSchema = itemReportSchema
  .extend({
    ownerMemberId: number,
    isTrue: z.boolean().nullable().describe("What its owner decided; null: nothing yet"),
    decidedAt: text.nullable(),
  })
  .meta({ id: "MadeReport" });
/** A report as the library that made it sees it; `isTrue` null: its owner has not decided. */
export type MadeReport = z.output<typeof madeReportSchema>;

export const transitLineSchema = z
  .object({
    transitId: id,
    itemId: number,
    barcode: text.nullable(),
    title: titleSchema,
    fromBranchId: number,
    toBranchId: number,
    reason: z.enum(["hold", "home"]),
    sentAt: text,
  })
  .meta({ id: "TransitLine" });
/** An item on its way. */
export type TransitLine = z.output<typeof transitLineSchema>;

export const deskItemSchema = z
  .object({
    id: number,
    barcode: text.nullable(),
    title: titleSchema,
    instanceId: number,
    ownerMemberId: number,
    ownerName: z.partialRecord(z.enum(languages), text).describe("By language"),
    homeBranchId: number,
    currentBranchId: number,
    callNumber: text,
    location: text,
    part: text,
    condition,
    forLoan: z.boolean(),
    status: z.enum(itemStatuses),
    loan: z
      .object({
        dueOn: text,
        loanedAt: text,
        branchId: number,
        claimedAt: text.nullable(),
        neverHad: z.boolean().describe("The reader says they never had it, not that they returned it"),
        patronName: text.nullable(),
      })
      .nullable(),
    transit: z
      .object({ fromBranchId: number, toBranchId: number, reason: z.enum(["hold", "home"]), sentAt: text })
      .nullable(),
    hold: z
      .object({
        state: holdState,
        pickupBranchId: number,
        shelfUntil: text.nullable(),
        patronName: text.nullable(),
      })
      .nullable(),
    waiting: number,
    history: z.array(
      z.object({ kind: z.enum(itemEvents), at: text, branchId: number, toBranchId: number.nullable() }),
    ),
    actions: z.array(z.enum(itemActions)),
    reports: z.array(z.enum(reportKinds)).describe("What this desk may report of it to its owner"),
  })
  .meta({ id: "DeskItem" });
/** What a desk sees of the item in hand. Names of readers are for the owner and the branch that deals with them. */
export type DeskItem = z.output<typeof deskItemSchema>;

export const deskPatronSchema = z
  .object({
    personId: id,
    name: text,
    memberId: number,
    isOwn: z
      .boolean()
      .describe("A reader of the desk's member; of others only what concerns this member is told"),
    isBlocked: z.boolean(),
    blocks: z
      .array(z.object({ kind: z.enum(blockKinds), member: text }))
      .describe(
        "Why, and the code of the library that has set it and may lift it; empty: the card alone is blocked",
      ),
    loans: z.array(loanSchema),
    holds: z.array(holdSchema),
  })
  .meta({ id: "DeskPatron" });
/** What a desk sees of the reader who put a card down; the name in full only when it is concerned. */
export type DeskPatron = z.output<typeof deskPatronSchema>;

const holdingGroupSchema = z
  .object({
    memberId: number,
    branchId: number,
    location: text,
    callNumber: text,
    items: z.array(
      z.object({
        id: number,
        barcode: text.nullable(),
        part: text,
        status: z.enum(itemStatuses),
        dueOn: text.nullable(),
      }),
    ),
  })
  .meta({ id: "HoldingGroup" });

export const instanceAvailabilitySchema = z
  .object({
    total: number,
    available: number,
    byMember: z.array(z.object({ memberId: number, total: number, available: number })),
    holdings: z.array(holdingGroupSchema),
  })
  .meta({ id: "InstanceAvailability" });
