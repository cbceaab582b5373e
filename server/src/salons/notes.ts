import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import type { Clock } from "../kernel/time.ts";
import { countAct, dropPosting, submitPosting } from "../moderation/index.ts";
import { nameFor, type ReaderName, tagOf } from "../neighbours/index.ts";
import { refuse } from "./refusals.ts";
import { lockSalon, type Viewer } from "./salons.ts";

/** Notes one reader writes in a day. */
export const NOTES_PER_DAY = 20;
export const NOTE_POSTING = "salon-note";
const MOST_NOTES = 200;

/**
 * Whoever was there, or hosts it, writes down what was said, once it has begun. Refuses `salon-unknown` 404, `note-too-early`
 * 409, `seat-none` 409 (not there), `acts-exhausted` 429, `text-refused` 422.
 */
export async function writeNote(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  salonId: string,
  text: string,
): Promise<{ isPublic: boolean }> {
  const salon = await lockSalon(tx, clock, actor.personId, salonId);
  if (!salon.hasBegun) throw refuse("note-too-early");
  if (!salon.isCheckedIn && !salon.mayHost) throw refuse("seat-none");
  await countAct(tx, clock, { who: actor.personId, act: "salon-note", target: salonId }, NOTES_PER_DAY);
  const id = newId<"note">() as string;
  const posting = {
    kind: NOTE_POSTING,
    subject: id,
    personId: actor.personId,
    texts: [text],
    page: `/salons/${salonId}`,
  } as const;
  const isPublic = (await submitPosting(tx, clock, posting)) === "published";
  await sql`insert into salons.note (id, salon_id, person_id, text, is_public, at)
    values (${id}, ${salonId}, ${actor.personId}, ${text}, ${isPublic}, ${clock.now()})`.execute(tx);
  return { isPublic };
}

/** A note as somebody sees it. */
export type SalonNote = {
  id: string;
  text: string;
  isOwn: boolean;
  isPublic: boolean;
  by: ReaderName;
  at: string;
};

/** What was written of a salon, oldest first; nothing of people one hides from, nothing to visitors. Who asks has been let see the salon. */
export async function notesOf(db: Db, personId: Viewer, salonId: string): Promise<SalonNote[]> {
  if (personId === null) return [];
  const { rows } = await sql<{
    id: string;
    text: string;
    person_id: string;
    is_public: boolean;
    at: Date;
    nickname: string | null;
  }>`
    select n.id, n.text, n.person_id, n.is_public, n.at, ${nameFor(personId, sql`n.person_id`)} as nickname from salons.note n
    where n.salon_id = ${salonId} and (n.person_id = ${personId} or (n.is_public
      and not neighbours.blocked(${personId}::uuid, n.person_id))) order by n.at, n.id limit ${MOST_NOTES}`.execute(
    db,
  );
  return rows.map((row) => ({
    id: row.id,
    text: row.text,
    isOwn: row.person_id === personId,
    isPublic: row.is_public,
    by: { nickname: row.nickname, tag: tagOf(row.person_id) },
    at: row.at.toISOString(),
  }));
}

/** Forgets what somebody wrote. */
export async function forgetNotes(tx: Tx, personId: string): Promise<void> {
  const { rows } = await sql<{
    id: string;
  }>`delete from salons.note where person_id = ${personId} returning id`.execute(tx);
  await dropPosting(tx, NOTE_POSTING, ...rows.map((row) => row.id));
}
