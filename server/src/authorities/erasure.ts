import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { ERASED_PERSON } from "../people/index.ts";

/** What somebody wrote and decided about authorities stays, without their name. */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  await sql`update authorities.authority set changed_by = ${ERASED_PERSON} where changed_by = ${personId}`.execute(
    tx,
  );
  await sql`update authorities.authority_version set changed_by = ${ERASED_PERSON}
    where changed_by = ${personId}`.execute(tx);
  await sql`update authorities.heading set decided_by = ${ERASED_PERSON} where decided_by = ${personId}`.execute(
    tx,
  );
}
