import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { z } from "zod";
import { hiddenReaders } from "../community/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import type { Clock } from "../kernel/time.ts";
import { dropPosting } from "../moderation/index.ts";
import { FOR_EVERYBODY, findList, type ListRow, lockList, rightsOn, selectLists } from "./access.ts";
import { refuse } from "./refusals.ts";
import type { ListView, ListWords } from "./schema.ts";
import { LIST_POSTING, screenList } from "./screening.ts";
import { emptied, type ListKind } from "./words.ts";

const MOST_LISTS = 200;
const KEY_BYTES = 18;

/** A secret of an address: 144 random bits. */
export function newKey(): string {
  return randomBytes(KEY_BYTES).toString("base64url");
}

/** Begins a list of the actor's own. Refuses `text-refused` 422, `too-many-lists` 409. */
export async function createList(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: ListWords & { title: string },
): Promise<ListView> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from lists.list l where l.owner_id = ${actor.personId}`.execute(tx);
  if (rows[0]!.count >= MOST_LISTS) throw refuse("too-many-lists", { limit: MOST_LISTS });
  const id = newId<"list">();
  const now = clock.now();
  await sql`insert into lists.list (id, owner_id, kind, title, visibility, share_key, created_at, changed_at)
    values (${id}, ${actor.personId}, ${input.kind ?? "list"}, ${input.title}, 'private', ${newKey()}, ${now}, ${now})`.execute(
    tx,
  );
  return await changeList(tx, actor, clock, id, input);
}

/**
 * Changes what a list says about itself and who sees it. What becomes public is held against the rules.
 * Refuses as `lockList`, `text-refused` 422, `cover-not-in-list` 422.
 */
export async function changeList(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  listId: string,
  input: ListWords,
): Promise<ListView> {
  const row = await lockList(tx, actor, listId, "owner");
  const next = {
    kind: input.kind ?? row.kind,
    title: input.title ?? row.title,
    description: emptied(input.description) ?? row.description,
    visibility: input.visibility ?? row.visibility,
    course_code: emptied(input.courseCode) ?? row.course_code,
    term: emptied(input.term) ?? row.term,
    teacher: emptied(input.teacher) ?? row.teacher,
    cover: input.coverInstanceId === undefined ? row.cover_instance_id : input.coverInstanceId,
  };
  if (next.cover !== null && next.cover !== row.cover_instance_id) await demandInList(tx, listId, next.cover);
  await sql`update lists.list set kind = ${next.kind}, title = ${next.title}, description = ${next.description},
      visibility = ${next.visibility}, course_code = ${next.course_code}, term = ${next.term}, teacher = ${next.teacher},
      cover_instance_id = ${next.cover}, changed_at = ${clock.now()}
    where id = ${listId}`.execute(tx);
  await screenList(tx, clock, listId);
  const found = await findList(tx, actor.personId, listId);
  return toList(found.row, found.rights);
}

async function demandInList(tx: Tx, listId: string, instanceId: number): Promise<void> {
  const { rows } = await sql`select 1 from lists.list_entry e
    where e.list_id = ${listId} and e.instance_id = ${instanceId}`.execute(tx);
  if (rows.length === 0) throw refuse("cover-not-in-list");
}

/** Throws a list away with everything in it. Refuses as `lockList`. */
export async function deleteList(tx: Tx, actor: Actor, listId: string): Promise<void> {
  await lockList(tx, actor, listId, "owner");
  await sql`delete from lists.list where id = ${listId}`.execute(tx);
  await dropPosting(tx, LIST_POSTING, listId);
}

/** A new secret address; the old one opens nothing any more. Refuses as `lockList`. */
export async function renewShareKey(tx: Tx, actor: Actor, listId: string): Promise<string> {
  await lockList(tx, actor, listId, "owner");
  const key = newKey();
  await sql`update lists.list set share_key = ${key} where id = ${listId}`.execute(tx);
  return key;
}

/** One list. Refuses `list-unknown` 404 for everybody it is not meant for. */
export async function getList(
  db: Db,
  personId: string | null,
  listId: string,
  key: string | null = null,
): Promise<ListView> {
  const { row, rights } = await findList(db, personId, listId, key);
  const isHidden = (await hiddenReaders(db, personId)).includes(row.owner_id);
  return { ...toList(row, rights), ...(isHidden && { owner: null }) };
}

/** The lists somebody owns or edits, the last changed first. */
export async function listsOf(db: Db, personId: string): Promise<ListView[]> {
  const { rows } = await sql<ListRow>`${selectLists(personId)} where l.owner_id = ${personId}
      or l.id in (select e.list_id from lists.list_editor e where e.person_id = ${personId})
    order by l.changed_at desc, l.id desc limit ${2 * MOST_LISTS}`.execute(db);
  return rows.map((row) => toList(row, rightsOn(row, personId, null) ?? "reader"));
}

/** Which of somebody's own lists hold an instance. */
export async function listsHolding(db: Db, personId: string, instanceId: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select e.list_id as id from lists.list_entry e join lists.list l on l.id = e.list_id
    where e.instance_id = ${instanceId} and (l.owner_id = ${personId} or exists (
      select 1 from lists.list_editor d where d.list_id = l.id and d.person_id = ${personId}))
    limit ${2 * MOST_LISTS}`.execute(db);
  return rows.map((row) => row.id);
}

const placeSchema = z.tuple([z.iso.datetime(), z.uuid()]);

/**
 * Public lists, the last changed first; `q` narrows by title, course code and teacher, as typed; those of readers one
 * hides from are left out. Refuses `cursor-invalid` 400.
 */
export async function publicLists(
  db: Db,
  asked: { limit: number; q?: string | undefined; kind?: ListKind | undefined; cursor?: string | undefined },
  personId: string | null = null,
): Promise<{ items: ListView[]; next: string | null }> {
  const [changedAt, id] = readCursor(asked.cursor, placeSchema) ?? [null, null];
  const hidden = await hiddenReaders(db, personId);
  const like = `%${(asked.q ?? "").trim().replace(/[\\%_]/g, (c) => `\\${c}`)}%`;
  const kind = asked.kind ?? null;
  const { rows } = await sql<ListRow>`${selectLists(null)}
    where l.visibility = 'public' and l.hidden_at is null and l.owner_id <> all(${hidden}::uuid[])
      and (l.title ilike ${like} or l.course_code ilike ${like} or l.teacher ilike ${like})
      and (${kind}::text is null or l.kind = ${kind}::text)
      and (${changedAt}::timestamptz is null or (l.changed_at, l.id) < (${changedAt}::timestamptz, ${id}::uuid))
    order by l.changed_at desc, l.id desc limit ${asked.limit + 1}`.execute(db);
  const page = cutPage(rows, asked.limit, (row) => [row.changed_at.toISOString(), row.id]);
  return { ...page, items: page.items.map((row) => toList(row, "reader")) };
}

/** A word that changes whenever a list becomes public, is changed, or is public no more: asked often, and cheap. */
export async function publicListsMark(db: Db): Promise<string> {
  const { rows } = await sql<{ mark: string }>`
    select concat_ws(' ', count(*), max(l.changed_at)) as mark
    from lists.list l where l.visibility = 'public' and l.hidden_at is null`.execute(db);
  return rows[0]!.mark;
}

/** Titles of the public lists that changed last, with the number of titles in each. */
export async function publicListTitles(
  db: Db,
  limit: number,
): Promise<{ id: string; title: string; titles: number }[]> {
  const { rows } = await sql<{ id: string; title: string; titles: number }>`
    select l.id, l.title, (select count(*) from lists.list_entry e
      where e.list_id = l.id and ${FOR_EVERYBODY}) as titles
    from lists.list l where l.visibility = 'public' and l.hidden_at is null
    order by l.changed_at desc, l.id desc limit ${limit}`.execute(db);
  return rows;
}

function toList(row: ListRow, rights: ListView["rights"]): ListView {
  const isOwner = rights === "owner";
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    description: row.description,
    visibility: row.visibility,
    courseCode: row.course_code,
    term: row.term,
    teacher: row.teacher,
    coverInstanceId: row.cover_instance_id,
    owner: row.owner_name,
    rights,
    isHidden: row.hidden_at !== null,
    titles: row.titles,
    createdAt: row.created_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
    shareKey: isOwner ? row.share_key : null,
    editorKey: isOwner ? row.editor_key : null,
  };
}
