import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openKeeper } from "../../kernel/postgres/keeper.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { demandVersion } from "./region-database.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const noStart = async (): Promise<void> => undefined;

test("a server that is too old is refused by asking it only", async () => {
  await expect(demandVersion(database.connection, 990_000)).rejects.toThrow(/needs PostgreSQL 15 or newer/);
  await demandVersion(database.connection);
});

test("a region has one server; the next may serve it when the first is gone, however it went", async () => {
  const first = await openKeeper(database.connection, noStart);
  await first.own();
  const second = await openKeeper(database.connection, noStart);
  await expect(second.own()).rejects.toMatchObject({
    code: "region-served",
    params: { by: expect.stringContaining(`process ${process.pid}`) },
  });
  const killer = new Client(database.connection);
  await killer.connect();
  await killer.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'commonshelf-server%' and datname = current_database()",
  );
  await second.own();
  await killer.end();
  for (const keeper of [first, second]) await (await keeper.leave())?.end();
});

test("a keeper whose session is lost gets it back with what it owned, and says both", async () => {
  const said: string[] = [];
  const keeper = await openKeeper(database.connection, noStart);
  await keeper.own();
  keeper.watch(
    (text) => said.push(text),
    () => said.push("taken over"),
  );
  await database.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'commonshelf-server%' and datname = current_database()",
  );
  await expect.poll(() => said).toEqual(["the database is away", "the database is back"]);
  const rival = await openKeeper(database.connection, noStart);
  await expect(rival.own()).rejects.toMatchObject({ code: "region-served" });
  for (const one of [keeper, rival]) await (await one.leave())?.end();
});

test("a server whose region was taken by another while it was away is told", async () => {
  const told = Promise.withResolvers<void>();
  let isSlow = false;
  const first = await openKeeper(database.connection, async () => {
    if (isSlow) await new Promise((done) => setTimeout(done, 1000));
  });
  isSlow = true;
  await first.own();
  const second = await openKeeper(database.connection, noStart);
  let held = false;
  const taking = second.own().then(() => {
    held = true;
  });
  first.watch(
    () => undefined,
    () => told.resolve(),
  );
  await database.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'commonshelf-server%' and datname = current_database()",
  );
  await taking;
  expect(held).toBe(true);
  await told.promise;
  for (const one of [first, second]) await (await one.leave())?.end();
});
