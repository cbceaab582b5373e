import { foldKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import { z } from "zod";
import { todayInRegion } from "../consortium/index.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import type { Clock } from "../kernel/time.ts";
import { refuse } from "./refusals.ts";
import type { zeroSearchSchema } from "./schema.ts";

type ZeroSearch = z.output<typeof zeroSearchSchema>;

const LONGEST = 100;
/** Different searches kept of one library's readers: what a robot types does not fill the table. */
export const MOST_KEPT = 5000;
/** An address or a number by which somebody can be reached tells about a person. */
const PERSONAL = /@|(?<!\d)(?:\+?86)?1\d{10}(?!\d)|\d{17}[\dXx]/;

/** What a search is counted by, and as it was typed; null for what is nothing, too long, or tells of a person. */
export function keyOfSearch(said: string): { key: string; text: string } | null {
  // An address that somebody made up may hold the one sign no text of the database can.
  const text = said.replaceAll("\0", "").normalize("NFC").trim();
  const key = foldKey(text);
  return key === "" || text.length > LONGEST || PERSONAL.test(text) ? null : { key, text };
}

/** Counts a search that found nothing: what was typed, the library of who asked, the day. Nothing of who it was. */
export async function noteZeroSearch(
  db: Db,
  clock: Clock,
  { said, memberId }: { said: string; memberId: number | null },
): Promise<void> {
  const kept = keyOfSearch(said);
  if (kept === null) return;
  const { key, text } = kept;
  const today = await todayInRegion(db, clock);
  await sql`insert into phrasing.zero_search as z (key, member_id, said, first_on, last_on)
    select ${key}, ${memberId ?? 0}::smallint, ${text}, ${today}::date, ${today}::date
    where (select count(*) from phrasing.zero_search k where k.member_id = ${memberId ?? 0}) < ${MOST_KEPT}
      or exists (select 1 from phrasing.zero_search k where k.member_id = ${memberId ?? 0} and k.key = ${key})
    on conflict (key, member_id) do update set times = z.times + 1, last_on = excluded.last_on`.execute(db);
}

const place = z.tuple([z.number().int(), z.string()]);

/**
 * What found nothing and has neither an alias nor been put aside, the most frequent first, over all libraries.
 * Refuses `cursor-invalid` 400.
 */
export async function zeroSearches(
  db: Db,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: ZeroSearch[]; next: string | null }> {
  const [times, key] = readCursor(cursor, place) ?? [null, null];
  const { rows } = await sql<{
    key: string;
    said: string;
    times: number;
    first_on: string;
    last_on: string;
    members: string[];
  }>`select * from (
      select z.key, (array_agg(z.said order by z.times desc, z.member_id))[1] as said, sum(z.times)::int as times,
        min(z.first_on) as first_on, max(z.last_on) as last_on,
        coalesce(array_agg(m.code order by m.code) filter (where m.code is not null), '{}') as members
      from phrasing.zero_search z left join consortium.member_fact m on m.id = z.member_id
      where z.aside_at is null and not exists (select 1 from phrasing.alias a where a.key = z.key)
      group by z.key) z
    where ${times}::int is null or z.times < ${times}::int or (z.times = ${times}::int and z.key > ${key}::text)
    order by z.times desc, z.key limit ${limit + 1}`.execute(db);
  const { items, next } = cutPage(rows, limit, (row) => [row.times, row.key]);
  return {
    items: items.map(({ said, times: count, first_on: firstOn, last_on: lastOn, members }) => ({
      said,
      times: count,
      firstOn,
      lastOn,
      members,
    })),
    next,
  };
}

/** A librarian has looked at it: it is listed no more. Refuses `zero-search-unknown` 404. */
export async function putAside(tx: Tx, clock: Clock, said: string): Promise<void> {
  const { rows } = await sql`update phrasing.zero_search set aside_at = ${clock.now()}
    where key = ${foldKey(said)} and aside_at is null returning 1`.execute(tx);
  if (rows.length === 0) throw refuse("zero-search-unknown");
}
