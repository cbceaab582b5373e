import { z } from "zod";
import { listMembers } from "../consortium/index.ts";
import { listOf } from "../contracts/shapes.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db } from "../kernel/database.ts";
import { cutPage, pageOf, paging, readCursor } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { languages } from "../kernel/text.ts";
import { anybody } from "../people/index.ts";
import { demandRole, worker } from "./access.ts";
import { type Collection, collectionById, getCollection, listCollections } from "./collections.ts";
import { errorsOf, findRun, runsOf, type StoredRun, shownRun } from "./imports/runs.ts";
import { listObjects } from "./objects.ts";
import { readAddress } from "./pages/search-address.ts";
import { refusalTable, refuse } from "./refusals.ts";
import { liveConfig } from "./revisions.ts";
import {
  draftSchema,
  facetValueSchema,
  importErrorSchema,
  importRunSchema,
  publicCollectionSchema,
  revisionSchema,
  workedCollectionSchema,
  workedObjectSchema,
  workerSchema,
} from "./schema.ts";
import { suggestValues } from "./search/facet-suggest.ts";
import { countShown } from "./search/facet-values.ts";
import { objectStates } from "./words.ts";
import { draftOf, shownObject, shownRevisions, workedCollections, workersOf } from "./worked.ts";

const query = queriesOf(refusalTable);
const nothing = z.object({});
const none = z.strictObject({});
const bySlug = z.object({ slug: z.string().max(60) });
const byId = z.object({ id: z.string().max(60) });

async function ownCollection(db: Db, actor: Actor, slug: string): Promise<Collection> {
  const collection = await getCollection(db, slug);
  await demandRole(db, actor, collection, "contributor");
  return collection;
}

/** What everybody can look at. */
const published = query({
  name: "collections.published",
  summary: "Published special collections",
  path: "/collections",
  who: anybody,
  params: nothing,
  filter: none,
  output: listOf(publicCollectionSchema),
  refusals: [],
  run: async ({ db }) => {
    const codes = new Map((await listMembers(db)).map((one) => [one.id, one.code]));
    const open = (await listCollections(db)).filter((one) => one.liveNumber !== null && !one.isWithdrawn);
    const counts = await countShown(
      db,
      open.map((one) => one.id),
    );
    const items = await Promise.all(
      open.map(async (one) => {
        const { name, intro } = (await liveConfig(db, one))!;
        const objects = counts.get(one.id) ?? 0;
        const member = codes.get(one.memberId) ?? "";
        return { slug: one.slug, member, name, intro, objects, href: `/collections/${one.slug}` };
      }),
    );
    return { items };
  },
});

const worked = query({
  name: "collections.worked",
  summary: "Collections that whoever asks works on",
  path: "/collections-worked",
  who: worker,
  params: nothing,
  filter: none,
  output: listOf(workedCollectionSchema),
  refusals: [],
  run: async ({ db }, actor) => ({ items: await workedCollections(db, actor) }),
});

const draft = query({
  name: "collections.draft",
  summary: "The draft of a collection, and what publishing it would change",
  path: "/collections/:slug/draft",
  who: worker,
  params: bySlug,
  filter: none,
  output: draftSchema,
  refusals: ["collection-unknown"],
  run: async ({ db }, actor, { slug }) => await draftOf(db, actor, slug),
});

const revisions = query({
  name: "collections.revisions",
  summary: "What was published of a collection, the newest first",
  path: "/collections/:slug/revisions",
  who: worker,
  params: bySlug,
  filter: none,
  output: listOf(revisionSchema),
  refusals: ["collection-unknown"],
  run: async ({ db }, actor, { slug }) => ({
    items: await shownRevisions(db, await ownCollection(db, actor, slug)),
  }),
});

const workers = query({
  name: "collections.workers",
  summary: "Who works on a collection beside its library's cataloguers",
  path: "/collections/:slug/workers",
  who: worker,
  params: bySlug,
  filter: none,
  output: listOf(workerSchema),
  refusals: ["collection-unknown"],
  run: async ({ db }, actor, { slug }) => ({
    items: await workersOf(db, (await ownCollection(db, actor, slug)).id),
  }),
});

const objects = query({
  name: "collections.objects",
  summary: "Objects of a collection in whatever state, by number",
  path: "/collections/:slug/objects",
  who: worker,
  params: bySlug,
  filter: z.strictObject({
    ...paging,
    state: z.enum(objectStates).optional(),
    q: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe("Text in a value or the identifier, or the number"),
  }),
  output: pageOf(workedObjectSchema),
  refusals: ["collection-unknown"],
  run: async ({ db }, actor, { slug }, { limit, cursor, state, q }) => {
    const collection = await ownCollection(db, actor, slug);
    const after = readCursor(cursor, z.tuple([z.number()]))?.[0] ?? 0;
    const found = await listObjects(db, collection.id, { state, q, after, limit: limit + 1 });
    const { items, next } = cutPage(found, limit, (row) => [row.number]);
    return { items: await Promise.all(items.map((one) => shownObject(db, collection, one))), next };
  },
});

const imports = query({
  name: "collections.imports",
  summary: "Imports of a collection, the newest first",
  path: "/collections/:slug/imports",
  who: worker,
  params: bySlug,
  filter: none,
  output: listOf(importRunSchema),
  refusals: ["collection-unknown"],
  run: async ({ db }, actor, { slug }) => {
    const collection = await ownCollection(db, actor, slug);
    return { items: (await runsOf(db, collection.id)).map((run) => shownRun(run, collection)) };
  },
});

/** An import of a collection that whoever asks works on. Refuses `import-unknown` 404, `forbidden` 403. */
export async function ownRun(
  db: Db,
  actor: Actor,
  id: string,
): Promise<{ run: StoredRun; collection: Collection }> {
  const run = await findRun(db, id);
  if (!run) throw refuse("import-unknown");
  const collection = await collectionById(db, run.collectionId);
  await demandRole(db, actor, collection, "contributor");
  return { run, collection };
}

const importErrors = query({
  name: "collections.import-errors",
  summary: "What an import refused, row by row",
  path: "/collection-imports/:id/errors",
  who: worker,
  params: byId,
  filter: z.strictObject(paging),
  output: pageOf(importErrorSchema),
  refusals: ["import-unknown"],
  run: async ({ db }, actor, { id }, { limit, cursor }) => {
    const { run } = await ownRun(db, actor, id);
    const after = readCursor(cursor, z.tuple([z.number().int(), z.string(), z.string()]));
    const errors = await errorsOf(db, run.id, after, limit + 1);
    const page = cutPage(errors, limit, ({ row, field, code }) => [row, field, code]);
    return { ...page, items: page.items.map((one) => importErrorSchema.parse(one)) };
  },
});

const facetValues = query({
  name: "collections.facet-values",
  summary: "Values of a facet that hold what is typed, with how many objects of a question bear each",
  path: "/collections/:slug/facets/:field",
  who: anybody,
  params: z.object({ slug: z.string().max(60), field: z.string().max(40) }),
  filter: z.strictObject({
    typed: z.string().trim().min(1).max(100).describe("In any script, or pinyin"),
    within: z
      .string()
      .max(4000)
      .default("")
      .describe("What follows the `?` in the address of a search of the collection"),
    language: z.enum(languages).default("zh-Hans"),
  }),
  output: listOf(facetValueSchema),
  refusals: ["collection-unknown"],
  run: async ({ db }, _actor, { slug, field }, { typed, within, language }) => {
    const collection = await getCollection(db, slug);
    const config = await liveConfig(db, collection);
    if (config === null || collection.isWithdrawn) throw refuse("collection-unknown");
    const question = readAddress(new URLSearchParams(within), config);
    const found = await suggestValues(db, collection, config, question, { field, typed, language });
    return { items: found.map(({ value, label, count }) => ({ value, label, count })) };
  },
});

/** What is asked about collections. */
export const collectionQueries: readonly AnyQuery[] = [
  published,
  facetValues,
  worked,
  draft,
  revisions,
  workers,
  objects,
  imports,
  importErrors,
];
