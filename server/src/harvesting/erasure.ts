import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { ERASED_PERSON } from "../people/index.ts";

/** Sources that somebody set up go on, without their name. */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  await sql`update harvesting.source set created_by = ${ERASED_PERSON} where created_by = ${personId}`.execute(
    tx,
  );
  await sql`update harvesting.run set started_by = ${ERASED_PERSON} where started_by = ${personId}`.execute(
    tx,
  );
}
