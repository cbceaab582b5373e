import { sql } from "kysely";
import { getInstances, resolveInstance } from "../catalogue/index.ts";
import { countsIn } from "../circles/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { addDays, type Clock, dateIn, type PlainDate } from "../kernel/time.ts";
import { countAct, dropPosting, reportPosting, submitPosting } from "../moderation/index.ts";
import { lockSharer } from "../neighbours/index.ts";
import { notify } from "../notices/index.ts";
import { LONGEST_DAYS, lastDay, planOf } from "./plan.ts";
import { getReading, lockReading } from "./reading-views.ts";
import { refuse } from "./refusals.ts";

/** Reading groups one reader begins in a day, and leads at a time. */
export const READINGS_PER_DAY = 3;
export const MOST_LED = 10;
/** Days ahead in which one may begin. */
export const FURTHEST_DAYS = 90;
const MOST_TOLD = 500;
export const READING_POSTING = "reading";
export const NOTE_POSTING = "reading-note";

/** What is begun. `circleId` null: for everybody; a plan is chapters, one a line, else pages. */
export type NewReading = {
  instanceId: number | null;
  title: string;
  author: string;
  about: string;
  circleId: string | null;
  startsOn: PlainDate;
  daysEach: number;
  chapters: string;
  pages: number | null;
  sections: number | null;
};

/**
 * Begins a reading group; its leader reads along, the members of its circle are told. Refuses in this order:
 * `minor-guarded-only` 403 (for everybody, under age), `circle-unknown` 404, `reading-dates` 400, `plan-missing` 400,
 * `plan-long` 400, `instance-unknown` 404, `reading-title-missing` 400, `readings-led` 409, `acts-exhausted` 429,
 * `text-refused` 422.
 */
export async function beginReading(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: NewReading,
): Promise<{ id: string; isPublic: boolean }> {
  const me = await lockSharer(tx, actor.personId);
  if (input.circleId === null && me.isMinor) throw refuse("minor-guarded-only");
  if (input.circleId !== null && !(await countsIn(tx, me.personId, input.circleId, me.isMinor)))
    throw refuse("circle-unknown");
  const now = clock.now();
  demandStart(dateIn(me.timeZone, now), input.startsOn);
  const { partsAre, names } = planOf(input);
  const book = await bookOf(tx, input);
  const { rows } = await sql<{ led: number }>`select count(*) as led from readings.reading r
    where r.leader_id = ${me.personId} and r.state = 'open' and r.ends_on >= ${dateIn(me.timeZone, now)}::date`.execute(
    tx,
  );
  if (rows[0]!.led >= MOST_LED) throw refuse("readings-led", { limit: MOST_LED });
  await countAct(tx, clock, { who: me.personId, act: "reading" }, READINGS_PER_DAY);
  const id = newId<"reading">() as string;
  const isPublic = await submit(tx, actor, clock, id, [book.title, book.author, input.about, ...names]);
  await sql`insert into readings.reading (id, leader_id, circle_id, instance_id, title, author, about, parts_are, days_each,
      starts_on, ends_on, zone, state, words_public, created_at)
    values (${id}, ${me.personId}, ${input.circleId}, ${book.instanceId}, ${book.title}, ${book.author}, ${input.about},
      ${partsAre}, ${input.daysEach}, ${input.startsOn}, ${lastDay(input.startsOn, input.daysEach, names.length)},
      ${me.timeZone}, 'open', ${isPublic}, ${now})`.execute(tx);
  await sql`insert into readings.part (reading_id, number, name)
    select ${id}, n, name from unnest(${names}::text[]) with ordinality as p (name, n)`.execute(tx);
  await sql`insert into readings.reader (reading_id, person_id, joined_at) values (${id}, ${me.personId}, ${now})`.execute(
    tx,
  );
  if (isPublic) await tellCircle(tx, clock, id);
  return { id, isPublic };
}

function demandStart(today: PlainDate, startsOn: PlainDate): void {
  if (startsOn < today || startsOn > addDays(today, FURTHEST_DAYS))
    throw refuse("reading-dates", { days: FURTHEST_DAYS });
}

/** The book by the title the libraries know it by, and the words its leader gives it. */
async function bookOf(
  tx: Tx,
  input: Pick<NewReading, "instanceId" | "title" | "author">,
): Promise<{ instanceId: number | null; title: string; author: string }> {
  if (input.instanceId === null) {
    if (input.title === "") throw refuse("reading-title-missing");
    return { instanceId: null, title: input.title, author: input.author };
  }
  const instanceId = await resolveInstance(tx, input.instanceId);
  const [found] = instanceId === undefined ? [] : await getInstances(tx, [instanceId]);
  if (!found) throw refuse("instance-unknown");
  return {
    instanceId: found.id,
    title: (input.title || found.brief.title.main).slice(0, 300),
    author: (input.author || (found.brief.contributors[0]?.value ?? "")).slice(0, 200),
  };
}

async function submit(tx: Tx, actor: Actor, clock: Clock, id: string, texts: string[]): Promise<boolean> {
  const posting = {
    kind: READING_POSTING,
    subject: id,
    personId: actor.personId,
    texts: texts.filter((text) => text !== ""),
    name: texts[0]!,
    page: `/readings/${id}`,
  } as const;
  return (await submitPosting(tx, clock, posting)) === "published";
}

/** Tells the members of its circle of a reading group that is shown now, once. */
export async function tellCircle(tx: Tx, clock: Clock, id: string): Promise<void> {
  const { rows } = await sql<{ person_id: string; title: string }>`
    with fresh as (update readings.reading r set told = true
        where r.id::text = ${id} and not r.told and r.state = 'open' returning r.circle_id, r.title, r.leader_id)
    select m.person_id, f.title from fresh f
    join circles.member m on m.circle_id = f.circle_id and m.state = 'active'
    where m.person_id is distinct from f.leader_id and not neighbours.blocked(m.person_id, f.leader_id)
    order by m.person_id limit ${MOST_TOLD}`.execute(tx);
  const link = `/readings/${id}`;
  await notify(
    tx,
    clock,
    ...rows.map(({ person_id: personId, title }) => ({
      ...{ personId, kind: "reading-begun" as const, params: { title }, link },
    })),
  );
}

/**
 * Its leader, or a steward of its circle, moves the plan: another first day, more or fewer days for each part. Refuses
 * `reading-unknown` 404, `reading-leader-needed` 403, `reading-over` 409, `reading-dates` 400, `plan-long` 400,
 * `text-refused` 422.
 */
export async function changeReading(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  input: Pick<NewReading, "about" | "startsOn" | "daysEach">,
): Promise<{ isPublic: boolean }> {
  const reading = await lockReading(tx, clock, actor.personId, id);
  if (!reading.mayLead) throw refuse("reading-leader-needed");
  if (reading.phase === "over") throw refuse("reading-over");
  if (input.startsOn !== reading.startsOn) demandStart(reading.today, input.startsOn);
  if (reading.parts * input.daysEach > LONGEST_DAYS)
    throw refuse("plan-long", { parts: reading.parts, days: LONGEST_DAYS });
  const endsOn = lastDay(input.startsOn, input.daysEach, reading.parts);
  if (endsOn < reading.today) throw refuse("reading-dates", { days: FURTHEST_DAYS });
  const isPublic = await submit(tx, actor, clock, id, [reading.title, reading.author, input.about]);
  await sql`update readings.reading set about = ${input.about}, starts_on = ${input.startsOn}, ends_on = ${endsOn},
    days_each = ${input.daysEach}, words_public = ${isPublic} where id = ${id}`.execute(tx);
  if (endsOn !== reading.endsOn) await tellReaders(tx, clock, actor, id, "reading-moved");
  return { isPublic };
}

/**
 * Its leader ends it before its time; what was written stays with those who read along. Refuses `reading-unknown` 404,
 * `reading-leader-needed` 403, `reading-over` 409.
 */
export async function endReading(tx: Tx, actor: Actor, clock: Clock, id: string): Promise<void> {
  const reading = await lockReading(tx, clock, actor.personId, id);
  if (!reading.mayLead) throw refuse("reading-leader-needed");
  if (reading.phase === "over") throw refuse("reading-over");
  await sql`update readings.reading set state = 'ended' where id = ${id}`.execute(tx);
  await tellReaders(tx, clock, actor, id, "reading-ended");
}

async function tellReaders(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  id: string,
  kind: "reading-moved" | "reading-ended",
): Promise<void> {
  const { rows } = await sql<{ person_id: string; title: string }>`select x.person_id, r.title
    from readings.reader x join readings.reading r on r.id = x.reading_id
    where x.reading_id = ${id} and x.sent_away_at is null and x.person_id <> ${actor.personId}`.execute(tx);
  const link = `/readings/${id}`;
  await notify(
    tx,
    clock,
    ...rows.map(({ person_id: personId, title }) => ({ personId, kind, params: { title }, link })),
  );
}

/** Tells the moderators of one that somebody sees. Refuses `reading-unknown` 404, `already-reported` 409, `acts-exhausted` 429. */
export async function reportReading(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  words: string,
): Promise<void> {
  const { title, author, about } = await getReading(tx, clock, actor.personId, id);
  const { rows } = await sql<{
    leader_id: string | null;
  }>`select r.leader_id from readings.reading r where r.id = ${id}`.execute(tx);
  const posting = {
    kind: READING_POSTING,
    subject: id,
    personId: rows[0]!.leader_id,
    texts: [title, author, about].filter((text) => text !== ""),
    page: `/readings/${id}`,
  } as const;
  await reportPosting(tx, actor, clock, posting, words);
}

/** Days after its end in which a reading group is still known: then it goes, with who read and what they wrote. */
export const FORGET_DAYS = 365;

/** Forgets reading groups of long ago. */
export async function forgetReadings(tx: Tx, clock: Clock): Promise<void> {
  const before = addDays(dateIn("UTC", clock.now()), -FORGET_DAYS);
  const { rows } = await sql<{
    id: string;
    notes: string[];
  }>`delete from readings.reading r where r.ends_on < ${before}::date
    returning r.id, array(select n.id::text from readings.note n where n.reading_id = r.id) as notes`.execute(
    tx,
  );
  for (const { id, notes } of rows) {
    await dropPosting(tx, READING_POSTING, id);
    for (const note of notes) await dropPosting(tx, NOTE_POSTING, note);
  }
}

/** Forgets whom it was led by; what others read together goes on, and a steward of its circle may lead it. */
export async function forgetLeader(tx: Tx, personId: string): Promise<void> {
  await sql`update readings.reading set leader_id = null, about = '' where leader_id = ${personId}`.execute(
    tx,
  );
}
