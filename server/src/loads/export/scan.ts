import { type CompactRecord, fromCompact, type MarcRecord } from "@commonshelf/marc";
import { sql } from "kysely";
import type { Db } from "../../kernel/database.ts";

const PAGE = 1000;

/** All live records of a member in the order of their control numbers, page by page. */
export async function* scanRecords(
  db: Db,
  memberId: number,
): AsyncGenerator<{ controlNumber: string; marc: MarcRecord }[]> {
  let last = "";
  for (;;) {
    const { rows } = await sql<{ control_number: string; marc: CompactRecord }>`
      select r.control_number, r.marc from catalogue.record_state r
      where r.member_id = ${memberId} and r.control_number > ${last} and r.deleted_at is null
      order by r.control_number limit ${PAGE}`.execute(db);
    if (rows.length === 0) return;
    yield rows.map((row) => ({ controlNumber: row.control_number, marc: fromCompact(row.marc) }));
    last = rows.at(-1)!.control_number;
  }
}
