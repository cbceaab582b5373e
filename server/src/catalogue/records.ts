import { type CompactRecord, fromCompact, isData, type MarcRecord } from "@commonshelf/marc";
import { sql } from "kysely";
import { everybody, seenBy, type Viewer } from "../audience/index.ts";
import type { Db } from "../kernel/database.ts";

/** A member's own record, as it stands now. */
export type StoredRecord = {
  id: number;
  memberId: number;
  memberCode: string;
  controlNumber: string;
  instanceId: number;
  flavour: "marc21" | "unimarc";
  marc: MarcRecord;
  version: number;
  changedAt: Date;
  deletedAt: Date | null;
};

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
};

const COLUMNS = sql`r.id, r.member_id, m.code as member_code, r.control_number, r.instance_id, r.flavour, r.marc,
  r.version, r.changed_at, case when r.audience = 0 then r.deleted_at else coalesce(r.deleted_at, r.changed_at) end as deleted_at`;

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

/** Live records of these instances that are for this viewer, in the order of their ids; copies that are not are left out. */
export async function recordsOfInstances(
  db: Db,
  instanceIds: number[],
  viewer: Viewer = everybody,
): Promise<StoredRecord[]> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from catalogue.record r join consortium.member_fact m on m.id = r.member_id
    where r.instance_id = any(${instanceIds}::bigint[]) and r.deleted_at is null
      and ${seenBy(viewer, "r.audience")} order by r.id`.execute(db);
  return await withoutHiddenItems(db, rows.map(toRecord), viewer);
}

/**
 * The records without the fields that list copies which are not for this viewer: those that bear such a copy's barcode.
 */
export async function withoutHiddenItems<R extends Pick<StoredRecord, "id" | "marc">>(
  db: Db,
  records: readonly R[],
  viewer: Viewer = everybody,
): Promise<R[]> {
  const { rows } = await sql<{ record_id: number; barcode: string }>`
    select i.record_id, i.barcode from catalogue.item i
    where i.record_id = any(${records.map((record) => record.id)}::bigint[]) and i.audience <> 0
      and i.barcode is not null and not ${seenBy(viewer, "i.audience")}`.execute(db);
  if (rows.length === 0) return [...records];
  const hidden = Map.groupBy(rows, (row) => row.record_id);
  return records.map((record) => {
    const barcodes = new Set(hidden.get(record.id)?.map((row) => row.barcode));
    const fields = record.marc.fields.filter(
      (field) => !isData(field) || !field.subfields.some(([, value]) => barcodes.has(value.trim())),
    );
    return { ...record, marc: { ...record.marc, fields } };
  });
}

/** One record by its member and control number, deleted ones included; one that is not for everybody counts as deleted. */
export async function getRecord(
  db: Db,
  memberCode: string,
  controlNumber: string,
): Promise<StoredRecord | undefined> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from catalogue.record r join consortium.member_fact m on m.id = r.member_id
    where m.code = ${memberCode} and r.control_number = ${controlNumber}`.execute(db);
  return (await withoutHiddenItems(db, rows.map(toRecord)))[0];
}
