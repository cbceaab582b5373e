import { fold } from "@commonshelf/cjk";
import { sql } from "kysely";
import type { Db, Tx } from "../kernel/database.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import { SAID_AGAIN, SAID_OF_OTHERS } from "./words.ts";

/** How long words that were turned down are remembered, and how many of one writer. */
const REMEMBERED_DAYS = 180;
const MOST_REMEMBERED = 50;
const PIECE_CHARS = 3;
/** Fewer pieces say nothing: names and short titles are said again by everybody. */
const LEAST_PIECES = 6;
const MOST_PIECES = 4000;
/** Share of the pieces of what was turned down by which a text is the same again. */
const SAME_AGAIN = 0.6;
/** Of another writer's words, which may be a saying that both know. */
const SAME_OF_OTHERS = 0.8;

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

/**
 * Whether a writer says what a moderator turned down in the last 180 days, perhaps somewhere else: their own words, or
 * those of another account, which may be theirs as well.
 */
export async function wasTurnedDown(
  db: Db,
  clock: Clock,
  personId: string,
  text: string,
): Promise<typeof SAID_AGAIN | typeof SAID_OF_OTHERS | null> {
  const pieces = piecesOf(text);
  if (pieces.length < LEAST_PIECES * SAME_AGAIN) return null;
  const { rows } = await sql<{ own: boolean }>`select s.own from (
      select coalesce(t.person_id = ${personId}, false) as own, cardinality(t.pieces) as all_of,
        (select count(*) from unnest(t.pieces) p(piece) where p.piece = any(${pieces}::int[])) as shared
      from moderation.turned_down t where t.pieces && ${pieces}::int[] and t.at > ${rememberedSince(clock)}) s
    where s.shared >= s.all_of * case when s.own then ${SAME_AGAIN}::float8 else ${SAME_OF_OTHERS}::float8 end
    order by s.own desc limit 1`.execute(db);
  if (!rows[0]) return null;
  return rows[0].own ? SAID_AGAIN : SAID_OF_OTHERS;
}
