import { Writable } from "node:stream";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import type { App } from "../kernel/http.ts";
import { publish } from "../kernel/outbox.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { systemClock } from "../kernel/time.ts";
import { registerObserving } from "./index.ts";

const TOKEN = "a-token-of-some-length";
let database: Database;
let log = "";
let isAway = false;
const apps: App[] = [];

async function open(settings: Record<string, string> = {}): Promise<App> {
  const config = readConfig(settings);
  const searcher = {
    size: async () => {
      if (isAway) throw new Error("away");
      return 7;
    },
  };
  const deps = { ...database, clock: systemClock, config, searcher };
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log += chunk.toString();
      done();
    },
  });
  const app = await createApp(deps, { level: config.logsRequests ? "info" : "warn", stream });
  await registerObserving(app, deps);
  app.get("/things/:id", { schema: { hide: true } }, async (request) => {
    const { id } = request.params as { id: string };
    await sql`select ${id}::text, pg_sleep(0.05)`.execute(database.db);
    return {};
  });
  apps.push(app);
  return app;
}

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  for (const app of apps) await app.close();
  await database.close();
});

const scraped = async (app: App): Promise<string> => (await app.inject("/metrics")).body;
const figure = (text: string, name: string): number | undefined => {
  const line = text.split("\n").find((one) => one.startsWith(`${name} `) || one.startsWith(`${name}{`));
  return line === undefined ? undefined : Number(line.split(" ").at(-1));
};

test("requests are counted by pattern, method and status; made-up addresses are one", async () => {
  const app = await open();
  await app.inject("/things/secret-word?q=another");
  await app.inject("/things/second");
  await app.inject("/nowhere/one");
  await app.inject("/nowhere/two");
  const reply = await app.inject("/metrics");
  expect([reply.statusCode, reply.headers["content-type"], reply.headers["cache-control"]]).toEqual([
    200,
    "text/plain; version=0.0.4; charset=utf-8",
    "no-store",
  ]);
  const count = "http_request_duration_seconds_count";
  expect(reply.body).toContain(`${count}{method="GET",route="/things/:id",status="200"} 2`);
  expect(reply.body).toContain(`${count}{method="GET",route="none",status="404"} 2`);
  expect(reply.body).toContain(
    'http_request_duration_seconds_bucket{le="0.05",method="GET",route="/things/:id"',
  );
  expect(reply.body).not.toMatch(/secret-word|another|second"/);
  for (const name of ["process_resident_memory_bytes", "nodejs_heap_size_used_bytes"])
    expect(figure(reply.body, name), name).toBeGreaterThan(0);
});

test("what waits in the region is told as it is now", async () => {
  const app = await open();
  await scraped(app);
  const before = await scraped(app);
  expect(figure(before, "commonshelf_database_up")).toBe(1);
  expect(figure(before, "commonshelf_search_titles")).toBe(7);
  expect(figure(before, "commonshelf_database_connections")).toBeGreaterThan(0);
  expect(figure(before, "commonshelf_statement_seconds_count")).toBeGreaterThanOrEqual(1);
  await inTransaction(database.db, (tx) => publish(tx, "instances-changed", { instanceIds: [1] }));
  await sql`update kernel.outbox set created_at = now() - interval '90 seconds'`.execute(database.db);
  await sql`insert into kernel.trouble (name, error) values ('index-snapshot', 'no room')`.execute(
    database.db,
  );
  await expect
    .poll(async () => {
      const text = await scraped(app);
      return ["outbox_messages", "troubles", "jobs_given_up"].map((name) =>
        figure(text, `commonshelf_${name}`),
      );
    })
    .toEqual([1, 1, 0]);
  expect(figure(await scraped(app), "commonshelf_search_lag_seconds")).toBeGreaterThanOrEqual(90);
});

test("a search engine or database that is away leaves its figures out, and the rest is told", async () => {
  const app = await open();
  isAway = true;
  const gone = await createTestDatabase();
  const deps = { ...gone, clock: systemClock, config: readConfig({}), searcher: { size: async () => 1 } };
  const other = await createApp(deps, false);
  await registerObserving(other, deps);
  await gone.close();
  try {
    const text = await scraped(app);
    expect([figure(text, "commonshelf_search_titles"), figure(text, "commonshelf_database_up")]).toEqual([
      undefined,
      1,
    ]);
    const without = await scraped(other);
    expect([figure(without, "commonshelf_database_up"), figure(without, "commonshelf_troubles")]).toEqual([
      0,
      undefined,
    ]);
    expect(figure(without, "process_resident_memory_bytes")).toBeGreaterThan(0);
  } finally {
    isAway = false;
    await other.close();
  }
});

test("without a token this machine may read it, and nobody behind a proxy or elsewhere", async () => {
  const app = await open();
  const ask = async (remoteAddress: string, headers: Record<string, string> = {}) =>
    (await app.inject({ url: "/metrics", remoteAddress, headers })).statusCode;
  expect([await ask("127.0.0.1"), await ask("::1"), await ask("::ffff:127.0.0.1")]).toEqual([200, 200, 200]);
  expect(await ask("203.0.113.9")).toBe(404);
  expect(await ask("203.0.113.9", { "x-forwarded-for": "127.0.0.1" })).toBe(404);
  expect(await ask("127.0.0.1", { "x-forwarded-for": "127.0.0.1" })).toBe(404);
  expect(await ask("127.0.0.1", { forwarded: "for=203.0.113.9" })).toBe(404);
});

test("with a token whoever shows it may, from anywhere, and nobody else", async () => {
  const app = await open({ COMMONSHELF_METRICS_TOKEN: TOKEN });
  const ask = async (authorization: string | undefined, remoteAddress: string) =>
    (
      await app.inject({
        url: "/metrics",
        remoteAddress,
        headers: { ...(authorization && { authorization }) },
      })
    ).statusCode;
  expect(await ask(`Bearer ${TOKEN}`, "203.0.113.9")).toBe(200);
  for (const shown of [undefined, TOKEN, `Bearer ${TOKEN}x`, "Bearer "])
    expect(await ask(shown, "127.0.0.1"), String(shown)).toBe(404);
});

test("a slow statement is a line with its text and without its values, and counted", async () => {
  const app = await open({ COMMONSHELF_SLOW_MS: "30" });
  const quick = await open({ COMMONSHELF_SLOW_MS: "5000" });
  const silent = await open({ COMMONSHELF_SLOW_MS: "0" });
  log = "";
  await app.inject("/things/secret-word");
  const lines = log.split("\n").filter((line) => line.includes("slow statement"));
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({ statement: "select $1::text, pg_sleep(0.05)", level: 40 });
  expect(JSON.parse(lines[0]!).ms).toBeGreaterThanOrEqual(50);
  expect(log).not.toContain("secret-word");
  const slow = "commonshelf_slow_statements_total";
  expect([figure(await scraped(app), slow), figure(await scraped(quick), slow)]).toEqual([1, 0]);
  expect(figure(await scraped(silent), slow)).toBe(0);
});

test("each request is a line when that is wished: pattern, status, time; no address, no person", async () => {
  const app = await open({ COMMONSHELF_LOG: "requests" });
  const quiet = await open();
  log = "";
  await app.inject({ url: "/things/secret-word?q=private", remoteAddress: "203.0.113.9" });
  const line = JSON.parse(log.split("\n").find((one) => one.includes("answered"))!);
  expect(line).toMatchObject({ method: "GET", route: "/things/:id", status: 200, msg: "answered" });
  expect(log).not.toMatch(/secret-word|private|203\.0\.113/);
  log = "";
  await quiet.inject("/things/secret-word");
  expect(log).not.toContain("answered");
});

test.each([
  [{ COMMONSHELF_METRICS_TOKEN: "short" }, "COMMONSHELF_METRICS_TOKEN"],
  [{ COMMONSHELF_METRICS_TOKEN: "with a blank in its midst" }, "COMMONSHELF_METRICS_TOKEN"],
  [{ COMMONSHELF_LOG: "everything" }, "COMMONSHELF_LOG"],
  [{ COMMONSHELF_SLOW_MS: "-1" }, "COMMONSHELF_SLOW_MS"],
])("settings that do not fit are named: %j", (settings, name) => {
  expect(() => readConfig(settings)).toThrow(name);
});
