import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "./kernel/testing.ts";
import { rooms } from "./rooms.ts";

/** What stands in the database itself: `tidy.test.ts` reads the sources only. */
let database: TestDatabase;
const schemaOf = (name: string): string => name.replaceAll("-", "_");
const published = new Set(rooms.flatMap((room) => room.views ?? []));

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.close();
});

/** Views with the tables and views of other rooms that they read. */
async function readByViews() {
  const { rows } = await sql<{ view: string; room: string; source: string; other: string }>`
    select distinct vs.nspname || '.' || v.relname as view, vs.nspname as room, ts.nspname || '.' || t.relname as source,
      ts.nspname as other
    from pg_catalog.pg_depend d
    join pg_catalog.pg_rewrite w on w.oid = d.objid and d.classid = 'pg_catalog.pg_rewrite'::regclass
    join pg_catalog.pg_class v on v.oid = w.ev_class
    join pg_catalog.pg_namespace vs on vs.oid = v.relnamespace
    join pg_catalog.pg_class t on t.oid = d.refobjid and d.refclassid = 'pg_catalog.pg_class'::regclass
    join pg_catalog.pg_namespace ts on ts.oid = t.relnamespace
    where vs.nspname <> ts.nspname`.execute(database.db);
  const schemas = new Set(rooms.map((room) => schemaOf(room.name)));
  return rows.filter((row) => schemas.has(row.room) && schemas.has(row.other));
}

test("a view reads of other rooms only what they publish, and only rooms its own enters", async () => {
  const enters = new Map(
    rooms.map((room) => [schemaOf(room.name), new Set(room.enters.map(schemaOf))] as const),
  );
  const read = await readByViews();
  expect(read.length).toBeGreaterThan(0);
  expect(read.filter((one) => !published.has(one.source))).toEqual([]);
  expect(read.filter((one) => !enters.get(one.room)!.has(one.other))).toEqual([]);
});

/** A claim of a lending request is kept with the copy in one step of the database (docs/decisions/0012). */
const BY_DECISION = ["peer_loans.note_claim: shelves.claim", "peer_loans.note_claim: shelves.copy"];

test("a function of the database names of other rooms only what they publish", async () => {
  const { rows } = await sql<{ room: string; name: string; source: string }>`
    select s.nspname as room, p.proname as name, p.prosrc as source
    from pg_catalog.pg_proc p join pg_catalog.pg_namespace s on s.oid = p.pronamespace
    where s.nspname = any(${rooms.map((room) => schemaOf(room.name))})`.execute(database.db);
  const named = new RegExp(
    `\\b(?:from|join|using|update|into)\\s+(${rooms.map((room) => schemaOf(room.name)).join("|")})\\.([a-z_]+)`,
    "gi",
  );
  const wrong = rows.flatMap(({ room, name, source }) =>
    [...source.matchAll(named)]
      .filter(([, other, what]) => other !== room && !published.has(`${other}.${what}`))
      .map(([, other, what]) => `${room}.${name}: ${other}.${what}`),
  );
  expect([...new Set(wrong)].sort()).toEqual(BY_DECISION);
});
