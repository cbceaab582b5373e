import { sql } from "kysely";
import { setItemCondition } from "../catalogue/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { publishAvailability } from "./availability-events.ts";
import { moveHold } from "./hold-moves.ts";
import type { HoldState } from "./hold-states.ts";
import { targetHolds } from "./targeting.ts";
import { endTransit } from "./transits.ts";

/** Takes an item out of use; readers who were to get it wait for the next copy. The caller holds `lockInstance`. */
export async function takeOutOfUse(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  item: { itemId: number; instanceId: number },
  condition: "missing" | "lost" | "damaged",
): Promise<void> {
  await setItemCondition(tx, actor, item.itemId, condition);
  if (condition !== "damaged") await endTransit(tx, clock, item.itemId, "lose");
  const { rows } = await sql<{ id: string; state: HoldState }>`
      select h.id, h.state from circulation.hold h
      where h.item_id = ${item.itemId} and h.state in ('targeted', 'in-transit', 'on-shelf')`.execute(tx);
  for (const hold of rows) await moveHold(tx, clock, hold, "release");
  await targetHolds(tx, clock, item.instanceId);
  await publishAvailability(tx, [item.instanceId]);
}
