import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";

/** Takes somebody out of organisations; their cases at the help desk are closed and keep what others wrote. */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  await sql`delete from alliance.steward where person_id = ${personId}`.execute(tx);
  await sql`update alliance.help_message set author_id = null, body = '—' where author_id = ${personId}`.execute(
    tx,
  );
  await sql`update alliance.help_case set state = 'closed', subject = '——' where person_id = ${personId}`.execute(
    tx,
  );
}
