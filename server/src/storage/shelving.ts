import { sql } from "kysely";
import type { z } from "zod";
import { scanItem } from "../circulation/index.ts";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { demandPermission } from "../people/index.ts";
import { dropPlace, shelvePlace } from "../placement/index.ts";
import { barcodeOf, refuseToGuessCopy } from "../targeting/index.ts";
import type { DeskActor } from "./deposits.ts";
import { giveOver } from "./giving-over.ts";
import { refuse } from "./refusals.ts";
import type { shelvedSchema, shelveSchema } from "./schema.ts";
import { lockStore } from "./stores.ts";

type Open = { deposit_id: string; transfers: boolean; member_id: number; store_branch_id: number };

async function openLine(tx: Tx, itemId: number): Promise<Open | undefined> {
  const { rows } = await sql<Open>`select l.deposit_id, d.transfers, d.member_id, d.store_branch_id
    from storage.deposit_item l join storage.deposit d on d.id = l.deposit_id
    where l.item_id = ${itemId} and l.closed_at is null and d.sent_at is not null for update of l`.execute(
    tx,
  );
  return rows[0];
}

/**
 * A copy lies at the store's desk: it is received, gets its shelf, and is given over when that was agreed. When a reader waits
 * for it, it goes there first and is shelved when it comes back. Refuses `store-unknown` 404 (this branch is none),
 * `several-items` 409, what a scan refuses, `item-not-deposited` 409, `barcode-taken` 409, `record-refused` 400.
 */
export async function shelveCopy(
  tx: Tx,
  actor: DeskActor,
  clock: Clock,
  { barcode, itemId, shelf }: z.output<typeof shelveSchema>,
): Promise<z.output<typeof shelvedSchema>> {
  await lockStore(tx, actor.place);
  const outcome = await scanItem(tx, actor, clock, { barcode, itemId, branchId: actor.place });
  if (outcome.kind === "choose-item")
    throw await refuseToGuessCopy(
      tx,
      barcode,
      outcome.choices.map((one) => one.id),
    );
  const copy = outcome.item.id;
  const line = await openLine(tx, copy);
  if (!line || line.store_branch_id !== actor.place) throw refuse("item-not-deposited", { barcode });
  if (outcome.kind !== "shelve") return { outcome, shelved: false, givenOver: false };
  await shelvePlace(tx, copy, shelf);
  const givenOver = line.transfers && line.member_id !== actor.scope;
  const newItemId = givenOver
    ? await giveOver(tx, actor, clock, copy, { memberId: actor.scope, branchId: actor.place, shelf })
    : null;
  await sql`update storage.deposit_item set shelved_at = coalesce(shelved_at, ${clock.now()}), new_item_id = ${newItemId},
      closed_at = ${givenOver ? clock.now() : null}
    where deposit_id = ${line.deposit_id} and item_id = ${copy}`.execute(tx);
  return { outcome, shelved: true, givenOver };
}

/**
 * The owner wants a stored copy back for good: the next scan sends it home. Refuses `item-not-deposited` 409, `forbidden` 403,
 * `place-unknown` 404.
 */
export async function callBack(tx: Tx, actor: DeskActor, clock: Clock, itemId: number): Promise<void> {
  const line = await openLine(tx, itemId);
  if (!line) throw refuse("item-not-deposited", { itemId, barcode: await barcodeOf(tx, itemId) });
  demandPermission(actor, "circulation.desk", line.member_id);
  await dropPlace(tx, clock, itemId, "store");
  await sql`update storage.deposit_item set closed_at = ${clock.now()}
    where deposit_id = ${line.deposit_id} and item_id = ${itemId}`.execute(tx);
}
