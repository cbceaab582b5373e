import { z } from "zod";
import { listRejects } from "../catalogue/index.ts";
import { createdSchema } from "../contracts/shapes.ts";
import { systemActor } from "../kernel/actor.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import type { Db } from "../kernel/database.ts";
import { enqueue } from "../kernel/jobs.ts";
import { cutPage, pageOf, paging, readCursor } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import type { Language } from "../kernel/text.ts";
import { getPerson, staff } from "../people/index.ts";
import { noteText } from "./note-texts.ts";
import { recordsOfLoad } from "./records.ts";
import { refusalTable } from "./refusals.ts";
import { type KnownLoad, listLoads } from "./runs.ts";
import {
  type Load,
  languageFilter,
  loadLineSchema,
  loadParams,
  loadRecordSchema,
  loadSchema,
  undoPreviewSchema,
} from "./schema.ts";
import { beginUndo, ownLoad } from "./undo/begin.ts";
import { previewUndo } from "./undo/plan.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
/** Whose load it is, the rules look at: it stands in the load. */
const who = staff("catalogue.import", "somewhere");
const nothing = z.object({});

/** Loads as they are shown: who ordered each by name, what went wrong in words. */
async function shownLoads(db: Db, loads: readonly KnownLoad[], language: Language): Promise<Load[]> {
  const names = new Map<string, string>();
  for (const id of new Set(loads.map((load) => load.startedBy)))
    if (id !== systemActor.personId) names.set(id, (await getPerson(db, id))?.name ?? "");
  return loads.map((load) => ({
    ...load,
    by: names.get(load.startedBy) ?? null,
    error:
      load.error === null
        ? null
        : noteText({ reason: load.error, params: {}, message: load.error }, language),
  }));
}

const loads = query({
  name: "loads.loads",
  summary: "Loads of the library worked at, or of all for the consortium's office, the newest first",
  path: "/loads",
  who: staff("catalogue.import"),
  params: nothing,
  filter: z.object({ ...paging, ...languageFilter }),
  output: pageOf(loadSchema),
  refusals: [],
  run: async ({ db }, actor, _params, { language, ...turn }) => {
    const page = await listLoads(db, actor.scope, turn);
    return { ...page, items: await shownLoads(db, page.items, language) };
  },
});

const load = query({
  name: "loads.load",
  summary: "One load and how far it is",
  path: "/loads/:id",
  who,
  params: loadParams,
  filter: z.object(languageFilter),
  output: loadSchema,
  refusals: ["load-unknown"],
  run: async ({ db }, actor, { id }, { language }) =>
    (await shownLoads(db, [await ownLoad(db, actor, id)], language))[0]!,
});

const lines = query({
  name: "loads.lines",
  summary: "What a load tells: refused records, losses, repairs and guesses, in words",
  path: "/loads/:id/lines",
  who,
  params: loadParams,
  filter: z.object({ ...paging, ...languageFilter }),
  output: pageOf(loadLineSchema),
  refusals: ["load-unknown"],
  run: async ({ db }, actor, { id }, { language, limit, cursor }) => {
    await ownLoad(db, actor, id);
    const after = readCursor(cursor, z.tuple([z.number().int()]))?.[0] ?? -1;
    const page = cutPage(await listRejects(db, id, after, limit + 1), limit, (line) => [line.line]);
    return { ...page, items: page.items.map((one) => ({ ...one, message: noteText(one, language) })) };
  },
});

const records = query({
  name: "loads.records",
  summary: "Records that a load made or changed, each with what differs from before",
  path: "/loads/:id/records",
  who,
  params: loadParams,
  filter: z.object(paging),
  output: pageOf(loadRecordSchema),
  refusals: ["load-unknown"],
  run: async ({ db }, actor, { id }, turn) => recordsOfLoad(db, await ownLoad(db, actor, id), turn),
});

const undoPreview = query({
  name: "loads.undo-preview",
  summary:
    "What undoing a load would do now: counts, and what stays because somebody changed or borrowed it since",
  path: "/loads/:id/undo",
  who,
  params: loadParams,
  filter: nothing,
  output: undoPreviewSchema,
  refusals: ["load-unknown"],
  run: async ({ db }, actor, { id }) => previewUndo(db, await ownLoad(db, actor, id)),
});

const undo = command({
  name: "loads.undo",
  summary: "Undo a load as a whole: what it made goes, what it changed returns to the version before",
  path: "/loads/:id/undo",
  status: 201,
  who,
  params: loadParams,
  input: nothing,
  output: createdSchema,
  refusals: ["load-unknown", "load-running", "load-being-undone", "load-nothing-to-undo"],
  audit: ({ params, output }) => ({
    subject: { kind: "load", id: params.id },
    scope: "worked-at",
    detail: { undo: output.id },
  }),
  run: async (tx, actor, _clock, { id }) => {
    const { runId, load: undone } = await beginUndo(tx, actor, id);
    await enqueue(tx, "undo-load", { runId }, { queue: `import-${undone.memberCode}`, key: `undo-${runId}` });
    return { id: runId };
  },
});

/** What cataloguers do with loads. */
export const loadCommands: readonly AnyCommand[] = [undo];
/** What they ask about them. */
export const loadQueries: readonly AnyQuery[] = [loads, load, lines, records, undoPreview];
