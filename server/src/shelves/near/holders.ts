import { sql } from "kysely";
import type { Db } from "../../kernel/database.ts";
import { isVisible, loadViewer } from "../copies/visibility.ts";
import { hasWords } from "./nearby.ts";

/** Own copies among which one is chosen. */
const MOST_OWN = 200;

/** Those of these people who have a free copy of a title with all these words, in their order. */
export async function holdersOf(db: Db, text: string, personIds: readonly string[]): Promise<string[]> {
  if (text.trim() === "" || personIds.length === 0) return [];
  const { rows } = await sql<{
    id: string;
  }>`select v.id from unnest(${[...personIds]}::uuid[]) with ordinality v(id, place)
    where exists (select 1 from shelves.offer o where o.owner_id = v.id and o.state = 'open' and o.is_free
      and ${hasWords(text)}) order by v.place`.execute(db);
  return rows.map((row) => row.id);
}

/** Own free copies of a reader, those whose title has all these words first. */
export async function copiesToOffer(
  db: Db,
  personId: string,
  text: string,
): Promise<{ id: string; title: string; isMatch: boolean }[]> {
  const { rows } = await sql<{ id: string; title: string; is_match: boolean }>`
    select o.copy_id as id, t.main as title, ${hasWords(text)} as is_match from shelves.offer o
    join shelves.title t on t.id = o.title_id
    where o.owner_id = ${personId} and o.state = 'open' and o.is_free
    order by is_match desc, o.published_at desc limit ${MOST_OWN}`.execute(db);
  return rows.map(({ id, title, is_match: isMatch }) => ({ id, title, isMatch }));
}
/** Which reader owns a copy; null for a library's, for books that belong to nobody, and for none. */
export async function ownerOf(db: Db, copyId: string): Promise<string | null> {
  const { rows } = await sql<{ owner_id: string | null }>`select c.owner_id from shelves.copy c
    where c.id = ${copyId}`.execute(db);
  return rows[0]?.owner_id ?? null;
}

/** Whether somebody may see a copy that is offered. */
export async function isSeenBy(db: Db, personId: string, copyId: string): Promise<boolean> {
  const viewer = await loadViewer(db, personId);
  const { rows } = await sql<{ seen: boolean }>`select ${isVisible(viewer)} as seen from shelves.offer o
    where o.copy_id = ${copyId} and o.state = 'open'`.execute(db);
  return rows[0]?.seen ?? false;
}
