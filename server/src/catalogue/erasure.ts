import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { ERASED_PERSON } from "../people/index.ts";

/** Takes a reader's words and name out of what they reported about groupings; that it was reported stays for the record. */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  await sql`update catalogue.work_report set comment = '', reported_by = ${ERASED_PERSON}
    where reported_by = ${personId}`.execute(tx);
}
