import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { constraintProblems } from "./problems.ts";
import { type TransitTrigger, transitOutcome } from "./transit-states.ts";

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

/** Items nobody waits for any more, left at a branch that is not their home (a hold shelf, a pull cart), travel home. */
export async function sendUnwantedHome(tx: Tx, clock: Clock, itemIds: number[]): Promise<void> {
  const { rows } = await sql<{ id: number; home_branch_id: number; current_branch_id: number }>`
    select i.id, i.home_branch_id, i.current_branch_id from catalogue.item i
    join circulation.item_state s on s.item_id = i.id
    where i.id = any(${itemIds}::bigint[]) and i.home_branch_id <> i.current_branch_id
      and s.status in ('available', 'reference-only')`.execute(tx);
  for (const item of rows)
    await sendItem(tx, clock, {
      itemId: item.id,
      fromBranchId: item.current_branch_id,
      toBranchId: item.home_branch_id,
      holdId: null,
    });
}

/** Ends the item's live transit, if it has one; returns it, the hold it travelled for and where it was bound. */
export async function endTransit(
  tx: Tx,
  clock: Clock,
  itemId: number,
  trigger: TransitTrigger,
): Promise<{ id: string; holdId: string | null; toBranchId: number } | undefined> {
  const { rows } = await sql<{ id: string; hold_id: string | null; to_branch_id: number }>`
    update circulation.transit set ended_at = ${clock.now()}, outcome = ${transitOutcome(trigger)}
    where item_id = ${itemId} and ended_at is null returning id, hold_id, to_branch_id`.execute(tx);
  return rows[0] ? { id: rows[0].id, holdId: rows[0].hold_id, toBranchId: rows[0].to_branch_id } : undefined;
}
