import { sql } from "kysely";
import type { z } from "zod";
import type { Actor } from "../../kernel/actor.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { isUuid } from "../../kernel/ids.ts";
import { enqueue } from "../../kernel/jobs.ts";
import { demandRole } from "../access.ts";
import { type Collection, lockCollection } from "../collections.ts";
import { refuse } from "../refusals.ts";
import type { importRunSchema } from "../schema.ts";
import { titleField } from "../search/entry.ts";
import { type Mapping, otherTargets, proposeMapping } from "./mapping.ts";

/** An import as doors show it. */
export type ImportRun = z.output<typeof importRunSchema>;
/** The same with what only the work itself needs. */
export type StoredRun = Omit<ImportRun, "mapping"> & {
  collectionId: string;
  mapping: Mapping | null;
  publish: boolean;
  filesFrom: string | null;
  authorId: string;
};
/** A file that was taken and looked into, before it has a row. */
export type TakenFile = {
  id: string;
  fileName: string;
  kind: "table" | "archive";
  columns: string[];
  sample: Record<string, string>[];
  rows: number;
};

export const IMPORT_JOB = "collections-import";

type Row = Omit<StoredRun, "at"> & { at: Date };
const COLUMNS = sql`r.id, r.collection_id as "collectionId", r.file_name as "fileName", r.kind, r.state, r.columns, r.sample,
  r.mapping, r.dry_run as "dryRun", r.publish, r.rows_total as "rowsTotal", r.rows_done as "rowsDone", r.created,
  r.updated, r.refused, r.files, r.problem, r.files_from as "filesFrom", r.author_id as "authorId", r.created_at as at`;

/** An import; undefined: there is none. */
export async function findRun(db: Db, id: string): Promise<StoredRun | undefined> {
  if (!isUuid(id)) return undefined;
  const { rows } = await sql<Row>`select ${COLUMNS} from collections.import_run r where r.id = ${id}`.execute(
    db,
  );
  return rows[0] && { ...rows[0], at: rows[0].at.toISOString() };
}

/** Imports of a collection, the newest first. */
export async function runsOf(db: Db, collectionId: string): Promise<StoredRun[]> {
  const { rows } = await sql<Row>`select ${COLUMNS} from collections.import_run r
    where r.collection_id = ${collectionId} order by r.created_at desc limit 50`.execute(db);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** An import as doors show it: the mapping that is proposed while none was chosen. */
export function shownRun(run: StoredRun, collection: Collection): ImportRun {
  const { collectionId: _collection, publish: _publish, filesFrom: _from, authorId: _author, ...shown } = run;
  return { ...shown, mapping: run.mapping ?? proposeMapping(collection.draft, run.columns) };
}

/**
 * Keeps a file that was taken as an import that waits for its mapping. Refuses `import-unknown` 404 (`filesFrom` is no
 * archive of this collection).
 */
export async function addRun(
  tx: Tx,
  actor: Actor,
  collection: Collection,
  file: TakenFile,
  filesFrom: string | null,
): Promise<StoredRun> {
  const lender = filesFrom === null ? null : await findRun(tx, filesFrom);
  if (
    lender === undefined ||
    (lender && (lender.collectionId !== collection.id || lender.kind !== "archive"))
  )
    throw refuse("import-unknown");
  await sql`insert into collections.import_run
      (id, collection_id, file_name, kind, columns, sample, rows_total, files_from, author_id)
    values (${file.id}, ${collection.id}, ${file.fileName}, ${file.kind}, ${JSON.stringify(file.columns)}::jsonb,
      ${JSON.stringify(file.sample)}::jsonb, ${file.rows}, ${filesFrom}::uuid, ${actor.personId})`.execute(
    tx,
  );
  return (await findRun(tx, file.id))!;
}

/** Refuses `import-mapping-wrong` 400: a target that is none, or no column for the title. */
export function demandMapping(collection: Collection, mapping: Mapping): void {
  const targets = new Set([
    ...otherTargets,
    ...collection.draft.fields.map((field) => field.key),
  ] as string[]);
  const used = Object.values(mapping).filter((target) => target !== null);
  const wrong = used.find((target) => !targets.has(target));
  if (wrong !== undefined) throw refuse("import-mapping-wrong", { field: wrong });
  const title = titleField(collection.draft);
  if (title && !used.includes(title.key)) throw refuse("import-mapping-wrong", { field: title.key });
}

/**
 * Begins an import, or a dry run of it; after a dry run it may be begun in earnest. To publish what comes an editor is
 * needed. Refuses `import-unknown` 404, `forbidden` 403, `import-state` 409, `import-mapping-wrong` 400.
 */
export async function startRun(
  tx: Tx,
  actor: Actor,
  id: string,
  start: { mapping: Mapping; dryRun: boolean; publish: boolean },
): Promise<ImportRun> {
  const found = await findRun(tx, id);
  if (!found) throw refuse("import-unknown");
  const collection = await lockCollection(tx, { id: found.collectionId });
  await demandRole(tx, actor, collection, start.publish ? "editor" : "contributor");
  const run = (await findRun(tx, id))!;
  const isOpen = run.state === "waiting" || (run.dryRun && run.state === "done") || run.state === "failed";
  if (!isOpen) throw refuse("import-state", { state: run.state });
  demandMapping(collection, start.mapping);
  await sql`delete from collections.import_error e where e.run_id = ${id}`.execute(tx);
  await sql`update collections.import_run set state = 'running', mapping = ${JSON.stringify(start.mapping)}::jsonb,
    dry_run = ${start.dryRun}, publish = ${start.publish}, rows_done = 0, created = 0, updated = 0, refused = 0,
    files = 0, problem = null, ended_at = null where id = ${id}`.execute(tx);
  await enqueue(
    tx,
    IMPORT_JOB,
    { runId: id },
    { queue: `${IMPORT_JOB}-${collection.id}`, key: `${IMPORT_JOB}-${id}` },
  );
  return shownRun((await findRun(tx, id))!, collection);
}

/** A row that was refused: each reason, and the row as it came. */
export type RowError = {
  row: number;
  field: string;
  code: string;
  detail: string;
  cells: Record<string, string>;
};

/** Notes how far an import is, with what it refused on the way. */
export async function noteProgress(
  tx: Tx,
  id: string,
  step: {
    rowsDone: number;
    created: number;
    updated: number;
    refused: number;
    files: number;
    errors: RowError[];
  },
): Promise<void> {
  await sql`insert into collections.import_error (run_id, row_number, field, code, detail, row)
    select ${id}, e.row, e.field, e.code, e.detail, e.cells
    from jsonb_to_recordset(${JSON.stringify(step.errors)}::jsonb)
      as e (row int, field text, code text, detail text, cells jsonb) on conflict do nothing`.execute(tx);
  await sql`update collections.import_run r set rows_done = ${step.rowsDone}, created = r.created + ${step.created},
    updated = r.updated + ${step.updated}, refused = r.refused + ${step.refused}, files = r.files + ${step.files}
    where r.id = ${id}`.execute(tx);
}

/** Ends an import; `problem`: why it could not go on. */
export async function endRun(db: Db, id: string, problem: string | null): Promise<void> {
  await sql`update collections.import_run set state = ${problem === null ? "done" : "failed"}, problem = ${problem},
    ended_at = now() where id = ${id}`.execute(db);
}

/** What an import refused, row by row. */
export async function errorsOf(
  db: Db,
  runId: string,
  after: readonly [row: number, field: string, code: string] | null,
  limit: number,
): Promise<RowError[]> {
  const [row, field, code] = after ?? [-1, "", ""];
  const { rows } = await sql<RowError>`
    select e.row_number as row, e.field, e.code, e.detail, e.row as cells from collections.import_error e
    where e.run_id = ${runId} and (e.row_number, e.field, e.code) > (${row}, ${field}, ${code})
    order by e.row_number, e.field, e.code limit ${limit}`.execute(db);
  return rows;
}
