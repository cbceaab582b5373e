import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { refuseOn } from "../kernel/problem.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import { refuse } from "./refusals.ts";
import type { SavedSearch } from "./schema.ts";
import type { Frequency } from "./words.ts";

const PERIOD_MS: Record<Exclude<Frequency, "off">, number> = { daily: DAY_MS, weekly: 7 * DAY_MS };
const MOST_SEARCHES = 100;
const KEY_BYTES = 18;

/** A secret of an address: 144 random bits. */
function newKey(): string {
  return randomBytes(KEY_BYTES).toString("base64url");
}

/** When a search is due next; null when it never is. Pure. */
export function nextRun(frequency: Frequency, from: Date): Date | null {
  return frequency === "off" ? null : new Date(from.getTime() + PERIOD_MS[frequency]);
}

/**
 * Keeps a search: its address for people and its query tree (`request`) for the job. Titles in the catalogue now are not
 * new. Refuses `saved-search-exists` 409 (the same address), `too-many-searches` 409.
 */
export async function saveSearch(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: { name: string; query: string; request: unknown; frequency: Frequency },
): Promise<SavedSearch> {
  const { rows } = await sql<{ count: number; last: number | null }>`
    select count(*) as count, (select max(i.id) from catalogue.instance_trail i) as last
    from saved_searches.saved_search s where s.person_id = ${actor.personId}`.execute(tx);
  if (rows[0]!.count >= MOST_SEARCHES) throw refuse("too-many-searches", { limit: MOST_SEARCHES });
  const id = newId<"saved-search">();
  const last = rows[0]!.last ?? 0;
  const now = clock.now();
  await refuseOn({ saved_search_once: () => refuse("saved-search-exists") }, () =>
    sql`insert into saved_searches.saved_search (id, person_id, name, query, request, frequency, feed_key, stop_key,
        created_at, base_id, floor_id, seen_id, next_run_at)
      values (${id}, ${actor.personId}, ${input.name}, ${input.query}, ${JSON.stringify(input.request)}::jsonb,
        ${input.frequency}, ${newKey()}, ${newKey()}, ${now}, ${last}, ${last}, ${last},
        ${nextRun(input.frequency, now)})`.execute(tx),
  );
  return (await searchesOf(tx, actor.personId, id))[0]!;
}

/** Renames a search or changes how often it tells. Refuses `saved-search-unknown` 404 (also for others'). */
export async function changeSearch(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  searchId: string,
  input: { name?: string | undefined; frequency?: Frequency | undefined },
): Promise<SavedSearch> {
  const found = isUuid(searchId) ? (await searchesOf(tx, actor.personId, searchId))[0] : undefined;
  if (!found) throw refuse("saved-search-unknown");
  const frequency = input.frequency ?? found.frequency;
  await sql`update saved_searches.saved_search set name = ${input.name ?? found.name}, frequency = ${frequency},
      next_run_at = case when frequency = ${frequency} then next_run_at else ${nextRun(frequency, clock.now())} end
    where id = ${searchId}`.execute(tx);
  return { ...found, name: input.name ?? found.name, frequency };
}

/** Throws a search and what it found away. Refuses `saved-search-unknown` 404 (also for others'). */
export async function deleteSearch(tx: Tx, actor: Actor, searchId: string): Promise<void> {
  const { rows } = isUuid(searchId)
    ? await sql`delete from saved_searches.saved_search
        where id = ${searchId} and person_id = ${actor.personId} returning id`.execute(tx)
    : { rows: [] };
  if (rows.length === 0) throw refuse("saved-search-unknown");
}

/** A new secret address of the feed; the old one opens nothing any more. Refuses `saved-search-unknown` 404. */
export async function renewFeedKey(tx: Tx, actor: Actor, searchId: string): Promise<string> {
  const key = newKey();
  const { rows } = isUuid(searchId)
    ? await sql`update saved_searches.saved_search set feed_key = ${key}
        where id = ${searchId} and person_id = ${actor.personId} returning id`.execute(tx)
    : { rows: [] };
  if (rows.length === 0) throw refuse("saved-search-unknown");
  return key;
}

/** Somebody's own saved searches, newest first; one of them when `searchId` is given. */
export async function searchesOf(db: Db, personId: string, searchId?: string): Promise<SavedSearch[]> {
  const { rows } = await sql<{
    id: string;
    name: string;
    query: string;
    frequency: Frequency;
    feed_key: string;
    created_at: Date;
    last_run_at: Date | null;
    found: number;
  }>`select s.id, s.name, s.query, s.frequency, s.feed_key, s.created_at, s.last_run_at,
      (select count(*)::int from saved_searches.alert_hit h where h.saved_search_id = s.id) as found
    from saved_searches.saved_search s
    where s.person_id = ${personId} and (${searchId ?? null}::uuid is null or s.id = ${searchId ?? null}::uuid)
    order by s.created_at desc, s.id desc limit ${MOST_SEARCHES}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    query: row.query,
    frequency: row.frequency,
    feedKey: row.feed_key,
    createdAt: row.created_at.toISOString(),
    lastRunAt: row.last_run_at?.toISOString() ?? null,
    found: row.found,
  }));
}

/** The search a mail's unsubscribe address belongs to: only its name and whether it tells. Refuses `address-unknown` 404. */
export async function searchByStopKey(
  db: Db,
  stopKey: string,
): Promise<{ name: string; frequency: Frequency }> {
  const { rows } = await sql<{ name: string; frequency: Frequency }>`
    select s.name, s.frequency from saved_searches.saved_search s where s.stop_key = ${stopKey}`.execute(db);
  if (!rows[0]) throw refuse("address-unknown");
  return rows[0];
}

/** Stops an alert for whoever holds the address from its mail, signed in or not; twice is once. Refuses `address-unknown` 404. */
export async function stopAlert(tx: Tx, stopKey: string): Promise<{ name: string }> {
  const { rows } = await sql<{ name: string }>`update saved_searches.saved_search
    set frequency = 'off', next_run_at = null where stop_key = ${stopKey} returning name`.execute(tx);
  if (!rows[0]) throw refuse("address-unknown");
  return rows[0];
}
