import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { submitPosting } from "../moderation/index.ts";

/** Lists before the moderators; the subject is the list's id. */
export const LIST_POSTING = "list" as const;

/**
 * Holds everything a list says against the rules, once others can see it: title, words, sections, remarks. A doubtful
 * list is its owner's and editors' only until a moderator lets it. Called after every change of its words or of who sees
 * it. Refuses `text-refused` 422.
 */
export async function screenList(tx: Tx, clock: Clock, listId: string): Promise<void> {
  const { rows } = await sql<{ owner_id: string; visibility: string; texts: string[] }>`
    select l.owner_id, l.visibility, array[l.title, l.description, l.course_code, l.term, l.teacher]
      || array(select s.title from lists.list_section s where s.list_id = l.id order by s.position, s.id)
      || array(select e.note from lists.list_entry e where e.list_id = l.id and e.note <> '' order by e.position)
      as texts
    from lists.list l where l.id = ${listId}`.execute(tx);
  const list = rows[0];
  if (!list || list.visibility === "private") return;
  const { owner_id: personId, texts } = list;
  const page = `/list/${listId}`;
  const seen = await submitPosting(tx, clock, { kind: LIST_POSTING, subject: listId, personId, texts, page });
  const hiddenAt = seen === "published" ? null : clock.now();
  await sql`update lists.list set hidden_at = case when ${seen === "published"} then null
      else coalesce(hidden_at, ${hiddenAt}) end where id = ${listId}`.execute(tx);
}
