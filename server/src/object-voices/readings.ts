import { createHash } from "node:crypto";
import { sql } from "kysely";
import { setPageText } from "../collections/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { countAct, dropPosting, submitToReview } from "../moderation/index.ts";
import { PER_DAY } from "./limits.ts";
import { demandShown } from "./objects.ts";
import { refuse } from "./refusals.ts";

export const READING_POSTING = "page-reading";

/** What stands on a page now. */
export type PageNow = { fileId: string; text: string; version: string };

/** Says which text somebody saw: of the same text always the same. */
const versionOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);
const plain = (text: string): string => text.replace(/\r\n?/g, "\n").trim();

/** What stands on a page of an object. Refuses `page-unknown` 404. */
export async function pageNow(db: Db, number: number, place: number): Promise<PageNow> {
  const { rows } = await sql<{ fileId: string; text: string }>`
    select p.file_id as "fileId", p.text from collections.page_fact p
    join collections.object_fact o on o.id = p.object_id
    join assets.file_fact f on f.id = p.file_id
    where o.number = ${number} and p.place = ${place} and f.media_type like 'image/%'`.execute(db);
  const row = rows[0];
  if (!row) throw refuse("page-unknown");
  return { ...row, version: versionOf(row.text) };
}

/**
 * A reader puts the text of a page right; it waits for a moderator. Refuses `object-unknown` 404, `page-unknown` 404,
 * `reading-overtaken` 409 (the page was changed since they saw it), `reading-same` 409, `reading-waits` 409 (theirs of
 * this page waits already), `acts-exhausted` 429.
 */
export async function putRight(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  given: { number: number; place: number; version: string; text: string },
): Promise<{ id: string }> {
  const { number, place } = given;
  const object = await demandShown(tx, number);
  const now = await pageNow(tx, number, place);
  const text = plain(given.text);
  if (now.version !== given.version) throw refuse("reading-overtaken");
  if (text === plain(now.text) || text === "") throw refuse("reading-same");
  const { personId } = actor;
  await countAct(tx, clock, { who: personId, act: READING_POSTING, target: now.fileId }, PER_DAY.reading);
  const id = newId<"reading">() as string;
  const state = await submitToReview(tx, clock, newId<"posting">(), {
    kind: READING_POSTING,
    subject: id,
    personId,
    texts: [text],
    about: object.title,
    page: `/objects/${number}/pages/${place}`,
  });
  await refuseOn({ reading_waiting: () => refuse("reading-waits") }, () =>
    sql`insert into object_voices.reading (id, number, place, file_id, person_id, before, text, state, at)
      values (${id}, ${number}, ${place}, ${now.fileId}, ${personId}, ${Buffer.from(now.version, "hex")}, ${text},
        ${state === "rejected" ? "turned-down" : "waiting"}, ${clock.now()})`.execute(tx),
  );
  return { id };
}

/** A moderator decided on a reading: it becomes the page's text, unless the page was changed since it was written. */
export async function decideReading(tx: Tx, id: string, isTaken: boolean): Promise<void> {
  const { rows } = await sql<{ file_id: string; before: string; text: string; state: string }>`
    select r.file_id, encode(r.before, 'hex') as before, r.text, r.state from object_voices.reading r
    where r.id::text = ${id} for update`.execute(tx);
  const reading = rows[0];
  if (!reading || reading.state === "taken" || reading.state === "overtaken") return;
  const { rows: pages } = await sql<{ text: string }>`select p.text from collections.page_fact p
    where p.file_id = ${reading.file_id} limit 1`.execute(tx);
  const isSame = pages[0] !== undefined && versionOf(pages[0].text) === reading.before;
  const state = !isTaken ? "turned-down" : isSame ? "taken" : "overtaken";
  await sql`update object_voices.reading set state = ${state} where id::text = ${id}`.execute(tx);
  if (state === "taken") await setPageText(tx, reading.file_id, reading.text);
}

/** How many texts of an object's pages readers put right. */
export async function countReadings(db: Db, number: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from object_voices.reading r
    where r.number = ${number} and r.state = 'taken'`.execute(db);
  return rows[0]!.n;
}

/** Forgets who put what right; what is taken stays the page's text. */
export async function forgetReadings(tx: Tx, personId: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`delete from object_voices.reading r
    where r.person_id = ${personId} and r.state <> 'taken' returning r.id`.execute(tx);
  await dropPosting(tx, READING_POSTING, ...rows.map((row) => row.id));
  await sql`update object_voices.reading set person_id = null where person_id = ${personId}`.execute(tx);
}
