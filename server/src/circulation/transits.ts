import { type RawBuilder, sql } from "kysely";
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

/** The end of the item's live transit as a statement, which returns its id. */
export function transitEnding(clock: Clock, itemId: number, trigger: TransitTrigger): RawBuilder<unknown> {
  return sql`update circulation.transit set ended_at = ${clock.now()}, outcome = ${transitOutcome(trigger)}
    where item_id = ${itemId} and ended_at is null returning id`;
}

/** Ends the item's live transit and its stay on the list to take down: it is gone. */
export async function loseOnTheWay(tx: Tx, clock: Clock, itemId: number): Promise<void> {
  await sql`with down as (delete from circulation.take_down where item_id = ${itemId})
    ${transitEnding(clock, itemId, "lose")}`.execute(tx);
}

/** SQL: the item `i` is on its way to this branch. */
export const isComing = (branchId: number): RawBuilder<boolean> =>
  sql<boolean>`exists (select 1 from circulation.transit t
    where t.item_id = i.id and t.ended_at is null and t.to_branch_id = ${branchId})`;
