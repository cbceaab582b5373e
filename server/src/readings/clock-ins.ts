import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { addDays, type Clock } from "../kernel/time.ts";
import { countAct, reportPosting, submitPosting } from "../moderation/index.ts";
import { nameFor, type ReaderName, tagOf } from "../neighbours/index.ts";
import { demandIn } from "./fellows.ts";
import { getReading, lockReading, type Reading } from "./reading-views.ts";
import { NOTE_POSTING } from "./readings.ts";
import { refuse } from "./refusals.ts";

/** Notes one reader writes in a day in one group. */
export const NOTES_PER_DAY = 20;
/** Days after the plan's last in which people still finish. */
export const FINISH_DAYS = 14;
const MOST_NOTES = 300;

/**
 * Somebody has read today, as far as `part`, and may say what they thought. The same day again: as far as the furthest.
 * Refuses in this order: `reading-unknown` 404, `reading-not-joined` 409, `reading-early` 409, `reading-over` 409,
 * `reading-part-unknown` 400, `acts-exhausted` 429, `text-refused` 422.
 */
export async function clockIn(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  { part, note }: { part: number; note: string },
): Promise<{ isPublic: boolean }> {
  const reading = await lockReading(tx, clock, actor.personId, id);
  demandIn(reading);
  if (reading.phase === "ahead") throw refuse("reading-early");
  if (reading.today > addDays(reading.endsOn, FINISH_DAYS) || (await isEnded(tx, id)))
    throw refuse("reading-over");
  if (part > reading.parts) throw refuse("reading-part-unknown", { parts: reading.parts });
  const isPublic = note === "" || (await keepNote(tx, actor, clock, reading, { part, note }));
  await sql`insert into readings.day (reading_id, person_id, on_date, part)
    values (${id}, ${actor.personId}, ${reading.today}, ${part})
    on conflict (reading_id, person_id, on_date)
      do update set part = greatest(readings.day.part, excluded.part)`.execute(tx);
  return { isPublic };
}

async function isEnded(tx: Tx, id: string): Promise<boolean> {
  const { rows } =
    await sql`select 1 from readings.reading r where r.id = ${id} and r.state = 'ended'`.execute(tx);
  return rows.length > 0;
}

async function keepNote(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  reading: Reading,
  { part, note }: { part: number; note: string },
): Promise<boolean> {
  const { personId } = actor;
  await countAct(tx, clock, { who: personId, act: "reading-note", target: reading.id }, NOTES_PER_DAY);
  const id = newId<"note">() as string;
  const page = `/readings/${reading.id}`;
  const posting = { kind: NOTE_POSTING, subject: id, personId, texts: [note], page } as const;
  const isPublic = (await submitPosting(tx, clock, posting)) === "published";
  await sql`insert into readings.note (id, reading_id, person_id, part, text, is_public, at)
    values (${id}, ${reading.id}, ${personId}, ${part}, ${note}, ${isPublic}, ${clock.now()})`.execute(tx);
  return isPublic;
}

/** A note as somebody who reads along sees it. `isAhead`: of a part they have not come to, so it stays folded. */
export type ReadingNote = {
  id: string;
  part: number;
  text: string;
  isOwn: boolean;
  isPublic: boolean;
  isAhead: boolean;
  by: ReaderName;
  at: string;
};

/** What was written, the latest first; nothing of people one hides from. Who asks reads along, or leads. */
export async function notesOf(db: Db, personId: string, reading: Reading): Promise<ReadingNote[]> {
  const { rows } = await sql<{
    id: string;
    part: number;
    text: string;
    person_id: string;
    is_public: boolean;
    at: Date;
    nickname: string | null;
  }>`select n.id, n.part, n.text, n.person_id, n.is_public, n.at, ${nameFor(personId, sql`n.person_id`)} as nickname
    from readings.note n
    join readings.reader x on x.reading_id = n.reading_id and x.person_id = n.person_id and x.sent_away_at is null
    where n.reading_id = ${reading.id} and (n.person_id = ${personId} or (n.is_public
      and not neighbours.blocked(${personId}::uuid, n.person_id))) order by n.at desc, n.id desc limit ${MOST_NOTES}`.execute(
    db,
  );
  return rows.map((row) => ({
    id: row.id,
    part: row.part,
    text: row.text,
    isOwn: row.person_id === personId,
    isPublic: row.is_public,
    isAhead: row.person_id !== personId && row.part > reading.myPart,
    by: { nickname: row.nickname, tag: tagOf(row.person_id) },
    at: row.at.toISOString(),
  }));
}

/**
 * Tells the moderators of a note one sees. Refuses `reading-unknown` 404, `reading-note-unknown` 404, `already-reported` 409,
 * `acts-exhausted` 429.
 */
export async function reportNote(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  noteId: string,
  words: string,
): Promise<void> {
  const reading = await getReading(tx, clock, actor.personId, id);
  const { rows } = isUuid(noteId)
    ? await sql<{ person_id: string; text: string }>`select n.person_id, n.text from readings.note n
      where n.id = ${noteId} and n.reading_id = ${id} and n.is_public
        and not neighbours.blocked(${actor.personId}::uuid, n.person_id)`.execute(tx)
    : { rows: [] };
  const [note] = rows;
  if (!note || !(reading.isIn || reading.mayLead)) throw refuse("reading-note-unknown");
  const page = `/readings/${id}`;
  const posting = {
    kind: NOTE_POSTING,
    subject: noteId,
    personId: note.person_id,
    texts: [note.text],
    page,
  } as const;
  await reportPosting(tx, actor, clock, posting, words);
}
