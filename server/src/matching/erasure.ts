import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { ERASED_PERSON } from "../people/index.ts";

/** What somebody decided about records stays, without their name and words. */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  await sql`update matching.pin set why = '', pinned_by = ${ERASED_PERSON} where pinned_by = ${personId}`.execute(
    tx,
  );
  await sql`update matching.source_threshold set set_by = ${ERASED_PERSON} where set_by = ${personId}`.execute(
    tx,
  );
}
