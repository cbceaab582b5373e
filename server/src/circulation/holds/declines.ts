import { sql } from "kysely";
import { setItemCondition } from "../../catalogue/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Tx } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Clock } from "../../kernel/time.ts";
import { mayDo } from "../../people/index.ts";
import { publishAvailability } from "../../targeting/index.ts";
import { lockHold, moveHold } from "../hold-moves.ts";
import { noteHold } from "../holds.ts";
import { letItemLie } from "../take-down.ts";
import { targetHolds } from "../targeting.ts";

/** Only the desks of the library where an item stands look for it. Refuses `hold-unknown` 404 to others. */
async function demandShelf(tx: Tx, actor: Actor, itemId: number): Promise<void> {
  const { rows } = await sql<{ member_id: number }>`
    select b.member_id from catalogue.item_line i join consortium.branch_line b on b.id = i.current_branch_id
    where i.id = ${itemId}`.execute(tx);
  if (!rows[0] || !mayDo(actor, "circulation.desk", rows[0].member_id))
    throw new Problem("hold-unknown", 404);
}

/**
 * "Not on the shelf": the item is passed over for this hold until a scan finds it; the hold goes to the next best one.
 * `isMissing` also takes the item out of use until somebody finds it. Refuses `hold-unknown` 404 for items at other
 * members' branches, `hold-not-targeted` 409.
 */
export async function declineTarget(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  holdId: string,
  isMissing: boolean,
): Promise<void> {
  const hold = await lockHold(tx, holdId);
  if (hold.state !== "targeted" || hold.item_id === null) {
    if (!mayDo(actor, "circulation.desk", actor.scope)) throw new Problem("hold-unknown", 404);
    throw new Problem("hold-not-targeted", 409);
  }
  await demandShelf(tx, actor, hold.item_id);
  await moveHold(tx, clock, hold, "decline");
  await sql`insert into circulation.hold_candidate (hold_id, item_id, minutes, rejected, considered_at)
    values (${hold.id}, ${hold.item_id}, 0, 'declined', ${clock.now()})
    on conflict (hold_id, item_id) do update set rejected = 'declined', considered_at = excluded.considered_at`.execute(
    tx,
  );
  if (isMissing) await setItemCondition(tx, actor, hold.item_id, "missing");
  await noteHold(tx, actor, clock, "hold.decline", hold.id, { itemId: hold.item_id, isMissing });
  await targetHolds(tx, clock, hold.instance_id);
  await publishAvailability(tx, [hold.instance_id]);
}

/** "Not on the shelf" was a mistake: the hold looks anew. Refuses `hold-unknown` 404, `hold-not-targeted` 409 (a copy is on its way). */
export async function takeBackDecline(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  holdId: string,
  itemId: number,
): Promise<void> {
  const hold = await lockHold(tx, holdId);
  await demandShelf(tx, actor, itemId);
  if (hold.state !== "waiting" && hold.state !== "targeted") throw new Problem("hold-not-targeted", 409);
  const { rows } = await sql<{ condition: string }>`
    update circulation.hold_candidate c set rejected = null from catalogue.item_line i
    where c.hold_id = ${hold.id} and c.item_id = ${itemId} and c.rejected = 'declined' and i.id = c.item_id
    returning i.condition`.execute(tx);
  if (!rows[0]) throw new Problem("hold-unknown", 404);
  if (rows[0].condition === "missing") await setItemCondition(tx, actor, itemId, "good");
  if (hold.state === "targeted") {
    await moveHold(tx, clock, hold, "release");
    await letItemLie(tx, clock, hold);
  }
  await noteHold(tx, actor, clock, "hold.take-back-decline", hold.id, { itemId });
  await targetHolds(tx, clock, hold.instance_id);
  await publishAvailability(tx, [hold.instance_id]);
}
