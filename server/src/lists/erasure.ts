import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { forgetPostings } from "../moderation/index.ts";
import { LIST_POSTING } from "./screening.ts";

/**
 * Own lists go; a list with co-editors passes to the one who joined first, and titles this person put into others' lists
 * stay there without their name.
 */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  await sql`delete from lists.list_editor where person_id = ${personId}`.execute(tx);
  await sql`with heir as (
      select distinct on (e.list_id) e.list_id, e.person_id from lists.list_editor e
      join lists.list l on l.id = e.list_id where l.owner_id = ${personId}
      order by e.list_id, e.joined_at, e.person_id
    ), passed as (
      update lists.list l set owner_id = h.person_id, editor_key = null from heir h where l.id = h.list_id
    )
    delete from lists.list_editor e using heir h where e.list_id = h.list_id and e.person_id = h.person_id`.execute(
    tx,
  );
  await sql`delete from lists.list where owner_id = ${personId}`.execute(tx);
  await sql`update lists.list_entry set added_by = null where added_by = ${personId}`.execute(tx);
  await forgetPostings(tx, personId, [LIST_POSTING]);
}
