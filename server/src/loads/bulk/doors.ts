import { z } from "zod";
import { createdSchema } from "../../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import { pageOf, paging } from "../../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { staff } from "../../people/index.ts";
import { refusalTable } from "../refusals.ts";
import { bulkChangeSchema, loadParams, newBulkChangeSchema } from "../schema.ts";
import { draftChange, listChanges, ownChange, performChange } from "./changes.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
/** Whose records they are, the rules look at: it stands in what is sent. */
const who = staff("catalogue.edit", "somewhere");
const nothing = z.object({});

const draft = command({
  name: "loads.draft-bulk-change",
  summary: "Draw up a change of many records; it is looked at in the background, and nothing is changed yet",
  path: "/bulk-changes",
  status: 201,
  who,
  params: nothing,
  input: newBulkChangeSchema,
  output: createdSchema,
  refusals: ["member-unknown", "field-protected"],
  audit: ({ output }) => ({ subject: { kind: "bulk-change", id: output.id }, scope: "worked-at" }),
  run: async (tx, actor, clock, _params, input) => ({ id: await draftChange(tx, actor, clock, input) }),
});

const perform = command({
  name: "loads.perform-bulk-change",
  summary:
    "Perform a change of many records that was looked at; it becomes a load of the same id, which can be undone",
  path: "/bulk-changes/:id/performance",
  status: 201,
  who,
  params: loadParams,
  input: nothing,
  output: createdSchema,
  refusals: ["bulk-unknown", "bulk-not-ready", "field-protected"],
  audit: ({ params }) => ({ subject: { kind: "bulk-change", id: params.id }, scope: "worked-at" }),
  run: async (tx, actor, _clock, { id }) => {
    await performChange(tx, actor, id);
    return { id };
  },
});

const changes = query({
  name: "loads.bulk-changes",
  summary: "Changes of many records of the library worked at, the newest first",
  path: "/bulk-changes",
  who: staff("catalogue.edit"),
  params: nothing,
  filter: z.object(paging),
  output: pageOf(bulkChangeSchema),
  refusals: [],
  run: async ({ db }, actor, _params, turn) => listChanges(db, actor.scope, turn),
});

const change = query({
  name: "loads.bulk-change",
  summary: "One change of many records: how many it means, how many would change, and the first of them",
  path: "/bulk-changes/:id",
  who,
  params: loadParams,
  filter: nothing,
  output: bulkChangeSchema,
  refusals: ["bulk-unknown"],
  run: async ({ db }, actor, { id }) => ownChange(db, actor, id),
});

/** What cataloguers do with many records at once. */
export const bulkCommands: readonly AnyCommand[] = [draft, perform];
/** What they ask about it. */
export const bulkQueries: readonly AnyQuery[] = [changes, change];
