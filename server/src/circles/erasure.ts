import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { seeToCircles } from "./stewardship.ts";

/** Takes somebody out of all circles; what they proved and wrote is forgotten. Where they were the last steward, others are asked. */
export async function erasePerson(tx: Tx, clock: Clock, personId: string): Promise<void> {
  await sql`delete from circles.vouch where candidate_id = ${personId} or voucher_id = ${personId}`.execute(
    tx,
  );
  await sql`delete from circles.circle_invite where made_by = ${personId}`.execute(tx);
  await sql`update circles.roster_entry set taken_by = null where taken_by = ${personId}`.execute(tx);
  await sql`delete from circles.steward_call where person_id = ${personId}`.execute(tx);
  const { rows } = await sql<{ circle_id: string }>`
    update circles.membership set state = 'left', role = 'member', words = '', ended_at = ${clock.now()}
    where person_id = ${personId} and state in ('applied', 'active') returning circle_id`.execute(tx);
  await sql`update circles.membership set words = '' where person_id = ${personId}`.execute(tx);
  await sql`delete from circles.email_proof where person_id = ${personId}`.execute(tx);
  await seeToCircles(
    tx,
    clock,
    rows.map((row) => row.circle_id),
  );
}
