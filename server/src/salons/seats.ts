import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import { notify } from "../notices/index.ts";
import { refuse } from "./refusals.ts";
import { demandAhead, lockSalon } from "./salons.ts";

/** Days after a salon in which it is still known who came. */
const FORGET_DAYS = 90;

/**
 * Somebody wants to come: a seat, or a place in the line behind them. Refuses `salon-unknown` 404, `salon-cancelled` 409,
 * `salon-over` 409, `seat-taken-already` 409.
 */
export async function takeSeat(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  salonId: string,
): Promise<{ state: "going" | "waiting" }> {
  const salon = await lockSalon(tx, clock, actor.personId, salonId);
  demandAhead(salon);
  if (salon.mine !== null) throw refuse("seat-taken-already");
  const state = salon.seats === null || salon.going < salon.seats ? "going" : "waiting";
  await sql`insert into salons.seat (salon_id, person_id, state, at)
    values (${salonId}, ${actor.personId}, ${state}, ${clock.now()})`.execute(tx);
  return { state };
}

/**
 * Somebody stays away after all; the first who waits has their seat and is told. Refuses `salon-unknown` 404, `salon-over`
 * 409, `seat-none` 409.
 */
export async function leaveSeat(tx: Tx, actor: Actor, clock: Clock, salonId: string): Promise<void> {
  const salon = await lockSalon(tx, clock, actor.personId, salonId);
  if (salon.isOver) throw refuse("salon-over");
  if (salon.mine === null) throw refuse("seat-none");
  await sql`delete from salons.seat where salon_id = ${salonId} and person_id = ${actor.personId}`.execute(
    tx,
  );
  await callWaiting(tx, clock, salonId);
}

/** Gives every free seat to whoever waits longest. The salon is locked. */
export async function callWaiting(tx: Tx, clock: Clock, salonId: string): Promise<void> {
  const { rows } = await sql<{ person_id: string; title: string; at: Date }>`
    with free as (select s.id, s.title, s.starts_at, case when s.seats is null then 10000 else greatest(0, s.seats -
        (select count(*) from salons.seat x where x.salon_id = s.id and x.state = 'going')) end as room
      from salons.salon s where s.id = ${salonId} and s.state = 'planned' and s.starts_at > ${clock.now()}),
    called as (select w.salon_id, w.person_id, row_number() over (order by w.at, w.person_id) as place
      from salons.seat w where w.salon_id = ${salonId} and w.state = 'waiting')
    update salons.seat x set state = 'going' from called c join free f on f.id = c.salon_id and c.place <= f.room
    where x.salon_id = c.salon_id and x.person_id = c.person_id
    returning x.person_id, f.title, f.starts_at as at`.execute(tx);
  await notify(
    tx,
    clock,
    ...rows.map(({ person_id: personId, title, at }) => ({
      personId,
      kind: "salon-seat" as const,
      params: { title, at: at.toISOString() },
      link: `/salons/${salonId}`,
    })),
  );
}

/** Reminds whoever comes, a day before; once per time of a salon. */
export async function remindComing(tx: Tx, clock: Clock): Promise<void> {
  const now = clock.now();
  const { rows } = await sql<{ person_id: string; id: string; title: string; at: Date }>`
    with due as (update salons.salon s set reminded_at = ${now} where s.state = 'planned' and s.reminded_at is null
        and s.starts_at between ${now} and ${new Date(now.getTime() + DAY_MS)} returning s.id, s.title, s.starts_at)
    select x.person_id, d.id, d.title, d.starts_at as at from due d
    join salons.seat x on x.salon_id = d.id and x.state = 'going'`.execute(tx);
  await notify(
    tx,
    clock,
    ...rows.map(({ person_id: personId, id, title, at }) => ({
      personId,
      kind: "salon-soon" as const,
      params: { title, at: at.toISOString() },
      link: `/salons/${id}`,
    })),
  );
}

/** Forgets who came, ninety days after; how many came stays with nobody. */
export async function forgetSeats(tx: Tx, clock: Clock): Promise<void> {
  const before = new Date(clock.now().getTime() - FORGET_DAYS * DAY_MS);
  await sql`delete from salons.seat x using salons.salon s where s.id = x.salon_id and s.starts_at < ${before}`.execute(
    tx,
  );
}

/** Takes somebody out of every salon; whoever waits moves up. */
export async function forgetSeatsOf(tx: Tx, clock: Clock, personId: string): Promise<void> {
  const { rows } = await sql<{ salon_id: string }>`delete from salons.seat where person_id = ${personId}
    returning salon_id`.execute(tx);
  for (const { salon_id: id } of rows) await callWaiting(tx, clock, id);
}
