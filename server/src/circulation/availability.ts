import { sql } from "kysely";
import { everybody, seenBy, type Viewer } from "../audience/index.ts";
import { type Db, plannedOnce } from "../kernel/database.ts";

/**
 * Copies of an instance in the region and by member: all that are in the libraries' hands or with a reader, and those
 * that can be lent now.
 */
export type Availability = {
  total: number;
  available: number;
  byMember: { memberId: number; total: number; available: number }[];
};

/** Copies nobody can count on: gone, or searched for. */
const UNCOUNTED = ["withdrawn", "lost", "missing", "claimed-returned"];

/** Live availability of these instances for this viewer in one statement; withdrawn, lost and sought copies do not count. */
export async function availabilityOf(
  db: Db,
  instanceIds: readonly number[],
  viewer: Viewer = everybody,
): Promise<Map<number, Availability>> {
  const found = new Map<number, Availability>();
  if (instanceIds.length === 0) return found;
  const { rows } = await sql<{ instance_id: number; member_id: number; total: number; available: number }>`
    select r.instance_id, s.member_id, count(*)::int as total,
      (count(*) filter (where s.status = 'available'))::int as available
    from catalogue.record_line r join circulation.item_state s on s.record_id = r.id
    join catalogue.item_line i on i.id = s.item_id and ${seenBy(viewer, "i.audience")}
    where r.instance_id = any(${plannedOnce(instanceIds, "bigint[]")}) and r.deleted_at is null and s.status <> all(${UNCOUNTED}::text[])
    group by r.instance_id, s.member_id order by s.member_id`.execute(db);
  for (const row of rows) {
    const one = found.get(row.instance_id) ?? { total: 0, available: 0, byMember: [] };
    one.total += row.total;
    one.available += row.available;
    one.byMember.push({ memberId: row.member_id, total: row.total, available: row.available });
    found.set(row.instance_id, one);
  }
  return found;
}
