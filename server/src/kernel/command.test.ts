import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Actor } from "./actor.ts";
import { type Call, commandsOf, demandDeclaredRefusals, execute, type Who } from "./command.ts";
import { readConfig } from "./config.ts";
import type { Database } from "./database.ts";
import { mountCommands, mountQueries } from "./doors.ts";
import { KEY_DAYS, LONGEST_ANSWER, sweepKeys } from "./http/once.ts";
import type { App } from "./http.ts";
import { cutPage, pageOf, paging, readCursor } from "./paging.ts";
import { Problem } from "./problem.ts";
import { queriesOf } from "./query.ts";
import { refuser } from "./refusals.ts";
import { createApp } from "./server.ts";
import { createTestDatabase } from "./testing.ts";
import { actorOf } from "./testing-actors.ts";
import { DAY_MS, fixedClock } from "./time.ts";

const NOW = "2026-11-29T04:00:00Z";
const codes = { "tally-full": 409, "tally-unknown": 404 } as const;
const refuse = refuser(codes);
const command = commandsOf(codes);
const query = queriesOf(codes);
const clock = fixedClock(NOW);
const config = readConfig({});

const somebody: Who<Actor> = {
  label: "reader",
  admit: (given) => {
    if (!given) throw new Problem("sign-in-needed", 401);
    return given;
  },
};
const actorNamed = (last: string): Actor =>
  actorOf({
    personId: `01a1fd05-4adc-768a-97d3-3b26723e28${last}`,
    name: last,
  });
const lin = actorNamed("a1");
const mei = actorNamed("a2");

let prepared = 0;
const MOST = 5;
const count = command({
  name: "tally.count-books",
  summary: "Count books",
  path: "/tallies/:name/counts",
  status: 201,
  who: somebody,
  params: z.object({ name: z.string().max(40) }),
  input: z.strictObject({ books: z.number().int().min(1), note: z.string().optional() }),
  output: z.object({ total: z.number(), words: z.string() }),
  refusals: ["tally-full", "tally-unknown"],
  audit: ({ params }) => ({ subject: { kind: "tally", id: params.name }, scope: null }),
  prepare: async () => {
    prepared += 1;
    return "ready";
  },
  run: async (tx, _actor, _clock, { name }, { books, note }, ready) => {
    if (name === "none") throw refuse("tally-unknown");
    if (name === "undeclared") throw new Problem("tally-odd", 409);
    const { rows } = await sql<{
      total: number;
    }>`insert into kernel.tally (name, total) values (${name}, ${books})
      on conflict (name) do update set total = tally.total + excluded.total returning total`.execute(tx);
    if (rows[0]!.total > MOST) throw refuse("tally-full", { limit: MOST });
    return { total: rows[0]!.total, words: `${ready} ${note ?? ""}` };
  },
});
const hand = command({
  ...count,
  name: "tally.hand-out",
  path: "/tallies/:name/secrets",
  refusals: ["tally-full", "tally-unknown"],
  secret: true,
});
const clear = command({
  name: "tally.clear",
  summary: "Clear a tally",
  path: "/tallies/:name/clearings",
  status: 200,
  who: somebody,
  params: z.object({ name: z.string().max(40) }),
  input: z.object({}),
  output: z.object({ name: z.string() }),
  refusals: [],
  audit: ({ params }) => ({ subject: { kind: "tally", id: params.name }, scope: null }),
  run: async (_tx, _actor, _clock, { name }) => await Promise.resolve({ name }),
});
const totals = query({
  name: "tally.totals",
  summary: "Totals",
  path: "/tallies",
  who: somebody,
  params: z.object({}),
  filter: z.strictObject(paging),
  output: pageOf(z.object({ name: z.string(), total: z.number() })),
  refusals: [],
  run: async ({ db }, _actor, _params, { limit, cursor }) => {
    const after = readCursor(cursor, z.tuple([z.string()]));
    const { rows } = await sql<{ name: string; total: number }>`select t.name, t.total from kernel.tally t
      where ${after?.[0] ?? ""} < t.name order by t.name limit ${limit + 1}`.execute(db);
    return cutPage(rows, limit, (row) => [row.name]);
  },
});

let database: Database;
let app: App;

beforeAll(async () => {
  demandDeclaredRefusals();
  database = await createTestDatabase();
  await sql`create table kernel.tally (name text primary key, total integer not null)`.execute(database.db);
  app = await createApp({ ...database, clock, config }, false);
  app.decorateRequest("actor", {
    getter() {
      return this.headers["x-who"] === "lin" ? lin : null;
    },
  });
  mountCommands(app, { db: database.db, clock, config }, [count, hand, clear]);
  mountQueries(app, { db: database.db, clock, config }, [totals]);
});
afterAll(async () => {
  await app.close();
  await database.close();
});
beforeEach(async () => {
  prepared = 0;
  await sql`truncate kernel.tally, kernel.command, kernel.audit`.execute(database.db);
});

const call = (key?: string, actor: Actor | null = lin): Call => ({
  db: database.db,
  clock,
  config,
  actor,
  via: "web",
  key,
});
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  );
const total = async (name: string): Promise<number | undefined> =>
  (
    await sql<{ total: number }>`select t.total from kernel.tally t where t.name = ${name}`.execute(
      database.db,
    )
  ).rows[0]?.total;

test.each([
  ["without a body", {}],
  ["with an empty one", { payload: {} }],
])("a command that takes nothing is asked for %s", async (_how, more) => {
  const reply = await app.inject({
    method: "POST",
    url: "/api/v1/tallies/nest/clearings",
    headers: { "x-who": "lin" },
    ...more,
  });
  expect([reply.statusCode, reply.json()]).toEqual([200, { name: "nest" }]);
});

describe("execute", () => {
  test("a command sent twice with one key acts once and answers the same, without preparing again", async () => {
    const first = await execute(count, call("key-00001"), { name: "nest" }, { books: 4 });
    const second = await execute(count, call("key-00001"), { name: "nest" }, { books: 4 });
    expect(second).toEqual(first);
    expect(await total("nest")).toBe(4);
    expect(prepared).toBe(1);
  });

  test("of twenty rivals with one key one acts, and all are answered alike", async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => execute(count, call("key-00002"), { name: "nest" }, { books: 1 })),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await total("nest")).toBe(1);
  });

  test("a key belongs to its person, its command and its input", async () => {
    await execute(count, call("key-00003"), { name: "nest" }, { books: 1 });
    expect(await codeOf(execute(count, call("key-00003"), { name: "nest" }, { books: 2 }))).toBe(
      "key-reused",
    );
    expect(await codeOf(execute(count, call("key-00003"), { name: "other" }, { books: 1 }))).toBe(
      "key-reused",
    );
    expect(await codeOf(execute(hand, call("key-00003"), { name: "nest" }, { books: 1 }))).toBe("key-reused");
    await execute(count, call("key-00003", mei), { name: "nest" }, { books: 1 });
    expect(await total("nest")).toBe(2);
  });

  test("a refused command leaves nothing, and its key may be used again", async () => {
    await execute(count, call(), { name: "nest" }, { books: 5 });
    expect(await codeOf(execute(count, call("key-00004"), { name: "nest" }, { books: 1 }))).toBe(
      "tally-full",
    );
    expect(await total("nest")).toBe(5);
    await sql`update kernel.tally set total = 0`.execute(database.db);
    await execute(count, call("key-00004"), { name: "nest" }, { books: 1 });
    expect(await total("nest")).toBe(1);
  });

  test("an answer with a secret is stored nowhere: the same key again is spent", async () => {
    await execute(hand, call("key-00005"), { name: "nest" }, { books: 1 });
    expect(await codeOf(execute(hand, call("key-00005"), { name: "nest" }, { books: 1 }))).toBe("key-spent");
    expect(await total("nest")).toBe(1);
  });

  test("an answer that is too long is not kept, and nothing is done twice", async () => {
    const note = "字".repeat(LONGEST_ANSWER);
    await execute(count, call("key-00006"), { name: "nest" }, { books: 1, note });
    expect(await codeOf(execute(count, call("key-00006"), { name: "nest" }, { books: 1, note }))).toBe(
      "key-spent",
    );
    expect(await total("nest")).toBe(1);
  });

  test("it tells the audit who, what and by which door", async () => {
    await execute(count, call(), { name: "nest" }, { books: 1 });
    const { rows } = await sql`select a.actor_id, a.action, a.subject_kind, a.subject_id, a.via
      from kernel.audit a`.execute(database.db);
    expect(rows).toEqual([
      {
        actor_id: lin.personId,
        action: "tally.count-books",
        subject_kind: "tally",
        subject_id: "nest",
        via: "web",
      },
    ]);
  });

  test("a refusal that the command does not declare is a bug", async () => {
    expect(await codeOf(execute(count, call(), { name: "undeclared" }, { books: 1 }))).toMatch(
      /does not declare/,
    );
  });

  test("keys are forgotten after seven days and not before", async () => {
    await execute(count, call("key-00007"), { name: "nest" }, { books: 1 });
    const at = (ms: number) => fixedClock(new Date(clock.now().getTime() + ms).toISOString());
    const sweep = (ms: number): Promise<number> =>
      database.db.transaction().execute((tx) => sweepKeys(tx, at(ms)));
    expect(KEY_DAYS).toBe(7);
    expect(await sweep(7 * DAY_MS)).toBe(0);
    expect(await sweep(7 * DAY_MS + 1)).toBe(1);
  });
});

describe("doors", () => {
  const post = (payload: object, headers: Record<string, string> = { "x-who": "lin" }) =>
    app.inject({ method: "POST", url: "/api/v1/tallies/nest/counts", headers, payload });

  test("JSON meets the declared schema strictly and is answered with the declared status", async () => {
    expect((await post({ books: 2 })).statusCode).toBe(201);
    for (const bad of [{ books: "2" }, { books: 0 }, { books: 1, colour: "red" }, {}])
      expect((await post(bad)).json()).toMatchObject({ status: 400, code: "invalid-request" });
    expect((await post({ books: 1 }, {})).json()).toMatchObject({ status: 401, code: "sign-in-needed" });
    expect((await post({ books: 9 })).json()).toMatchObject({ code: "tally-full", params: { limit: MOST } });
    expect(await total("nest")).toBe(2);
  });

  test.each(["short", `${"k".repeat(101)}`, "with blank in it"])("the key %j is refused", async (key) => {
    const reply = await post({ books: 1 }, { "x-who": "lin", "idempotency-key": key });
    expect(reply.json()).toMatchObject({ status: 400, code: "key-invalid" });
  });

  test("a list has pages whose cursors are opaque, and refuses what it did not give", async () => {
    for (const name of ["a", "b", "c"]) await execute(count, call(), { name }, { books: 1 });
    const get = (search: string) =>
      app.inject({ method: "GET", url: `/api/v1/tallies${search}`, headers: { "x-who": "lin" } });
    const first = (await get("?limit=2")).json() as { items: { name: string }[]; next: string };
    expect(first.items.map((item) => item.name)).toEqual(["a", "b"]);
    const second = (await get(`?limit=2&cursor=${first.next}`)).json() as typeof first;
    expect(second).toEqual({ items: [{ name: "c", total: 1 }], next: null });
    for (const bad of ["?cursor=abc", "?cursor=WzFd", "?limit=0", "?limit=201", "?limit=x", "?page=2"])
      expect((await get(bad)).statusCode, bad).toBe(400);
  });

  test("the description names operation, refusals, security and key", async () => {
    const document = (await app.inject({ url: "/api/openapi.json" })).json() as {
      paths: Record<string, Record<string, Record<string, unknown>>>;
    };
    const operation = document.paths["/api/v1/tallies/{name}/counts"]!.post!;
    expect(operation.operationId).toBe("tallyCountBooks");
    expect(operation.security).toEqual([{ session: [], csrf: [] }, { bearer: [] }]);
    expect(operation.parameters).toContainEqual({ $ref: "#/components/parameters/IdempotencyKey" });
    expect(JSON.stringify(operation.responses)).toContain(
      '"enum":["choose-branch","key-reused","key-spent","tally-full"]',
    );
  });
});
