import { sql } from "kysely";
import { type Db, plannedOnce } from "../kernel/database.ts";

/** Codes of the members that can lend a copy now, by instance; instances without any are left out. */
export async function availableMembers(
  db: Db,
  instanceIds: readonly number[],
): Promise<Map<number, string[]>> {
  if (instanceIds.length === 0) return new Map();
  // `offset 0` keeps the planner to the few records asked for, also while an import leaves its statistics behind.
  const { rows } = await sql<{ instance_id: number; codes: string[] }>`
    select r.instance_id, array_agg(distinct m.code) as codes
    from catalogue.record_line r
    cross join lateral (select s.member_id from circulation.item_status s
      join catalogue.item_line i on i.id = s.item_id and i.audience = 0
      where s.record_id = r.id and s.status = 'available' offset 0) s
    join consortium.member_fact m on m.id = s.member_id
    where r.instance_id = any(${plannedOnce(instanceIds, "bigint[]")}) and r.deleted_at is null
    group by r.instance_id`.execute(db);
  return new Map(rows.map((row) => [row.instance_id, row.codes]));
}

/** The same for all instances with ids from `from` up to, not including, `to`: joined as sets, for a start. */
export async function availableMembersBetween(
  db: Db,
  from: number,
  to: number,
): Promise<Map<number, string[]>> {
  const { rows } = await sql<{ instance_id: number; codes: string[] }>`
    select r.instance_id, array_agg(distinct m.code) as codes
    from catalogue.record_line r
    join circulation.item_status s on s.record_id = r.id and s.status = 'available'
    join catalogue.item_line i on i.id = s.item_id and i.audience = 0
    join consortium.member_fact m on m.id = s.member_id
    where r.instance_id >= ${from} and r.instance_id < ${to} and r.deleted_at is null
    group by r.instance_id`.execute(db);
  return new Map(rows.map((row) => [row.instance_id, row.codes]));
}
