import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { DAY_MS, fixedClock } from "../kernel/time.ts";
import {
  countSearches,
  createUseCounter,
  forgetSearches,
  KEPT_DAYS,
  LEAST_SHOWN,
  SLOW_MS,
  searchUses,
  type UseCounter,
  useOf,
} from "./search-uses.ts";
import { MOST_KEPT } from "./zero-searches.ts";

let database: Database;
let counter: UseCounter;
let memberId: number;
const clock = fixedClock("2026-11-20T02:00:00Z");
const failures: unknown[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  const member = { code: "YUNZE", name: { "zh-Hans": "云泽大学图书馆" } };
  memberId = (await inTransaction(database.db, (tx) => addMember(tx, systemActor, member))).id;
  counter = createUseCounter({ db: database.db, clock }, (error) => failures.push(error));
});
afterAll(() => database.close());

const ONE = { shown: 1, followed: 0, slow: 0, worstMs: 0 };
const listed = async (by: "abandoned" | "slow", library?: string) =>
  (await searchUses(database.db, { by, library, limit: 10 })).items;
const answer = (url: string, more: object = {}, referer?: string) =>
  useOf({
    method: "GET",
    url,
    status: 200,
    ms: 20,
    headers: { host: "shelf.example", "user-agent": "Firefox", ...(referer && { referer }) },
    ...more,
  });

test("a page of results is a search, turning over and narrowing down are none, and opening a title follows it", () => {
  const q = `/zh-hans/search?q=${encodeURIComponent("红楼梦")}`;
  const here = `https://shelf.example${q}`;
  expect(answer(q)).toEqual({ said: "红楼梦", counts: ONE });
  expect(answer(`${q}&page=2`, {}, here)).toBeNull();
  expect(answer(`${q}&language=chi`, {}, here)?.counts.shown).toBe(0);
  expect(answer("/en/instance/7", {}, here)).toEqual({
    said: "红楼梦",
    counts: { ...ONE, shown: 0, followed: 1 },
  });
  expect(answer("/en/instance/7/request", { method: "POST", status: 303 }, here)?.counts.followed).toBe(1);
  expect(answer("/en/search?q=x&said=what+was+typed")?.said).toBe("what was typed");
});

test("other sites, programs, missing pages and searches without words are none", () => {
  const here = "https://elsewhere.example/zh-hans/search?q=x";
  expect(answer("/en/instance/7", {}, here)).toBeNull();
  expect(answer("/en/instance/7", {}, "no address")).toBeNull();
  expect(answer("/en/instance/7")).toBeNull();
  expect(answer("/en/search?q=x", { status: 302 })).toBeNull();
  expect(answer("/en/search?sort=added")).toBeNull();
  expect(answer("/en/search?q=x", { headers: { "user-agent": "Googlebot/2.1" } })).toBeNull();
});

test("a page that takes a second is slow, one that takes less is not", () => {
  expect(answer("/en/search?q=x", { ms: SLOW_MS })?.counts).toEqual({ ...ONE, slow: 1, worstMs: 1000 });
  expect(answer("/en/search?q=x", { ms: SLOW_MS - 1 })?.counts.slow).toBe(0);
});

test("abandoned and slow searches are listed by library in any script, nobody is named, and few are nobody's business", async () => {
  for (let i = 0; i < LEAST_SHOWN; i++) counter.count(i === 0 ? "紅樓夢" : "红楼梦", memberId, ONE);
  counter.count("红楼梦", null, { ...ONE, slow: 1, worstMs: 1500 });
  counter.count("红楼梦", memberId, { ...ONE, shown: 0, followed: 1 });
  for (let i = 0; i < LEAST_SHOWN - 1; i++) counter.count("很少人找的书", memberId, ONE);
  for (let i = 0; i < LEAST_SHOWN - 1; i++)
    counter.count("少而慢的书", memberId, { ...ONE, slow: 1, worstMs: SLOW_MS });
  for (let i = 0; i < LEAST_SHOWN; i++) counter.count("13800138000", memberId, ONE);
  await counter.write();
  const found = { shown: 4, worstMs: 1500, lastOn: "2026-11-20", members: ["YUNZE"] };
  expect(await listed("abandoned")).toEqual([{ said: "紅樓夢", times: 3, ...found }]);
  expect(await listed("slow")).toEqual([{ said: "紅樓夢", times: 1, ...found }]);
  expect(await listed("abandoned", "YUNZE")).toMatchObject([{ times: 2, shown: 3 }]);
  expect(await listed("slow", "YUNZE")).toEqual([]);
  expect(await listed("abandoned", "LANHE")).toEqual([]);
  const { rows } = await sql<{ name: string }>`select c.column_name as name from information_schema.columns c
    where c.table_schema = 'phrasing' and c.table_name = 'search_use'`.execute(database.db);
  expect(rows.filter(({ name }) => /person|network|ip|agent/.test(name))).toEqual([]);
});

test("from what everybody opened something nothing is abandoned, and what found nothing stands in its own list", async () => {
  for (let i = 0; i < 4; i++) counter.count("都打开了", memberId, { ...ONE, followed: 1 });
  for (let i = 0; i < 4; i++) counter.count("没找到的", memberId, ONE);
  await counter.write();
  await sql`insert into phrasing.zero_search (key, member_id, said, first_on, last_on)
    select s.key, 0, s.said, s.first_on, s.last_on from phrasing.search_use s where s.said = '没找到的'`.execute(
    database.db,
  );
  expect((await listed("abandoned")).map((one) => one.said)).toEqual(["紅樓夢"]);
});

test("pages of the list follow each other without gaps", async () => {
  for (const said of ["甲", "乙", "丙"]) for (let i = 0; i < 5; i++) counter.count(said, memberId, ONE);
  await counter.write();
  const first = await searchUses(database.db, { by: "abandoned", limit: 2 });
  const rest = await searchUses(database.db, { by: "abandoned", limit: 10, cursor: first.next! });
  const all = (await listed("abandoned")).map((one) => one.said);
  expect([...first.items, ...rest.items].map((one) => one.said)).toEqual(all);
  await expect(searchUses(database.db, { by: "slow", limit: 2, cursor: "x" })).rejects.toMatchObject({
    code: "cursor-invalid",
  });
});

test("what cannot be written waits for the next time", async () => {
  const broken = createUseCounter({ db: undefined as never, clock }, () => undefined);
  broken.count("断了", memberId, ONE);
  await expect(broken.write()).rejects.toThrow();
  await expect(broken.write()).rejects.toThrow();
});

test("an address with a sign that no text of the database can hold keeps nothing from being written", async () => {
  const made = answer("/en/instance/7", {}, "https://shelf.example/en/search?q=%E6%B0%B4%00");
  counter.count(made!.said, memberId, made!.counts);
  await counter.write();
  const { rows } = await sql<{
    said: string;
  }>`select s.said from phrasing.search_use s where s.key = '水'`.execute(database.db);
  expect(rows).toEqual([{ said: "水" }]);
});

test("of a library's searches five thousand are kept; those that are known are counted on", async () => {
  const other = { code: "LANHE", name: { "zh-Hans": "蓝河大学图书馆" } };
  const { id } = await inTransaction(database.db, (tx) => addMember(tx, systemActor, other));
  const fill = (from: number, to: number) =>
    sql`insert into phrasing.search_use (key, member_id, said, shown, followed, slow, worst_ms, first_on, last_on)
      select 'k' || n, ${id}, 'k' || n, 1, 0, 0, 0, '2026-11-20', '2026-11-20' from generate_series(${from}::int, ${to}::int) n`.execute(
      database.db,
    );
  const kept = async () =>
    (
      await sql<{ shown: number }>`select s.shown from phrasing.search_use s where s.member_id = ${id}
        and s.key in ('k1', '新', '多')`.execute(database.db)
    ).rows.map((row) => row.shown);
  await fill(1, MOST_KEPT - 1);
  counter.count("新", id, ONE);
  await counter.write();
  expect(MOST_KEPT).toBe(5000);
  expect(await kept()).toEqual([1, 1]);
  counter.count("多", id, ONE);
  counter.count("k1", id, ONE);
  await counter.write();
  expect((await kept()).sort()).toEqual([1, 2]);
  await sql`delete from phrasing.search_use where member_id = ${id}`.execute(database.db);
});

test("a process whose database is gone ends", async () => {
  const app = await createApp({ ...database, clock, config: readConfig({}) }, false);
  countSearches(app, { ...database, db: undefined as never, clock, config: readConfig({}) });
  app.get("/en/search", { schema: { hide: true } }, async () => "found");
  await app.ready();
  await app.inject({ url: "/en/search?q=ends", headers: { "user-agent": "Firefox" } });
  await expect(app.close()).resolves.toBeUndefined();
});

test("searches are forgotten after ninety days, rare ones after a week", async () => {
  const count = async () =>
    (await sql<{ n: number }>`select count(*)::int as n from phrasing.search_use`.execute(database.db))
      .rows[0]!.n;
  const all = await count();
  clock.advance(8 * DAY_MS);
  await forgetSearches({ db: database.db, clock });
  expect(await count()).toBe(all - 2);
  clock.advance((KEPT_DAYS - 8) * DAY_MS);
  await forgetSearches({ db: database.db, clock });
  expect(await count()).toBe(all - 2);
  clock.advance(DAY_MS);
  await forgetSearches({ db: database.db, clock });
  expect(await count()).toBe(0);
});
