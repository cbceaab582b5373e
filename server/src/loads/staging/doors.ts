import { z } from "zod";
import { createdSchema } from "../../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import { pageOf, paging } from "../../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { staff } from "../../people/index.ts";
import { refusalTable } from "../refusals.ts";
import { loadParams, stagedCountsSchema, stagedRecordSchema } from "../schema.ts";
import { ownLoad } from "../undo/begin.ts";
import { stagedChanges } from "../words.ts";
import { acceptStaged, discardStaged, stagedCounts, stagedRecords } from "./staged.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
/** Whose load it is, the rules look at: it stands in the load. */
const who = staff("catalogue.import", "somewhere");
const nothing = z.object({});

const records = query({
  name: "loads.staged-records",
  summary:
    "What a staged load would do, record by record: new, changed with what differs, withdrawn, doubtful, joining",
  path: "/loads/:id/staged",
  who,
  params: loadParams,
  filter: z.object({ ...paging, show: z.enum(stagedChanges).optional() }),
  output: pageOf(stagedRecordSchema).extend({ counts: stagedCountsSchema }).meta({ id: "StagedRecords" }),
  refusals: ["load-unknown"],
  run: async ({ db }, actor, { id }, { show, ...turn }) => {
    const load = await ownLoad(db, actor, id);
    return { ...(await stagedRecords(db, load, { show, ...turn })), counts: await stagedCounts(db, id) };
  },
});

const accept = command({
  name: "loads.accept",
  summary: "Accept a staged load: its file is loaded",
  path: "/loads/:id/acceptance",
  status: 201,
  who,
  params: loadParams,
  input: nothing,
  output: createdSchema,
  refusals: ["load-unknown", "load-not-staged", "load-running", "load-refused"],
  audit: ({ params, output }) => ({
    subject: { kind: "load", id: params.id },
    scope: "worked-at",
    detail: { load: output.id },
  }),
  run: async (tx, actor, _clock, { id }) => ({
    id: await acceptStaged(tx, actor, await ownLoad(tx, actor, id)),
  }),
});

const discard = command({
  name: "loads.discard",
  summary: "Throw a staged load away, with its file",
  method: "DELETE",
  path: "/loads/:id/staged",
  status: 204,
  who,
  params: loadParams,
  input: nothing,
  output: nothing,
  refusals: ["load-unknown", "load-not-staged", "load-running"],
  audit: ({ params }) => ({ subject: { kind: "load", id: params.id }, scope: "worked-at" }),
  run: async (tx, actor, _clock, { id }) => {
    await discardStaged(tx, await ownLoad(tx, actor, id));
    return {};
  },
});

/** What is decided about staged loads. */
export const stagingCommands: readonly AnyCommand[] = [accept, discard];
/** What is asked about them. */
export const stagingQueries: readonly AnyQuery[] = [records];
