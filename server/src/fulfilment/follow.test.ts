import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, inTransaction } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";

import { followWanted } from "./wanted.ts";

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/**
 * Everything that hangs on a title, and why it is right after its instance was joined into another: `follows`: the room
 * moves it when it hears `instances-changed`, or looks for the one it is now when it does something with it; `history`: what was.
 */
const HANGS: Record<string, "follows" | "history"> = {
  "saved_searches.alert_hit.instance_id": "history",
  "lists.list.cover_instance_id": "follows",
  "lists.list_entry.instance_id": "follows",
  "community.note.instance_id": "follows",
  "community.rating.instance_id": "follows",
  "community.reading.instance_id": "follows",
  "community.review.instance_id": "follows",
  "community.tag.instance_id": "follows",
  "fulfilment.request.instance_id": "follows",
  "fulfilment.wanted.instance_id": "follows",
  "peer_loans.loan.instance_id": "history",
  "shelves.offer.instance_id": "follows",
  "shelves.offer_circle.instance_id": "follows",
  "shelves.title.instance_id": "follows",
  "shelves.title_mending.instance_id": "follows",
};

test("every table that names an instance is known, with how it follows a merge", async () => {
  const { rows } = await sql<{ place: string }>`
    select c.table_schema || '.' || c.table_name || '.' || c.column_name as place from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.column_name like '%instance_id' and t.table_type = 'BASE TABLE'
      and c.table_schema in ('community', 'lists', 'saved_searches', 'neighbours', 'circles', 'shelves', 'peer_loans', 'nests', 'drifting', 'alliance', 'fulfilment')
    order by place`.execute(database.db);
  expect(rows.map((row) => row.place).filter((place) => !(place in HANGS))).toEqual([]);
  expect(Object.keys(HANGS).filter((place) => !rows.some((row) => row.place === place))).toEqual([]);
});

test("a wish goes with its title; of two one stays, untold if either was", async () => {
  const { db } = database;
  const made = await sql<{ id: number }>`insert into catalogue.instance (brief, record_count)
    select '{"title":{"main":"书"}}'::json, 1 from generate_series(1, 2) returning id`.execute(db);
  const [from, to] = made.rows.map((row) => row.id);
  const people = await sql<{ id: string }>`insert into people.person (id, name)
    select gen_random_uuid(), 'r' from generate_series(1, 2) returning id`.execute(db);
  const [one, both] = people.rows.map((row) => row.id);
  await sql`insert into fulfilment.wanted (person_id, instance_id, since, told_at) values
    (${one}, ${from}, '2026-11-01', null), (${both}, ${from}, '2026-11-02', null), (${both}, ${to}, '2026-11-03', now())`.execute(
    db,
  );
  await sql`update catalogue.instance set merged_into = ${to}, record_count = 0 where id = ${from}`.execute(
    db,
  );
  await inTransaction(db, (tx) => followWanted(tx, [from!]));
  const { rows } =
    await sql`select w.person_id, w.instance_id, w.told_at from fulfilment.wanted w order by w.since`.execute(
      db,
    );
  expect(rows).toEqual([
    { person_id: one, instance_id: to, told_at: null },
    { person_id: both, instance_id: to, told_at: null },
  ]);
});
