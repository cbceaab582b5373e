import { z } from "zod";
import { listOf } from "../../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { staff } from "../../people/index.ts";
import { refusalTable } from "../refusals.ts";
import {
  allotmentEndSchema,
  allotmentSchema,
  heldItemSchema,
  itemChangeSchema,
  newAllotmentSchema,
  newItemSchema,
  newNumberRangeSchema,
  numberRangeSchema,
  numbersWantedSchema,
  withdrawalFactsSchema,
} from "../schema.ts";
import { allotCallNumber, releaseCallNumber } from "./call-numbers.ts";
import { addItem, changeItem } from "./keep-items.ts";
import { rangesOf, setRange, takeNumbers } from "./number-ranges.ts";
import { withdrawalFacts } from "./withdrawal.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const who = staff("catalogue.edit", "somewhere");
const nothing = z.object({});
const id = z.object({ id: z.coerce.number().int().positive() });

const add = command({
  name: "cataloguing.add-item",
  summary: "Add a copy under one of the library's records",
  path: "/items",
  status: 201,
  who,
  params: nothing,
  input: newItemSchema,
  output: heldItemSchema,
  refusals: ["record-unknown", "branch-unknown", "barcode-taken"],
  audit: "events",
  run: async (tx, actor, _clock, _params, { recordId, fields }) => await addItem(tx, actor, recordId, fields),
});

const change = command({
  name: "cataloguing.change-item",
  summary:
    "Change a copy, or put it under another record of the library; its loan, holds and place go with it",
  method: "PUT",
  path: "/items/:id",
  status: 200,
  who,
  params: id,
  input: itemChangeSchema,
  output: heldItemSchema,
  refusals: [
    "item-unknown",
    "item-changed",
    "record-unknown",
    "item-other-library",
    "branch-unknown",
    "barcode-taken",
  ],
  audit: "events",
  run: async (tx, actor, _clock, params, input) => await changeItem(tx, actor, params.id, input),
});

const allot = command({
  name: "cataloguing.allot-call-number",
  summary: "Allot a call number to a record: class with the next free number, or with the author's mark",
  path: "/call-numbers",
  status: 201,
  who,
  params: nothing,
  input: newAllotmentSchema,
  output: allotmentSchema,
  refusals: ["record-unknown", "author-missing"],
  audit: ({ output }) => ({
    subject: { kind: "record", id: String(output.recordId) },
    scope: "worked-at",
    detail: { callNumber: output.callNumber, shelf: output.shelf },
  }),
  run: async (tx, actor, clock, _params, input) => await allotCallNumber(tx, actor, clock, input),
});

const release = command({
  name: "cataloguing.release-call-number",
  summary: "Give back a call number that is not wanted after all: it is the next to be allotted",
  path: "/call-numbers/release",
  status: 204,
  who,
  params: nothing,
  input: allotmentEndSchema,
  output: nothing,
  refusals: ["call-number-unknown"],
  audit: ({ input }) => ({
    subject: { kind: "record", id: String(input.recordId) },
    scope: "worked-at",
    detail: { class: input.class, shelf: input.shelf },
  }),
  run: async (tx, actor, _clock, _params, input) => {
    await releaseCallNumber(tx, actor, input);
    return {};
  },
});

const range = command({
  name: "cataloguing.set-number-range",
  summary: "Set a range of labels of a library, new or by its name",
  method: "PUT",
  path: "/number-ranges",
  status: 200,
  who,
  params: nothing,
  input: newNumberRangeSchema,
  output: numberRangeSchema,
  refusals: ["member-unknown", "range-invalid"],
  audit: ({ output }) => ({
    subject: { kind: "number-range", id: String(output.id) },
    scope: "worked-at",
    detail: { nextNumber: output.nextNumber, lastNumber: output.lastNumber },
  }),
  run: async (tx, actor, _clock, _params, input) => await setRange(tx, actor, input),
});

const take = command({
  name: "cataloguing.take-numbers",
  summary: "The next labels of a range that no copy bears; nobody else is given them",
  path: "/number-ranges/:id/numbers",
  status: 201,
  who,
  params: id,
  input: numbersWantedSchema,
  output: z.object({ items: z.array(z.string()) }).meta({ id: "TakenNumbers" }),
  refusals: ["range-unknown", "range-exhausted"],
  audit: ({ params, output }) => ({
    subject: { kind: "number-range", id: String(params.id) },
    scope: "worked-at",
    detail: { count: output.items.length },
  }),
  run: async (tx, actor, _clock, params, { count }) => ({
    items: await takeNumbers(tx, actor, params.id, count),
  }),
});

const ranges = query({
  name: "cataloguing.number-ranges",
  summary: "A library's ranges of labels",
  path: "/number-ranges",
  who,
  params: nothing,
  filter: z.strictObject({ member: z.string().max(16) }),
  output: listOf(numberRangeSchema),
  refusals: ["member-unknown"],
  run: async ({ db }, actor, _params, { member }) => ({ items: await rangesOf(db, actor, member) }),
});

const withdrawal = query({
  name: "cataloguing.withdrawal-facts",
  summary: "Before an item is withdrawn: others of its title in the region, and who promised to keep it",
  path: "/items/:id/withdrawal",
  who: staff("circulation.desk", "somewhere"),
  params: id,
  filter: z.strictObject({}),
  output: withdrawalFactsSchema,
  refusals: ["item-unknown"],
  run: async ({ db, clock }, _actor, params) => await withdrawalFacts(db, clock, params.id),
});

/** What cataloguers do with copies and their numbers. */
export const itemCommands: readonly AnyCommand[] = [add, change, allot, release, range, take];
/** What they ask about them. */
export const itemQueries: readonly AnyQuery[] = [ranges, withdrawal];
