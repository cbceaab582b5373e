import { sql } from "kysely";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { type Clock, HOUR_MS } from "../kernel/time.ts";
import { getPerson } from "../people/index.ts";
import { refuse } from "./refusals.ts";
import { nextRun } from "./saved-searches.ts";
import type { Frequency } from "./words.ts";

/** A search whose time has come. Titles after `floorId` are looked at; those up to `baseId` were there from the start. */
export type DueSearch = {
  id: string;
  personId: string;
  name: string;
  query: string;
  request: unknown;
  frequency: Frequency;
  baseId: number;
  floorId: number;
  seenId: number;
};

/** A run that found something new. */
export type Alert = { id: string; instanceIds: number[] };

const MOST_DUE = 200;

/** Ids of searches whose time has come, the longest overdue first. */
export async function dueSearches(db: Db, now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select s.id from saved_searches.saved_search s
    where s.next_run_at <= ${now} order by s.next_run_at, s.id limit ${MOST_DUE}`.execute(db);
  return rows.map((row) => row.id);
}

/** A search that could not be run is tried again in an hour, so that it keeps no other waiting. */
export async function postponeSearch(tx: Tx, now: Date, searchId: string): Promise<void> {
  await sql`update saved_searches.saved_search set next_run_at = ${new Date(now.getTime() + HOUR_MS)}
    where id = ${searchId} and next_run_at <= ${now}`.execute(tx);
}

/** Takes a due search for this transaction; undefined when a rival has it or it is no longer due. */
export async function claimSearch(tx: Tx, now: Date, searchId: string): Promise<DueSearch | undefined> {
  const { rows } = await sql<DueSearch>`
    select s.id, s.person_id as "personId", s.name, s.query, s.request, s.frequency, s.base_id as "baseId",
      s.floor_id as "floorId", s.seen_id as "seenId"
    from saved_searches.saved_search s where s.id = ${searchId} and s.next_run_at <= ${now}
    for update skip locked`.execute(tx);
  return rows[0];
}

/**
 * Ends the run of a claimed search: keeps which titles are new for it and sets its next time. Titles told before are not
 * new again, however often the run is repeated. Returns the alert, or undefined when nothing is new.
 */
export async function finishRun(
  tx: Tx,
  clock: Clock,
  search: DueSearch,
  instanceIds: readonly number[],
): Promise<Alert | undefined> {
  const now = clock.now();
  const fresh = instanceIds.filter((id) => id > search.baseId);
  const known = await sql<{ instance_id: number }>`select h.instance_id from saved_searches.alert_hit h
    where h.saved_search_id = ${search.id} and h.instance_id = any(${fresh}::bigint[])`.execute(tx);
  const told = new Set(known.rows.map((row) => row.instance_id));
  const news = [...new Set(fresh)].filter((id) => !told.has(id));
  const seenId = Math.max(search.seenId, ...instanceIds);
  await sql`update saved_searches.saved_search set last_run_at = ${now}, next_run_at = ${nextRun(search.frequency, now)},
      floor_id = seen_id, seen_id = ${seenId} where id = ${search.id}`.execute(tx);
  if (news.length === 0) return undefined;
  const id = newId<"alert">();
  await sql`insert into saved_searches.alert (id, saved_search_id, found, made_at)
    values (${id}, ${search.id}, ${news.length}, ${now})`.execute(tx);
  await sql`insert into saved_searches.alert_hit (saved_search_id, instance_id, alert_id, found_at)
    select ${search.id}::uuid, v.id, ${id}::uuid, ${now}::timestamptz from unnest(${news}::bigint[]) v(id)`.execute(
    tx,
  );
  return { id, instanceIds: news };
}

/** What the mail of an alert needs. `stopKey`: the secret of its unsubscribe address. */
export type AlertMail = {
  personId: string;
  name: string;
  query: string;
  found: number;
  stopKey: string;
  titles: { instanceId: number; title: string }[];
};

const TITLES_IN_MAIL = 20;

/**
 * Takes the mail of an alert for sending: at most one caller ever gets it, so a job killed after the mail went out and
 * repeated sends nothing. Undefined when it was taken, the alert was stopped meanwhile, or there is no address.
 */
export async function claimMail(tx: Tx, now: Date, alertId: string): Promise<AlertMail | undefined> {
  const { rows } = await sql<{
    person_id: string;
    name: string;
    query: string;
    found: number;
    stop_key: string;
  }>`update saved_searches.alert a set mail_claimed_at = ${now} from saved_searches.saved_search s
    where a.id = ${alertId} and s.id = a.saved_search_id and a.mail_claimed_at is null and s.frequency <> 'off'
    returning s.person_id, s.name, s.query, a.found, s.stop_key`.execute(tx);
  const row = rows[0];
  if (!row) return undefined;
  if ((await getPerson(tx, row.person_id)).email === null) return undefined;
  const titles = await sql<{ instanceId: number; title: string }>`
    select h.instance_id as "instanceId", coalesce(i.title, '') as title
    from saved_searches.alert_hit h join catalogue.public_title_line i on i.id = h.instance_id
    where h.alert_id = ${alertId} order by h.instance_id desc limit ${TITLES_IN_MAIL}`.execute(tx);
  const { name, query, found } = row;
  return { personId: row.person_id, name, query, found, stopKey: row.stop_key, titles: titles.rows };
}

/** The mail server did not take it: the next try may. */
export async function releaseMail(tx: Tx, alertId: string): Promise<void> {
  await sql`update saved_searches.alert set mail_claimed_at = null where id = ${alertId} and mailed_at is null`.execute(
    tx,
  );
}

/** The mail server took it. */
export async function confirmMail(tx: Tx, now: Date, alertId: string): Promise<void> {
  await sql`update saved_searches.alert set mailed_at = ${now} where id = ${alertId}`.execute(tx);
}

/** A saved search as its feed shows it: the newest titles first, each with the moment it was found. */
export type FeedContent = {
  id: string;
  name: string;
  query: string;
  updatedAt: string;
  entries: { instanceId: number; title: string; responsibility: string; foundAt: string }[];
};

const FEED_ENTRIES = 50;

/** The feed behind a secret address. Refuses `address-unknown` 404. */
export async function feedOf(db: Db, feedKey: string): Promise<FeedContent> {
  const { rows } = await sql<{ id: string; name: string; query: string; created_at: Date }>`
    select s.id, s.name, s.query, s.created_at from saved_searches.saved_search s where s.feed_key = ${feedKey}`.execute(
    db,
  );
  const search = rows[0];
  if (!search) throw refuse("address-unknown");
  const hits = await sql<{ instance_id: number; title: string; responsibility: string; found_at: Date }>`
    select h.instance_id, coalesce(i.title, '') as title,
      coalesce(i.responsibility, '') as responsibility, h.found_at
    from saved_searches.alert_hit h join catalogue.public_title_line i on i.id = h.instance_id
    where h.saved_search_id = ${search.id} order by h.found_at desc, h.instance_id desc limit ${FEED_ENTRIES}`.execute(
    db,
  );
  return {
    id: search.id,
    name: search.name,
    query: search.query,
    updatedAt: (hits.rows[0]?.found_at ?? search.created_at).toISOString(),
    entries: hits.rows.map((row) => ({
      instanceId: row.instance_id,
      title: row.title,
      responsibility: row.responsibility,
      foundAt: row.found_at.toISOString(),
    })),
  };
}
