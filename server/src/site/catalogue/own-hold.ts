import { sql } from "kysely";
import type { Db } from "../../kernel/database.ts";
import { itemsBoundIn } from "../../placement/index.ts";

/** A reader's live request for the record being shown. */
export type OwnHold = { id: string; state: string; pickupBranchId: number };

/** The request this person has open for this instance, if any. */
export async function ownHold(db: Db, personId: string, instanceId: number): Promise<OwnHold | undefined> {
  const { rows } = await sql<OwnHold>`
    select h.id, h.state, h.pickup_branch_id as "pickupBranchId" from circulation.hold_line h
    where h.person_id = ${personId} and (h.instance_id = ${instanceId} or h.wanted_item_id in ${itemsBoundIn(instanceId)})
      and h.state in ('waiting', 'targeted', 'in-transit', 'on-shelf')`.execute(db);
  return rows[0];
}
