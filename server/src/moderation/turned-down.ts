import { fold } from "@commonshelf/cjk";
import { sql } from "kysely";
import type { Db, Tx } from "../kernel/database.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";

/** How long words that were turned down are remembered, and how many of one writer. */
const REMEMBERED_DAYS = 180;
const MOST_REMEMBERED = 50;
const PIECE_CHARS = 3;
/** Fewer pieces say nothing: names and short titles are said again by everybody. */
const LEAST_PIECES = 6;
const MOST_PIECES = 4000;
/** Share of the pieces of what was turned down by which a text is the same again. */
const SAME_AGAIN = 0.6;

/**
 * A text as pieces of three characters, each as a number: enough to know it again when a word is changed, and not enough
 * to read it. Signs, spaces, widths, scripts and case change nothing. Pure.
 */
function piecesOf(text: string): number[] {
  const chars = Array.from(fold(text.normalize("NFKC")).replace(/[^\p{L}\p{N}]/gu, ""));
  const pieces = new Set<number>();
  for (let at = 0; at + PIECE_CHARS <= chars.length && pieces.size < MOST_PIECES; at++)
    pieces.add(numberOf(chars.slice(at, at + PIECE_CHARS).join("")));
  return [...pieces];
}

/** FNV-1a, as PostgreSQL keeps an integer. */
function numberOf(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum | 0;
}

/** Whether a text says again what was turned down. Pure. */
function isSaidAgain(text: readonly number[], turnedDown: readonly number[]): boolean {
  const there = new Set(text);
  const shared = turnedDown.filter((piece) => there.has(piece)).length;
  return turnedDown.length >= LEAST_PIECES && shared >= turnedDown.length * SAME_AGAIN;
}

/**
 * Remembers what a writer was told not to publish: its longest line, which is what the text is about. Taken down with one
 * book, the same words do not come back with another one, nor after the first is deleted.
 */
export async function rememberTurnedDown(
  tx: Tx,
  clock: Clock,
  { id, personId, text }: { id: string; personId: string; text: string },
): Promise<void> {
  const lines = text.split("\n").map(piecesOf);
  const longest = lines.reduce((best, line) => (line.length > best.length ? line : best), []);
  if (longest.length < LEAST_PIECES) return;
  await sql`insert into moderation.turned_down (posting_id, person_id, pieces, at)
    values (${id}, ${personId}, ${longest}::int[], ${clock.now()})
    on conflict (posting_id) do update set pieces = excluded.pieces, at = excluded.at`.execute(tx);
  await sql`delete from moderation.turned_down t where t.at <= ${rememberedSince(clock)}`.execute(tx);
  await sql`delete from moderation.turned_down t where t.person_id = ${personId} and t.posting_id in (
    select o.posting_id from moderation.turned_down o where o.person_id = ${personId}
    order by o.at desc, o.posting_id offset ${MOST_REMEMBERED})`.execute(tx);
}

const rememberedSince = (clock: Clock): Date => new Date(clock.now().getTime() - REMEMBERED_DAYS * DAY_MS);

/** What was let be shown after all may be said again. */
export async function forgetTurnedDown(tx: Tx, postingId: string): Promise<void> {
  await sql`delete from moderation.turned_down where posting_id = ${postingId}`.execute(tx);
}

/** Whether a writer says again what a moderator turned down in the last 180 days, perhaps somewhere else. */
export async function wasTurnedDown(db: Db, clock: Clock, personId: string, text: string): Promise<boolean> {
  const since = rememberedSince(clock);
  const { rows } = await sql<{ pieces: number[] }>`select t.pieces from moderation.turned_down t
    where t.person_id = ${personId} and t.at > ${since} limit ${MOST_REMEMBERED}`.execute(db);
  if (rows.length === 0) return false;
  const pieces = piecesOf(text);
  return rows.some((row) => isSaidAgain(pieces, row.pieces));
}
