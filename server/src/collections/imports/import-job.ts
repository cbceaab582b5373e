import { sql } from "kysely";
import { z } from "zod";
import { keepOriginal, readPageText } from "../../assets/index.ts";
import { type Actor, onBehalfOf } from "../../kernel/actor.ts";
import { inTransaction } from "../../kernel/database.ts";
import type { RouteDeps } from "../../kernel/http.ts";
import type { JobHandlers } from "../../kernel/jobs.ts";
import { publish } from "../../kernel/outbox.ts";
import { Problem } from "../../kernel/problem.ts";
import {
  type ArchiveFile,
  type FileIndex,
  type OpenedTable,
  openTable,
  sectionsOfPaths,
  startsAt,
  type TableRow,
} from "../../object-formats/index.ts";
import { beginningOf } from "../beginning.ts";
import { type Collection, lockCollection } from "../collections.ts";
import type { PageInput } from "../object-pages.ts";
import { type ObjectInput, writeObject, writeObjects } from "../objects.ts";
import { titleField } from "../search/entry.ts";
import { indexObjects } from "../search/index-build.ts";
import { readValues } from "../values.ts";
import { OBJECTS_BELONG } from "../words.ts";
import { readRow } from "./mapping.ts";
import { endRun, findRun, IMPORT_JOB, noteProgress, type RowError, type StoredRun } from "./runs.ts";
import { importPath } from "./take-file.ts";

/** Rows of one transaction: an import that was cut off begins again with the batch it was in. */
const BATCH = 500;
/** Fewer when they bring pictures, which take longest. */
const BATCH_FILES = 20;
const LONGEST_LABEL = 100;
const payloadSchema = z.object({ runId: z.string() });

/** Background work: objects come in batch by batch. */
export function importJobs(deps: RouteDeps): JobHandlers {
  return {
    [IMPORT_JOB]: async (payload, stopping) => {
      const run = await findRun(deps.db, payloadSchema.parse(payload).runId);
      if (run?.state !== "running") return;
      try {
        await runImport(deps, run, stopping);
        await endRun(deps.db, run.id, null);
      } catch (error) {
        // A file that cannot be read will not be better tomorrow; all else is tried again.
        if (!(error instanceof Problem) || error.status >= 500) throw error;
        await endRun(deps.db, run.id, error.code);
      }
    },
  };
}

type Job = { deps: RouteDeps; run: StoredRun; actor: Actor; files: FileIndex | null };

async function runImport(deps: RouteDeps, run: StoredRun, stopping: AbortSignal | undefined): Promise<void> {
  const content = await openTable(importPath(deps.config.dataFolder, run.id));
  const lent = run.filesFrom === null ? null : await openLent(deps, run.filesFrom);
  const actor = onBehalfOf(run.authorId, "job");
  const job = { deps, run, actor, files: lent?.files ?? content.files };
  const size = job.files ? BATCH_FILES : BATCH;
  try {
    for (let at = run.rowsDone; at < content.rows.length; at += size) {
      if (stopping?.aborted) throw new Error("stopped between two batches of an import");
      await takeBatch(job, content.rows.slice(at, at + size), at);
    }
  } finally {
    content.close();
    lent?.close();
  }
}

/** The archive of an earlier import, whose files a mended sheet names. */
async function openLent(deps: RouteDeps, runId: string): Promise<OpenedTable> {
  return await openTable(importPath(deps.config.dataFolder, runId));
}

type ReadyRow = {
  row: TableRow;
  parent: string;
  input: Omit<ObjectInput, "pages" | "state">;
  sources: Source[];
};
type Source = { file: ArchiveFile } & Omit<PageInput, "file">;

async function takeBatch(job: Job, rows: readonly TableRow[], at: number): Promise<void> {
  const { deps, run } = job;
  const collection = await inTransaction(deps.db, (tx) => lockCollection(tx, { id: run.collectionId }));
  const errors: RowError[] = [];
  const ready: (ReadyRow & { pages: ObjectInput["pages"] })[] = [];
  for (const row of rows) {
    const one = await readOne(job, collection, row);
    if ("errors" in one) {
      errors.push(...one.errors);
      continue;
    }
    try {
      const pages = run.dryRun ? [] : await keepPages(deps, one.sources);
      ready.push({ ...one, pages: one.sources.length > 0 ? pages : null });
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      const detail = String(error.params.name ?? "");
      errors.push({ row: row.number, field: "files", code: error.code, detail, cells: row.cells });
    }
  }
  await inTransaction(deps.db, async (tx) => {
    const locked = await lockCollection(tx, { id: run.collectionId });
    const written = run.dryRun
      ? await countKnown(tx, locked, ready)
      : await writeRows(tx, job, locked, ready);
    await noteProgress(tx, run.id, {
      ...written,
      rowsDone: at + rows.length,
      refused: new Set(errors.map((error) => error.row)).size,
      files: ready.reduce((sum, one) => sum + one.sources.length, 0),
      errors,
    });
  });
}

type Tx = Parameters<typeof lockCollection>[0];

async function writeRows(
  tx: Tx,
  { run, actor }: Job,
  collection: Collection,
  ready: readonly (ReadyRow & { pages: ObjectInput["pages"] })[],
): Promise<{ created: number; updated: number }> {
  const state = run.publish ? "published" : "draft";
  const times = new Map<string, number>();
  for (const { input } of ready) times.set(input.identifier, (times.get(input.identifier) ?? 0) + 1);
  const isPlain = ({ input, pages }: (typeof ready)[number]): boolean =>
    pages === null && !input.sections?.length && times.get(input.identifier) === 1;
  const plain = ready.filter(isPlain).map(({ input }) => ({ ...input, state }) as const);
  const written = await writeObjects(tx, actor, collection, plain);
  for (const one of ready)
    if (!isPlain(one))
      written.push(await writeObject(tx, actor, collection, { ...one.input, pages: one.pages, state }));
  const links = ready.flatMap(({ parent, input: { identifier } }) =>
    parent ? [{ identifier, parent }] : [],
  );
  if (links.length > 0) await publish(tx, OBJECTS_BELONG, { collectionId: collection.id, links });
  const ids = [...new Set(written.map((one) => one.id))];
  const created = written.filter((one) => one.isNew).length;
  await indexObjects(tx, collection, ids);
  return { created, updated: written.length - created };
}

async function countKnown(
  tx: Tx,
  collection: Collection,
  ready: readonly ReadyRow[],
): Promise<{ created: number; updated: number }> {
  const identifiers = ready.map((one) => one.input.identifier);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from collections.object o
    where o.collection_id = ${collection.id} and o.identifier = any(${identifiers}::text[])`.execute(tx);
  const updated = rows[0]!.n;
  return { created: ready.length - updated, updated };
}

/** Reads a row by the draft's fields, and finds its files; or says everything that is wrong with it. */
async function readOne(
  { run, files }: Job,
  collection: Collection,
  row: TableRow,
): Promise<ReadyRow | { errors: RowError[] }> {
  const read = readRow(collection.draft, run.mapping ?? {}, row.cells);
  const errors: RowError[] = [];
  const refuseRow = (field: string, code: string, detail = ""): void => {
    errors.push({ row: row.number, field, code, detail, cells: row.cells });
  };
  for (const { field, code, detail } of readValues(collection.draft, read.data).errors)
    refuseRow(field, code, detail);
  const title = read.data[titleField(collection.draft)?.key ?? ""]?.[0] ?? "";
  const identifier = beginningOf(read.identifier || title, 200);
  if (identifier === "") refuseRow("identifier", "value-missing");
  const found = filesOf(files, read, identifier);
  for (const name of found.missing)
    refuseRow("files", files ? "file-not-found" : "file-without-archive", name);
  if (errors.length > 0) return { errors };
  const sources: Source[] = [];
  const { sections, labels } = read;
  const said = sections.length > 0 ? sections : sectionsOfPaths(found.files.map((file) => file.path));
  const starts = startsAt(said, found.files.length);
  for (const [at, file] of found.files.entries()) {
    const beside = files?.textOf(file);
    const text = beside ? readPageText(await beside.read()) : (read.texts[at] ?? "").trim();
    sources.push({ file, text, label: beginningOf(labels[at] ?? "", LONGEST_LABEL), starts: starts[at]! });
  }
  return {
    row,
    parent: beginningOf(read.parent, 200),
    input: { identifier, data: read.data, sections },
    sources,
  };
}

/** Files that a row names, or that are called by its identifier; without an archive names stand for nothing yet. */
function filesOf(
  files: FileIndex | null,
  read: { files: string[] },
  identifier: string,
): { files: ArchiveFile[]; missing: string[] } {
  if (read.files.length === 0) return { files: files?.ofIdentifier(identifier) ?? [], missing: [] };
  const found = read.files.map((name) => ({ name, files: files?.find(name) ?? [] }));
  return {
    files: [...new Set(found.flatMap((one) => one.files))],
    missing: found.filter((one) => one.files.length === 0).map((one) => one.name),
  };
}

async function keepPages({ config }: RouteDeps, sources: readonly Source[]): Promise<PageInput[]> {
  const pages = [];
  for (const { file, ...page } of sources) {
    const name = file.path.slice(file.path.lastIndexOf("/") + 1);
    pages.push({ file: await keepOriginal(config, name, await file.read()), ...page });
  }
  return pages;
}
