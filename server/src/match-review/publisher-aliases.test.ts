import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bookRecord, clusterNames, loadRecords, type TestBook } from "../catalogue/testing.ts";
import { addMember } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { inTransaction } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { fixedClock } from "../kernel/time.ts";
import { aliasCommands, aliasQueries } from "./alias-doors.ts";
import { rematchPublishers } from "./rematch.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let app: App;
const members: Record<string, number> = {};
const actors: Record<string, Actor> = {};

beforeAll(async () => {
  demandDeclaredRefusals();
  database = await createTestDatabase();
  for (const code of ["ALIB", "BLIB", "CLIB"])
    members[code] = (
      await inTransaction(database.db, (tx) => addMember(tx, systemActor, { code, name: { en: code } }))
    ).id;
  const actor = (last: string, ...grants: Actor["grants"]): Actor =>
    actorOf({
      personId: `01a00000-0000-7000-8000-0000000000${last}`,
      grants,
    });
  actors.cataloguer = actor("11", { role: "cataloguer", scope: members.ALIB! });
  actors.desk = actor("12", { role: "circulation", scope: members.ALIB! });
  actors.reader = actor("13");
  const deps = { ...database, clock: fixedClock("2026-11-30T04:00:00Z"), config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountCommands(app, deps, aliasCommands);
  mountQueries(app, deps, aliasQueries);
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await database.close();
});
beforeEach(async () => {
  await sql`truncate catalogue.instance, catalogue.work, catalogue.work_key, catalogue.description, catalogue.match_key,
    catalogue.identifier, matching.pair, matching.pin, matching.doubt, matching.decision, matching.publisher_alias,
    kernel.outbox cascade`.execute(database.db);
});

async function call(who: string, operation: string, payload?: object) {
  const [method, path] = operation.split(" ") as ["GET", string];
  const reply = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { "x-who": who },
    ...(payload && { payload }),
  });
  const body = reply.json<{ code?: string; items?: unknown[]; next?: string | null }>();
  return { status: reply.statusCode, code: body.code, body };
}
const keep = (name: string, canonical: string, who = "cataloguer") =>
  call(who, "PUT /publisher-aliases", { name, canonical });
const load = (code: string, book: TestBook) => loadRecords(database, members[code]!, [bookRecord(book)]);

const BOOKS: Record<string, TestBook> = {
  ALIB: { number: "1", title: "山居记", publisher: "三联书店", pages: 320 },
  BLIB: { number: "2", title: "山居记", publisher: "生活读书新知出版社", pages: 320 },
  CLIB: { number: "3", title: "山居记", publisher: "北岭书局", pages: 320 },
};
const APART = ["ALIB1", "BLIB2", "CLIB3"];
const TOGETHER = ["ALIB1 BLIB2", "CLIB3"];

test("two names of one publisher keep records apart until a cataloguer says so, and again when the word is taken back", async () => {
  for (const [code, book] of Object.entries(BOOKS)) await load(code, book);
  expect(await clusterNames(database)).toEqual(APART);
  expect((await keep("三联书店", "生活读书新知出版社")).status).toBe(200);
  await rematchPublishers(database.pool, ["三联书店", "生活读书新知出版社"]);
  expect(await clusterNames(database)).toEqual(TOGETHER);
  expect((await call("cataloguer", "GET /publisher-aliases")).body.items).toEqual([
    { name: "三联书店", canonical: "生活读书新知出版社" },
  ]);
  const gone = await call("cataloguer", "POST /publisher-aliases/removal", { name: "三聯書店" });
  expect(gone.body).toMatchObject({ canonical: "生活读书新知出版社" });
  await rematchPublishers(database.pool, ["三联书店", "生活读书新知出版社"]);
  expect(await clusterNames(database)).toEqual(APART);
});

test("records are looked through stretch by stretch, to the last; names are listed page by page", async () => {
  for (const [code, book] of Object.entries(BOOKS)) {
    await load(code, book);
    for (let n = 0; n < 3; n++)
      await load(code, { number: `${book.number}-${n}`, title: `别的书${code}${n}` });
  }
  await keep("三联书店", "生活读书新知出版社");
  expect(await rematchPublishers(database.pool, ["三联书店", "生活读书新知出版社"], 2)).toBe(2);
  expect(await clusterNames(database)).toEqual(expect.arrayContaining(TOGETHER));
  expect(await rematchPublishers(database.pool, ["没有书店"], 2)).toBe(0);

  await keep("甲书店", "远岸出版社");
  await keep("乙书店", "远岸出版社");
  const seen: unknown[] = [];
  for (let query = "?limit=1"; ; ) {
    const { body } = await call("cataloguer", `GET /publisher-aliases${query}`);
    seen.push(...(body.items ?? []));
    expect(body.items!.length).toBeLessThanOrEqual(1);
    if (!body.next) break;
    query = `?limit=1&cursor=${body.next}`;
  }
  expect(seen).toEqual((await call("cataloguer", "GET /publisher-aliases")).body.items);
  expect(seen).toHaveLength(3);
});

test("with aliases the groups are the same in any order of loads", async () => {
  await keep("三联书店", "生活读书新知出版社");
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(Object.keys(BOOKS), { minLength: 3, maxLength: 3 }),
      async (order) => {
        await sql`truncate catalogue.instance, catalogue.work, catalogue.work_key, catalogue.description,
          catalogue.match_key, catalogue.identifier, matching.pair, matching.decision, matching.doubt cascade`.execute(
          database.db,
        );
        for (const code of order) await load(code, BOOKS[code]!);
        expect(await clusterNames(database)).toEqual(TOGETHER);
      },
    ),
    { numRuns: 6 },
  );
});

test("a name that means itself, a chain of names, one that cannot be compared, and whoever is no cataloguer are refused", async () => {
  expect((await keep("ちくま", "三联书店")).code).toBe("alias-wordless");
  expect((await keep("三联书店", "Наука")).code).toBe("alias-wordless");
  expect((await keep("三联书店", "三聯書店")).code).toBe("alias-same");
  expect((await keep("三联书店", "生活读书新知出版社")).status).toBe(200);
  expect((await keep("生活读书新知出版社", "北岭书局")).code).toBe("alias-chain");
  expect((await keep("北岭书局", "三联书店")).code).toBe("alias-chain");
  // The same name again: the last word counts.
  expect((await keep("三联书店", "远岸出版社")).status).toBe(200);
  expect((await call("cataloguer", "POST /publisher-aliases/removal", { name: "北岭书局" })).code).toBe(
    "alias-unknown",
  );
  for (const who of ["desk", "reader"]) {
    expect((await keep("甲书店", "乙书店", who)).status).toBe(403);
    expect((await call(who, "POST /publisher-aliases/removal", { name: "三联书店" })).status).toBe(403);
    expect((await call(who, "GET /publisher-aliases")).status).toBe(403);
  }
  expect((await keep("甲书店", "乙书店", "")).status).toBe(401);
});
