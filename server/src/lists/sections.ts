import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import type { Clock } from "../kernel/time.ts";
import { lockList, touchList } from "./access.ts";
import { refuse } from "./refusals.ts";
import type { ListSection } from "./schema.ts";
import { screenList } from "./screening.ts";

const MOST_SECTIONS = 60;

/** The sections of a list in their order. The caller has found out that the list may be seen. */
export async function sectionsOf(db: Db, listId: string): Promise<ListSection[]> {
  const { rows } = await sql<ListSection>`select s.id, s.title from lists.list_section s
    where s.list_id = ${listId} order by s.position, s.id`.execute(db);
  return rows;
}

/** Adds a section at the end. Refuses as `lockList`, `too-many-sections` 409, `text-refused` 422. */
export async function addSection(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  listId: string,
  title: string,
): Promise<ListSection> {
  await lockList(tx, actor, listId, "editor");
  const sections = await sectionsOf(tx, listId);
  if (sections.length >= MOST_SECTIONS) throw refuse("too-many-sections", { limit: MOST_SECTIONS });
  const id = newId<"list-section">();
  await sql`insert into lists.list_section (id, list_id, title, position)
    select ${id}, ${listId}, ${title}, coalesce(max(s.position), 0) + 1
    from lists.list_section s where s.list_id = ${listId}`.execute(tx);
  await screenList(tx, clock, listId);
  await touchList(tx, listId, clock.now());
  return { id, title };
}

/** Renames a section. Refuses as `lockList`, `section-unknown` 404, `text-refused` 422. */
export async function renameSection(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  listId: string,
  sectionId: string,
  title: string,
): Promise<void> {
  await lockList(tx, actor, listId, "editor");
  if (!isUuid(sectionId)) throw refuse("section-unknown");
  const { rows } = await sql`update lists.list_section set title = ${title}
    where id = ${sectionId} and list_id = ${listId} returning id`.execute(tx);
  if (rows.length === 0) throw refuse("section-unknown");
  await screenList(tx, clock, listId);
  await touchList(tx, listId, clock.now());
}

/** Moves a section with its titles one place up or down. Refuses as `renameSection`. */
export async function moveSection(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  listId: string,
  sectionId: string,
  direction: "up" | "down",
): Promise<void> {
  await lockList(tx, actor, listId, "editor");
  const order = (await sectionsOf(tx, listId)).map((section) => section.id);
  const at = order.indexOf(sectionId);
  if (at < 0) throw refuse("section-unknown");
  const to = direction === "up" ? at - 1 : at + 1;
  if (to < 0 || to >= order.length) return;
  order.splice(to, 0, ...order.splice(at, 1));
  await sql`update lists.list_section s set position = v.n
    from unnest(${order}::uuid[]) with ordinality v(id, n) where s.id = v.id`.execute(tx);
  await touchList(tx, listId, clock.now());
}

/** Takes a section away; its titles stay, before the first section. Refuses as `renameSection`. */
export async function removeSection(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  listId: string,
  sectionId: string,
): Promise<void> {
  await lockList(tx, actor, listId, "editor");
  if (!isUuid(sectionId)) throw refuse("section-unknown");
  const { rows } = await sql`delete from lists.list_section
    where id = ${sectionId} and list_id = ${listId} returning id`.execute(tx);
  if (rows.length === 0) throw refuse("section-unknown");
  await touchList(tx, listId, clock.now());
}
