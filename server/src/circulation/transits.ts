import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { type TransitTrigger, transitOutcome } from "../targeting/transit-states.ts";
import { constraintProblems } from "./refusals.ts";

/** Sends an item on its way: for a hold, or home when there is none. Refuses `item-in-transit` 409. */
export async function sendItem(
  tx: Tx,
  clock: Clock,
  transit: { itemId: number; fromBranchId: number; toBranchId: number; holdId: string | null },
): Promise<string> {
  const id = newId<"transit">();
  await refuseOn(constraintProblems, async () => {
    await sql`insert into circulation.transit (id, item_id, from_branch_id, to_branch_id, reason, hold_id, sent_at)
      values (${id}, ${transit.itemId}, ${transit.fromBranchId}, ${transit.toBranchId},
        ${transit.holdId ? "hold" : "home"}, ${transit.holdId}::uuid, ${clock.now()})`.execute(tx);
  });
  return id;
}

/** Ends the item's live transit and its stay on the list to take down, in whichever it is. */
export async function endTransit(
  tx: Tx,
  clock: Clock,
  itemId: number,
  trigger: TransitTrigger,
): Promise<{ transitId: string | null; takenDown: boolean }> {
  const { rows } = await sql<{ id: string | null; taken_down: boolean }>`
    with down as (delete from circulation.take_down where item_id = ${itemId} returning item_id), ended as (
      update circulation.transit set ended_at = ${clock.now()}, outcome = ${transitOutcome(trigger)}
      where item_id = ${itemId} and ended_at is null returning id
    )
    select (select e.id from ended e) as id, exists (select 1 from down) as taken_down`.execute(tx);
  return { transitId: rows[0]!.id, takenDown: rows[0]!.taken_down };
}
