import { z } from "zod";
import { listOf } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { readSkos } from "../object-formats/index.ts";
import { grave, staff } from "../people/index.ts";
import { demandRole, worker } from "./access.ts";
import { createCollection, getCollection, lockCollection, saveDraft, setWithdrawn } from "./collections.ts";
import { addRun, shownRun, startRun, type TakenFile } from "./imports/runs.ts";
import { takeFile } from "./imports/take-file.ts";
import { addObject, changeObject, moveObject } from "./objects.ts";
import { refusalTable } from "./refusals.ts";
import { publishDraft, restoreRevision } from "./revisions.ts";
import {
  draftChangeSchema,
  draftSchema,
  importRunSchema,
  importStartSchema,
  newCollectionSchema,
  newObjectSchema,
  objectChangeSchema,
  revisionSchema,
  termSchema,
  workedCollectionSchema,
  workedObjectSchema,
  workerSchema,
} from "./schema.ts";
import { objectStates, workerRoles } from "./words.ts";
import { setWorker, shownDraft, shownObject, shownRevisions, workedCollections } from "./worked.ts";

const command = commandsOf(refusalTable);
const nothing = z.object({});
/** Characters of a file of terms. */
const LONGEST_VOCABULARY = 2_000_000;
const bySlug = z.object({ slug: z.string().max(60) });
const byNumber = z.object({ number: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });

/** A collection is begun. */
const create = command({
  name: "collections.create",
  summary: "Begin a special collection from a template, or as another one is set up",
  path: "/collections",
  status: 201,
  who: staff("catalogue.edit", "somewhere"),
  params: nothing,
  input: newCollectionSchema,
  output: workedCollectionSchema,
  refusals: ["member-unknown", "collection-slug-taken", "collection-template-missing", "collection-unknown"],
  audit: "events",
  run: async (tx, actor, _clock, _params, input) =>
    (await workedCollections(tx, actor, await createCollection(tx, actor, input)))[0]!,
});

/** A draft is saved. */
const draft = command({
  name: "collections.save-draft",
  summary: "Save the draft of a collection over the one that was read; readers do not see it yet",
  method: "PUT",
  path: "/collections/:slug/draft",
  status: 200,
  who: worker,
  params: bySlug,
  input: draftChangeSchema,
  output: draftSchema,
  refusals: ["collection-unknown", "collection-changed"],
  audit: ({ params }) => ({ subject: { kind: "collection", id: params.slug }, scope: "worked-at" }),
  run: async (tx, actor, _clock, { slug }, input) =>
    await shownDraft(tx, await saveDraft(tx, actor, slug, input)),
});

/** What is drafted becomes what readers see. */
const publish = command({
  name: "collections.publish",
  summary: "Publish the draft of a collection as a configuration that never changes",
  path: "/collections/:slug/revisions",
  status: 201,
  who: worker,
  params: bySlug,
  input: z.strictObject({ version: z.number().int(), note: z.string().trim().max(500).default("") }),
  output: revisionSchema,
  refusals: [
    "collection-unknown",
    "collection-building",
    "collection-changed",
    "collection-config-wrong",
    "collection-unchanged",
  ],
  audit: "events",
  run: async (tx, actor, _clock, { slug }, input) => {
    const { number } = await publishDraft(tx, actor, slug, input);
    const shown = await shownRevisions(tx, await getCollection(tx, slug));
    return shown.find((one) => one.number === number)!;
  },
});

/** An earlier configuration is seen again. */
const rollBack = command({
  name: "collections.roll-back",
  summary: "Let readers see an earlier configuration of a collection again",
  path: "/collections/:slug/revisions/:number/restoration",
  status: 200,
  who: worker,
  params: z.object({ slug: z.string().max(60), number: z.coerce.number().int().positive().max(1_000_000) }),
  input: nothing,
  output: revisionSchema,
  refusals: ["collection-unknown", "collection-building", "revision-unknown", "collection-unchanged"],
  audit: "events",
  run: async (tx, actor, _clock, { slug, number }) => {
    await restoreRevision(tx, actor, slug, number);
    const shown = await shownRevisions(tx, await getCollection(tx, slug));
    return shown.find((one) => one.number === number)!;
  },
});

/** A collection goes from readers' sight, or comes back. */
const withdraw = command({
  name: "collections.withdraw",
  summary: "Take a published collection from readers, or give it back; its address says so meanwhile",
  method: "PUT",
  path: "/collections/:slug/withdrawal",
  status: 200,
  who: worker,
  params: bySlug,
  input: z.strictObject({ withdrawn: z.boolean() }).meta({ id: "Withdraw" }),
  output: workedCollectionSchema,
  refusals: ["collection-unknown", "collection-unpublished"],
  audit: "events",
  run: async (tx, actor, _clock, { slug }, { withdrawn }) =>
    (await workedCollections(tx, actor, await setWithdrawn(tx, actor, slug, withdrawn)))[0]!,
});

const workers = command({
  name: "collections.set-worker",
  summary: "Let somebody work on a collection as curator, editor or contributor, or no longer (null)",
  method: "PUT",
  path: "/collections/:slug/workers",
  status: 200,
  who: worker,
  params: bySlug,
  input: z.strictObject({ login: z.string().trim().min(1).max(64), role: z.enum(workerRoles).nullable() }),
  output: listOf(workerSchema),
  refusals: ["collection-unknown", "worker-unknown"],
  audit: ({ params, input }) => ({
    subject: { kind: "collection", id: params.slug },
    scope: "worked-at",
    detail: { role: input.role },
  }),
  prepare: grave,
  run: async (tx, actor, _clock, { slug }, input) => ({ items: await setWorker(tx, actor, slug, input) }),
});

/** An object is entered by hand. */
const enter = command({
  name: "collections.add-object",
  summary: "Enter an object of a collection by hand, as a draft",
  path: "/collections/:slug/objects",
  status: 201,
  who: worker,
  params: bySlug,
  input: newObjectSchema,
  output: workedObjectSchema,
  refusals: ["collection-unknown", "object-values-wrong", "object-identifier-taken"],
  audit: ({ output }) => ({
    subject: { kind: "collection-object", id: String(output.number) },
    scope: "worked-at",
  }),
  run: async (tx, actor, _clock, { slug }, input) => {
    const object = await addObject(tx, actor, slug, input);
    return await shownObject(tx, await getCollection(tx, slug), object);
  },
});

/** An object is changed. */
const change = command({
  name: "collections.change-object",
  summary: "Change values and access of an object: what is not named stays, null erases",
  method: "PATCH",
  path: "/collection-objects/:number",
  status: 200,
  who: worker,
  params: byNumber,
  input: objectChangeSchema,
  output: workedObjectSchema,
  refusals: ["object-unknown", "object-changed", "object-state", "object-values-wrong"],
  audit: ({ params }) => ({
    subject: { kind: "collection-object", id: String(params.number) },
    scope: "worked-at",
  }),
  run: async (tx, actor, _clock, { number }, input) => {
    const object = await changeObject(tx, actor, number, input);
    return await shownObject(tx, await lockCollection(tx, { id: object.collectionId }), object);
  },
});

/** An object goes from one state to another. */
const move = command({
  name: "collections.move-object",
  summary: "Take an object to review, to readers, back to draft, or withdraw it",
  method: "PUT",
  path: "/collection-objects/:number/state",
  status: 200,
  who: worker,
  params: byNumber,
  input: z.strictObject({ state: z.enum(objectStates) }).meta({ id: "MoveObject" }),
  output: workedObjectSchema,
  refusals: ["object-unknown", "object-state"],
  audit: "events",
  run: async (tx, actor, _clock, { number }, { state }) => {
    const object = await moveObject(tx, actor, number, state);
    return await shownObject(tx, await lockCollection(tx, { id: object.collectionId }), object);
  },
});

/** A vocabulary that others wrote is read; it goes into a draft when that is saved. */
const readVocabulary = command({
  name: "collections.read-vocabulary",
  summary: "Read the terms of a SKOS vocabulary in Turtle or RDF/XML; nothing is kept",
  path: "/vocabulary-readings",
  status: 200,
  who: worker,
  params: nothing,
  input: z.strictObject({ text: z.string().min(1).max(LONGEST_VOCABULARY) }),
  output: z.object({ terms: z.array(termSchema) }).meta({ id: "ReadVocabulary" }),
  bodyBytes: 4 * LONGEST_VOCABULARY,
  refusals: ["import-records-wrong"],
  audit: "events",
  prepare: async (_deps, _actor, _params, { text }) => await readSkos(text),
  run: async (_tx, _actor, _clock, _params, _input, terms) => ({ terms }),
});

/** A table or an archive is handed in. */
const upload = command({
  name: "collections.take-import",
  summary: "Hand in a table, or an archive of files with or without one (multipart: filesFrom, then file)",
  path: "/collections/:slug/imports",
  status: 201,
  who: worker,
  params: bySlug,
  input: z.strictObject({
    filesFrom: z.uuid().optional().describe("An earlier import whose archive holds the files"),
  }),
  output: importRunSchema,
  fileBytes: (config) => config.uploadBytes,
  refusals: [
    "collection-unknown",
    "import-unknown",
    "import-file-kind",
    "import-table-wrong",
    "import-records-wrong",
    "import-rows-many",
    "import-archive-wrong",
    "import-archive-large",
    "import-path-wrong",
  ],
  audit: ({ params, output }) => ({
    subject: { kind: "collection", id: params.slug },
    scope: "worked-at",
    detail: { import: output.id },
  }),
  prepare: async ({ db, config, upload: file }, actor, { slug }): Promise<TakenFile> => {
    await demandRole(db, actor, await getCollection(db, slug), "contributor");
    return await takeFile(config.dataFolder, file!);
  },
  run: async (tx, actor, _clock, { slug }, { filesFrom }, file) => {
    const collection = await lockCollection(tx, { slug });
    return shownRun(await addRun(tx, actor, collection, file, filesFrom ?? null), collection);
  },
});

/** An import begins. */
const start = command({
  name: "collections.start-import",
  summary: "Begin an import, or a dry run of it, with what each column means",
  path: "/collection-imports/:id/start",
  status: 200,
  who: worker,
  params: z.object({ id: z.string().max(60) }),
  input: importStartSchema,
  output: importRunSchema,
  refusals: ["import-unknown", "import-state", "import-mapping-wrong"],
  audit: ({ params, input }) => ({
    subject: { kind: "collection-import", id: params.id },
    scope: "worked-at",
    detail: { dryRun: input.dryRun, publish: input.publish },
  }),
  run: async (tx, actor, _clock, { id }, input) => await startRun(tx, actor, id, input),
});

/** What those who work on collections do. */
export const collectionCommands: readonly AnyCommand[] = [
  create,
  draft,
  publish,
  rollBack,
  withdraw,
  workers,
  enter,
  change,
  move,
  readVocabulary,
  upload,
  start,
];
