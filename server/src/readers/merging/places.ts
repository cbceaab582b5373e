import { sql } from "kysely";
import type { Db } from "../../kernel/database.ts";
import type { Room } from "../../kernel/room.ts";
import { personMerging } from "../../people/index.ts";

/** A column that names a person: its table, and what else of the primary key tells a row from the others. */
export type Place = {
  name: string;
  table: string;
  column: string;
  key: readonly string[];
  /** Part of that key itself: both records may have a row of their own for one thing. */
  isKey?: boolean;
  /** Only rows of these actions. */
  actions?: readonly string[];
};

/** What rooms say of the columns by which they name readers. */
export type Namer = Pick<Room, "name" | "ofReader">;

/**
 * Who looked a reader up, which the reader reads: it is the same reader who was looked at. The audit names people without a
 * foreign key; what else was done with a record stays told of that record.
 */
const LOOK_UPS: Place = {
  name: "kernel.audit.person_id",
  table: "kernel.audit",
  column: "person_id",
  key: ["id"],
  actions: personMerging.lookUpActions,
};

/** Columns of this room that name both sides of a merge. */
const OWN = ["readers.merge.keep_id", "readers.merge.away_id"];

/**
 * Every column that names a person, read from the database itself: those that follow a merge, and those in which a row
 * keeps the record from being joined. A new table is never forgotten.
 */
export async function placesOf(
  db: Db,
  rooms: readonly Namer[],
): Promise<{ follow: Place[]; hinder: Place[] }> {
  const { rows } = await sql<{ table: string; column: string; key: string[] | null; is_key: boolean }>`
    select c.conrelid::regclass::text as "table", a.attname::text as "column",
      (select array_agg(k.attname::text order by k.attnum) from pg_index i
        join pg_attribute k on k.attrelid = i.indrelid and k.attnum = any(i.indkey)
        where i.indrelid = c.conrelid and i.indisprimary and k.attname <> a.attname) as key,
      exists (select 1 from pg_index i where i.indrelid = c.conrelid and i.indisprimary and a.attnum = any(i.indkey)) as is_key
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = 'people.person'::regclass and cardinality(c.conkey) = 1
    order by 1, 2`.execute(db);
  const follows = new Set(rooms.flatMap((room) => room.ofReader?.follows ?? []));
  const stays = new Set([...OWN, ...rooms.flatMap((room) => room.ofReader?.stays ?? [])]);
  const places = rows.map(({ table, column, key, is_key: isKey }) => ({
    name: `${table}.${column}`,
    table,
    column,
    key: key ?? [],
    isKey,
  }));
  return {
    follow: [...places.filter(({ name }) => follows.has(name)), LOOK_UPS],
    hinder: places.filter(({ name }) => !follows.has(name) && !stays.has(name)),
  };
}

/** The first of these places in which a person stands; undefined: in none. */
export async function firstWith(
  db: Db,
  places: readonly Place[],
  personId: string,
): Promise<Place | undefined> {
  for (const place of places) {
    const { rows } = await sql`select 1 from ${sql.table(place.table)} t
      where t.${sql.ref(place.column)} = ${personId}::uuid limit 1`.execute(db);
    if (rows.length > 0) return place;
  }
  return undefined;
}
