import { sql } from "kysely";
import { following, getInstances, resolveInstance } from "../catalogue/index.ts";
import { availabilityOf } from "../circulation/index.ts";
import type { Hanging } from "../contracts/hanging.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { notify } from "../notices/index.ts";
import { offersOf } from "../shelves/index.ts";
import { refuse } from "./refusals.ts";

/** Titles one reader may wait for at a time. */
const MOST_WANTED = 200;
/** Readers told at once about one title that can be had. */
const MOST_TOLD = 200;

/** A reader waits for a title; again is the same. Refuses `instance-unknown` 404, `too-many-wanted` 409. */
export async function want(tx: Tx, actor: Actor, clock: Clock, instanceId: number): Promise<void> {
  const id = await resolveInstance(tx, instanceId);
  if (id === undefined) throw refuse("instance-unknown");
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from fulfilment.wanted w
    where w.person_id = ${actor.personId} and w.instance_id <> ${id}`.execute(tx);
  if (rows[0]!.count >= MOST_WANTED) throw refuse("too-many-wanted", { limit: MOST_WANTED });
  await sql`insert into fulfilment.wanted (person_id, instance_id, since)
    values (${actor.personId}, ${id}, ${clock.now()})
    on conflict (person_id, instance_id) do update set told_at = null`.execute(tx);
}

/** A reader waits no more; again is the same. */
export async function unwant(tx: Tx, actor: Actor, instanceId: number): Promise<void> {
  await sql`delete from fulfilment.wanted where person_id = ${actor.personId} and instance_id = ${instanceId}`.execute(
    tx,
  );
}

/** Whether a reader waits for a title. */
export async function isWanted(db: Db, personId: string, instanceId: number): Promise<boolean> {
  const { rows } = await sql`select 1 from fulfilment.wanted w
    where w.person_id = ${personId} and w.instance_id = ${instanceId} and w.told_at is null`.execute(db);
  return rows.length > 0;
}

/** Tells readers who wait for one of these titles that it can be had: by a library, or by a copy open to them. */
export async function tellWanting(tx: Tx, clock: Clock, instanceIds: readonly number[]): Promise<void> {
  const { rows } = await sql<{ person_id: string; instance_id: number }>`
    select w.person_id, w.instance_id from fulfilment.wanted w
    where w.instance_id = any(${[...instanceIds]}::bigint[]) and w.told_at is null
    order by w.since limit ${MOST_TOLD} for update skip locked`.execute(tx);
  if (rows.length === 0) return;
  const ids = [...new Set(rows.map((row) => row.instance_id))];
  const availability = await availabilityOf(tx, ids);
  const titles = new Map((await getInstances(tx, ids)).map((i) => [i.id, i.brief.title.main]));
  for (const { person_id: personId, instance_id: instanceId } of rows) {
    const inLibrary = (availability.get(instanceId)?.available ?? 0) > 0;
    const can = inLibrary || (await offersOf(tx, personId, [instanceId])).length > 0;
    if (!can) continue;
    await sql`update fulfilment.wanted set told_at = ${clock.now()}
      where person_id = ${personId} and instance_id = ${instanceId}`.execute(tx);
    await notify(tx, clock, {
      personId,
      kind: "get-it-wanted",
      params: { title: titles.get(instanceId) ?? "", instanceId },
      link: `/instance/${instanceId}`,
    });
  }
}

/**
 * Records moved between instances: wishes and requests go with those they were made under. Where a reader waits for both,
 * one wish stays, not told yet if either was not.
 */
export async function followWanted(tx: Tx, instanceIds: readonly number[]): Promise<void> {
  await following.followRecords(tx, instanceIds, alertHanging, (met) => joinWishes(tx, met));
  await following.followRecords(tx, instanceIds, openRequests);
  await following.followRecords(tx, instanceIds, endedRequests);
}

/** Titles that readers wait to have again. */
export const alertHanging: Hanging = { table: "fulfilment.wanted", each: ["person_id"] };
/** Of two open requests of a reader for what is one title now, each is served by its own ways. */
const openRequests: Hanging = {
  table: "fulfilment.request",
  each: ["person_id"],
  only: sql`o.state = 'open'`,
  doublesStay: true,
};
const endedRequests: Hanging = { table: "fulfilment.request", each: ["id"], only: sql`o.state <> 'open'` };

/** Of two wishes one stays, the older, untold if either was. */
async function joinWishes(tx: Tx, met: readonly following.Follower[]): Promise<void> {
  const places = sql`unnest(${met.map((one) => String(one.each.person_id))}::uuid[], ${met.map((one) => one.from)}::bigint[],
    ${met.map((one) => one.to)}::bigint[]) m(person_id, old, new)`;
  await sql`update fulfilment.wanted n set since = least(n.since, o.since),
      told_at = case when n.told_at is null or o.is_open then null else n.told_at end
    from (select m.new, o.person_id, min(o.since) as since, bool_or(o.told_at is null) as is_open
      from fulfilment.wanted o join ${places} on o.person_id = m.person_id and o.instance_id = m.old
      group by m.new, o.person_id) o
    where n.person_id = o.person_id and n.instance_id = o.new`.execute(tx);
}

/** Instances of sharing's titles. */
export async function instancesOfTitles(tx: Tx, titleIds: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ instance_id: number }>`
    select t.instance_id from shelves.title_line t
    where t.id = any(${[...titleIds]}::bigint[]) and t.instance_id is not null`.execute(tx);
  return rows.map((row) => row.instance_id);
}
