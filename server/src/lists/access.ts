import { createHash, timingSafeEqual } from "node:crypto";
import { type RawBuilder, sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { refuse } from "./refusals.ts";
import type { ListView } from "./schema.ts";
import type { ListKind, Visibility } from "./words.ts";

type ListRights = ListView["rights"];

/** The row of a list, and whether the person asking is one of its editors. */
export type ListRow = {
  id: string;
  owner_id: string;
  owner_name: string | null;
  kind: ListKind;
  title: string;
  description: string;
  visibility: Visibility;
  share_key: string;
  editor_key: string | null;
  course_code: string;
  term: string;
  teacher: string;
  cover_instance_id: number | null;
  hidden_at: Date | null;
  created_at: Date;
  changed_at: Date;
  is_editor: boolean;
  titles: number;
};

/** SQL: whether a title of a list (`e`) is for everybody: what everybody reads of a list counts no other. */
export const FOR_EVERYBODY = sql<boolean>`not exists (select 1 from catalogue.instance_trail t
  where t.id = e.instance_id and t.audience <> 0)`;

/** SQL for rows of lists as `personId` (null: nobody) sees them; who does not write it is told how many titles are for everybody; the caller adds the condition. */
export function selectLists(personId: string | null): RawBuilder<ListRow> {
  return sql<ListRow>`select l.id, l.owner_id, p.display_name as owner_name, l.kind, l.title, l.description, l.visibility,
      l.share_key, l.editor_key, l.course_code, l.term, l.teacher, l.cover_instance_id, l.hidden_at, l.created_at,
      l.changed_at, exists (select 1 from lists.list_editor e
        where e.list_id = l.id and e.person_id = ${personId}::uuid) as is_editor,
      (select count(*)::int from lists.list_entry e where e.list_id = l.id and (${FOR_EVERYBODY}
        or l.owner_id = ${personId}::uuid or exists (select 1 from lists.list_editor d
          where d.list_id = l.id and d.person_id = ${personId}::uuid))) as titles
    from lists.list l left join community.public_name p on p.person_id = l.owner_id`;
}

/** What `personId`, who may have brought the key of a secret address, may do; null: the list does not exist for them. */
export function rightsOn(list: ListRow, personId: string | null, key: string | null): ListRights | null {
  if (personId !== null && list.owner_id === personId) return "owner";
  if (list.is_editor) return "editor";
  if (list.hidden_at !== null) return null;
  if (list.visibility === "public") return "reader";
  return list.visibility === "link" && key !== null && sameKey(key, list.share_key) ? "reader" : null;
}

/** Compares a secret without telling by the time it takes how much of it was right. */
export function sameKey(given: string, kept: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(kept));
}

/** A list somebody may look at. Refuses `list-unknown` 404 for everybody it is not meant for. */
export async function findList(
  db: Db,
  personId: string | null,
  listId: string,
  key: string | null = null,
): Promise<{ row: ListRow; rights: ListRights }> {
  if (!isUuid(listId)) throw refuse("list-unknown");
  const { rows } = await sql<ListRow>`${selectLists(personId)} where l.id = ${listId}`.execute(db);
  const row = rows[0];
  const rights = row && rightsOn(row, personId, key);
  if (!row || !rights) throw refuse("list-unknown");
  return { row, rights };
}

/**
 * Locks a list for a change by its owner, or by an editor too. Changes of one list take turns.
 * Refuses in this order: `list-unknown` 404 (not theirs to know), `list-not-yours` 403 (only to look at).
 */
export async function lockList(
  tx: Tx,
  actor: Actor,
  listId: string,
  who: "owner" | "editor",
): Promise<ListRow> {
  if (!isUuid(listId)) throw refuse("list-unknown");
  await sql`select l.id from lists.list l where l.id = ${listId} for update`.execute(tx);
  const { row, rights } = await findList(tx, actor.personId, listId);
  if (rights !== "owner" && !(who === "editor" && rights === "editor")) throw refuse("list-not-yours");
  return row;
}

/** Notes that a list was changed: newest lists come first. */
export async function touchList(tx: Tx, listId: string, now: Date): Promise<void> {
  await sql`update lists.list set changed_at = ${now} where id = ${listId}`.execute(tx);
}
