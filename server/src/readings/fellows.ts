import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { Clock, PlainDate } from "../kernel/time.ts";
import { dropPosting } from "../moderation/index.ts";
import { lockSharer, nameFor, type ReaderName, tagOf } from "../neighbours/index.ts";
import { notify } from "../notices/index.ts";
import { streakOf } from "./plan.ts";
import { lockReading, type Reading, type Viewer } from "./reading-views.ts";
import { NOTE_POSTING } from "./readings.ts";
import { refuse } from "./refusals.ts";

/** Readers of one group, and groups one reader is in at a time. */
export const MOST_READERS = 500;
export const MOST_JOINED = 30;

/**
 * Somebody reads along. Refuses `reading-unknown` 404, `reading-joined` 409, `reading-sent-away` 403, `reading-over` 409,
 * `reading-full` 409, `readings-joined` 409.
 */
export async function joinReading(tx: Tx, actor: Actor, clock: Clock, id: string): Promise<void> {
  const me = await lockSharer(tx, actor.personId);
  const reading = await lockReading(tx, clock, me.personId, id);
  if (reading.isIn) throw refuse("reading-joined");
  if (reading.isSentAway) throw refuse("reading-sent-away");
  if (reading.phase === "over") throw refuse("reading-over");
  if (reading.readers >= MOST_READERS) throw refuse("reading-full", { limit: MOST_READERS });
  const { rows } = await sql<{ joined: number }>`select count(*) as joined from readings.reader x
    join readings.reading r on r.id = x.reading_id where x.person_id = ${me.personId} and x.sent_away_at is null
      and r.state = 'open' and r.ends_on >= ${reading.today}::date`.execute(tx);
  if (rows[0]!.joined >= MOST_JOINED) throw refuse("readings-joined", { limit: MOST_JOINED });
  await sql`insert into readings.reader (reading_id, person_id, joined_at) values (${id}, ${me.personId}, ${clock.now()})`.execute(
    tx,
  );
}

/** Whoever leaves takes their days and notes along. Refuses `reading-unknown` 404, `reading-not-joined` 409. */
export async function leaveReading(tx: Tx, actor: Actor, clock: Clock, id: string): Promise<void> {
  const reading = await lockReading(tx, clock, actor.personId, id);
  if (!reading.isIn) throw refuse("reading-not-joined");
  await takeOut(tx, id, actor.personId);
}

async function takeOut(tx: Tx, id: string, personId: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`select n.id from readings.note n
    where n.reading_id = ${id} and n.person_id = ${personId}`.execute(tx);
  await sql`delete from readings.reader where reading_id = ${id} and person_id = ${personId}`.execute(tx);
  for (const note of rows) await dropPosting(tx, NOTE_POSTING, note.id);
}

/** Whether a reader is reminded of each part. Refuses `reading-unknown` 404, `reading-not-joined` 409. */
export async function setReminder(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  isReminded: boolean,
): Promise<void> {
  demandIn(await lockReading(tx, clock, actor.personId, id));
  await sql`update readings.reader set is_reminded = ${isReminded}
    where reading_id = ${id} and person_id = ${actor.personId}`.execute(tx);
}

/** Refuses `reading-not-joined` 409. */
export function demandIn(reading: Reading): void {
  if (!reading.isIn) throw refuse("reading-not-joined");
}

/**
 * Its leader sends somebody away, who does not come back; what they wrote is shown to nobody. Refuses `reading-unknown` 404,
 * `reading-leader-needed` 403, `reading-not-joined` 409 (also of oneself).
 */
export async function sendAway(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  personId: string,
): Promise<void> {
  const reading = await lockReading(tx, clock, actor.personId, id);
  if (!reading.mayLead) throw refuse("reading-leader-needed");
  const { rows } = await sql<{ person_id: string }>`update readings.reader x set sent_away_at = ${clock.now()}
    where x.reading_id = ${id} and x.person_id::text = ${personId} and x.sent_away_at is null
      and x.person_id <> ${actor.personId}
      and x.person_id is distinct from (select r.leader_id from readings.reading r where r.id = x.reading_id)
    returning x.person_id`.execute(tx);
  if (rows.length === 0) throw refuse("reading-not-joined");
}

/** Somebody who reads along, as the others see them: how far they have come, on how many days they read. */
export type Fellow = ReaderName & { personId: string; part: number; days: number; isMe: boolean };

/** Who reads along, the furthest first; nobody one hides from. Who asks reads along, or leads. */
export async function fellowsOf(db: Db, personId: string, readingId: string): Promise<Fellow[]> {
  const { rows } = await sql<{ person_id: string; nickname: string | null; part: number; days: number }>`
    select x.person_id, ${nameFor(personId, sql`x.person_id`)} as nickname, coalesce(max(d.part), 0) as part,
      count(d.on_date) as days
    from readings.reader x left join readings.day d on d.reading_id = x.reading_id and d.person_id = x.person_id
    where x.reading_id = ${readingId} and x.sent_away_at is null
      and (x.person_id = ${personId} or not neighbours.blocked(${personId}::uuid, x.person_id))
    group by x.person_id, x.joined_at order by coalesce(max(d.part), 0) desc, count(d.on_date) desc, x.joined_at
    limit ${MOST_READERS}`.execute(db);
  return rows.map((row) => ({
    personId: row.person_id,
    nickname: row.nickname,
    tag: tagOf(row.person_id),
    part: row.part,
    days: row.days,
    isMe: row.person_id === personId,
  }));
}

/** A reader's own days, the first first, and how many in a row; a visitor has none. */
export async function ownDays(
  db: Db,
  personId: Viewer,
  { id, today }: Pick<Reading, "id" | "today">,
): Promise<{ days: PlainDate[]; streak: number }> {
  if (personId === null) return { days: [], streak: 0 };
  const { rows } = await sql<{ day: PlainDate }>`select d.on_date::text as day from readings.day d
    where d.reading_id = ${id} and d.person_id = ${personId} order by d.on_date`.execute(db);
  const days = rows.map(({ day }) => day);
  return { days, streak: streakOf(days, today) };
}

/** Reminds readers of a part on its first day, once, unless they do not want it or have come so far. */
export async function remindReaders(tx: Tx, clock: Clock): Promise<void> {
  const now = clock.now();
  const today = sql`(${now}::timestamptz at time zone r.zone)::date`;
  const part = sql`((${today} - r.starts_on) / r.days_each + 1)::smallint`;
  const { rows } = await sql<{ person_id: string; id: string; title: string; name: string }>`
    with due as (update readings.reading r set reminded_part = ${part} where r.state = 'open' and r.words_public
        and ${today} between r.starts_on and r.ends_on and extract(hour from ${now}::timestamptz at time zone r.zone) >= 7
        and r.reminded_part < ${part} returning r.id, r.title, r.reminded_part)
    select x.person_id, d.id, d.title, p.name from due d
    join readings.part p on p.reading_id = d.id and p.number = d.reminded_part
    join readings.reader x on x.reading_id = d.id and x.is_reminded and x.sent_away_at is null
    where not exists (select 1 from readings.day y where y.reading_id = d.id and y.person_id = x.person_id
      and y.part >= d.reminded_part)`.execute(tx);
  await notify(
    tx,
    clock,
    ...rows.map(({ person_id: personId, id, title, name }) => ({
      ...{ personId, kind: "reading-part" as const, params: { title, name }, link: `/readings/${id}` },
    })),
  );
}

/** Takes somebody out of every reading group, with their days and notes. */
export async function forgetFellow(tx: Tx, personId: string): Promise<void> {
  const { rows } = await sql<{
    reading_id: string;
  }>`select x.reading_id from readings.reader x where x.person_id = ${personId}`.execute(tx);
  for (const { reading_id: id } of rows) await takeOut(tx, id, personId);
}
