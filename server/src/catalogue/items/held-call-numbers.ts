import { sql } from "kysely";
import type { Db } from "../../kernel/database.ts";

/** A call number as a member wrote it. */
export type HeldCallNumber = { memberId: number; callNumber: string };

/** Call numbers of these instances as their members wrote them, in the order of their holdings. */
export async function heldCallNumbers(
  db: Db,
  ids: readonly number[],
): Promise<Map<number, HeldCallNumber[]>> {
  const { rows } = await sql<{ instance_id: number; member_id: number; call_number: string }>`
    select r.instance_id, r.member_id, h.call_number
    from catalogue.record_line r join catalogue.call_number_line h on h.record_id = r.id
    where r.instance_id = any(${ids}::bigint[]) and r.deleted_at is null and h.call_number <> ''
      and (not exists (select 1 from catalogue.item i where i.holding_id = h.id and i.audience <> 0)
        or exists (select 1 from catalogue.item i where i.holding_id = h.id and i.audience = 0))
    order by r.instance_id, r.member_id, h.id`.execute(db);
  const found = new Map<number, HeldCallNumber[]>();
  for (const row of rows) {
    const list = found.get(row.instance_id) ?? [];
    list.push({ memberId: row.member_id, callNumber: row.call_number.trim() });
    found.set(row.instance_id, list);
  }
  return found;
}
