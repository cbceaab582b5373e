import { sql } from "kysely";
import type pg from "pg";
import type { Actor } from "../kernel/actor.ts";
import type { BulkTx } from "../kernel/bulk.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import type { ImportCounts, ImportReject } from "./schema.ts";

/** What an import told of its file after `afterLine`, in file order: refused records, warnings and notes. */
export async function listRejects(
  db: Db,
  runId: string,
  afterLine: number,
  limit: number,
): Promise<ImportReject[]> {
  const { rows } =
    await sql<ImportReject>`select j.line, j.record_index as "recordIndex", j.byte_offset as "byteOffset",
      j.control_number as "controlNumber", j.severity, j.reason, j.place, j.params, j.message
    from catalogue.import_reject j where j.run_id = ${runId} and j.line > ${afterLine}
    order by j.line limit ${limit}`.execute(db);
  return rows;
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

/** A load that waits to be performed: an upload, or another act on a member's records. */
export type WaitingRun = {
  id: string;
  memberId: number;
  kind?: "import" | "undo" | "bulk" | "copy";
  profile: string;
  fileName: string;
  dryRun: boolean;
  /** The load an undo undoes. */
  undoes?: string;
};

/** Notes a load that waits. */
export async function enqueueImportRun(tx: Tx, actor: Actor, run: WaitingRun): Promise<void> {
  const kind = run.kind ?? "import";
  await sql`insert into catalogue.import_run
      (id, member_id, kind, profile, file_name, fingerprint, dry_run, state, started_by, undoes)
    values (${run.id}, ${run.memberId}, ${kind}, ${run.profile}, ${run.fileName}, ${`${kind} ${run.id}`}, ${run.dryRun},
      'waiting', ${actor.personId}, ${run.undoes ?? null})`.execute(tx);
}

/** A load that failed half-way is gone on with no more: it is undone, and the same file begins anew. */
export async function closeRun(tx: Tx, id: string): Promise<void> {
  await sql`update catalogue.import_run set state = 'done', finished_at = coalesce(finished_at, now())
    where id = ${id} and state = 'failed'`.execute(tx);
}

/** How far a load has come, with the batch that brought it there. `position`: in what it goes through. */
export async function advanceRun(
  tx: BulkTx,
  id: string,
  { position, counts, bytesDone }: { position: number; counts: ImportCounts; bytesDone: number },
): Promise<void> {
  await tx.query(
    "update catalogue.import_run set position = $2, counts = $3, bytes_done = $4 where id = $1",
    [id, position, counts, bytesDone],
  );
}

/** Names of the profiles that read items in this load, beside those it has. */
export async function noteItemProfiles(tx: BulkTx, id: string, names: string[]): Promise<void> {
  await tx.query(
    `update catalogue.import_run r set item_profiles = (select array_agg(distinct p) from
        unnest(coalesce(r.item_profiles, '{}') || $2::text[]) p) where r.id = $1`,
    [id, names],
  );
}

/** A load is over. */
export async function finishRun(tx: pg.Pool | BulkTx, id: string): Promise<void> {
  await tx.query(
    `update catalogue.import_run set state = 'done', finished_at = now(), bytes_done = coalesce(bytes_total, bytes_done)
      where id = $1`,
    [id],
  );
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

/** Takes up a load that waits or was cut off. Refuses `import-unknown` 404 for one that is over. */
export async function resumeRun(
  tx: BulkTx,
  id: string,
  bytesTotal: number | null,
  itemProfiles: string[] | null,
): Promise<RunPosition> {
  const taken = await tx.query<RunPosition>(
    `update catalogue.import_run set state = 'running', error = null, bytes_total = $2,
        item_profiles = coalesce($3, item_profiles)
      where id = $1 and state <> 'done' returning id, position, counts, started_by as "startedBy"`,
    [id, bytesTotal, itemProfiles],
  );
  if (taken.rows[0]) return taken.rows[0];
  throw new Problem("import-unknown", 404);
}

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
    /** Names of the profiles that read its items. */
    itemProfiles: string[];
    /** The run an upload made already. */
    existing: boolean;
  },
): Promise<RunPosition> {
  if (run.existing) return await resumeRun(tx, run.id, run.bytesTotal, run.itemProfiles);
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
       (id, member_id, profile, file_name, fingerprint, dry_run, state, started_by, bytes_total, item_profiles)
      values ($1, $2, $3, $4, $5, $6, 'running', $7, $8, $9)`,
    [
      run.id,
      run.memberId,
      run.profile,
      run.fileName,
      run.fingerprint,
      run.dryRun,
      run.actorId,
      run.bytesTotal,
      run.itemProfiles,
    ],
  );
  return { id: run.id, position: 0, counts: noCounts, startedBy: run.actorId };
}
