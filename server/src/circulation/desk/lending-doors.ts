import { z } from "zod";
import { getMember } from "../../consortium/index.ts";
import { listOf } from "../../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { dateIn } from "../../kernel/time.ts";
import { desk, lookUpCard } from "../../people/index.ts";
import { checkOut } from "../check-out.ts";
import { declineTarget, takeBackDecline } from "../holds/declines.ts";
import { placeHold } from "../holds.ts";
import { declareItem } from "../item-troubles.ts";
import { askRefusals, cardRefusals, refusalTable, standingRefusals } from "../refusals.ts";
import {
  deskItemSchema,
  deskPatronSchema,
  holdSchema,
  loanReceiptSchema,
  pullLineSchema,
  shelfLineSchema,
} from "../schema.ts";
import { itemAtDesk, itemsAtDesk } from "./item.ts";
import { holdShelf, pullList, transitsOf } from "./lists.ts";
import { holderAtDesk, patronAtDesk } from "./patron.ts";
import {
  cardFilterSchema,
  checkOutSchema,
  declarationSchema,
  declineSchema,
  declineUndoSchema,
  deskOrderSchema,
  itemsFilterSchema,
  transitsSchema,
} from "./schema.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const none = z.object({});
const asked = z.strictObject({});

const lend = command({
  name: "circulation.check-out",
  summary: "Lend an item to a reader",
  path: "/desk/check-out",
  status: 201,
  who: desk,
  params: none,
  input: checkOutSchema,
  output: loanReceiptSchema,
  refusals: [
    "look-ups-too-fast",
    ...cardRefusals,
    ...standingRefusals,
    "item-unknown",
    "several-items",
    "item-on-loan",
    "item-set-aside",
    "item-not-usable",
    "not-for-loan",
    "item-held-for-other",
    "item-wanted-by-other",
    "too-many-loans",
    "agreement-refuses",
    "agreement-blackout",
    "agreement-quota",
    "agreement-guests",
    "override-own-only",
  ],
  audit: "events",
  run: (tx, actor, clock, _params, input) => checkOut(tx, actor, clock, { ...input, branchId: actor.place }),
  // A refusal tells something of the card too, so it counts as a look-up of it.
  refused: async ({ db, clock }, actor, input) => {
    await lookUpCard(db, clock, actor, input.patronBarcode, "check-out");
  },
});

const askFor = command({
  name: "circulation.ask-for-reader",
  summary: "Ask for an instance on behalf of a reader at the desk",
  path: "/desk/holds",
  status: 201,
  who: desk,
  params: none,
  input: deskOrderSchema,
  output: holdSchema,
  refusals: ["look-ups-too-fast", ...cardRefusals, ...askRefusals],
  audit: "events",
  // The look-up is kept whatever comes of the request.
  prepare: (deps, actor, _params, { patronBarcode, patronMemberId: memberId }) =>
    holderAtDesk(deps, actor, { barcode: patronBarcode, memberId, reason: "hold" }),
  run: (tx, actor, clock, _params, { patronBarcode: _barcode, patronMemberId: _member, ...order }, holder) =>
    placeHold(tx, actor, clock, { ...order, personId: holder.person.id }),
});

const decline = command({
  name: "circulation.decline-hold",
  summary: "The item is not on the shelf: the hold goes on to the next one",
  path: "/desk/holds/:id/decline",
  status: 200,
  who: desk,
  params: z.object({ id: z.string().max(60) }),
  input: declineSchema,
  output: none,
  refusals: ["hold-unknown", "hold-not-targeted"],
  audit: "events",
  run: async (tx, actor, clock, { id }, { missing }) => {
    await declineTarget(tx, actor, clock, id, missing);
    return {};
  },
});

const takeBack = command({
  name: "circulation.take-back-decline",
  summary: "The item is on the shelf after all: the hold may have it again",
  path: "/desk/holds/:id/decline/undo",
  status: 200,
  who: desk,
  params: z.object({ id: z.string().max(60) }),
  input: declineUndoSchema,
  output: none,
  refusals: ["hold-unknown", "hold-not-targeted"],
  audit: "events",
  run: async (tx, actor, clock, { id }, { itemId }) => {
    await takeBackDecline(tx, actor, clock, id, itemId);
    return {};
  },
});

const declare = command({
  name: "circulation.declare-item",
  summary: "Declare an item missing, lost, damaged, repaired, withdrawn, or said to be returned",
  path: "/desk/items/:id/declarations",
  status: 201,
  who: desk,
  params: z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) }),
  input: declarationSchema,
  output: deskItemSchema,
  refusals: [
    "item-unknown",
    "item-not-on-loan",
    "item-on-loan",
    "item-in-transit",
    "item-record-deleted",
    "item-condition",
  ],
  audit: "events",
  run: async (tx, actor, clock, { id: itemId }, { action }) => {
    await declareItem(tx, actor, clock, { itemId, action, branchId: actor.place });
    return await itemAtDesk(tx, actor, itemId);
  },
});

const toPull = query({
  name: "circulation.pull-list",
  summary: "What to fetch from the shelves here",
  path: "/desk/pull-list",
  who: desk,
  params: none,
  filter: asked,
  output: listOf(pullLineSchema),
  refusals: [],
  run: async ({ db }, { place }) => ({ items: await pullList(db, place) }),
});

const onHoldShelf = query({
  name: "circulation.hold-shelf",
  summary: "What waits here for its readers",
  path: "/desk/hold-shelf",
  who: desk,
  params: none,
  filter: asked,
  output: listOf(shelfLineSchema),
  refusals: [],
  run: async ({ db, clock }, { place, scope }) => {
    const { timeZone } = await getMember(db, scope);
    return { items: await holdShelf(db, place, dateIn(timeZone, clock.now())) };
  },
});

const transits = query({
  name: "circulation.transits",
  summary: "What is on its way to and from here",
  path: "/desk/transits",
  who: desk,
  params: none,
  filter: asked,
  output: transitsSchema,
  refusals: [],
  run: async ({ db }, { place }) => ({
    incoming: await transitsOf(db, place, "to"),
    outgoing: await transitsOf(db, place, "from"),
  }),
});

const patron = query({
  name: "circulation.patron",
  summary:
    "A reader at the desk, by card; of a reader of another library a desk sees its own loans, holds to hand over, and blocks. Every look-up is kept and shown to the reader",
  path: "/desk/patron",
  who: desk,
  params: none,
  filter: cardFilterSchema,
  output: deskPatronSchema,
  refusals: ["look-ups-too-fast", ...cardRefusals],
  run: ({ db, clock }, actor, _params, card) => patronAtDesk(db, actor, clock, card),
});

const items = query({
  name: "circulation.desk-items",
  summary: "What is known about the items with this barcode, our own first",
  path: "/desk/items",
  who: desk,
  params: none,
  filter: itemsFilterSchema,
  output: listOf(deskItemSchema),
  refusals: ["item-unknown"],
  run: async ({ db }, actor, _params, { barcode: code }) => ({ items: await itemsAtDesk(db, actor, code) }),
});

/** Lending, asking and declaring at a desk. */
export const lendingCommands: readonly AnyCommand[] = [lend, askFor, decline, takeBack, declare];

/** What a desk looks up. */
export const lendingQueries: readonly AnyQuery[] = [toPull, onHoldShelf, transits, patron, items];
