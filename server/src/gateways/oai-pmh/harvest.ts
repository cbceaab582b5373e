import { type CompactRecord, fromCompact } from "@commonshelf/marc";
import { sql } from "kysely";
import { type StoredRecord, withoutHiddenItems } from "../../catalogue/index.ts";
import type { Db } from "../../kernel/database.ts";

type Row = {
  id: number;
  member_id: number;
  member_code: string;
  control_number: string;
  instance_id: number;
  flavour: "marc21" | "unimarc";
  marc: CompactRecord;
  version: number;
  changed_at: Date;
  deleted_at: Date | null;
  at: string;
};

function toRecord(row: Row): StoredRecord {
  return {
    id: row.id,
    memberId: row.member_id,
    memberCode: row.member_code,
    controlNumber: row.control_number,
    instanceId: row.instance_id,
    flavour: row.flavour,
    marc: fromCompact(row.marc),
    version: row.version,
    changedAt: row.changed_at,
    deletedAt: row.deleted_at,
  };
}

/** Where a harvester stands: records are handed out in the order of change, then id. */
export type HarvestPosition = { changedAt: string; id: number };

/**
 * Records changed from the second `from` to the end of the second `until`, after `position`, deleted ones included, and as deleted those that are not for
 * everybody; oldest change first; for OAI-PMH.
 * `memberId` null: all members.
 */
export async function harvestRecords(
  db: Db,
  window: { from: Date | null; until: Date; memberId: number | null },
  position: HarvestPosition | null,
  limit: number,
  unimarcOnly: boolean = false,
): Promise<(StoredRecord & { position: HarvestPosition })[]> {
  const { rows } = await sql<Row>`
    select r.id, r.member_id, m.code as member_code, r.control_number, r.instance_id, r.flavour, r.marc, r.version,
      r.changed_at,
      case when r.audience = 0 then r.deleted_at else coalesce(r.deleted_at, r.changed_at) end as deleted_at,
      r.changed_at::text as at
    from catalogue.record_state r join consortium.member_fact m on m.id = r.member_id
    where (${window.from}::timestamptz is null or r.changed_at >= ${window.from})
      and r.changed_at < ${window.until}::timestamptz + interval '1 second'
      and (${window.memberId}::int is null or r.member_id = ${window.memberId})
      and (not ${unimarcOnly}::boolean or r.flavour = 'unimarc')
      and (${position?.changedAt ?? null}::timestamptz is null
        or (r.changed_at, r.id) > (${position?.changedAt ?? null}::timestamptz, ${position?.id ?? 0}))
    order by r.changed_at, r.id limit ${limit}`.execute(db);
  const records = rows.map((row) => ({ ...toRecord(row), position: { changedAt: row.at, id: row.id } }));
  return await withoutHiddenItems(db, records);
}

/** How many records a harvest of the window would hand out. */
export async function countHarvest(
  db: Db,
  window: { from: Date | null; until: Date; memberId: number | null },
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from catalogue.record_state r
    where (${window.from}::timestamptz is null or r.changed_at >= ${window.from}) and r.changed_at < ${window.until}::timestamptz + interval '1 second'
      and (${window.memberId}::int is null or r.member_id = ${window.memberId})`.execute(db);
  return rows[0]!.n;
}

/** Time of the oldest change there is; undefined in an empty catalogue. */
export async function oldestChange(db: Db): Promise<Date | undefined> {
  const { rows } = await sql<{
    at: Date | null;
  }>`select min(r.changed_at) as at from catalogue.record_state r`.execute(db);
  return rows[0]?.at ?? undefined;
}
