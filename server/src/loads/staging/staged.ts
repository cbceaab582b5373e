import { type CompactRecord, fromCompact } from "@commonshelf/marc";
import { sql } from "kysely";
import { z } from "zod";
import { enqueueImportRun } from "../../catalogue/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { newId } from "../../kernel/ids.ts";
import { enqueue } from "../../kernel/jobs.ts";
import { cutPage, readCursor } from "../../kernel/paging.ts";
import { fieldChanges } from "../differences.ts";
import { refuse } from "../refusals.ts";
import type { KnownLoad } from "../runs.ts";
import type { FieldChange } from "../schema.ts";
import type { StagedChange } from "../words.ts";

/** Notes that a rehearsed load is shown before it counts. */
export async function stageRun(tx: Tx, runId: string): Promise<void> {
  await sql`insert into loads.staged (run_id) values (${runId})`.execute(tx);
}

/** True for a load that waits to be accepted or thrown away. */
export async function isStaged(db: Db, runId: string): Promise<boolean> {
  const { rows } =
    await sql`select 1 from loads.staged s where s.run_id = ${runId} and s.state = 'staged'`.execute(db);
  return rows.length > 0;
}

async function takeStaged(tx: Tx, load: KnownLoad): Promise<void> {
  const { rows } = await sql<{ state: string }>`select s.state from loads.staged s
    where s.run_id = ${load.id} for update`.execute(tx);
  if (rows[0]?.state !== "staged") throw refuse("load-not-staged");
  if (load.state !== "done" && load.state !== "failed") throw refuse("load-running");
}

/**
 * A staged load counts: its file is loaded as it would be now. Returns the load it becomes. Refuses `load-not-staged`,
 * `load-running` 409 (it is still being looked through), `load-refused` 409 (the file cannot be loaded).
 */
export async function acceptStaged(tx: Tx, actor: Actor, load: KnownLoad): Promise<string> {
  await takeStaged(tx, load);
  if (load.state === "failed") throw refuse("load-refused");
  const id = newId<"import">();
  await enqueueImportRun(tx, actor, {
    id,
    memberId: load.memberId,
    profile: load.profile,
    fileName: load.fileName,
    dryRun: false,
  });
  await sql`update loads.staged set state = 'accepted', accepted_as = ${id} where run_id = ${load.id}`.execute(
    tx,
  );
  await sql`delete from loads.staged_record where run_id = ${load.id}`.execute(tx);
  await enqueue(
    tx,
    "import-file",
    { runId: id, file: load.id },
    { queue: `import-${load.memberCode}`, key: `import-${id}` },
  );
  return id;
}

/** A staged load is thrown away with its file. Refuses `load-not-staged`, `load-running` 409. */
export async function discardStaged(tx: Tx, load: KnownLoad): Promise<void> {
  await takeStaged(tx, load);
  await sql`update loads.staged set state = 'discarded' where run_id = ${load.id}`.execute(tx);
  await sql`delete from loads.staged_record where run_id = ${load.id}`.execute(tx);
  await enqueue(tx, "forget-upload", { runId: load.id });
}

/** Staged loads nobody decided on are thrown away after so many days. */
const KEPT_DAYS = 30;

/** Throws away what nobody decided on; returns the runs. For a job. */
export async function discardOld(tx: Tx, now: Date): Promise<string[]> {
  const { rows } = await sql<{ run_id: string }>`update loads.staged s set state = 'discarded'
    where s.state = 'staged' and s.created_at < ${now}::timestamptz - make_interval(days => ${KEPT_DAYS})
    returning s.run_id`.execute(tx);
  const ids = rows.map((row) => row.run_id);
  await sql`delete from loads.staged_record where run_id = any(${ids}::uuid[])`.execute(tx);
  return ids;
}

/** What a staged load would do to a record. */
export type StagedRecord = {
  line: number;
  recordIndex: number;
  controlNumber: string;
  title: string;
  change: "created" | "changed" | "withdrawn";
  joins: { instanceId: number; title: string } | null;
  isDoubtful: boolean;
  differences: FieldChange[];
};

type Row = {
  line: number;
  record_index: number;
  control_number: string;
  title: string;
  change: StagedRecord["change"];
  instance_id: number | null;
  instance_title: string | null;
  is_doubtful: boolean;
  marc: CompactRecord | null;
  now: CompactRecord | null;
};

/** Records of a staged load in the order of the file, or those of one kind; changed ones with what would differ. */
export async function stagedRecords(
  db: Db,
  load: KnownLoad,
  { show, limit, cursor }: { show: StagedChange | undefined; limit: number; cursor?: string | undefined },
): Promise<{ items: StagedRecord[]; next: string | null }> {
  const after = readCursor(cursor, z.tuple([z.number().int()]))?.[0] ?? 0;
  const { rows } = await sql<Row>`
    select s.line, s.record_index, s.control_number, coalesce(nullif(s.title, ''), o.title, '') as title, s.change,
      s.instance_id, t.title as instance_title, s.is_doubtful, s.marc, r.marc as now
    from loads.staged_record s
    left join catalogue.record_state r on r.id = s.record_id
    left join catalogue.title_line o on o.id = r.instance_id
    left join catalogue.title_line t on t.id = s.instance_id
    where s.run_id = ${load.id} and s.line > ${after} and (${show ?? null}::text is null or s.change = ${show ?? null}
      or (${show ?? null} = 'joining' and s.instance_id is not null) or (${show ?? null} = 'doubtful' and s.is_doubtful))
    order by s.line limit ${limit + 1}`.execute(db);
  const page = cutPage(rows, limit, (row) => [row.line]);
  return { items: page.items.map(toStaged), next: page.next };
}

function toStaged(row: Row): StagedRecord {
  const isChanged = row.change === "changed" && row.marc && row.now;
  return {
    line: row.line,
    recordIndex: row.record_index,
    controlNumber: row.control_number,
    title: row.title,
    change: row.change,
    joins: row.instance_id === null ? null : { instanceId: row.instance_id, title: row.instance_title ?? "" },
    isDoubtful: row.is_doubtful,
    differences: isChanged ? fieldChanges(fromCompact(row.now!), fromCompact(row.marc!)) : [],
  };
}

/** How many records of each kind a staged load has to show. */
export async function stagedCounts(db: Db, runId: string): Promise<Record<StagedChange, number>> {
  const { rows } = await sql<Record<StagedChange, number>>`
    select count(*) filter (where s.change = 'created')::int as created,
      count(*) filter (where s.change = 'changed')::int as changed,
      count(*) filter (where s.change = 'withdrawn')::int as withdrawn,
      count(*) filter (where s.instance_id is not null)::int as joining,
      count(*) filter (where s.is_doubtful)::int as doubtful
    from loads.staged_record s where s.run_id = ${runId}`.execute(db);
  return rows[0]!;
}
