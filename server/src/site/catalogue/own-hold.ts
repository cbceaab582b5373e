import { sql } from "kysely";
import type { Db } from "../../kernel/database.ts";

/** A reader's live request for the record being shown. */
export type OwnHold = { id: string; state: string; pickupBranchId: number };

/** The request this person has open for this instance, if any. */
export async function ownHold(db: Db, personId: string, instanceId: number): Promise<OwnHold | undefined> {
  const { rows } = await sql<{ id: string; state: string; pickup_branch_id: number }>`
    select h.id, h.state, h.pickup_branch_id from circulation.hold_line h
    where h.person_id = ${personId} and h.instance_id = ${instanceId}
      and h.state in ('waiting', 'targeted', 'in-transit', 'on-shelf')`.execute(db);
  const row = rows[0];
  return row && { id: row.id, state: row.state, pickupBranchId: row.pickup_branch_id };
}
