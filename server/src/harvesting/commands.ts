import { z } from "zod";
import { createdSchema, listOf } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { staff } from "../people/index.ts";
import { refusalTable } from "./refusals.ts";
import {
  harvestSchema,
  newHarvestSchema,
  newSourceSchema,
  reconciliationSchema,
  sourceChangeSchema,
  sourceSchema,
} from "./schema.ts";
import {
  addSource,
  beginHarvest,
  changeSource,
  listHarvests,
  listSources,
  ownSource,
  reconcile,
  removeSource,
} from "./sources.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
/** Whose source it is, the rules look at. */
const who = staff("catalogue.import", "somewhere");
const nothing = z.object({});
const id = z.object({ id: z.coerce.number().int().positive() });
const about = ({ params }: { params: { id: number } }) =>
  ({ subject: { kind: "harvest-source", id: String(params.id) }, scope: "worked-at" }) as const;

const sources = query({
  name: "harvesting.sources",
  summary: "Where records of the libraries come from by themselves, and how the last harvest went",
  path: "/harvest-sources",
  who,
  params: nothing,
  filter: nothing,
  output: listOf(sourceSchema),
  refusals: [],
  run: async ({ db }, actor) => ({ items: await listSources(db, actor) }),
});

const source = query({
  name: "harvesting.source",
  summary: "One source",
  path: "/harvest-sources/:id",
  who,
  params: id,
  filter: nothing,
  output: sourceSchema,
  refusals: ["source-unknown"],
  run: async ({ db }, actor, params) => await ownSource(db, actor, params.id),
});

const harvests = query({
  name: "harvesting.harvests",
  summary: "Harvests of a source, the newest first",
  path: "/harvest-sources/:id/harvests",
  who,
  params: id,
  filter: nothing,
  output: listOf(harvestSchema),
  refusals: ["source-unknown"],
  run: async ({ db }, actor, params) => ({ items: await listHarvests(db, actor, params.id) }),
});

const reconciliation = query({
  name: "harvesting.reconciliation",
  summary: "What the source has and the catalogue does not, and the other way round",
  path: "/harvest-sources/:id/reconciliation",
  who,
  params: id,
  filter: nothing,
  output: reconciliationSchema,
  refusals: ["source-unknown", "source-tells-no-whole"],
  run: async ({ db }, actor, params) => await reconcile(db, actor, params.id),
});

const add = command({
  name: "harvesting.add-source",
  summary: "Have a library's records come by themselves, from a server (OAI-PMH) or a folder",
  path: "/harvest-sources",
  status: 201,
  who,
  params: nothing,
  input: newSourceSchema,
  output: sourceSchema,
  refusals: ["member-unknown", "source-name-taken", "source-address-wrong"],
  audit: ({ output }) => ({ subject: { kind: "harvest-source", id: String(output.id) }, scope: "worked-at" }),
  run: async (tx, actor, _clock, _params, input) => await addSource(tx, actor, input),
});

const change = command({
  name: "harvesting.change-source",
  summary: "Change a source; another server or set is harvested from its beginning",
  method: "PUT",
  path: "/harvest-sources/:id",
  status: 200,
  who,
  params: id,
  input: sourceChangeSchema,
  output: sourceSchema,
  refusals: ["source-unknown", "source-name-taken", "source-address-wrong"],
  audit: about,
  run: async (tx, actor, _clock, params, input) => await changeSource(tx, actor, params.id, input),
});

const remove = command({
  name: "harvesting.remove-source",
  summary: "Take a source away; what it brought stays",
  method: "DELETE",
  path: "/harvest-sources/:id",
  status: 204,
  who,
  params: id,
  input: nothing,
  output: nothing,
  refusals: ["source-unknown"],
  audit: about,
  run: async (tx, actor, _clock, params) => {
    await removeSource(tx, actor, params.id);
    return {};
  },
});

const begin = command({
  name: "harvesting.begin",
  summary: "Harvest a source now: what changed since, or everything",
  path: "/harvest-sources/:id/harvests",
  status: 201,
  who,
  params: id,
  input: newHarvestSchema,
  output: createdSchema,
  refusals: ["source-unknown", "harvest-running"],
  audit: about,
  run: async (tx, actor, clock, params, { isWhole }) => ({
    id: await beginHarvest(tx, actor, clock, params.id, isWhole),
  }),
});

/** What people do with sources. */
export const harvestCommands: readonly AnyCommand[] = [add, change, remove, begin];
/** What they ask about them. */
export const harvestQueries: readonly AnyQuery[] = [sources, source, harvests, reconciliation];
