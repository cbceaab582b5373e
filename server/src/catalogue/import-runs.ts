import { sql } from "kysely";
import type pg from "pg";
import type { Actor } from "../kernel/actor.ts";
import type { BulkTx } from "../kernel/bulk.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { Problem } from "../kernel/problem.ts";
import type { ImportCounts, ImportReject, ImportRun } from "./schema.ts";

type Row = {
  id: string;
  member_code: string;
  profile: string;
  file_name: string;
  dry_run: boolean;
  state: ImportRun["state"];
  started_at: Date;
  finished_at: Date | null;
  bytes_total: number | null;
  bytes_done: number;
  counts: ImportCounts;
  error: string | null;
};

function toImportRun(row: Row): ImportRun {
  return {
    id: row.id,
    memberCode: row.member_code,
    profile: row.profile,
    fileName: row.file_name,
    dryRun: row.dry_run,
    state: row.state,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    bytesTotal: row.bytes_total,
    bytesDone: row.bytes_done,
    counts: addCounts(row.counts, {}),
    error: row.error,
  };
}

const COLUMNS = sql`r.id, m.code as member_code, r.profile, r.file_name, r.dry_run, r.state, r.started_at, r.finished_at,
  r.bytes_total, r.bytes_done, r.counts, r.error`;

/** The newest imports, of one member or of all (`memberId` null); at most `limit`. */
export async function listImportRuns(db: Db, memberId: number | null, limit: number): Promise<ImportRun[]> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from catalogue.import_run r join consortium.member m on m.id = r.member_id
    where ${memberId}::int is null or r.member_id = ${memberId}
    order by r.started_at desc limit ${limit}`.execute(db);
  return rows.map(toImportRun);
}

/** One import and the member it belongs to; undefined when there is none of this id. */
export async function getImportRun(
  db: Db,
  id: string,
): Promise<(ImportRun & { memberId: number }) | undefined> {
  if (!isUuid(id)) return undefined;
  const { rows } = await sql<Row & { member_id: number }>`
    select r.member_id, ${COLUMNS} from catalogue.import_run r join consortium.member m on m.id = r.member_id
    where r.id = ${id}`.execute(db);
  return rows[0] ? { ...toImportRun(rows[0]), memberId: rows[0].member_id } : undefined;
}

/** What an import told of its file after `afterLine`, in file order: refused records, warnings and notes. */
export async function listRejects(
  db: Db,
  runId: string,
  afterLine: number,
  limit: number,
): Promise<ImportReject[]> {
  const { rows } = await sql<{
    line: number;
    record_index: number;
    byte_offset: number;
    control_number: string | null;
    severity: ImportReject["severity"];
    reason: string;
    place: string | null;
    params: ImportReject["params"];
    message: string;
  }>`select j.line, j.record_index, j.byte_offset, j.control_number, j.severity, j.reason, j.place, j.params, j.message
    from catalogue.import_reject j where j.run_id = ${runId} and j.line > ${afterLine}
    order by j.line limit ${limit}`.execute(db);
  return rows.map((row) => ({
    line: row.line,
    recordIndex: row.record_index,
    byteOffset: row.byte_offset,
    controlNumber: row.control_number,
    severity: row.severity,
    reason: row.reason,
    place: row.place,
    params: row.params,
    message: row.message,
  }));
}

export const noCounts: ImportCounts = {
  read: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  matched: 0,
  rejected: 0,
  items: 0,
  itemsRefused: 0,
  warnings: 0,
};

/** Counts of two parts of one import together; what a part does not count is nought. */
export function addCounts(a: Partial<ImportCounts>, b: Partial<ImportCounts>): ImportCounts {
  const sum = { ...noCounts };
  for (const key of Object.keys(noCounts) as (keyof ImportCounts)[]) sum[key] = (a[key] ?? 0) + (b[key] ?? 0);
  return sum;
}

/** Ids of a member's uploads that wait or are being read: their files are still kept. */
export async function openRunsOf(db: Db, memberId: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select r.id from catalogue.import_run r
    where r.member_id = ${memberId} and r.state in ('waiting', 'running')`.execute(db);
  return rows.map((row) => row.id);
}

/** Notes an upload that waits for its import. */
export async function enqueueImportRun(
  tx: Tx,
  actor: Actor,
  run: { id: string; memberId: number; profile: string; fileName: string; dryRun: boolean },
): Promise<void> {
  await sql`insert into catalogue.import_run (id, member_id, profile, file_name, fingerprint, dry_run, state, started_by)
    values (${run.id}, ${run.memberId}, ${run.profile}, ${run.fileName}, ${`upload ${run.id}`}, ${run.dryRun}, 'waiting',
      ${actor.personId})`.execute(tx);
}

/** The import could not even begin, or its process ended badly. */
export async function failImportRun(db: Db, id: string, error: string): Promise<void> {
  await sql`update catalogue.import_run set state = 'failed', finished_at = now(), error = coalesce(error, ${error})
    where id = ${id} and state <> 'done'`.execute(db);
}

/** The import was cut off between two batches: it waits to go on. */
export async function postponeImportRun(db: Db, id: string): Promise<void> {
  await sql`update catalogue.import_run set state = 'waiting', finished_at = null, error = null
    where id = ${id} and state <> 'done'`.execute(db);
}

/** Imports for whoever looks after the region: failed ones, and uploads that wait or run, with the age of the oldest. */
export async function importFigures(
  db: Db,
): Promise<{ failed: number; waiting: number; running: number; oldestSeconds: number }> {
  const { rows } = await sql<{ failed: number; waiting: number; running: number; oldestSeconds: number }>`
    select count(*) filter (where r.state = 'failed')::int as failed,
      count(*) filter (where r.state = 'waiting')::int as waiting,
      count(*) filter (where r.state = 'running')::int as running,
      coalesce(extract(epoch from now() - min(r.started_at) filter (where r.state = 'waiting')), 0)::int
        as "oldestSeconds"
    from catalogue.import_run r`.execute(db);
  return rows[0]!;
}

/** A run ended badly; the database itself may be gone, the run then stays `running` and is taken up again. */
export async function failRun(pool: pg.Pool, id: string, error: string): Promise<void> {
  await pool
    .query(
      "update catalogue.import_run set state = 'failed', finished_at = now(), error = $2 where id = $1",
      [id, error.slice(0, 2000)],
    )
    .catch(() => undefined);
}

/** Where an unfinished run of the same file stands, and who ordered it. */
export type RunPosition = { id: string; position: number; counts: ImportCounts; startedBy: string };

/**
 * Starts a run, or takes up the unfinished one of the same member, profile and bytes where its last whole batch ended.
 */
export async function openRun(
  tx: BulkTx,
  run: {
    id: string;
    memberId: number;
    profile: string;
    fileName: string;
    fingerprint: string;
    dryRun: boolean;
    actorId: string;
    bytesTotal: number | null;
    /** The run an upload made already. */
    existing: boolean;
  },
): Promise<RunPosition> {
  if (run.existing) {
    const taken = await tx.query<RunPosition>(
      `update catalogue.import_run set state = 'running', error = null, bytes_total = $2
        where id = $1 and state <> 'done' returning id, position, counts, started_by as "startedBy"`,
      [run.id, run.bytesTotal],
    );
    if (taken.rows[0]) return taken.rows[0];
    throw new Problem("import-unknown", 404);
  }
  const { rows } = await tx.query<RunPosition>(
    `update catalogue.import_run set state = 'running', error = null
      where member_id = $1 and profile = $2 and fingerprint = $3 and not dry_run and not $4::boolean
        and state in ('waiting', 'running', 'failed')
      returning id, position, counts, started_by as "startedBy"`,
    [run.memberId, run.profile, run.fingerprint, run.dryRun],
  );
  if (rows[0]) return rows[0];
  await tx.query(
    `insert into catalogue.import_run
       (id, member_id, profile, file_name, fingerprint, dry_run, state, started_by, bytes_total)
      values ($1, $2, $3, $4, $5, $6, 'running', $7, $8)`,
    [
      run.id,
      run.memberId,
      run.profile,
      run.fileName,
      run.fingerprint,
      run.dryRun,
      run.actorId,
      run.bytesTotal,
    ],
  );
  return { id: run.id, position: 0, counts: noCounts, startedBy: run.actorId };
}
