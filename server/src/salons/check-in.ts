import { createHmac } from "node:crypto";
import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { readSecret } from "../kernel/secrets.ts";
import type { Clock } from "../kernel/time.ts";
import { countAct } from "../moderation/index.ts";
import { nameFor, type ReaderName, tagOf } from "../neighbours/index.ts";
import { refuse } from "./refusals.ts";
import { demandAhead, getSalon, lockSalon } from "./salons.ts";

/** Codes one reader may try in a day. */
export const CODES_PER_DAY = 30;
const DIGITS = 6;

/** The code on the host's screen: six digits of a salon, never stored. */
export async function checkInCode(db: Db, salonId: string): Promise<string> {
  const mac = createHmac("sha256", await readSecret(db, "salons"))
    .update(salonId)
    .digest();
  return String(mac.readUInt32BE(0) % 10 ** DIGITS).padStart(DIGITS, "0");
}

/**
 * Somebody is there: by the code of the host's screen, from an hour before to two hours after the end. Whoever comes without
 * a seat has one. Refuses `salon-unknown` 404, `salon-cancelled` 409, `check-in-early` 409 (or too late), `acts-exhausted` 429,
 * `check-in-code` 409.
 */
export async function checkIn(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  salonId: string,
  code: string,
): Promise<void> {
  const salon = await lockSalon(tx, clock, actor.personId, salonId);
  if (salon.state === "cancelled") throw refuse("salon-cancelled");
  if (!salon.isOn) throw refuse("check-in-early");
  if (code.replace(/\D/g, "") !== (await checkInCode(tx, salonId))) throw refuse("check-in-code");
  await markThere(tx, clock, salonId, actor.personId);
}

/** Counts a try whatever becomes of it. Refuses `acts-exhausted` 429. */
export async function countCode(tx: Tx, actor: Actor, clock: Clock, salonId: string): Promise<void> {
  await countAct(tx, clock, { who: actor.personId, act: "salon-code", target: salonId }, CODES_PER_DAY);
}

async function markThere(tx: Tx, clock: Clock, salonId: string, personId: string): Promise<void> {
  await sql`insert into salons.seat (salon_id, person_id, state, at, checked_in_at)
    values (${salonId}, ${personId}, 'going', ${clock.now()}, ${clock.now()})
    on conflict (salon_id, person_id) do update set state = 'going',
      checked_in_at = coalesce(salons.seat.checked_in_at, excluded.checked_in_at)`.execute(tx);
}

/**
 * The host ticks somebody who comes. Refuses `salon-unknown` 404, `salon-host-needed` 403, `salon-cancelled` 409,
 * `check-in-early` 409, `seat-none` 409.
 */
export async function tickGuest(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  salonId: string,
  personId: string,
): Promise<void> {
  const salon = await lockSalon(tx, clock, actor.personId, salonId);
  if (!salon.mayHost) throw refuse("salon-host-needed");
  if (salon.state === "cancelled") demandAhead(salon);
  if (!salon.isOn) throw refuse("check-in-early");
  const { rows } =
    await sql`update salons.seat set state = 'going', checked_in_at = coalesce(checked_in_at, ${clock.now()})
    where salon_id = ${salonId} and person_id::text = ${personId} returning 1`.execute(tx);
  if (rows.length === 0) throw refuse("seat-none");
}

/** Somebody who comes, or waits, as the host sees them. */
export type Guest = ReaderName & { personId: string; state: "going" | "waiting"; isCheckedIn: boolean };

/** Who comes and who waits, in their order; for the host only. Refuses `salon-unknown` 404, `salon-host-needed` 403. */
export async function guestsOf(db: Db, clock: Clock, personId: string, salonId: string): Promise<Guest[]> {
  if (!(await getSalon(db, clock, personId, salonId)).mayHost) throw refuse("salon-host-needed");
  const { rows } = await sql<{
    person_id: string;
    nickname: string | null;
    state: Guest["state"];
    there: boolean;
  }>`
    select x.person_id, ${nameFor(personId, sql`x.person_id`)} as nickname, x.state, x.checked_in_at is not null as there
    from salons.seat x where x.salon_id = ${salonId} order by x.state, x.at, x.person_id limit 1000`.execute(
    db,
  );
  return rows.map((row) => ({
    personId: row.person_id,
    nickname: row.nickname,
    tag: tagOf(row.person_id),
    state: row.state,
    isCheckedIn: row.there,
  }));
}
