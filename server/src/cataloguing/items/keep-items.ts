import { sql } from "kysely";
import type { z } from "zod";
import { heldItems } from "../../catalogue/index.ts";
import { getBranch } from "../../consortium/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import { type Db, lockByName, type Tx } from "../../kernel/database.ts";
import { Problem, refuseOn } from "../../kernel/problem.ts";
import { demandPermission } from "../../people/index.ts";
import { itemsByIds } from "../record-view.ts";
import { refuse } from "../refusals.ts";
import type { heldItemSchema, itemFieldsSchema } from "../schema.ts";

type Item = z.output<typeof heldItemSchema>;
type Fields = z.output<typeof itemFieldsSchema>;

async function ownerOfRecord(db: Db, recordId: number): Promise<number> {
  const { rows } = await sql<{ member_id: number }>`select r.member_id from catalogue.record_line r
    where r.id = ${recordId} and r.deleted_at is null`.execute(db);
  if (!rows[0]) throw refuse("record-unknown");
  return rows[0].member_id;
}

/**
 * A new copy of a title, under one library's record. Refuses `record-unknown` 404, `forbidden` 403, `branch-unknown` 404
 * (also one of another library), `barcode-taken` 409.
 */
export async function addItem(tx: Tx, actor: Actor, recordId: number, fields: Fields): Promise<Item> {
  const memberId = await ownerOfRecord(tx, recordId);
  demandPermission(actor, "catalogue.edit", memberId);
  return await writeItem(tx, actor, { id: null, recordId, memberId }, fields);
}

/**
 * A copy as its cataloguer writes it, perhaps under another record of the same library: its loan, holds and place go with
 * it. Refuses `item-unknown` 404, `forbidden` 403, `item-changed` 409 (somebody else changed it meanwhile),
 * `record-unknown` 404, `item-other-library` 409, `branch-unknown` 404, `barcode-taken` 409.
 */
export async function changeItem(
  tx: Tx,
  actor: Actor,
  id: number,
  change: { version: number; recordId: number; fields: Fields },
): Promise<Item> {
  await lockByName(tx, `cataloguing.item ${id}`);
  const { rows } = await sql<{ member_id: number; version: number }>`select i.member_id, i.version
    from catalogue.held_item i where i.id = ${id}`.execute(tx);
  const item = rows[0];
  if (!item) throw refuse("item-unknown");
  demandPermission(actor, "catalogue.edit", item.member_id);
  if (item.version !== change.version) throw refuse("item-changed");
  if ((await ownerOfRecord(tx, change.recordId)) !== item.member_id) throw refuse("item-other-library");
  return await writeItem(
    tx,
    actor,
    { id, recordId: change.recordId, memberId: item.member_id },
    change.fields,
  );
}

/** The bare writing, for commands that have checked their actor. Refuses `branch-unknown` 404, `barcode-taken` 409. */
export async function writeItem(
  tx: Tx,
  actor: Actor,
  item: { id: number | null; recordId: number; memberId: number },
  fields: Fields,
): Promise<Item> {
  const branch = await getBranch(tx, fields.branchId);
  if (branch.memberId !== item.memberId) throw refuse("branch-unknown", { branchId: fields.branchId });
  const { price, ...rest } = fields;
  const id = await refuseOn(
    {
      item_barcode_unique: () => new Problem("barcode-taken", 409, { barcode: fields.barcode ?? "" }),
    },
    () =>
      heldItems.keepItem(tx, actor, {
        ...item,
        ...rest,
        priceMinor: price?.minor ?? null,
        priceCurrency: price?.currency ?? null,
      }),
  );
  return (await itemsByIds(tx, [id]))[0]!;
}
