import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import type { Clock } from "../kernel/time.ts";
import { lockList, sameKey } from "./access.ts";
import { newKey } from "./lists.ts";
import { refuse } from "./refusals.ts";
import type { ListEditor } from "./schema.ts";

const MOST_EDITORS = 20;

/** Makes an invitation that turns whoever brings it into a co-editor. Refuses as `lockList`. */
export async function inviteEditors(tx: Tx, actor: Actor, listId: string): Promise<string> {
  const key = newKey();
  await setInvitation(tx, actor, listId, key);
  return key;
}

/** Ends the invitation; who took it up stays. Refuses as `lockList`. */
export async function withdrawInvitation(tx: Tx, actor: Actor, listId: string): Promise<void> {
  await setInvitation(tx, actor, listId, null);
}

async function setInvitation(tx: Tx, actor: Actor, listId: string, key: string | null): Promise<void> {
  await lockList(tx, actor, listId, "owner");
  await sql`update lists.list set editor_key = ${key} where id = ${listId}`.execute(tx);
}

/** The title of the list an invitation is for. Refuses `invitation-unknown` 404. */
export async function invitedTo(db: Db, listId: string, key: string): Promise<{ title: string }> {
  const { rows } = isUuid(listId)
    ? await sql<{ title: string; editor_key: string | null }>`
        select l.title, l.editor_key from lists.list l where l.id = ${listId}`.execute(db)
    : { rows: [] };
  const row = rows[0];
  if (!row?.editor_key || !sameKey(key, row.editor_key)) throw refuse("invitation-unknown");
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
  if (isUuid(listId)) await sql`select 1 from lists.list l where l.id = ${listId} for update`.execute(tx);
  await invitedTo(tx, listId, key);
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from lists.list_editor e where e.list_id = ${listId} and e.person_id <> ${actor.personId}`.execute(
    tx,
  );
  if (rows[0]!.count >= MOST_EDITORS) throw refuse("too-many-editors", { limit: MOST_EDITORS });
  await sql`insert into lists.list_editor (list_id, person_id, joined_at)
    select l.id, ${actor.personId}::uuid, ${clock.now()} from lists.list l
    where l.id = ${listId} and l.owner_id <> ${actor.personId} on conflict do nothing`.execute(tx);
}

/** Ends a co-editor's part: the owner for anybody, an editor for themselves. Refuses as `lockList`, `list-not-yours` 403. */
export async function removeEditor(tx: Tx, actor: Actor, listId: string, personId: string): Promise<void> {
  const isSelf = personId === actor.personId;
  await lockList(tx, actor, listId, isSelf ? "editor" : "owner");
  if (!isUuid(personId)) return;
  await sql`delete from lists.list_editor where list_id = ${listId} and person_id = ${personId}`.execute(tx);
}

/** The co-editors of a list, in the order they came; for its owner and editors. */
export async function editorsOf(db: Db, listId: string): Promise<ListEditor[]> {
  const { rows } = await sql<{ person_id: string; display_name: string | null }>`
    select e.person_id, p.display_name from lists.list_editor e
    left join community.public_name p on p.person_id = e.person_id
    where e.list_id = ${listId} order by e.joined_at, e.person_id limit ${MOST_EDITORS}`.execute(db);
  return rows.map((row) => ({ personId: row.person_id, name: row.display_name }));
}
