import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { ERASED_PERSON } from "../people/index.ts";

/** Takes a person out: acts with a card of theirs go, what they sent or settled was done by nobody known. */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  await sql`delete from off_line.act where person_id = ${personId}`.execute(tx);
  await sql`update off_line.act set by_id = ${ERASED_PERSON} where by_id = ${personId}`.execute(tx);
  await sql`update off_line.act set settled_by = ${ERASED_PERSON} where settled_by = ${personId}`.execute(tx);
}
