import { sql } from "kysely";
import { z } from "zod";
import { acts } from "../catalogue/index.ts";
import type { ImportCounts } from "../catalogue/schema.ts";
import type { Db } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import type { Load } from "./schema.ts";
import type { LoadKind } from "./words.ts";

type Row = {
  id: string;
  member_id: number;
  member_code: string;
  kind: LoadKind;
  profile: string;
  file_name: string;
  dry_run: boolean;
  state: Load["state"];
  started_by: string;
  started_at: Date;
  at: string;
  finished_at: Date | null;
  bytes_total: number | null;
  bytes_done: number;
  counts: ImportCounts;
  error: string | null;
  undoes: string | null;
  undo_id: string | null;
  undo_state: Load["state"] | null;
  item_profiles: string[] | null;
  staged_state: NonNullable<Load["staged"]>["state"] | null;
  accepted_as: string | null;
};

/** A load with what only the server needs of it. */
export type KnownLoad = Omit<Load, "by"> & {
  memberId: number;
  startedBy: string;
  itemProfiles: string[] | null;
};

function toLoad(row: Row): KnownLoad {
  return {
    id: row.id,
    memberId: row.member_id,
    memberCode: row.member_code,
    kind: row.kind,
    profile: row.profile,
    fileName: row.file_name,
    dryRun: row.dry_run,
    state: row.state,
    startedBy: row.started_by,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    bytesTotal: row.bytes_total,
    bytesDone: row.bytes_done,
    counts: acts.addCounts(row.counts, {}),
    error: row.error,
    undoes: row.undoes,
    staged: row.staged_state === null ? null : { state: row.staged_state, acceptedAs: row.accepted_as },
    undo: row.undo_id === null ? null : { id: row.undo_id, state: row.undo_state! },
    itemProfiles: row.item_profiles,
  };
}

const SELECT = sql`select r.id, r.member_id, m.code as member_code, r.kind, r.profile, r.file_name, r.dry_run, r.state,
    r.started_by, r.started_at, r.started_at::text as at, r.finished_at, r.bytes_total, r.bytes_done, r.counts, r.error, r.undoes, r.item_profiles,
    u.id as undo_id, u.state as undo_state, g.state as staged_state, g.accepted_as
  from catalogue.load r join consortium.member_fact m on m.id = r.member_id
  left join loads.staged g on g.run_id = r.id
  left join lateral (select o.id, o.state from catalogue.load o where o.undoes = r.id
    order by o.started_at desc limit 1) u on true`;

/** The newest imports, of one member or of all (`memberId` null); at most `limit`. */
export async function listImportRuns(db: Db, memberId: number | null, limit: number): Promise<KnownLoad[]> {
  const { rows } = await sql<Row>`${SELECT}
    where r.kind = 'import' and (${memberId}::int is null or r.member_id = ${memberId})
    order by r.started_at desc limit ${limit}`.execute(db);
  return rows.map(toLoad);
}

/** Loads of a member (null: of all), the newest first. */
export async function listLoads(
  db: Db,
  memberId: number | null,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: KnownLoad[]; next: string | null }> {
  const after = readCursor(cursor, z.tuple([z.string(), z.uuid()]));
  const { rows } = await sql<Row>`${SELECT}
    where (${memberId}::int is null or r.member_id = ${memberId})
      and (${after?.[0] ?? null}::timestamptz is null
        or (r.started_at, r.id) < (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid))
    order by r.started_at desc, r.id desc limit ${limit + 1}`.execute(db);
  const page = cutPage(rows, limit, (row) => [row.at, row.id]);
  return { items: page.items.map(toLoad), next: page.next };
}

/** One load; undefined when there is none of this id. */
export async function getLoad(db: Db, id: string): Promise<KnownLoad | undefined> {
  if (!isUuid(id)) return undefined;
  const { rows } = await sql<Row>`${SELECT} where r.id = ${id}`.execute(db);
  return rows[0] && toLoad(rows[0]);
}

/** Ids of a member's uploads that wait, are being read or are staged: their files are still kept. */
export async function openRunsOf(db: Db, memberId: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select r.id from catalogue.load r
    where r.member_id = ${memberId} and r.kind = 'import' and (r.state in ('waiting', 'running')
      or exists (select 1 from loads.staged s where s.run_id = r.id and s.state = 'staged'))`.execute(db);
  return rows.map((row) => row.id);
}

/** Loads for whoever looks after the region: failed ones, and those that wait or run, with the age of the oldest. */
export async function importFigures(
  db: Db,
): Promise<{ failed: number; waiting: number; running: number; oldestSeconds: number }> {
  const { rows } = await sql<{ failed: number; waiting: number; running: number; oldestSeconds: number }>`
    select count(*) filter (where r.state = 'failed')::int as failed,
      count(*) filter (where r.state = 'waiting')::int as waiting,
      count(*) filter (where r.state = 'running')::int as running,
      coalesce(extract(epoch from now() - min(r.started_at) filter (where r.state = 'waiting')), 0)::int
        as "oldestSeconds"
    from catalogue.load r`.execute(db);
  return rows[0]!;
}
