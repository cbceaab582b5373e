import { z } from "zod";
import type { TaskSource } from "../../contracts/tasks.ts";
import { memberWorkedAt } from "../../kernel/actor.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import { pageOf, paging } from "../../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { desk, mayDo, staff } from "../../people/index.ts";
import { refusalTable } from "../refusals.ts";
import { fastAddedRecordSchema, fastAddSchema, heldItemSchema } from "../schema.ts";
import { fastAdd } from "./fast-add.ts";
import { fastAddedRecords, fastAddedWaiting } from "./waiting.ts";

const add = commandsOf(refusalTable)({
  name: "cataloguing.fast-add",
  summary:
    "Make a copy of a book in hand that is in no catalogue, so that it can be lent; a cataloguer writes it later",
  path: "/desk/fast-added-items",
  status: 201,
  who: desk,
  params: z.object({}),
  input: fastAddSchema,
  output: heldItemSchema,
  refusals: ["record-refused", "barcode-taken", "isbn-of-other-title"],
  audit: ({ output }) => ({
    subject: { kind: "item", id: String(output.id) },
    scope: "worked-at",
    detail: { recordId: output.recordId },
  }),
  run: (tx, actor, clock, _params, input) => fastAdd(tx, actor, clock, input),
});

const waiting = queriesOf(refusalTable)({
  name: "cataloguing.fast-added-records",
  summary:
    "Records that a desk began with a title and a label only, the oldest first, until a cataloguer saves them",
  path: "/fast-added-records",
  who: staff("catalogue.edit"),
  params: z.object({}),
  filter: z.strictObject(paging),
  output: pageOf(fastAddedRecordSchema),
  refusals: [],
  run: async ({ db }, actor, _params, filter) => await fastAddedRecords(db, memberWorkedAt(actor), filter),
});

export const fastAddCommands: readonly AnyCommand[] = [add];
export const fastAddQueries: readonly AnyQuery[] = [waiting];

/** What desks have begun waits for the library's cataloguers. */
export const fastAddTasks: readonly TaskSource[] = [
  {
    name: "fast-added",
    page: "records",
    admits: (actor) => mayDo(actor, "catalogue.edit", actor.scope),
    waiting: (db, { scope }) => fastAddedWaiting(db, scope),
  },
];
