import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import { writeAudit } from "../../kernel/audit.ts";
import type { Tx } from "../../kernel/database.ts";
import { publish } from "../../kernel/outbox.ts";
import { shareItems } from "../sharing.ts";
import { bulkOf } from "./bulk-of.ts";

/** An item as a cataloguer writes it down. `id` null: a new one. Its loans, holds and place stay circulation's. */
type KeptItem = {
  id: number | null;
  recordId: number;
  memberId: number;
  branchId: number;
  location: string;
  callNumber: string;
  barcode: string | null;
  part: string;
  itemClass: string;
  forLoan: boolean;
  note: string;
  priceMinor: number | null;
  priceCurrency: string | null;
};

/**
 * Writes an item by hand; loads leave it alone from then on. An item that goes to another record of its member, or gets
 * another label, is the same item: loans, holds and place hang on it. A label in use violates `item_barcode_unique`.
 */
export async function keepItem(tx: Tx, actor: Actor, item: KeptItem): Promise<number> {
  const { rows: holdings } = await sql<{ id: number }>`
    with made as (
      insert into catalogue.holding (record_id, branch_id, location, call_number)
      values (${item.recordId}, ${item.branchId}, ${item.location}, ${item.callNumber})
      on conflict on constraint holding_place_unique do nothing returning id)
    select m.id from made m union all select h.id from catalogue.holding h
    where h.record_id = ${item.recordId} and h.branch_id = ${item.branchId} and h.location = ${item.location}
      and h.call_number = ${item.callNumber}`.execute(tx);
  const holdingId = holdings[0]!.id;
  const { rows: before } = await sql<{ instance_id: number }>`select r.instance_id from catalogue.item i
    join catalogue.record r on r.id = i.record_id where i.id = ${item.id}`.execute(tx);
  const { rows } = item.id === null ? await insert(tx, item, holdingId) : await update(tx, item, holdingId);
  const id = rows[0]!.id;
  await shareItems(bulkOf(tx), [item.recordId]);
  const { rows: after } = await sql<{ instance_id: number }>`select r.instance_id from catalogue.record r
    where r.id = ${item.recordId}`.execute(tx);
  const changed = new Set([...before, ...after].map((row) => row.instance_id));
  await publish(tx, "instances-changed", { instanceIds: [...changed] });
  const detail = { record: item.recordId, isNew: item.id === null };
  await writeAudit(tx, actor, "item.kept", { kind: "item", id: String(id) }, item.memberId, detail);
  return id;
}

async function insert(tx: Tx, item: KeptItem, holdingId: number): Promise<{ rows: { id: number }[] }> {
  return await sql<{ id: number }>`
    insert into catalogue.item (record_id, holding_id, member_id, source_key, barcode, home_branch_id,
      current_branch_id, part, item_class, for_loan, note, price_minor, price_currency, kept_by_hand)
    values (${item.recordId}, ${holdingId}, ${item.memberId}, 'hand:' || gen_random_uuid(), ${item.barcode},
      ${item.branchId}, ${item.branchId}, ${item.part}, ${item.itemClass}, ${item.forLoan}, ${item.note},
      ${item.priceMinor}, ${item.priceCurrency}, true) returning id`.execute(tx);
}

async function update(tx: Tx, item: KeptItem, holdingId: number): Promise<{ rows: { id: number }[] }> {
  return await sql<{ id: number }>`
    update catalogue.item i set holding_id = ${holdingId},
      source_key = case when i.record_id = ${item.recordId} then i.source_key else 'hand:' || i.id end,
      record_id = ${item.recordId}, barcode = ${item.barcode},
      former_key = case when i.barcode_key is distinct from kernel.folded_code(${item.barcode}) then i.barcode_key
        else i.former_key end,
      current_branch_id = case when i.placed_at_desk or i.current_branch_id <> i.home_branch_id
        then i.current_branch_id else ${item.branchId} end,
      home_branch_id = ${item.branchId}, part = ${item.part}, item_class = ${item.itemClass},
      for_loan = ${item.forLoan}, note = ${item.note}, price_minor = ${item.priceMinor},
      price_currency = ${item.priceCurrency}, wanted_key = null, kept_by_hand = true, version = i.version + 1
    where i.id = ${item.id} returning id`.execute(tx);
}
