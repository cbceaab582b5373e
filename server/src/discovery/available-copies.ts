import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";

/** Codes of the members that can lend a copy now, by instance; instances without any are left out. */
export async function availableMembers(
  db: Db,
  instanceIds: readonly number[],
): Promise<Map<number, string[]>> {
  if (instanceIds.length === 0) return new Map();
  const { rows } = await sql<{ instance_id: number; codes: string[] }>`
    select r.instance_id, array_agg(distinct m.code) as codes
    from catalogue.record r
    join circulation.item_state s on s.record_id = r.id
    join consortium.member m on m.id = s.member_id
    where r.instance_id = any(${instanceIds}::bigint[]) and r.deleted_at is null and s.status = 'available'
    group by r.instance_id`.execute(db);
  return new Map(rows.map((row) => [row.instance_id, row.codes]));
}
