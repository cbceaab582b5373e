import { fold, pinyin, pinyinInitials } from "@commonshelf/cjk";
import { sql } from "kysely";
import type { Db, Tx } from "../../kernel/database.ts";
import type { Collection } from "../collections.ts";
import type { Found } from "./questions.ts";

/** Under these fields stand all objects of an index, and those of each decade. */
const ALL = "@";
const DECADE = "@decade";

/** What counts of an entry: its facets, `field=value`, and the year it begins with. */
export type Counted = { facets: readonly string[]; yearFrom: number | null };

/** What a value is found by while it is typed: folded, by its pinyin and by the initials of it. */
export function typedForms(label: string): string {
  const spelled = pinyin(label)
    .join("")
    .replace(/[^a-z]/g, "");
  const initials = pinyinInitials(label).replace(/[^a-z]/g, "");
  return [fold(label), spelled, initials].join("\n");
}

function tally(entries: readonly Counted[]): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (key: string): unknown => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const { facets, yearFrom } of entries) {
    add(`${ALL}=`);
    for (const facet of facets) add(facet);
    if (yearFrom !== null) add(`${DECADE}=${Math.floor(yearFrom / 10) * 10}`);
  }
  return counts;
}

/**
 * Brings the counts of an index up to date: entries that went, and entries that came. To be called with the collection
 * locked, in the transaction that writes the entries.
 */
export async function countEntries(
  tx: Tx,
  collectionId: string,
  indexNumber: number,
  { gone, come }: { gone: readonly Counted[]; come: readonly Counted[] },
): Promise<void> {
  const counts = tally(come);
  for (const [key, n] of tally(gone)) counts.set(key, (counts.get(key) ?? 0) - n);
  const rows = [...counts].flatMap(([key, n]) => {
    const at = key.indexOf("=");
    const [field, value] = [key.slice(0, at), key.slice(at + 1)];
    return n === 0 ? [] : [{ field, value, folded: field.startsWith(ALL) ? "" : typedForms(value), n }];
  });
  if (rows.length === 0) return;
  const own = sql`f.collection_id = ${collectionId} and f.index_number = ${indexNumber}`;
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g (field text, value text, folded text, n int)`;
  // First those that are known: a check of the counts looks at what is inserted before it meets what is there.
  await sql`update collections.facet_value f set n = f.n + g.n from ${given}
    where ${own} and f.field = g.field and f.value = g.value`.execute(tx);
  await sql`insert into collections.facet_value (collection_id, index_number, field, value, folded, n)
    select ${collectionId}, ${indexNumber}, g.field, g.value, g.folded, g.n from ${given}
    where g.n > 0 and not exists (select 1 from collections.facet_value f
      where ${own} and f.field = g.field and f.value = g.value)`.execute(tx);
}

/** Counts of indexes that nobody reads any more go. */
export async function dropCounts(tx: Tx, collectionId: string, keptIndex: number): Promise<void> {
  await sql`delete from collections.facet_value f where f.collection_id = ${collectionId}
    and f.index_number <> ${keptIndex}`.execute(tx);
}

/** Everything of a collection as it was counted when it was indexed; `whole`: fields of which all values are told. */
export async function countedValues(
  db: Db,
  collection: Collection,
  given: { whole: readonly string[]; most: number; only?: string },
): Promise<Omit<Found, "hits">> {
  const { rows } = await sql<{ field: string; value: string; n: number }>`
    select r.field, r.value, r.n from (
      select f.field, f.value, f.n, row_number() over (partition by f.field order by f.n desc, f.value) as place
      from collections.facet_value f
      where f.collection_id = ${collection.id} and f.index_number = ${collection.liveIndex} and f.n > 0
        and (${given.only ?? null}::text is null or f.field = ${given.only ?? null})) r
    where r.place <= ${given.most} or r.field = any(${[...given.whole, DECADE]}::text[])`.execute(db);
  const of = (field: string): typeof rows => rows.filter((row) => row.field === field);
  return {
    total: of(ALL)[0]?.n ?? 0,
    facets: rows
      .filter((row) => !row.field.startsWith(ALL))
      .map(({ field, value, n }) => ({ field, value, count: n })),
    decades: of(DECADE)
      .map(({ value, n }) => ({ decade: Number(value), count: n }))
      .sort((a, b) => a.decade - b.decade),
  };
}

/** How many objects readers find in some collections. */
export async function countShown(db: Db, collectionIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; n: number }>`
    select c.id, f.n from collections.collection c
    join collections.facet_value f on f.collection_id = c.id and f.index_number = c.live_index and f.field = ${ALL}
    where c.id = any(${[...collectionIds]}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, row.n]));
}
