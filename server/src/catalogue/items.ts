import { sql } from "kysely";
import { type Actor, isSystem } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";

/** An item as a scan finds it. */
export type ScannedItem = {
  id: number;
  recordId: number;
  instanceId: number;
  memberId: number;
  barcode: string;
  homeBranchId: number;
  currentBranchId: number;
  condition: string;
};

type Row = {
  id: number;
  record_id: number;
  instance_id: number;
  member_id: number;
  barcode: string;
  home_branch_id: number;
  current_branch_id: number;
  condition: string;
};

/**
 * Items with this barcode: those of `memberId` when there are any, else everybody's. Barcodes are unique inside one
 * member only, so the caller asks when several come back.
 */
export async function findItemByBarcode(
  db: Db,
  barcode: string,
  memberId: number | null,
): Promise<ScannedItem[]> {
  const { rows } = await sql<Row>`
    select i.id, i.record_id, r.instance_id, i.member_id, i.barcode, i.home_branch_id, i.current_branch_id, i.condition
    from catalogue.item i join catalogue.record r on r.id = i.record_id
    where i.barcode_key = kernel.folded_code(${barcode}) order by i.member_id, i.id`.execute(db);
  const own = rows.filter((row) => row.member_id === memberId);
  const found = own.length > 0 ? own : rows;
  // A withdrawn copy is found by its barcode only while no other copy bears it.
  const inUse = found.filter((row) => row.condition !== "withdrawn");
  return (inUse.length > 0 ? inUse : found).map((row) => ({
    id: row.id,
    recordId: row.record_id,
    instanceId: row.instance_id,
    memberId: row.member_id,
    barcode: row.barcode,
    homeBranchId: row.home_branch_id,
    currentBranchId: row.current_branch_id,
    condition: row.condition,
  }));
}

/** The item is at this branch now: a desk has seen it. `isKept`: it stays there for somebody, whatever place a load gives it. */
export async function moveItem(tx: Tx, itemId: number, branchId: number, isKept = false): Promise<void> {
  await sql`update catalogue.item set current_branch_id = ${branchId}, placed_at_desk = true,
      version = version + 1
    where id = ${itemId} and (current_branch_id <> ${branchId} or ${isKept} > placed_at_desk)`.execute(tx);
}

/**
 * The desk declares an item good, missing, lost, damaged or withdrawn, and who did is noted; no load changes that, but
 * its records may still withdraw the item. Refuses `item-unknown`.
 */
export async function setItemCondition(
  tx: Tx,
  actor: Actor,
  itemId: number,
  condition: "good" | "missing" | "lost" | "damaged" | "withdrawn",
): Promise<void> {
  const { rows } = await sql<{ member_id: number }>`update catalogue.item
    set desk_condition = ${condition}, condition = catalogue.item_condition(record_condition, ${condition}),
      version = version + 1 where id = ${itemId} returning member_id`.execute(tx);
  if (!rows[0]) throw new Problem("item-unknown", 404);
  if (!isSystem(actor))
    await writeAudit(tx, actor, "item.condition", { kind: "item", id: String(itemId) }, rows[0].member_id, {
      condition,
    });
}
