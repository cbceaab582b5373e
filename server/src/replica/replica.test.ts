import { setTimeout as wait } from "node:timers/promises";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { OWN_LIMITS } from "../../../services/java.ts";
import { type PostgresPair, startPostgresPair } from "../../../services/postgres/pair.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction, openDatabase, readPlace } from "../kernel/database.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { systemClock } from "../kernel/time.ts";
import { Replica } from "./index.ts";
import { registerReplica } from "./own-writes.ts";
import { lsnOf } from "./replica.ts";
import { routedClient } from "./routed-client.ts";

let pair: PostgresPair;
let first: Database;
let replica: Replica;
let app: App;
const said: string[] = [];

type Seen = { copy: boolean; most: number };
const look = async (): Promise<Seen> => {
  const { rows } = await sql<Seen>`select pg_is_in_recovery() as copy, coalesce(max(t.n), 0)::int as most
    from public.thing t where t.n >= ${0}`.execute(first.db);
  return rows[0]!;
};

beforeAll(async () => {
  pair = await startPostgresPair();
  first = openDatabase({ connectionString: pair.primary }, 10, "commonshelf-test");
  await first.pool.query("create table public.thing (n int primary key)");
  replica = new Replica(pair.replica, first.pool, (text) => said.push(text));
  const deps = { ...first, clock: systemClock, config: readConfig({ COMMONSHELF_BUDGET: "0" }), replica };
  app = await createApp(deps, false);
  registerReplica(app, deps);
  app.post("/things/:n", { schema: { hide: true } }, async (request) => {
    const n = Number((request.params as { n: string }).n);
    await inTransaction(first.db, (tx) => sql`insert into public.thing (n) values (${n})`.execute(tx));
    return {};
  });
  for (const path of ["/en/search", "/en/instance/:id", "/en/account"])
    app.get(path, { schema: { hide: true } }, async () => await look());
  await vi.waitFor(() => expect(replica.isUsable()).toBe(true), { timeout: 30_000 });
}, OWN_LIMITS);
afterAll(async () => {
  await app?.close();
  await replica?.stop();
  await first?.close();
  await pair?.stop();
});

const onCopy = async (words: string): Promise<void> => {
  const client = new pg.Client(pair.replica);
  await client.connect();
  await client.query(words);
  await client.end();
};
const write = async (n: number): Promise<Record<string, string>> => {
  const reply = await app.inject({ method: "POST", url: `/things/${n}` });
  const cookie = reply.cookies.find((one) => one.name === "commonshelf_written")!;
  return { [cookie.name]: cookie.value };
};
const seen = async (url: string, cookies: Record<string, string> = {}): Promise<Seen> => {
  const reply = await app.inject({ url, cookies });
  expect(reply.statusCode).toBe(200);
  return reply.json();
};

test("plain reads go to the copy; what writes, locks or stands in a transaction goes to the first database", async () => {
  const where = (): Promise<boolean> =>
    sql<{ copy: boolean }>`select pg_is_in_recovery() as copy`
      .execute(first.db)
      .then(({ rows }) => rows[0]!.copy);
  expect(await where()).toBe(false);
  await readPlace.run(
    () => routedClient(replica.pool, first.pool, (error) => replica.lost(error)),
    async () => {
      expect(await where()).toBe(true);
      await sql`insert into public.thing (n) values (${-1})`.execute(first.db);
      await sql`with gone as (delete from public.thing where n = ${-1} returning n) select * from gone`.execute(
        first.db,
      );
      await sql`select * from public.thing for update`.execute(first.db);
      await sql`select pg_advisory_lock(1), pg_advisory_unlock(1)`.execute(first.db);
      await inTransaction(first.db, async (tx) => {
        const { rows } = await sql<{ copy: boolean }>`select pg_is_in_recovery() as copy`.execute(tx);
        expect(rows[0]!.copy).toBe(false);
      });
      await expect(sql`select * from public.nothing`.execute(first.db)).rejects.toMatchObject({
        code: "42P01",
      });
      expect(replica.isUsable()).toBe(true);
    },
  );
  expect([lsnOf("0/0"), lsnOf("1/00000010"), lsnOf("16/B374D848")]).toEqual([0n, 4294967312n, 97500059720n]);
});

test("pages of results and records read the copy; a reader always sees what they just did", async () => {
  let ofCopy = 0;
  for (let n = 1; n <= 30; n++) {
    const cookies = await write(n);
    const { copy, most } = await seen(n % 2 === 0 ? "/en/search" : "/en/instance/7", cookies);
    expect(most).toBe(n);
    if (copy) ofCopy++;
  }
  expect(ofCopy).toBeGreaterThan(15);
  expect((await seen("/en/account")).copy).toBe(false);
  expect((await app.inject("/en/search")).cookies).toEqual([]);
});

test("of a copy that lags, only who did nothing reads; when it is far behind, nobody does", async () => {
  await onCopy("select pg_wal_replay_pause()");
  const cookies = await write(100);
  expect(await seen("/en/search", cookies)).toEqual({ copy: false, most: 100 });
  expect(await seen("/en/search")).toEqual({ copy: true, most: 30 });
  await expect.poll(async () => (await seen("/en/search")).copy, { interval: 500 }).toBe(false);
  expect(said).toEqual([expect.stringContaining("cannot be read")]);
  expect(await seen("/en/search")).toEqual({ copy: false, most: 100 });
  await onCopy("select pg_wal_replay_resume()");
  await expect.poll(() => seen("/en/search", cookies), { interval: 500 }).toEqual({ copy: true, most: 100 });
  expect(said.at(-1)).toContain("read again");
});

test("a copy that is lost is missed by nobody, and read again when it is back", async () => {
  said.length = 0;
  let isOver = false;
  const statuses = new Set<number>();
  const readers = Array.from({ length: 4 }, async () => {
    while (!isOver) statuses.add((await app.inject("/en/search")).statusCode);
  });
  await wait(300);
  await pair.killReplica();
  await wait(1000);
  isOver = true;
  await Promise.all(readers);
  expect([...statuses]).toEqual([200]);
  const cookies = await write(200);
  expect(await seen("/en/search", cookies)).toEqual({ copy: false, most: 200 });
  expect(said).toEqual([expect.stringContaining("cannot be read")]);
  await pair.startReplica();
  await expect.poll(() => seen("/en/search", cookies), { interval: 500 }).toEqual({ copy: true, most: 200 });
});

test("a made-up place in the log keeps nobody", async () => {
  for (const value of ["FFFFFFFF/FFFFFFFF", "soon", "0/0", "1/2/3"])
    expect((await seen("/en/search", { commonshelf_written: value })).most, value).toBe(200);
});

test("a database that is no copy is never taken for one", async () => {
  const words: string[] = [];
  const wrong = new Replica(pair.primary, first.pool, (_text, error) => words.push((error as Error).message));
  await expect.poll(() => words).toEqual(["DATABASE_REPLICA_URL names no copy that follows"]);
  expect(wrong.isUsable()).toBe(false);
  await wrong.stop();
  expect(() => readConfig({ DATABASE_REPLICA_URL: "mysql://x", DATABASE_URL: "postgres://a@b/c" })).toThrow(
    "DATABASE_REPLICA_URL must look like",
  );
  expect(() => readConfig({ DATABASE_REPLICA_URL: "postgres://a@b/c" })).toThrow("DATABASE_URL is needed");
});
