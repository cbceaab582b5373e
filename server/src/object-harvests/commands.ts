import { z } from "zod";
import { worker } from "../collections/index.ts";
import { createdNumberSchema, createdSchema, listOf } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { refusalTable } from "./refusals.ts";
import { trySource } from "./sample.ts";
import {
  newObjectSourceSchema,
  objectHarvestSchema,
  objectReconciliationSchema,
  objectSourceSchema,
  sampleAskSchema,
  sampleSchema,
} from "./schema.ts";
import {
  addSource,
  beginHarvest,
  changeSource,
  harvestsOf,
  reconcile,
  removeSource,
  sourcesOf,
} from "./sources.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const bySlug = z.object({ slug: z.string().max(60) });
const byId = z.object({ id: z.coerce.number().int().positive().max(2_000_000_000) });
const nothing = z.strictObject({});
const about = ({ params }: { params: { id: number } }) =>
  ({ subject: { kind: "object-source", id: String(params.id) }, scope: "worked-at" }) as const;

const tried = command({
  name: "object-harvests.try",
  summary: "The first records of a source, where they would go, and what would be wrong; nothing is kept",
  path: "/collections/:slug/harvest-samples",
  status: 200,
  who: worker,
  params: bySlug,
  input: sampleAskSchema,
  output: sampleSchema,
  refusals: [
    "collection-unknown",
    "source-address-wrong",
    "harvest-unreachable",
    "harvest-unreadable",
    "harvest-refused",
    "harvest-turns-in-circles",
  ],
  audit: "events",
  prepare: async (deps, actor, { slug }, input) => await trySource(deps, actor, slug, input),
  run: async (_tx, _actor, _clock, _params, _input, sample) => sample,
});

const add = command({
  name: "object-harvests.add-source",
  summary: "Have objects of a collection come by themselves, from OAI-PMH or IIIF",
  path: "/collections/:slug/harvest-sources",
  status: 201,
  who: worker,
  params: bySlug,
  input: newObjectSourceSchema,
  output: createdNumberSchema,
  refusals: ["collection-unknown", "source-address-wrong", "source-name-taken", "import-mapping-wrong"],
  audit: ({ output }) => ({ subject: { kind: "object-source", id: String(output.id) }, scope: "worked-at" }),
  run: async (tx, actor, _clock, { slug }, input) => await addSource(tx, actor, slug, input),
});

const change = command({
  name: "object-harvests.change-source",
  summary: "Change a source of objects, or stop it; another address is harvested from its beginning",
  method: "PUT",
  path: "/object-sources/:id",
  status: 200,
  who: worker,
  params: byId,
  input: newObjectSourceSchema,
  output: createdNumberSchema,
  refusals: ["source-unknown", "source-address-wrong", "source-name-taken", "import-mapping-wrong"],
  audit: about,
  run: async (tx, actor, _clock, { id }, input) => await changeSource(tx, actor, id, input),
});

const remove = command({
  name: "object-harvests.remove-source",
  summary: "Take a source of objects away; what it brought stays",
  method: "DELETE",
  path: "/object-sources/:id",
  status: 204,
  who: worker,
  params: byId,
  input: nothing,
  output: z.null(),
  refusals: ["source-unknown"],
  audit: about,
  run: async (tx, actor, _clock, { id }) => {
    await removeSource(tx, actor, id);
    return null;
  },
});

const begin = command({
  name: "object-harvests.begin",
  summary: "Harvest a source of objects now: what changed since, or everything",
  path: "/object-sources/:id/harvests",
  status: 201,
  who: worker,
  params: byId,
  input: z.strictObject({ isWhole: z.boolean().default(false) }).meta({ id: "Begin" }),
  output: createdSchema,
  refusals: ["source-unknown", "harvest-running", "collection-unpublished"],
  audit: about,
  run: async (tx, actor, clock, { id }, { isWhole }) => ({
    id: await beginHarvest(tx, actor, clock, id, isWhole),
  }),
});

const sources = query({
  name: "object-harvests.sources",
  summary: "Where objects of a collection come from by themselves, and how the last harvest went",
  path: "/collections/:slug/harvest-sources",
  who: worker,
  params: bySlug,
  filter: nothing,
  output: listOf(objectSourceSchema),
  refusals: ["collection-unknown"],
  run: async ({ db }, actor, { slug }) => ({ items: await sourcesOf(db, actor, slug) }),
});

const harvests = query({
  name: "object-harvests.harvests",
  summary: "Harvests of a source of objects, the newest first",
  path: "/object-sources/:id/harvests",
  who: worker,
  params: byId,
  filter: nothing,
  output: listOf(objectHarvestSchema),
  refusals: ["source-unknown"],
  run: async ({ db }, actor, { id }) => ({ items: await harvestsOf(db, actor, id) }),
});

const reconciliation = query({
  name: "object-harvests.reconciliation",
  summary: "What a source has and readers do not find, and the other way round",
  path: "/object-sources/:id/reconciliation",
  who: worker,
  params: byId,
  filter: nothing,
  output: objectReconciliationSchema,
  refusals: ["source-unknown"],
  run: async ({ db }, actor, { id }) => await reconcile(db, actor, id),
});

/** What curators do with sources of objects, and ask about them. */
export const objectHarvestCommands: readonly AnyCommand[] = [tried, add, change, remove, begin];
export const objectHarvestQueries: readonly AnyQuery[] = [sources, harvests, reconciliation];
