import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";

/** Deletes what somebody asked for and waits for. */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  await sql`delete from fulfilment.attempt a using fulfilment.request r
    where r.id = a.request_id and r.person_id = ${personId}`.execute(tx);
  await sql`delete from fulfilment.request where person_id = ${personId}`.execute(tx);
  await sql`delete from fulfilment.wanted where person_id = ${personId}`.execute(tx);
}
