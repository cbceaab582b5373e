import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { forgetPostings } from "../moderation/index.ts";
import { OWN_POSTINGS } from "./own-postings.ts";
import { publishTextsChanged } from "./public-texts.ts";

/** Erases what a person left in this room: reviews, ratings, tags, notes, history and display name go. */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  const { rows } = await sql<{ instance_id: number }>`
    select r.instance_id from community.review r where r.person_id = ${personId}
    union select t.instance_id from community.tag t where t.person_id = ${personId} and t.is_public`.execute(
    tx,
  );
  await forgetPostings(tx, personId, OWN_POSTINGS);
  for (const table of ["review", "rating", "tag", "note", "reading", "profile"])
    await sql`delete from ${sql.table(`community.${table}`)} where person_id = ${personId}`.execute(tx);
  await publishTextsChanged(
    tx,
    rows.map((row) => row.instance_id),
  );
}
