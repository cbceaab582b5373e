import { sql } from "kysely";
import { moveItem } from "../catalogue/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { demandPermission } from "../people/index.ts";
import { lockInstance, publishAvailability, refuseToGuessCopy } from "../targeting/index.ts";

/** An item lent another way than over the desk. */
export type SetAside = { itemId: number; instanceId: number; branchId: number; title: string };

/**
 * Takes one of the library's own free items out of ordinary lending. Refuses `forbidden` 403, `item-unknown` 404,
 * `several-items` 409, `item-not-free` 409 (param `status`).
 */
export async function setAside(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  memberId: number,
  barcode: string,
): Promise<SetAside> {
  demandPermission(actor, "circulation.desk", memberId);
  const found = await sql<{ id: number; instance_id: number }>`
    select i.id, r.instance_id from catalogue.item_line i join catalogue.record_line r on r.id = i.record_id
    where i.member_id = ${memberId} and i.barcode_key = kernel.folded_code(${barcode}) and i.condition <> 'withdrawn'
      and r.deleted_at is null limit 2`.execute(tx);
  const [item, other] = found.rows;
  if (!item) throw new Problem("item-unknown", 404, { barcode });
  if (other) throw await refuseToGuessCopy(tx, barcode, [item.id, other.id]);
  await lockInstance(tx, item.instance_id);
  const { rows } = await sql<{ status: string; branch_id: number; title: string }>`
    select s.status, i.current_branch_id as branch_id, x.title
    from circulation.item_state s join catalogue.item_line i on i.id = s.item_id
    join catalogue.title_line x on x.id = ${item.instance_id} where s.item_id = ${item.id}`.execute(tx);
  const { status, branch_id: branchId, title } = rows[0]!;
  if (status !== "available") throw new Problem("item-not-free", 409, { barcode, status });
  await sql`insert into circulation.set_aside (item_id, since, by_id)
    values (${item.id}, ${clock.now()}, ${actor.personId})`.execute(tx);
  await writeAudit(tx, actor, "item.set-aside", { kind: "item", id: String(item.id) }, memberId);
  await publishAvailability(tx, [item.instance_id]);
  return { itemId: item.id, instanceId: item.instance_id, branchId, title };
}

/** Puts an item back into ordinary lending, at the branch it lies at. Refuses `item-unknown` 404. */
export async function bringBack(tx: Tx, itemId: number, branchId: number | null): Promise<void> {
  const { rows } = await sql<{ instance_id: number }>`
    delete from circulation.set_aside a using catalogue.item_line i, catalogue.record_line r
    where a.item_id = ${itemId} and i.id = a.item_id and r.id = i.record_id returning r.instance_id`.execute(
    tx,
  );
  if (!rows[0]) throw new Problem("item-unknown", 404, { barcode: String(itemId) });
  if (branchId !== null) await moveItem(tx, itemId, branchId);
  await publishAvailability(tx, [rows[0].instance_id]);
}
