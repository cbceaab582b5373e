import { sql } from "kysely";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { readConfig } from "../kernel/config.ts";
import { inTransaction } from "../kernel/database.ts";
import type { App } from "../kernel/http.ts";
import { enqueue, startJobs } from "../kernel/jobs.ts";
import { publish, type Subscriber } from "../kernel/outbox.ts";
import { openKeeper } from "../kernel/postgres/keeper.ts";
import { createApp } from "../kernel/server.ts";
import { leaving } from "../kernel/stopping.ts";
import { createTestDatabase, type TestDatabase } from "../kernel/testing.ts";
import { freshFor, keepBriefly, systemClock } from "../kernel/time.ts";
import { Follower, onlyOne, otherWorkers, watchOthers } from "./index.ts";
import { registerOwnAtOnce } from "./own-at-once.ts";

let database: TestDatabase;
const ends: (() => unknown)[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await sql`delete from processes.feed`.execute(database.db);
  await sql`delete from kernel.outbox`.execute(database.db);
});
afterAll(() => database.close());

const fail = (error: unknown): void => {
  throw error;
};
const tell = (n: number): Promise<void> =>
  inTransaction(database.db, (tx) => publish(tx, "things-changed", { n }));
const fed = async (): Promise<number> =>
  (await sql<{ n: number }>`select count(*)::int as n from processes.feed`.execute(database.db)).rows[0]!.n;

type Process = { follower: Follower; heard: number[]; missed: () => number; subscriber: Subscriber };

/** A process that follows: with its name's lock, as a server has it. */
async function begin(name: string, onHandle: () => unknown = () => undefined): Promise<Process> {
  const keeper = await openKeeper(database.connection, async () => undefined);
  await keeper.own(name);
  ends.push(async () => (await keeper.leave())?.end());
  const follower = new Follower(database.db, name, fail);
  await follower.open();
  const heard: number[] = [];
  let missed = 0;
  const subscriber: Subscriber = {
    topic: "things-changed",
    name: "test.memory",
    handle: async (_tx, messages) => {
      await onHandle();
      heard.push(...messages.map(({ payload }) => (payload as { n: number }).n));
    },
  };
  follower.start([subscriber], () => missed++);
  ends.push(() => follower.stop());
  return { follower, heard, missed: () => missed, subscriber };
}

test("with one process nothing is copied; every one of several hears of every change once", async () => {
  await tell(0);
  expect(await fed()).toBe(0);
  const [a, b] = [await begin("a"), await begin("b")];
  await tell(1);
  await Promise.all([tell(2), tell(3)]);
  for (const { heard } of [a, b]) {
    await expect.poll(() => heard.toSorted()).toEqual([1, 2, 3]);
  }
  // What is heard of a second time would stand before the next.
  await tell(4);
  for (const { heard } of [a, b]) await expect.poll(() => heard.toSorted()).toEqual([1, 2, 3, 4]);
});

test("a transaction that ends after younger ones is heard", async () => {
  const { heard } = await begin("a");
  const slow = new Client(database.connection);
  await slow.connect();
  await slow.query("begin");
  await slow.query(`insert into kernel.outbox (topic, payload) values ('things-changed', '{"n": 1}')`);
  await tell(2);
  await expect.poll(() => heard).toEqual([2]);
  for (let n = 3; n < 6; n++) await tell(n);
  await expect.poll(() => heard).toEqual([2, 3, 4, 5]);
  await slow.query("commit");
  await slow.end();
  await expect.poll(() => heard.toSorted()).toEqual([1, 2, 3, 4, 5]);
});

test("what cannot be handled comes again; nothing is lost and nothing taken for done", async () => {
  let fails = 2;
  const said: unknown[] = [];
  const keeper = await openKeeper(database.connection, async () => undefined);
  await keeper.own("a");
  ends.push(async () => (await keeper.leave())?.end());
  const follower = new Follower(database.db, "a", (error) => said.push(error));
  await follower.open();
  const heard: unknown[] = [];
  const subscriber: Subscriber = {
    topic: "things-changed",
    name: "test.memory",
    handle: async (_tx, messages) => {
      if (fails-- > 0) throw new Error("no memory");
      heard.push(...messages.map(({ payload }) => payload));
    },
  };
  follower.start([subscriber], () => undefined);
  ends.push(() => follower.stop());
  await tell(1);
  const moment = await follower.moment();
  expect(await follower.caughtUp(moment, 100)).toBe(false);
  expect(await follower.caughtUp(moment, 60_000)).toBe(true);
  expect([heard, said.length]).toEqual([[{ n: 1 }], 1]);
});

test("who has caught up with a moment has heard of everything before it, and waits no longer than said", async () => {
  const { follower, heard } = await begin("a");
  for (let n = 0; n < 20; n++) {
    await tell(n);
    expect(await follower.caughtUp(await follower.moment(), 60_000)).toBe(true);
    expect(heard.at(-1)).toBe(n);
  }
  expect(await follower.caughtUp((await follower.moment()) + 300_000, 300)).toBe(false);
});

/** Two processes behind whichever a browser comes to; what they keep in memory they are told by the feed. */
async function openApp(process: Process | undefined, name = ""): Promise<App> {
  const deps = { ...database, clock: systemClock, config: readConfig({}) };
  const app = await createApp(deps, false);
  registerOwnAtOnce(app, { follower: process?.follower });
  app.post("/things/:n", { schema: { hide: true } }, async (request) => {
    const n = Number((request.params as { n: string }).n);
    if (n < 0) throw Object.assign(new Error("no"), { statusCode: 400 });
    await tell(n);
    return {};
  });
  app.get("/things", { schema: { hide: true } }, async () => ({ name, heard: process?.heard ?? [] }));
  ends.push(() => app.close());
  return app;
}

test("whoever changed something sees it at once, whichever process they come to", async () => {
  const [a, b] = [await begin("a"), await begin("b")];
  // A server does not wait for ever; this machine may be slow.
  for (const { follower } of [a, b]) {
    const caughtUp = follower.caughtUp.bind(follower);
    vi.spyOn(follower, "caughtUp").mockImplementation((moment, atMostMs) => caughtUp(moment, 60 * atMostMs));
  }
  const [here, there] = [await openApp(a, "a"), await openApp(b, "b")];
  for (let n = 1; n <= 12; n++) {
    const [writes, reads] = n % 2 === 0 ? [here, there] : [there, here];
    const changed = await writes.inject({ method: "POST", url: `/things/${n}` });
    const cookie = changed.cookies.find((one) => one.name === "commonshelf_changed")!;
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/", maxAge: 60 });
    const seen = await reads.inject({ url: "/things", cookies: { [cookie.name]: cookie.value } });
    expect(seen.json().heard, `after ${n}`).toContain(n);
  }
  const refused = await here.inject({ method: "POST", url: "/things/-1" });
  const read = await here.inject("/things");
  expect([refused.cookies, read.cookies]).toEqual([[], []]);
  const alone = await (await openApp(undefined)).inject({ method: "POST", url: "/things/99" });
  expect(alone.cookies).toEqual([]);
});

test("a made-up moment keeps nobody: of the future, no number, one that is never reached", async () => {
  const { follower } = await begin("a");
  const app = await openApp({ follower, heard: [], missed: () => 0, subscriber: {} as Subscriber });
  const waits = vi.spyOn(follower, "caughtUp");
  const waited = async (value: string): Promise<number[]> => {
    waits.mockClear();
    const reply = await app.inject({ url: "/things", cookies: { commonshelf_changed: value } });
    expect(reply.statusCode, value).toBe(200);
    return waits.mock.calls.map(([, atMostMs]) => atMostMs);
  };
  for (const value of ["99999999999999", "-5"]) expect(await waited(value), value).toEqual([0]);
  for (const value of ["soon", "1e400"]) expect(await waited(value), value).toEqual([]);
  expect(await waited(String(Math.ceil((await follower.moment()) + 4000)))).toEqual([0, 1000]);
});

test("beside the only server there is none, and no two of one name", async () => {
  const open = () => openKeeper(database.connection, async () => undefined);
  const [lone, first, second, same] = await Promise.all([open(), open(), open(), open()]);
  for (const keeper of [lone, first, second, same]) ends.push(async () => (await keeper.leave())?.end());
  const served = { code: "region-served", status: 409 };
  await first.own("a");
  await second.own("b");
  await expect(same.own("a")).rejects.toMatchObject(served);
  await expect(lone.own()).rejects.toMatchObject(served);
  await (await first.leave())?.end();
  await same.own("a");
  for (const keeper of [second, same]) await (await keeper.leave())?.end();
  await lone.own();
  const late = await open();
  ends.push(async () => (await late.leave())?.end());
  await expect(late.own("c")).rejects.toMatchObject(served);
});

test("jobs of a killed process are done by another; those of the living are left alone", async () => {
  const { db, pool } = database;
  await begin("lives");
  await begin("watches");
  await sql`insert into processes.follower (name) values ('killed')`.execute(db);
  await sql`insert into processes.worker (id, process) values ('worker-l', 'lives'), ('worker-k', 'killed')`.execute(
    db,
  );
  for (const name of ["of-living", "of-killed"]) await inTransaction(db, (tx) => enqueue(tx, name, {}));
  for (const [name, worker] of [
    ["of-living", "worker-l"],
    ["of-killed", "worker-k"],
  ])
    await sql`update graphile_worker._private_jobs j set locked_at = now() - interval '1 minute', locked_by = ${worker}
      from graphile_worker._private_tasks t where t.id = j.task_id and t.identifier = ${name}`.execute(db);
  const done: string[] = [];
  const handlers = {
    "of-living": async () => void done.push("of-living"),
    "of-killed": async () => void done.push("of-killed"),
    fresh: async () => void done.push("fresh"),
  };
  const jobs = await startJobs(pool, handlers, { others: await otherWorkers(db, "watches") }, fail);
  ends.push(() => jobs.stop());
  await expect.poll(() => done).toEqual(["of-killed"]);
  await inTransaction(db, (tx) => enqueue(tx, "fresh", {}));
  await expect.poll(() => done).toEqual(["of-killed", "fresh"]);
  const { rows } = await sql<{
    process: string;
  }>`select distinct process from processes.worker order by 1`.execute(db);
  expect(rows.map(({ process: one }) => one)).toEqual(["killed", "lives", "watches"]);
  const gone: string[] = [];
  const watch = watchOthers(db, (names) => gone.push(...names), fail);
  ends.push(() => watch.stop());
  await expect.poll(() => gone).toEqual(["killed"]);
});

test("a process that was struck off is told that it missed something, and listed again", async () => {
  const { missed } = await begin("a");
  await sql`delete from processes.follower`.execute(database.db);
  await expect.poll(missed).toBe(1);
  const { rows } = await sql`select 1 from processes.follower where name = 'a'`.execute(database.db);
  expect(rows).toHaveLength(1);
});

test("work of the region is done by one at a time", async () => {
  const held = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const first = onlyOne(database.pool, "demo", async () => {
    begun.resolve();
    await held.promise;
    return "first";
  });
  await begun.promise;
  expect(await onlyOne(database.pool, "demo", async () => "second")).toBeUndefined();
  expect(await onlyOne(database.pool, "other work", async () => "other")).toBe("other");
  held.resolve();
  expect(await first).toBe("first");
  const failing = onlyOne(database.pool, "demo", async () => fail(new Error("broke")));
  await expect(failing).rejects.toThrow("broke");
  expect(await onlyOne(database.pool, "demo", async () => "third")).toBe("third");
});

test("a process that leaves says so to the balancer and still answers", async () => {
  const app = await openApp(undefined);
  expect((await app.inject("/readyz")).statusCode).toBe(200);
  leaving.hasBegun = true;
  try {
    const ready = await app.inject("/readyz");
    expect([ready.statusCode, ready.json().reasons]).toEqual([503, ["stopping"]]);
    expect([(await app.inject("/things")).statusCode, (await app.inject("/healthz")).statusCode]).toEqual([
      200, 200,
    ]);
  } finally {
    leaving.hasBegun = false;
  }
});

test("with several processes nothing is kept in memory for long", () => {
  expect(freshFor(60_000)).toBe(60_000);
  keepBriefly(500);
  expect([freshFor(60_000), freshFor(100)]).toEqual([500, 100]);
  keepBriefly(Number.POSITIVE_INFINITY);
});

test.each(["A", "a b", "-a", "x".repeat(21)])("%s is no name of a process", (name) => {
  expect(() => readConfig({ COMMONSHELF_PROCESS: name })).toThrow("COMMONSHELF_PROCESS");
  expect(readConfig({ COMMONSHELF_PROCESS: "web-1" }).processName).toBe("web-1");
});
