import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";

/** Throws away what somebody was told, and how they wanted to hear it. */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  await sql`delete from notices.notice where person_id = ${personId}`.execute(tx);
  await sql`delete from notices.wish where person_id = ${personId}`.execute(tx);
}
