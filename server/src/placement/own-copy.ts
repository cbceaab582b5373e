import { sql } from "kysely";
import { findItemByBarcode } from "../catalogue/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { demandPermission } from "../people/index.ts";
import { refuseToGuessCopy } from "../targeting/index.ts";
import { refuse } from "./refusals.ts";

export type OwnCopy = { id: number; memberId: number; homeBranchId: number; currentBranchId: number };

type Row = OwnCopy & { condition: string };

/** A copy of the actor's library, by its id. Refuses `item-unknown` 404, `forbidden` 403, `item-withdrawn` 409. */
export async function ownCopy(db: Db, actor: Actor, itemId: number): Promise<OwnCopy> {
  const { rows } = await sql<Row>`select i.id, i.member_id as "memberId", c.home_branch_id as "homeBranchId",
      i.current_branch_id as "currentBranchId", i.condition
    from catalogue.item_fact i left join catalogue.copy_fact c on c.id = i.id where i.id = ${itemId}`.execute(
    db,
  );
  const [row] = rows;
  if (!row) throw refuse("item-unknown");
  demandPermission(actor, "circulation.desk", row.memberId);
  const { condition, ...copy } = row;
  if (condition === "withdrawn") throw refuse("item-withdrawn", { itemId });
  return copy;
}

/** The same by its barcode. Refuses also `several-items` 409 (`choices`). */
export async function ownCopyWith(
  tx: Tx,
  actor: Actor,
  { barcode, itemId }: { barcode: string; itemId?: number | undefined },
): Promise<OwnCopy> {
  const all = await findItemByBarcode(tx, barcode, actor.scope);
  const found = itemId === undefined ? all : all.filter((one) => one.id === itemId);
  if (found.length === 0) throw refuse("item-unknown", { barcode });
  if (found.length > 1)
    throw await refuseToGuessCopy(
      tx,
      barcode,
      found.map((one) => one.id),
    );
  return await ownCopy(tx, actor, found[0]!.id);
}
