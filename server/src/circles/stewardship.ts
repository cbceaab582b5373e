import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import { officeIds } from "../notices/index.ts";
import { lockCircle } from "./circles.ts";
import { tellOfCircle } from "./notices.ts";
import { refuse } from "./refusals.ts";

/** Days a member has to take a circle that nobody looks after, before the next one is asked. */
export const CALL_DAYS = 7;
const MOST_AT_ONCE = 500;

type Orphan = { id: string; name: string };

/**
 * Sees to circles whose last steward is gone, however they went: the eldest member is asked, a week later the next; when
 * nobody is left to ask, the office is told and the circle rests; one without members is closed. `among`: these circles
 * only, at the moment of going; else all.
 */
export async function seeToCircles(tx: Tx, clock: Clock, among?: readonly string[]): Promise<void> {
  const calledSince = new Date(clock.now().getTime() - CALL_DAYS * DAY_MS);
  const { rows } = await sql<Orphan>`select c.id, c.name from circles.circle c
    where c.closed_at is null and c.resting_since is null
      and (${among === undefined} or c.id = any(${[...(among ?? [])]}::uuid[]))
      and not exists (select 1 from circles.membership m
        where m.circle_id = c.id and m.role = 'steward' and m.state = 'active')
      and not exists (select 1 from circles.steward_call a join circles.membership m
          on m.circle_id = a.circle_id and m.person_id = a.person_id and m.state = 'active'
        where a.circle_id = c.id and a.asked_at > ${calledSince})
    order by c.id limit ${MOST_AT_ONCE} for update of c`.execute(tx);
  for (const circle of rows) await callEldest(tx, clock, circle);
}

async function callEldest(tx: Tx, clock: Clock, circle: Orphan): Promise<void> {
  const now = clock.now();
  const { rows } = await sql<{ person_id: string }>`
    insert into circles.steward_call (circle_id, person_id, asked_at)
    select m.circle_id, m.person_id, ${now} from circles.membership m
    where m.circle_id = ${circle.id} and m.state = 'active'
      and not exists (select 1 from neighbours.sharer p where p.person_id = m.person_id and p.is_minor)
      and not exists (select 1 from circles.steward_call a where a.circle_id = m.circle_id and a.person_id = m.person_id)
    order by m.joined_at, m.person_id limit 1
    returning person_id`.execute(tx);
  if (rows[0]) return await tellOfCircle(tx, clock, "circle-steward-wanted", circle, rows[0].person_id);
  const left = await sql`select 1 from circles.membership m
    where m.circle_id = ${circle.id} and m.state = 'active' limit 1`.execute(tx);
  if (left.rows.length === 0) {
    await sql`update circles.circle set closed_at = ${now} where id = ${circle.id}`.execute(tx);
    return;
  }
  await sql`update circles.circle set resting_since = ${now} where id = ${circle.id}`.execute(tx);
  await tellOfCircle(tx, clock, "circle-rests", circle, ...(await officeIds(tx)));
}

/**
 * Whoever was asked takes the circle that nobody looks after. Refuses `circle-unknown` 404 (no member of it),
 * `steward-not-asked` 403, `steward-found` 409 (somebody was quicker).
 */
export async function takeStewardship(tx: Tx, actor: Actor, circleId: string): Promise<void> {
  const circle = await lockCircle(tx, circleId);
  const { rows } = await sql<{ called: boolean; led: boolean }>`
    select exists (select 1 from circles.steward_call a
        where a.circle_id = m.circle_id and a.person_id = m.person_id) as called,
      exists (select 1 from circles.membership s
        where s.circle_id = m.circle_id and s.role = 'steward' and s.state = 'active') as led
    from circles.membership m
    where m.circle_id = ${circle.id} and m.person_id = ${actor.personId} and m.state = 'active'`.execute(tx);
  if (!rows[0]) throw refuse("circle-unknown");
  if (!rows[0].called) throw refuse("steward-not-asked");
  if (rows[0].led) throw refuse("steward-found");
  await sql`update circles.membership set role = 'steward'
    where circle_id = ${circle.id} and person_id = ${actor.personId}`.execute(tx);
  await wake(tx, circle.id);
}

/** Somebody looks after the circle again. */
export async function wake(tx: Tx, circleId: string): Promise<void> {
  await sql`delete from circles.steward_call where circle_id = ${circleId}`.execute(tx);
  await sql`update circles.circle set resting_since = null where id = ${circleId}`.execute(tx);
}

/** Active stewards of a circle. */
export async function stewardsOfCircle(db: Db, circleId: string): Promise<string[]> {
  const { rows } = await sql<{ person_id: string }>`select m.person_id from circles.membership m
    where m.circle_id = ${circleId} and m.role = 'steward' and m.state = 'active'
    order by m.person_id limit 50`.execute(db);
  return rows.map((row) => row.person_id);
}
