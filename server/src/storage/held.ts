import { partKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";

/** A store's copy. */
export type HeldCopy = { itemId: number; barcode: string | null; memberId: number; location: string };

type Row = { instance_id: number; part: string } & HeldCopy;

/**
 * Which copy a store has, or is to get, of the same title and part as each of these; those of which it has none are absent.
 * Damaged and missing copies count as none.
 */
export async function heldOf(
  db: Db,
  storeBranchId: number,
  itemIds: readonly number[],
): Promise<Map<number, HeldCopy>> {
  const { rows: wanted } = await sql<{ id: number; instance_id: number; part: string }>`
    select i.id, i.instance_id, i.part from catalogue.item_fact i where i.id = any(${itemIds}::bigint[])`.execute(
    db,
  );
  const { rows } = await sql<Row>`
    select c.instance_id, c.part, c.id as "itemId", c.barcode, c.member_id as "memberId",
      coalesce(s.location, c.location) as location
    from catalogue.copy_fact c left join placement.stored_item s on s.item_id = c.id and s.branch_id = ${storeBranchId}
    where c.instance_id = any(${wanted.map((one) => one.instance_id)}::bigint[]) and c.condition = 'good'
      and (s.item_id is not null or c.home_branch_id = ${storeBranchId})
    order by c.id`.execute(db);
  const found = new Map<number, HeldCopy>();
  for (const one of wanted) {
    const key = partKey(one.part);
    const same = rows.find(
      (row) => row.instance_id === one.instance_id && row.itemId !== one.id && partKey(row.part) === key,
    );
    if (same) {
      const { itemId, barcode, memberId, location } = same;
      found.set(one.id, { itemId, barcode, memberId, location });
    }
  }
  return found;
}
