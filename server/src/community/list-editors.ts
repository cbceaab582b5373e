import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { lockList, sameKey } from "./list-access.ts";
import { newKey } from "./lists.ts";

/** A co-editor: the name they chose, or null. */
export type ListEditor = { personId: string; name: string | null };

const MOST_EDITORS = 20;

/** Makes an invitation that turns whoever brings it into a co-editor, until `withdraw` ends it. Refuses as `lockList`. */
export async function inviteEditors(
  tx: Tx,
  actor: Actor,
  listId: string,
  wish: "invite" | "withdraw",
): Promise<string | null> {
  await lockList(tx, actor, listId, "owner");
  const key = wish === "invite" ? newKey() : null;
  await sql`update community.list set editor_key = ${key} where id = ${listId}`.execute(tx);
  return key;
}

/** The title of the list an invitation is for. Refuses `invitation-unknown` 404. */
export async function invitedTo(db: Db, listId: string, key: string): Promise<{ title: string }> {
  const { rows } = isUuid(listId)
    ? await sql<{ title: string; editor_key: string | null }>`
        select l.title, l.editor_key from community.list l where l.id = ${listId}`.execute(db)
    : { rows: [] };
  const row = rows[0];
  if (!row?.editor_key || !sameKey(key, row.editor_key)) throw new Problem("invitation-unknown", 404);
  return { title: row.title };
}

/** Takes an invitation up; twice is once, and an owner stays owner. Refuses `invitation-unknown` 404, `too-many-editors` 409. */
export async function joinEditors(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  listId: string,
  key: string,
): Promise<void> {
  if (isUuid(listId)) await sql`select 1 from community.list l where l.id = ${listId} for update`.execute(tx);
  await invitedTo(tx, listId, key);
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from community.list_editor e where e.list_id = ${listId} and e.person_id <> ${actor.personId}`.execute(
    tx,
  );
  if (rows[0]!.count >= MOST_EDITORS) throw new Problem("too-many-editors", 409, { limit: MOST_EDITORS });
  await sql`insert into community.list_editor (list_id, person_id, joined_at)
    select l.id, ${actor.personId}::uuid, ${clock.now()} from community.list l
    where l.id = ${listId} and l.owner_id <> ${actor.personId} on conflict do nothing`.execute(tx);
}

/** Ends a co-editor's part: the owner for anybody, an editor for themselves. Refuses as `lockList`, `list-not-yours` 403. */
export async function removeEditor(tx: Tx, actor: Actor, listId: string, personId: string): Promise<void> {
  const isSelf = personId === actor.personId;
  await lockList(tx, actor, listId, isSelf ? "editor" : "owner");
  if (!isUuid(personId)) return;
  await sql`delete from community.list_editor where list_id = ${listId} and person_id = ${personId}`.execute(
    tx,
  );
}

/** The co-editors of a list, in the order they came; for its owner and editors. */
export async function editorsOf(db: Db, listId: string): Promise<ListEditor[]> {
  const { rows } = await sql<{ person_id: string; display_name: string | null }>`
    select e.person_id, p.display_name from community.list_editor e
    left join community.profile p on p.person_id = e.person_id
    where e.list_id = ${listId} order by e.joined_at, e.person_id limit ${MOST_EDITORS}`.execute(db);
  return rows.map((row) => ({ personId: row.person_id, name: row.display_name }));
}
