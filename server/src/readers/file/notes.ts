import { sql } from "kysely";
import type { z } from "zod";
import type { Actor } from "../../kernel/actor.ts";
import { type Db, lockByName, type Tx } from "../../kernel/database.ts";
import { newId } from "../../kernel/ids.ts";
import type { Clock, PlainDate } from "../../kernel/time.ts";
import { refuse } from "../refusals.ts";
import type { fileSchema, newGuarantorSchema } from "../schema.ts";
import { demandOwnReader } from "./access.ts";

type File = z.output<typeof fileSchema>;

/** Most notes and guarantors a library keeps about one reader. */
const MOST_NOTES = 100;
const MOST_GUARANTORS = 10;

/** Writes a note for one's colleagues. Refuses `patron-unknown` 404, `notes-full` 409. */
export async function addNote(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  personId: string,
  text: string,
): Promise<string> {
  const memberId = await demandOwnReader(tx, actor, personId);
  await lockByName(tx, `readers.file ${personId}`);
  const { rows } = await sql<{ n: number }>`select count(*) as n from readers.note n
    where n.person_id = ${personId} and n.member_id = ${memberId}`.execute(tx);
  if (rows[0]!.n >= MOST_NOTES) throw refuse("notes-full", { limit: MOST_NOTES });
  const id = newId<"note">();
  await sql`insert into readers.note (id, person_id, member_id, text, by_id, at)
    values (${id}, ${personId}, ${memberId}, ${text}, ${actor.personId}, ${clock.now()})`.execute(tx);
  return id;
}

/** Takes a note away. Refuses `patron-unknown` 404, `note-unknown` 404 (also another library's). */
export async function removeNote(tx: Tx, actor: Actor, personId: string, noteId: string): Promise<void> {
  const memberId = await demandOwnReader(tx, actor, personId);
  const { rows } = await sql`delete from readers.note n where n.id::text = ${noteId}
    and n.person_id = ${personId} and n.member_id = ${memberId} returning n.id`.execute(tx);
  if (rows.length === 0) throw refuse("note-unknown");
}

/** Names somebody who answers for a reader. Refuses `patron-unknown` 404, `guarantors-full` 409. */
export async function addGuarantor(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  personId: string,
  guarantor: z.output<typeof newGuarantorSchema>,
): Promise<string> {
  const memberId = await demandOwnReader(tx, actor, personId);
  await lockByName(tx, `readers.file ${personId}`);
  const { rows } = await sql<{ n: number }>`select count(*) as n from readers.guarantor g
    where g.person_id = ${personId} and g.member_id = ${memberId}`.execute(tx);
  if (rows[0]!.n >= MOST_GUARANTORS) throw refuse("guarantors-full", { limit: MOST_GUARANTORS });
  const id = newId<"guarantor">();
  await sql`insert into readers.guarantor (id, person_id, member_id, name, contact, until_on, added_at)
    values (${id}, ${personId}, ${memberId}, ${guarantor.name}, ${guarantor.contact}, ${guarantor.until}::date,
      ${clock.now()})`.execute(tx);
  return id;
}

/** Somebody answers for a reader no longer. Refuses `patron-unknown`, `guarantor-unknown` 404. */
export async function removeGuarantor(tx: Tx, actor: Actor, personId: string, id: string): Promise<void> {
  const memberId = await demandOwnReader(tx, actor, personId);
  const { rows } = await sql`delete from readers.guarantor g where g.id::text = ${id}
    and g.person_id = ${personId} and g.member_id = ${memberId} returning g.id`.execute(tx);
  if (rows.length === 0) throw refuse("guarantor-unknown");
}

/** Notes and guarantors of a library about one reader; one whose days are over is marked, by the library's day. */
export async function notesOf(
  db: Db,
  clock: Clock,
  personId: string,
  memberId: number,
): Promise<Pick<File, "notes" | "guarantors">> {
  const notes = await sql<{ id: string; text: string; by: string | null; at: Date }>`
    select n.id, n.text, p.name as by, n.at from readers.note n left join people.person_fact p on p.id = n.by_id
    where n.person_id = ${personId} and n.member_id = ${memberId} order by n.at desc, n.id desc`.execute(db);
  const guarantors = await sql<{
    id: string;
    name: string;
    contact: string;
    until_on: PlainDate | null;
    is_over: boolean;
  }>`
    select g.id, g.name, g.contact, g.until_on,
      coalesce(g.until_on < (${clock.now()}::timestamptz at time zone m.time_zone)::date, false) as is_over
    from readers.guarantor g join consortium.member_fact m on m.id = g.member_id
    where g.person_id = ${personId} and g.member_id = ${memberId} order by g.added_at, g.id`.execute(db);
  return {
    notes: notes.rows.map(({ at, by, ...note }) => ({ ...note, by: by ?? "", at: at.toISOString() })),
    guarantors: guarantors.rows.map(({ until_on: until, is_over: isOver, ...one }) => ({
      ...one,
      until,
      isOver,
    })),
  };
}
