import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";

/** Takes somebody out of journeys: the way stays, as somebody's without an account, without what
 * they wrote of places; their thoughts lose their name. */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  await sql`delete from drifting.claim where claimed_by = ${personId} or asked_id = ${personId}`.execute(tx);
  await sql`update drifting.event set actor_id = null, place = '' where actor_id = ${personId}`.execute(tx);
  await sql`update drifting.thought set person_id = null, name = '' where person_id = ${personId}`.execute(
    tx,
  );
  await sql`delete from drifting.ring_stop where person_id = ${personId}`.execute(tx);
  await sql`update drifting.journey set state = 'in-hand', to_id = null where to_id = ${personId}`.execute(
    tx,
  );
  await sql`update drifting.journey set holder_id = null, place = '', holder_network = ''
    where holder_id = ${personId}`.execute(tx);
  await sql`update drifting.journey set started_by = null, message = '', place = '' where started_by = ${personId}`.execute(
    tx,
  );
}
