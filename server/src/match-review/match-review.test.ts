import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { renewDescriptions } from "../catalogue/index.ts";
import { bookRecord, clusterNames, loadRecords, type TestBook } from "../catalogue/testing.ts";
import { addMember } from "../consortium/index.ts";
import { type Actor, type Grant, systemActor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { inTransaction } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { fixedClock } from "../kernel/time.ts";
import { explainRecords } from "./explain.ts";
import { rematch, rematchOutdated } from "./rematch.ts";
import { room } from "./room.ts";

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
  const actor = (last: string, ...grants: Grant[]): Actor =>
    actorOf({
      personId: `01a00000-0000-7000-8000-0000000000${last}`,
      grants,
    });
  actors.office = actor("01", { role: "consortium-admin", scope: null });
  for (const [i, code] of ["ALIB", "BLIB", "CLIB"].entries())
    actors[code] = actor(`1${i}`, { role: "cataloguer", scope: members[code]! });
  actors.desk = actor("04", { role: "circulation", scope: members.ALIB! });
  actors.reader = actor("05");
  const deps = { ...database, clock: fixedClock("2026-11-29T04:00:00Z"), config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountCommands(app, deps, room.commands ?? []);
  mountQueries(app, deps, room.queries ?? []);
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await database.close();
});
beforeEach(async () => {
  await sql`truncate catalogue.instance, catalogue.work, catalogue.work_key, catalogue.description, catalogue.match_key,
    catalogue.identifier, matching.pair, matching.pin, matching.doubt, matching.decision, matching.source_threshold,
    kernel.outbox cascade`.execute(database.db);
});

const load = async (code: string, ...books: TestBook[]): Promise<void> => {
  await loadRecords(
    database,
    members[code]!,
    books.map((book) => bookRecord(book)),
  );
};
const clusters = (): Promise<string[]> => clusterNames(database);

async function call(who: string, method: "GET" | "POST" | "PUT", path: string, payload?: object) {
  const reply = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { "x-who": who, ...(payload ? { "content-type": "application/json" } : {}) },
    ...(payload ? { payload } : {}),
  });
  const body = reply.body === "" ? {} : reply.json<Record<string, unknown>>();
  return { status: reply.statusCode, body, code: body.code };
}

/** Ids of a record and of its instance. */
async function find(code: string, number: string): Promise<{ id: number; instanceId: number }> {
  const { rows } = await sql<{ id: number; instanceId: number }>`
    select r.id, r.instance_id as "instanceId" from catalogue.record r
    where r.member_id = ${members[code]} and r.control_number = ${number}`.execute(database.db);
  return rows[0]!;
}

const A: TestBook = { number: "1", title: "山居记", isbns: ["9787020002207"], pages: 320 };
const B: TestBook = { number: "2", title: "山居记", isbns: ["9787302224464"], pages: 320 };

test("two instances are joined by hand, stay joined through every load, and are parted again under their old number", async () => {
  await load("ALIB", A);
  await load("BLIB", B);
  expect(await clusters()).toEqual(["ALIB1", "BLIB2"]);
  const [a, b] = [await find("ALIB", "1"), await find("BLIB", "2")];
  const joined = await call("ALIB", "POST", `/instances/${a.instanceId}/joins`, {
    with: b.instanceId,
    why: "one printing, two numbers",
  });
  expect(joined).toMatchObject({ status: 200 });
  expect(await clusters()).toEqual(["ALIB1 BLIB2"]);
  const told = await explainRecords(database.db, [a.id, b.id]);
  expect(told.get(a.id)).toMatchObject({ outcome: "joined", isPinned: true });
  const { rows } = await sql<{ instanceIds: number[] }>`
    select o.payload -> 'instanceIds' as "instanceIds" from kernel.outbox o order by o.id desc limit 1`.execute(
    database.db,
  );
  expect(new Set(rows[0]!.instanceIds)).toEqual(new Set([a.instanceId, b.instanceId]));
  await load("BLIB", { ...B, pages: 322 });
  await load("ALIB", { ...A, edition: "第1版" });
  expect(await clusters()).toEqual(["ALIB1 BLIB2"]);

  const here = (await find("ALIB", "1")).instanceId;
  const parted = await call("BLIB", "POST", `/instances/${here}/partings`, { recordIds: [b.id] });
  expect(parted.status).toBe(201);
  expect(await clusters()).toEqual(["ALIB1", "BLIB2"]);
  expect(new Set([here, parted.body.instanceId])).toEqual(new Set([a.instanceId, b.instanceId]));
  const { rows: alive } = await sql<{ n: number }>`select count(*)::int as n from catalogue.instance i
    where i.record_count = 1 and i.merged_into is null`.execute(database.db);
  expect(alive[0]!.n).toBe(2);
});

test("an exercise book that was parted from its textbook is never joined to it again", async () => {
  const same: TestBook = { number: "7", title: "线性代数", isbns: ["9787302226727"], pages: 200 };
  await load("ALIB", same);
  await load("BLIB", same);
  await load("CLIB", same);
  const c = await find("CLIB", "7");
  expect(await clusters()).toEqual(["ALIB7 BLIB7 CLIB7"]);
  await call("CLIB", "POST", `/instances/${c.instanceId}/partings`, { recordIds: [c.id], why: "习题集" });
  expect(await clusters()).toEqual(["ALIB7 BLIB7", "CLIB7"]);
  for (const code of ["CLIB", "ALIB", "BLIB"]) await load(code, { ...same, pages: 201 });
  expect(await clusters()).toEqual(["ALIB7 BLIB7", "CLIB7"]);
  const told = await explainRecords(database.db, [c.id]);
  expect(told.get(c.id)!.rival!.reasons.map((one) => one.feature)).toContain("pinned-apart");
  // A word is taken back by a newer one.
  const [rest, apart] = [await find("ALIB", "7"), await find("CLIB", "7")];
  await call("office", "POST", `/instances/${rest.instanceId}/joins`, { with: apart.instanceId });
  expect(await clusters()).toEqual(["ALIB7 BLIB7 CLIB7"]);
});

test("several records leave together and stay together", async () => {
  for (const [code, year] of [
    ["ALIB", 2001],
    ["BLIB", 2001],
    ["CLIB", 2001],
  ] as const)
    await load(code, { number: "1", title: "水路考", year });
  const [b, c] = [await find("BLIB", "1"), await find("CLIB", "1")];
  await call("ALIB", "POST", `/instances/${b.instanceId}/partings`, { recordIds: [b.id, c.id] });
  expect(await clusters()).toEqual(["ALIB1", "BLIB1 CLIB1"]);
});

test("what cannot be joined or parted is refused by name", async () => {
  await load("ALIB", A);
  await load("BLIB", B);
  const [a, b] = [await find("ALIB", "1"), await find("BLIB", "2")];
  const join = (who: string, one: number, other: number) =>
    call(who, "POST", `/instances/${one}/joins`, { with: other });
  const part = (who: string, id: number, recordIds: number[]) =>
    call(who, "POST", `/instances/${id}/partings`, { recordIds });
  expect(await join("office", a.instanceId, a.instanceId)).toMatchObject({
    status: 409,
    code: "instances-one",
  });
  expect(await join("office", a.instanceId, 999_999)).toMatchObject({
    status: 404,
    code: "instance-unknown",
  });
  expect(await part("office", 999_999, [a.id])).toMatchObject({ status: 404, code: "instance-unknown" });
  expect(await part("office", a.instanceId, [b.id])).toMatchObject({
    status: 409,
    code: "records-elsewhere",
  });
  expect(await part("office", a.instanceId, [a.id])).toMatchObject({ status: 409, code: "nothing-left" });
  // The wrong sides: a cataloguer of a library that has neither, a desk, a reader, nobody.
  for (const [who, status] of [
    ["CLIB", 403],
    ["desk", 403],
    ["reader", 403],
    ["nobody", 401],
  ] as const) {
    expect((await join(who, a.instanceId, b.instanceId)).status).toBe(status);
    expect((await part(who, a.instanceId, [a.id])).status).toBe(status);
  }
  const many = Array.from({ length: 61 }, (_, i): TestBook => ({ ...A, number: `m${i}` }));
  await load("CLIB", ...many);
  const heap = await find("CLIB", "m0");
  expect(await join("office", heap.instanceId, b.instanceId)).toMatchObject({
    status: 409,
    code: "records-too-many",
  });
  const [low, high] = [b.id, heap.id].sort((x, y) => x - y);
  expect(
    await call("office", "POST", `/match-doubts/${low}/${high}/verdict`, { verdict: "apart" }),
  ).toMatchObject({ status: 409, code: "records-too-many" });
});

type Doubt = {
  low: { recordId: number; member: string; records: number };
  high: { recordId: number; member: string };
  deferred: boolean;
  fields: { field: string; low: string; high: string; differs: boolean }[];
  reasons: { feature: string; points: number | null }[];
};
const doubts = async (who: string, query = "") => {
  const { body, status } = await call(who, "GET", `/match-doubts${query}`);
  return { status, ...(body as { items: Doubt[]; next: string | null; waiting: number }) };
};

test("what looks alike and stands apart waits for a word, side by side, and is asked once", async () => {
  await load("ALIB", A);
  await load("BLIB", B);
  const page = await doubts("ALIB");
  expect(page).toMatchObject({ status: 200, waiting: 1, next: null });
  const [doubt] = page.items as [Doubt];
  expect(doubt).toMatchObject({
    low: { member: "ALIB", records: 1 },
    high: { member: "BLIB" },
    deferred: false,
  });
  expect(doubt.fields.find((one) => one.field === "title")).toMatchObject({ low: "山居记", differs: false });
  expect(doubt.fields.find((one) => one.field === "isbn")).toMatchObject({ differs: true });
  expect(doubt.reasons).toContainEqual({ feature: "isbn-different", points: -3.5 });
  expect(doubt.reasons).toContainEqual({ feature: "isbn-contradicts", points: null });
  expect((await doubts("CLIB")).items).toEqual([]);
  expect((await doubts("office")).items).toHaveLength(1);
  expect((await doubts("reader")).status).toBe(403);

  const path = `/match-doubts/${doubt.low.recordId}/${doubt.high.recordId}`;
  expect((await call("CLIB", "POST", `${path}/deferral`, {})).status).toBe(403);
  expect((await call("ALIB", "POST", `${path}/deferral`, {})).status).toBe(204);
  expect((await doubts("BLIB")).items[0]).toMatchObject({ deferred: true });
  expect((await call("CLIB", "POST", `${path}/verdict`, { verdict: "apart" })).status).toBe(403);
  expect((await call("BLIB", "POST", `${path}/verdict`, { verdict: "apart" })).status).toBe(200);
  expect((await doubts("office")).items).toEqual([]);
  await load("BLIB", { ...B, pages: 321 });
  expect((await doubts("office")).items).toEqual([]);
  expect((await call("BLIB", "POST", `${path}/verdict`, { verdict: "same" })).status).toBe(200);
  expect(await clusters()).toEqual(["ALIB1 BLIB2"]);
  expect(await call("BLIB", "POST", `${path}/verdict`, { verdict: "same" })).toMatchObject({
    status: 409,
    code: "instances-one",
  });
  expect(await call("BLIB", "POST", `${path}/verdict`, { verdict: "apart" })).toMatchObject({ status: 409 });
  for (const end of ["verdict", "deferral"])
    expect(
      await call(
        "office",
        "POST",
        `/match-doubts/999998/999999/${end}`,
        end === "verdict" ? { verdict: "same" } : {},
      ),
    ).toMatchObject({ status: 404, code: "record-unknown" });
});

test("the queue is read page by page", async () => {
  const titles = ["山居记", "水路考", "茶马志", "夜航录", "听雨集"];
  await load("ALIB", ...titles.map((title, i) => ({ ...A, number: `a${i}`, title, isbns: [ISBNS[i]!] })));
  await load("BLIB", ...titles.map((title, i) => ({ ...A, number: `b${i}`, title, isbns: [ISBNS[i + 5]!] })));
  const first = await doubts("office", "?limit=3");
  expect(first).toMatchObject({ waiting: 5 });
  const second = await doubts("office", `?limit=3&cursor=${first.next}`);
  expect(second.next).toBeNull();
  const seen = [...first.items, ...second.items].map((one) => one.low.recordId);
  expect(new Set(seen).size).toBe(5);
});
const ISBNS = [
  "9787020002207",
  "9787302224464",
  "9787302226727",
  "9787537816113",
  "9787500711117",
  "9787500711124",
  "9787281417420",
  "9787663383435",
  "9787326361381",
  "9787654518983",
];

test("a library may be joined only from a higher score, and of two the stricter counts", async () => {
  const set = (who: string, member: string, payload: object) =>
    call(who, "PUT", `/match-thresholds/${member}`, payload);
  expect(await set("office", "BLIB", { joinAt: 11, reviewAt: 4 })).toMatchObject({ status: 200 });
  expect(await set("office", "BLIB", { joinAt: 5, reviewAt: 6 })).toMatchObject({
    status: 400,
    code: "threshold-order",
  });
  expect(await set("office", "ZLIB", { joinAt: 5, reviewAt: 4 })).toMatchObject({
    status: 404,
    code: "member-unknown",
  });
  expect((await set("ALIB", "ALIB", { joinAt: 5, reviewAt: 4 })).status).toBe(403);
  expect((await set("office", "ALIB", { joinAt: 3.9, reviewAt: 3 })).status).toBe(400);
  const list = await call("office", "GET", "/match-thresholds");
  expect(list.body.items).toContainEqual({ member: "BLIB", joinAt: 11, reviewAt: 4, isOwn: true });
  expect(list.body.items).toContainEqual({ member: "ALIB", joinAt: 5.2, reviewAt: 3.5, isOwn: false });

  const bare: TestBook = { number: "5", title: "茶马志" };
  for (const code of ["ALIB", "BLIB", "CLIB"]) await load(code, bare);
  expect(await clusters()).toEqual(["ALIB5 CLIB5", "BLIB5"]);
  expect((await doubts("BLIB")).waiting).toBe(1);
  await set("office", "BLIB", { joinAt: null, reviewAt: null });
  await load("BLIB", { ...bare, pages: 99 });
  expect(await clusters()).toEqual(["ALIB5 BLIB5 CLIB5"]);
  expect((await doubts("BLIB")).waiting).toBe(0);
});

/** Newer than any version of descriptions. */
const NEWER = 30_000;

test("records whose titles were folded by older rules are read anew and joined, whatever version decided about them", async () => {
  await load("ALIB", { ...A, number: "8" });
  const first = await find("ALIB", "8");
  // As an older program had folded its title: under keys that nothing has today.
  await sql`delete from catalogue.match_key where record_id = ${first.id}`.execute(database.db);
  await load("BLIB", { ...A, number: "8" });
  expect(await clusters()).toEqual(["ALIB8", "BLIB8"]);
  expect(await renewDescriptions(database.pool, NEWER)).toBe(2);
  expect(await clusters()).toEqual(["ALIB8", "BLIB8"]);
  expect(await rematchOutdated(database.pool)).toBe(2);
  expect(await clusters()).toEqual(["ALIB8 BLIB8"]);
});

test("everything is matched anew by the newest rules; a dry run only counts, and once is enough", async () => {
  for (const code of ["ALIB", "BLIB", "CLIB"]) await load(code, { ...A, number: "9" });
  expect(await clusters()).toEqual(["ALIB9 BLIB9 CLIB9"]);
  const c = await find("CLIB", "9");
  // As older rules left it: one record apart, and nobody knows who looks like whom.
  const { rows } = await sql<{
    id: number;
  }>`insert into catalogue.instance (brief, record_count) values ('{}', 1)
    returning id`.execute(database.db);
  await sql`update catalogue.record set instance_id = ${rows[0]!.id} where id = ${c.id}`.execute(database.db);
  await sql`update catalogue.instance set record_count = 2 where id = ${c.instanceId}`.execute(database.db);
  await sql`truncate matching.pair`.execute(database.db);
  expect(await rematch(database.pool, { dryRun: true })).toEqual({ records: 3, moved: 1 });
  expect(await clusters()).toEqual(["ALIB9 BLIB9", "CLIB9"]);
  await sql`update matching.rules set version = 0`.execute(database.db);
  expect(await rematchOutdated(database.pool)).toBe(3);
  expect(await clusters()).toEqual(["ALIB9 BLIB9 CLIB9"]);
  expect(await rematchOutdated(database.pool)).toBe(0);
  const seen: number[] = [];
  const again = await rematch(database.pool, {
    dryRun: false,
    onProgress: ({ records }) => seen.push(records),
  });
  expect(again).toEqual({ records: 3, moved: 0 });
  expect(seen).toEqual([3]);
});

test("what stands in the wrong work is reported by readers and decided once by a cataloguer who has it", async () => {
  const edition = { title: "边城", author: "沈从文" };
  await load("ALIB", { ...A, number: "alone" });
  await load(
    "ALIB",
    { ...edition, number: "w1", year: 1981, publisher: "甲社" },
    { ...edition, number: "w2", year: 2002, publisher: "乙社" },
  );
  const report = async (number: string) =>
    (
      await call(
        "reader",
        "POST",
        `/instances/${(await find("ALIB", number)).instanceId}/grouping-reports`,
        {},
      )
    ).code;
  expect(await report("alone")).toBe("work-alone");
  expect(await report("w2")).toBeUndefined();
  const { body } = await call("ALIB", "GET", "/grouping-reports");
  const { id } = (body.items as { id: number }[])[0]!;
  const decide = (which: number, decision = "kept") =>
    call("ALIB", "POST", `/grouping-reports/${which}/decision`, { decision });
  expect(await decide(999_999)).toMatchObject({ status: 404, code: "report-unknown" });
  expect((await decide(id)).status).toBe(204);
  expect(await decide(id)).toMatchObject({ status: 409, code: "report-decided" });
  const { instanceId } = await find("ALIB", "w2");
  expect(await call("ALIB", "PUT", `/instances/${instanceId}/work`, { with: 999_999 })).toMatchObject({
    status: 404,
    code: "instance-unknown",
  });
});
