import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CollectionWorld, collectionWorld } from "../collections/testing.ts";
import { fixedClock } from "../kernel/time.ts";
import { countedAs, createCounter } from "./counting.ts";
import { forgetOldCounts, hotObjects, takeStock } from "./figures.ts";

let world: CollectionWorld;
const numbers: number[] = [];
const clock = fixedClock("2026-11-21T04:00:00Z");

beforeAll(async () => {
  world = await collectionWorld();
  const made = { member: "JINHE", slug: "old", template: "things", name: { "zh-Hans": "器物" } };
  await world.ask("desk", "POST /collections", made);
  for (const title of ["茶瓯", "书灯", "水注"]) {
    const given = { identifier: title, values: { title: [title] } };
    const { body } = await world.ask("desk", "POST /collections/old/objects", given);
    numbers.push(Number(body.number));
    const state = title === "水注" ? "draft" : "published";
    await world.ask("desk", `PUT /collection-objects/${Number(body.number)}/state`, { state });
  }
  const { version } = (await world.ask("desk", "GET /collections/old/draft")).body;
  await world.ask("desk", "POST /collections/old/revisions", { version });
}, 60_000);
afterAll(() => world.whole.close());

const fail = (error: unknown): void => {
  throw error;
};

test("views, leaves and embeds add up by the day and by the month; what readers do not find is not counted", async () => {
  const { database } = world.whole;
  const { rows } = await sql<{ id: number }>`select m.id from consortium.member m`.execute(database.db);
  const own = rows[0]!.id;
  const counter = createCounter({ ...database, clock }, fail);
  counter.count("views", numbers[0]!, own);
  counter.count("views", numbers[0]!, null);
  counter.count("leaves", numbers[0]!, null);
  counter.count("embeds", numbers[1]!, null);
  counter.count("views", numbers[2]!, null);
  counter.count("views", 999_999, null);
  await counter.write();
  counter.count("views", numbers[0]!, null);
  await counter.write();
  await counter.write();
  const uses = (await world.ask("desk", "GET /collections/old/uses")).body;
  expect(uses).toMatchObject({
    months: [{ month: "2026-11", views: 3, leaves: 1, embeds: 1 }],
    most: [
      { number: numbers[0], title: "茶瓯", views: 3, leaves: 1, embeds: 0 },
      { number: numbers[1], views: 0, embeds: 1 },
    ],
  });
  const now = (await world.ask("desk", "GET /joint-base-ledger?month=2026-11")).body;
  expect(now.members).toMatchObject([{ member: "JINHE", objects: 2 }]);
  await takeStock({ ...database, clock });
  await takeStock({ ...database, clock });
  const ledger = (await world.ask("desk", "GET /joint-base-ledger?month=2026-11")).body;
  expect(ledger.members).toEqual([
    {
      member: "JINHE",
      objects: 2,
      pages: 0,
      given: { views: 2, leaves: 1, embeds: 1 },
      own: { views: 1, leaves: 0, embeds: 0 },
      taken: { views: 0, leaves: 0, embeds: 0 },
    },
  ]);
  expect((await world.ask("desk", "GET /joint-base-ledger?month=2026-10")).body.members).toEqual([]);
  expect((await world.ask("desk", "GET /joint-base-ledger?month=2026-13")).status).toBe(400);
  for (const path of ["/joint-base-ledger?month=2026-11", "/collections/old/uses"])
    expect((await world.ask("reader", `GET ${path}`)).status, path).toBe(403);
});

test("hot is what was looked at in thirty days, not before", async () => {
  const { db } = world.whole.database;
  const { rows } = await sql<{ id: string }>`select c.id from collections.collection_fact c`.execute(db);
  expect(await hotObjects(db, clock, rows[0]!.id, 6)).toEqual([numbers[0]]);
  await sql`insert into object_uses.day_count (number, day, views) values (${numbers[1]}, '2026-10-23', 9)`.execute(
    db,
  );
  expect(await hotObjects(db, clock, rows[0]!.id, 6)).toEqual([numbers[1], numbers[0]]);
  await sql`update object_uses.day_count set day = '2026-10-22' where day = '2026-10-23'`.execute(db);
  expect(await hotObjects(db, clock, rows[0]!.id, 6)).toEqual([numbers[0]]);
  await sql`update object_uses.day_count set day = '2024-01-01' where day = '2026-10-22'`.execute(db);
  await forgetOldCounts({ db, clock });
  const left = await sql`select 1 from object_uses.day_count c where c.day < '2026-01-01'`.execute(db);
  expect(left.rows).toEqual([]);
});

test("a page that was shown to a person counts; programs, fetches ahead and refusals do not", () => {
  const shown = (url: string, headers: object, method = "GET", status = 200) =>
    countedAs({ method, url, status, headers: { ...headers } });
  const firefox = { "user-agent": "Mozilla/5.0 (X11) Firefox/140" };
  expect(shown("/en/objects/7?q=x", firefox)).toEqual({ use: "views", number: 7 });
  expect(shown("/zh-hans/objects/7/pages/2", firefox)).toEqual({ use: "leaves", number: 7 });
  for (const wrong of [
    shown("/en/objects/7", { "user-agent": "Googlebot/2.1 (+http://www.google.com/bot.html)" }),
    shown("/en/objects/7", { ...firefox, "sec-purpose": "prefetch" }),
    shown("/en/objects/7", firefox, "HEAD"),
    shown("/en/objects/7", firefox, "GET", 410),
    shown("/en/objects/7/documents/1", firefox),
  ])
    expect(wrong).toBeNull();
});

test("what cannot be written waits, and is counted once it can", async () => {
  const { database } = world.whole;
  const counter = createCounter({ ...database, clock }, fail);
  const counted = async (): Promise<number> => {
    const { rows } = await sql<{ n: number }>`select coalesce(sum(c.leaves), 0)::int as n
      from object_uses.day_count c where c.number = ${numbers[1]!}`.execute(database.db);
    return rows[0]!.n;
  };
  const before = await counted();
  counter.count("leaves", numbers[1]!, null);
  await sql`alter table object_uses.month_count rename to away`.execute(database.db);
  await expect(counter.write()).rejects.toThrow("month_count");
  await sql`alter table object_uses.away rename to month_count`.execute(database.db);
  expect(await counted()).toBe(before);
  counter.count("leaves", numbers[1]!, null);
  await counter.write();
  await counter.write();
  expect(await counted()).toBe(before + 2);
});
