import { fold } from "@commonshelf/cjk";
import { sql } from "kysely";
import { z } from "zod";
import type { Db } from "../../kernel/database.ts";
import type { Subscriber } from "../../kernel/outbox.ts";
import { stubTerms } from "../stubs/stub-terms.ts";

const BATCH = 1000;
const offersSchema = z.object({ titleIds: z.array(z.number().int()) });

/**
 * Folds titles whose wording is new, as the catalogue's analyser folds what is searched: 紅樓夢 is found by 红楼梦.
 * `titleIds` null: whichever wait, so many at a call. Returns how many were folded.
 */
export async function foldTitles(db: Db, titleIds: readonly number[] | null): Promise<number> {
  const { rows } = await sql<{ id: number; main: string; author: string; isbn: string | null }>`
    select t.id, t.main, t.author, t.isbn from shelves.title t where t.folded is null
      and (${titleIds === null} or t.id = any(${[...(titleIds ?? [])]}::bigint[])) limit ${BATCH}`.execute(
    db,
  );
  // The wording is compared once more: it may have changed meanwhile. Terms have no line breaks.
  await sql`update shelves.title t set folded = f.folded, terms = string_to_array(f.terms, ${"\n"})
    from unnest(${rows.map((row) => row.id)}::bigint[], ${rows.map((row) => row.main)}::text[],
      ${rows.map((row) => row.author)}::text[], ${rows.map((row) => fold(`${row.main} ${row.author}`))}::text[],
      ${rows.map((row) => stubTerms(row).join("\n"))}::text[]) f(id, main, author, folded, terms)
    where t.id = f.id and t.main = f.main and t.author = f.author`.execute(db);
  return rows.length;
}

/** Folds every title that waits. */
export async function foldWaiting(db: Db): Promise<void> {
  while ((await foldTitles(db, null)) === BATCH);
}

/** Hears that titles are offered, or reworded: they can be found by their words. */
export const foldSubscriber: Subscriber = {
  topic: "sharing-offers",
  name: "shelves.title-folds",
  handle: async (tx, messages) => {
    const ids = messages.flatMap((message) => offersSchema.parse(message.payload).titleIds);
    await foldTitles(tx, [...new Set(ids)]);
  },
};
