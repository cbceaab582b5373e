import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bookRecord, loadRecords } from "../catalogue/testing.ts";
import { placeHold } from "../circulation/index.ts";
import { createReader, createRegion, type TestRegion } from "../circulation/testing.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction, type Tx } from "../kernel/database.ts";
import { mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { newId } from "../kernel/ids.ts";
import { drainOutbox } from "../kernel/outbox.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { fixedClock } from "../kernel/time.ts";
import { rooms } from "../rooms.ts";
import { joinInstances, partRecords } from "./join-and-part.ts";
import { partingQueries } from "./parting-doors.ts";

let database: Database;
let app: App;
let region: TestRegion["members"];
const clock = fixedClock("2026-11-30T04:00:00Z");
const office: Actor = actorOf({ ...systemActor, grants: [{ role: "consortium-admin", scope: null }] });
const actors: Record<string, Actor> = { office };

beforeAll(async () => {
  database = await createTestDatabase();
  region = (await createRegion(database.db)).members;
  for (const [i, code] of (["EAST", "MID"] as const).entries())
    actors[code] = actorOf({
      personId: `01a00000-0000-7000-8000-00000000001${i}`,
      grants: [{ role: "cataloguer", scope: region[code].id }],
    });
  actors.reader = await createReader(database.db, region.EAST.id, "F0");
  const deps = { ...database, clock, config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountQueries(app, deps, partingQueries(rooms));
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(database.db, work);
const WORD = { actor: office, why: "" };
const codes = ["EAST", "MID", "WEST"] as const;
let books = 0;
let readers = 0;

async function hear(): Promise<void> {
  const deps = { ...database, clock, config: readConfig({}) };
  const heard = ["circulation", "community", "lists", "fulfilment"];
  await drainOutbox(
    database.db,
    rooms
      .filter((room) => heard.includes(room.name))
      .flatMap((room) => room.subscribers?.(deps as never) ?? []),
  );
}

/** One book at three libraries, which is one title by its number; returns the records. */
async function addBook(copies: readonly boolean[] = [true, true, true]): Promise<number[]> {
  const book = ++books;
  const isbn = isbn13(`978702${String(book).padStart(6, "0")}`);
  for (const [i, code] of codes.entries()) {
    const barcode = `${code}${book}`;
    const title = `山居记之${"甲乙丙丁戊己庚辛壬癸"[book % 10]}${book}`;
    await loadRecords(database, region[code].id, [
      bookRecord({ number: `b${book}`, title, isbns: [isbn], ...(copies[i] && { barcode }) }),
    ]);
  }
  const { rows } = await sql<{ id: number }>`select r.id from catalogue.record r
    where r.control_number = ${`b${book}`} order by r.member_id`.execute(database.db);
  return rows.map((row) => row.id);
}

function isbn13(twelve: string): string {
  const sum = [...twelve].reduce((all, digit, i) => all + Number(digit) * (i % 2 === 0 ? 1 : 3), 0);
  return twelve + ((10 - (sum % 10)) % 10);
}

async function titleOf(recordId: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`select r.instance_id as id from catalogue.record r
    where r.id = ${recordId}`.execute(database.db);
  return rows[0]!.id;
}

const part = async (recordIds: readonly number[]): Promise<void> => {
  await run(async (tx) => partRecords(tx, WORD, await titleOf(recordIds[0]!), recordIds));
  await hear();
};
const join = async (one: number, other: number): Promise<void> => {
  await run(async (tx) => joinInstances(tx, WORD, await titleOf(one), await titleOf(other)));
  await hear();
};
const reader = (): Promise<Actor> => createReader(database.db, region.EAST.id, `F${++readers}`);
const hold = async (who: Actor, at: number, wish: { itemId?: number; anyEdition?: boolean } = {}) => {
  const instanceId = await titleOf(at);
  return await run((tx) =>
    placeHold(tx, who, clock, { instanceId, pickupBranchId: region.EAST.branchId, ...wish }),
  );
};

/** A reader makes one of each of a title: a review, a rating, a tag, a note, an alert, a place in a list. */
async function write(who: Actor, at: number): Promise<void> {
  const id = await titleOf(at);
  const [person, now] = [who.personId, clock.now()];
  await run(async (tx) => {
    await sql`insert into community.review (id, person_id, instance_id, text, submitted_at)
      values (${newId<"review">()}, ${person}, ${id}, '好书', ${now}) on conflict do nothing`.execute(tx);
    await sql`insert into community.rating (person_id, instance_id, stars, rated_at)
      values (${person}, ${id}, 4, ${now}) on conflict do nothing`.execute(tx);
    await sql`insert into community.note (person_id, instance_id, text, changed_at)
      values (${person}, ${id}, '记', ${now}) on conflict do nothing`.execute(tx);
    await sql`insert into community.tag (person_id, instance_id, label, label_key, is_public, created_at)
      values (${person}, ${id}, '山', '山', true, ${now}) on conflict do nothing`.execute(tx);
    await sql`insert into fulfilment.wanted (person_id, instance_id, since)
      values (${person}, ${id}, ${now}) on conflict do nothing`.execute(tx);
    const list = newId<"list">();
    await sql`insert into lists.list (id, owner_id, kind, title, visibility, share_key, created_at, changed_at)
      values (${list}, ${person}, 'list', '山', 'private', ${list}, ${now}, ${now})`.execute(tx);
    await sql`insert into lists.list_entry (list_id, instance_id, position, added_at)
      values (${list}, ${id}, 1, ${now})`.execute(tx);
  });
}

const TABLES = [
  ["circulation.hold", "id"],
  ["community.review", "person_id"],
  ["community.rating", "person_id"],
  ["community.note", "person_id"],
  ["community.tag", "person_id"],
  ["fulfilment.wanted", "person_id"],
  ["lists.list_entry", "list_id"],
] as const;

/** Where everything stands that hangs on these records' titles: under which of the records (by their place). */
async function standing(recordIds: readonly number[]): Promise<string[]> {
  const lines: string[] = [];
  for (const [table, key] of TABLES) {
    const live = table === "circulation.hold" ? sql`o.closed_at is null` : sql`true`;
    const { rows } = await sql<{ key: string; at: string }>`
      select o.${sql.ref(key)}::text as key, (select string_agg(array_position(${[...recordIds]}::bigint[], r.id)::text, '+'
        order by r.id) from catalogue.record r where r.instance_id = o.instance_id) as at
      from ${sql.table(table)} o where ${live} and o.instance_id in (select r.instance_id from catalogue.record r
        where r.id = any(${[...recordIds]}::bigint[]))`.execute(database.db);
    lines.push(...rows.map((row) => `${table} ${row.key} ${row.at}`));
  }
  return lines.sort();
}

test("what was made under a record goes with it when it is parted, what was made under both stays, and comes back", async () => {
  const records = await addBook();
  const [a, b, c] = records as [number, number, number];
  await part([c]);
  const [atC, atAB] = [await reader(), await reader()];
  await hold(atC, c);
  await write(atC, c);
  await hold(atAB, a);
  await write(atAB, a);
  const apart = await standing(records);
  expect(apart.filter((line) => line.endsWith(" 3"))).toHaveLength(TABLES.length);
  await join(a, c);
  expect((await standing(records)).every((line) => line.endsWith(" 1+2+3"))).toBe(true);
  await part([c]);
  expect(await standing(records)).toEqual(apart);
  // Under both of a and b: it stays with the title that stays.
  await part([b]);
  expect((await standing(records)).filter((line) => line.endsWith(" 2"))).toEqual([]);
  await join(a, b);
  expect(await standing(records)).toEqual(apart);
});

test("of three titles that become one at once, what a reader has of each becomes one, and their notes come one after another", async () => {
  const [a, b, c] = (await addBook()) as [number, number, number];
  await part([b]);
  await part([c]);
  const who = await reader();
  for (const at of [a, b, c]) await write(who, at);
  await sql`update community.note n set text = text || ${"。"} || n.instance_id
    where n.person_id = ${who.personId}`.execute(database.db);
  const [first, second, third] = [await titleOf(a), await titleOf(b), await titleOf(c)];
  await run(async (tx) => joinInstances(tx, WORD, first, second));
  await run(async (tx) => joinInstances(tx, WORD, first, third));
  await hear();
  expect([await titleOf(b), await titleOf(c)]).toEqual([await titleOf(a), await titleOf(a)]);
  const { rows } = await sql<{ text: string; reviews: number; alerts: number }>`select n.text,
    (select count(*)::int from community.review r where r.person_id = n.person_id) as reviews,
    (select count(*)::int from fulfilment.wanted w where w.person_id = n.person_id) as alerts
    from community.note n where n.person_id = ${who.personId}`.execute(database.db);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ reviews: 1, alerts: 1 });
  for (const id of [first, second, third]) expect(rows[0]!.text.split(`记。${id}`)).toHaveLength(2);
});

test("a request for a copy follows its record, one for any edition stays, one whose copies all leave goes with them", async () => {
  const records = await addBook([true, false, true]);
  const [a, b, c] = records as [number, number, number];
  const { rows } = await sql<{
    id: number;
  }>`select i.id from catalogue.item i where i.record_id = ${c}`.execute(database.db);
  const copy = await hold(await reader(), a, { itemId: rows[0]!.id });
  const any = await hold(await reader(), a, { anyEdition: true });
  await part([c]);
  expect(await standing(records)).toEqual(
    [`circulation.hold ${copy.id} 3`, `circulation.hold ${any.id} 1+2`].sort(),
  );
  const title = await hold(await reader(), a);
  await part([a]);
  expect(await standing(records)).toContain(`circulation.hold ${title.id} 1`);
  expect(await titleOf(b)).not.toBe(await titleOf(a));
});

test("of what a reader wrote about both, one stays; two that change places lose nothing", async () => {
  const records = await addBook();
  const [a, , c] = records as [number, number, number];
  await part([c]);
  const both = await reader();
  await write(both, a);
  await write(both, c);
  const before = await standing(records);
  // The records change places at once, as a load may decide.
  const [one, other] = [await titleOf(a), await titleOf(c)];
  await run(async (tx) => {
    await sql`update catalogue.record set instance_id = case instance_id when ${one} then ${other} else ${one} end::bigint
      where id = any(${records}::bigint[])`.execute(tx);
    await sql`insert into kernel.outbox (topic, payload)
      values ('instances-changed', ${JSON.stringify({ instanceIds: [one, other] })}::jsonb)`.execute(tx);
  });
  await hear();
  expect(await standing(records)).toHaveLength(before.length);
  await join(a, c);
  const reviews = (await standing(records)).filter((line) => line.startsWith("community.review"));
  expect(reviews).toEqual([`community.review ${both.personId} 1+2+3`]);
  const { rows } = await sql<{ text: string }>`select n.text from community.note n
    where n.person_id = ${both.personId}`.execute(database.db);
  expect(rows).toEqual([{ text: "记\n\n记" }]);
});

test("records are parted and joined back in any way: everything stands where it stood", async () => {
  const step = fc.record({
    part: fc.uniqueArray(fc.nat(2), { minLength: 1, maxLength: 2 }),
    at: fc.nat(2),
    kind: fc.constantFrom("hold", "any", "write", "nothing"),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }).filter((copies) => copies.some(Boolean)),
      fc.array(step, { minLength: 1, maxLength: 4 }),
      async (copies, steps) => {
        const records = await addBook(copies);
        for (const { at, kind } of steps) {
          const who = await reader();
          if (kind === "hold") await hold(who, records[at]!);
          if (kind === "any") await hold(who, records[at]!, { anyEdition: true });
          if (kind === "write") await write(who, records[at]!);
        }
        for (const { part: leaving } of steps) {
          const before = await standing(records);
          await part(leaving.map((i) => records[i]!));
          const rest = records.find((_, i) => !leaving.includes(i))!;
          await join(records[leaving[0]!]!, rest);
          expect(await standing(records)).toEqual(before);
        }
      },
    ),
    { numRuns: 8 },
  );
}, 120_000);

test("a cataloguer is told before what will go along, what stays, and what stays because nobody knows", async () => {
  const records = await addBook();
  const [a, b, c] = records as [number, number, number];
  await part([c]);
  const who = await reader();
  await hold(who, c);
  await write(who, c);
  await join(a, c);
  await write(await reader(), a);
  const instance = await titleOf(a);
  const asked = async (as: string, ids: readonly number[], at = instance) => {
    const reply = await app.inject({
      url: `/api/v1/instances/${at}/parting-preview?records=${ids.join(",")}`,
      headers: { "x-who": as },
    });
    const body = reply.json<{ code?: string; items: { kind: string }[] }>();
    return { status: reply.statusCode, code: body.code, items: body.items };
  };
  const told = await asked("EAST", [c]);
  expect(told.status).toBe(200);
  const line = (kind: string) => told.items.find((one) => one.kind === kind);
  expect(line("holds")).toEqual({ kind: "holds", follow: 1, stay: 0, unsure: 0 });
  for (const kind of ["alerts", "lists", "reviews", "ratings", "tags"])
    expect(line(kind)).toEqual({ kind, follow: 1, stay: 0, unsure: 1 });
  await sql`update community.review set made_under = null where instance_id = ${instance}`.execute(
    database.db,
  );
  expect((await asked("MID", [b])).items.find((one) => one.kind === "reviews")).toMatchObject({
    follow: 0,
    unsure: 2,
  });
  expect(await asked("EAST", records)).toMatchObject({ status: 409, code: "nothing-left" });
  expect(await asked("EAST", [c, 999_999])).toMatchObject({ status: 409, code: "records-elsewhere" });
  expect(await asked("EAST", [c], 999_999)).toMatchObject({ status: 404, code: "instance-unknown" });
  expect((await asked("reader", [c])).status).toBe(403);
  expect((await asked("", [c])).status).toBe(401);
  await part([b]);
  expect(await asked("MID", [a])).toMatchObject({ status: 403, code: "forbidden" });
});

test("whether a title ever took another in is asked of an index, not of all titles", async () => {
  const plan = await run(async (tx) => {
    await sql`set local enable_seqscan = off`.execute(tx);
    const { rows } = await sql`explain select 1 from catalogue.instance i where i.merged_into = 1`.execute(
      tx,
    );
    return JSON.stringify(rows);
  });
  expect(plan).toContain("instance_merged_into");
});

test("what hangs on titles is found by them, whatever its state", async () => {
  const { rows } = await sql<{ place: string }>`
    select a.attrelid::regclass::text as place from pg_attribute a join pg_class c on c.oid = a.attrelid and c.relkind = 'r'
    where a.attname = 'made_under' and not a.attisdropped and not exists (
      select 1 from pg_index i join pg_attribute k on k.attrelid = i.indrelid and k.attnum = i.indkey[0]
      where i.indrelid = a.attrelid and k.attname = 'instance_id' and i.indpred is null)`.execute(
    database.db,
  );
  // Of requests for copies only those that wait follow: they have an index of their own.
  expect(rows).toEqual([{ place: "circulation.hold" }]);
});
