import { type CompactRecord, fromCompact, type MarcRecord } from "@commonshelf/marc";
import { sql } from "kysely";
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
  r.version, r.changed_at, r.deleted_at`;

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

/** Live records of these instances, in the order of their ids. */
export async function recordsOfInstances(db: Db, instanceIds: number[]): Promise<StoredRecord[]> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from catalogue.record r join consortium.member_fact m on m.id = r.member_id
    where r.instance_id = any(${instanceIds}::bigint[]) and r.deleted_at is null order by r.id`.execute(db);
  return rows.map(toRecord);
}

/** One record by its member and control number, deleted ones included. */
export async function getRecord(
  db: Db,
  memberCode: string,
  controlNumber: string,
): Promise<StoredRecord | undefined> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from catalogue.record r join consortium.member_fact m on m.id = r.member_id
    where m.code = ${memberCode} and r.control_number = ${controlNumber}`.execute(db);
  return rows[0] ? toRecord(rows[0]) : undefined;
}
