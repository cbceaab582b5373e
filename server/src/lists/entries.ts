import { sql } from "kysely";
import { findInstancesByIsbn, normaliseIsbn } from "../catalogue/index.ts";
import { currentInstances } from "../community/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { lockList, touchList } from "./access.ts";
import { refuse } from "./refusals.ts";
import type { Added, ListEntry } from "./schema.ts";
import { screenList } from "./screening.ts";
import { emptied, type Requirement } from "./words.ts";

const MOST_ENTRIES = 1000;
/** Numbers pasted at once. */
const MOST_PASTED = 1000;

/**
 * Puts titles at the end of a list; those that are in it already stay where they are. Instances that were joined into
 * others are followed; `unread` are ids of which nothing is left. Refuses as `lockList`, `list-full` 409.
 */
export async function addEntries(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  listId: string,
  instanceIds: readonly number[],
): Promise<Added> {
  const list = await lockList(tx, actor, listId, "editor");
  const current = await currentInstances(tx, instanceIds);
  const wanted = [...new Set(instanceIds.flatMap((id) => current.get(id) ?? []))];
  const held = await entryIds(tx, listId);
  const currentHeld = new Set((await currentInstances(tx, held)).values());
  const fresh = wanted.filter((id) => !currentHeld.has(id));
  if (held.length + fresh.length > MOST_ENTRIES) throw refuse("list-full", { limit: MOST_ENTRIES });
  const { rows } = await sql`
    insert into lists.list_entry (list_id, instance_id, section_id, position, added_by, added_at)
    select ${listId}::uuid, v.id, s.section_id, s.position + v.n, ${actor.personId}::uuid, ${clock.now()}
    from unnest(${fresh}::bigint[]) with ordinality v(id, n),
      (select (select x.id from lists.list_section x where x.list_id = ${listId}
          order by x.position desc limit 1) as section_id,
        (select coalesce(max(e.position), 0) from lists.list_entry e where e.list_id = ${listId}) as position) s
    on conflict do nothing returning instance_id`.execute(tx);
  if (rows.length > 0) await touchList(tx, list.id, clock.now());
  return {
    list: list.title,
    added: rows.length,
    unread: instanceIds.filter((id) => !current.has(id)).map(String),
  };
}

async function entryIds(tx: Tx, listId: string): Promise<number[]> {
  const { rows } = await sql<{ instance_id: number }>`
    select e.instance_id from lists.list_entry e where e.list_id = ${listId}`.execute(tx);
  return rows.map((row) => row.instance_id);
}

/**
 * Reads numbers pasted as text: ISBNs written in any way, ids, or addresses of record pages, one or several to a line.
 * Returns the instances in their order, and what could not be read or is held nowhere.
 */
async function readPasted(db: Db, text: string): Promise<{ instanceIds: number[]; unread: string[] }> {
  const pieces = text
    .normalize("NFKC")
    .split(/[\n,;，；、\t]+/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "")
    .slice(0, MOST_PASTED);
  const isbns = pieces.map((piece) => normaliseIsbn(piece));
  const byIsbn = await findInstancesByIsbn(db, [...new Set(isbns.filter((isbn) => isbn !== undefined))]);
  const instanceIds: number[] = [];
  const unread: string[] = [];
  for (const [i, piece] of pieces.entries()) {
    const isbn = isbns[i];
    const id = isbn === undefined ? idIn(piece) : byIsbn.get(isbn);
    if (id === undefined) unread.push(piece.slice(0, 80));
    else instanceIds.push(id);
  }
  return { instanceIds, unread };
}

/** The id in `123`, `#123` or the address of a record's page. */
function idIn(piece: string): number | undefined {
  const found = /^#?([1-9]\d{0,9})$/.exec(piece) ?? /\/instance\/([1-9]\d{0,9})(?:[/?#]|$)/.exec(piece);
  return found ? Number(found[1]) : undefined;
}

/** Puts in what was pasted and what is named. Refuses as `addEntries`. */
export async function addPasted(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  listId: string,
  { text, instanceIds }: { text: string; instanceIds: readonly number[] },
): Promise<Added> {
  const pasted = await readPasted(tx, text);
  const done = await addEntries(tx, actor, clock, listId, [...instanceIds, ...pasted.instanceIds]);
  return { ...done, unread: [...pasted.unread, ...done.unread] };
}

/** Takes a title out; twice is once. Refuses as `lockList`. */
export async function removeEntry(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  listId: string,
  instanceId: number,
): Promise<void> {
  await lockList(tx, actor, listId, "editor");
  await sql`delete from lists.list_entry where list_id = ${listId} and instance_id = ${instanceId}`.execute(
    tx,
  );
  await sql`update lists.list set cover_instance_id = null
    where id = ${listId} and cover_instance_id = ${instanceId}`.execute(tx);
  await touchList(tx, listId, clock.now());
}

/**
 * Changes what the list says about a title, and its section. Refuses as `lockList`, `entry-unknown` 404,
 * `section-unknown` 404, `text-refused` 422 (lists others can see).
 */
export async function changeEntry(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  listId: string,
  instanceId: number,
  input: { note?: string | null; requirement?: Requirement | null; sectionId?: string | null },
): Promise<void> {
  await lockList(tx, actor, listId, "editor");
  if (input.sectionId) await demandSection(tx, listId, input.sectionId);
  const { rows } = await sql`update lists.list_entry set
      note = coalesce(${emptied(input.note)}::text, note),
      requirement = case when ${input.requirement !== undefined} then ${input.requirement ?? null}::text else requirement end,
      section_id = case when ${input.sectionId !== undefined} then ${input.sectionId ?? null}::uuid else section_id end
    where list_id = ${listId} and instance_id = ${instanceId} returning 1`.execute(tx);
  if (rows.length === 0) throw refuse("entry-unknown");
  if (input.note) await screenList(tx, clock, listId);
  await touchList(tx, listId, clock.now());
}

async function demandSection(tx: Tx, listId: string, sectionId: string): Promise<void> {
  const { rows } = await sql`select 1 from lists.list_section s
    where s.list_id = ${listId} and s.id = ${sectionId}`.execute(tx);
  if (rows.length === 0) throw refuse("section-unknown");
}

/** Moves a title one place up or down inside its section; at the end nothing moves. Refuses as `changeEntry`. */
export async function moveEntry(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  listId: string,
  instanceId: number,
  direction: "up" | "down",
): Promise<void> {
  await lockList(tx, actor, listId, "editor");
  const { rows } = await sql<{ instance_id: number; position: number }>`
    select e.instance_id, e.position from lists.list_entry e
    where e.list_id = ${listId} and e.section_id is not distinct from (
      select x.section_id from lists.list_entry x where x.list_id = ${listId} and x.instance_id = ${instanceId})
    order by e.position, e.instance_id`.execute(tx);
  const at = rows.findIndex((row) => row.instance_id === instanceId);
  const own = rows[at];
  if (!own) throw refuse("entry-unknown");
  const other = rows[direction === "up" ? at - 1 : at + 1];
  if (!other) return;
  await sql`update lists.list_entry e set position = v.position
    from unnest(${[own.instance_id, other.instance_id]}::bigint[], ${[other.position, own.position]}::int[]) v(id, position)
    where e.list_id = ${listId} and e.instance_id = v.id`.execute(tx);
  await touchList(tx, listId, clock.now());
}

/** The first titles of each of several lists, as they stand in it; titles that are not for everybody are left out. */
export async function firstTitles(
  db: Db,
  listIds: readonly string[],
  most: number,
): Promise<Map<string, number[]>> {
  const { rows } = await sql<{ list_id: string; instance_ids: number[] }>`
    select l.id as list_id, array(select e.instance_id from lists.list_entry e
      join catalogue.public_title_line i on i.id = e.instance_id and i.title is not null
      left join lists.list_section s on s.id = e.section_id
      where e.list_id = l.id order by s.position nulls first, s.id, e.position, e.instance_id
      limit ${most}) as instance_ids
    from unnest(${listIds}::uuid[]) l (id)`.execute(db);
  return new Map(rows.map((row) => [row.list_id, row.instance_ids.map(Number)]));
}

/**
 * The titles of a list in their order, as found now: joined instances under their new id, each once; what the libraries
 * no longer hold keeps its place with the id it had. The caller has found out that the list may be seen.
 */
export async function entriesOf(db: Db, listId: string): Promise<ListEntry[]> {
  const { rows } = await sql<{
    instance_id: number;
    title: string | null;
    section_id: string | null;
    note: string;
    requirement: Requirement | null;
  }>`select e.instance_id, i.title, e.section_id, e.note, e.requirement
    from lists.list_entry e join catalogue.public_title_line i on i.id = e.instance_id
    left join lists.list_section s on s.id = e.section_id
    where e.list_id = ${listId} order by s.position nulls first, s.id, e.position, e.instance_id
    limit ${MOST_ENTRIES}`.execute(db);
  const current = await currentInstances(
    db,
    rows.map((row) => row.instance_id),
  );
  const seen = new Set<number>();
  const entries: ListEntry[] = [];
  for (const row of rows) {
    const instanceId = current.get(row.instance_id) ?? row.instance_id;
    if (seen.has(instanceId)) continue;
    seen.add(instanceId);
    entries.push({
      instanceId,
      title: row.title ?? "",
      sectionId: row.section_id,
      note: row.note,
      requirement: row.requirement,
    });
  }
  return entries;
}
