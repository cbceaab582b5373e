import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";

/** Takes somebody out of all circles; what they proved and wrote is forgotten. */
export async function erasePerson(tx: Tx, clock: Clock, personId: string): Promise<void> {
  await sql`delete from circles.vouch where candidate_id = ${personId} or voucher_id = ${personId}`.execute(
    tx,
  );
  await sql`delete from circles.circle_invite where made_by = ${personId}`.execute(tx);
  await sql`update circles.roster_entry set taken_by = null where taken_by = ${personId}`.execute(tx);
  await sql`update circles.membership set state = 'left', role = 'member', words = '', ended_at = ${clock.now()}
    where person_id = ${personId} and state in ('applied', 'active')`.execute(tx);
  await sql`update circles.membership set words = '' where person_id = ${personId}`.execute(tx);
  await sql`delete from circles.email_proof where person_id = ${personId}`.execute(tx);
}
