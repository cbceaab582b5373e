import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";

/** Somebody's saved searches go, with what they found. */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  await sql`delete from saved_searches.saved_search where person_id = ${personId}`.execute(tx);
}
