import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { forgetPostings } from "../moderation/index.ts";
import { OWN_POSTINGS } from "./own-postings.ts";
import { publishTextsChanged } from "./public-texts.ts";

/**
 * Erases what a person left in this room. Reviews, ratings, tags, notes, history, saved searches, display name and own
 * lists go; a list with co-editors passes to the one who joined first, and titles this person put into others' lists
 * stay there without their name.
 */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  const { rows } = await sql<{ instance_id: number }>`
    select r.instance_id from community.review r where r.person_id = ${personId}
    union select t.instance_id from community.tag t where t.person_id = ${personId} and t.is_public`.execute(
    tx,
  );
  await sql`delete from community.list_editor where person_id = ${personId}`.execute(tx);
  await sql`with heir as (
      select distinct on (e.list_id) e.list_id, e.person_id from community.list_editor e
      join community.list l on l.id = e.list_id where l.owner_id = ${personId}
      order by e.list_id, e.joined_at, e.person_id
    ), passed as (
      update community.list l set owner_id = h.person_id, editor_key = null from heir h where l.id = h.list_id
    )
    delete from community.list_editor e using heir h where e.list_id = h.list_id and e.person_id = h.person_id`.execute(
    tx,
  );
  await sql`delete from community.list where owner_id = ${personId}`.execute(tx);
  await sql`update community.list_entry set added_by = null where added_by = ${personId}`.execute(tx);
  await forgetPostings(tx, personId, OWN_POSTINGS);
  for (const table of ["review", "rating", "tag", "note", "reading", "saved_search", "profile"])
    await sql`delete from ${sql.table(`community.${table}`)} where person_id = ${personId}`.execute(tx);
  await publishTextsChanged(
    tx,
    rows.map((row) => row.instance_id),
  );
}
