import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../kernel/actor.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { systemClock } from "../kernel/time.ts";
import { createPerson, demoAccounts, setPassword, signIn } from "./index.ts";

const PASSWORD = "a printed password";
let database: Database;
const ids: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await inTransaction(database.db, async (tx) => {
    for (const login of ["demo-one", "demo-two", "somebody"])
      ids.push((await createPerson(tx, systemActor, { name: login, login, password: PASSWORD })).id);
    for (const id of ids.slice(0, 2)) await demoAccounts.mark(tx, id);
  });
});
afterAll(() => database.close());

const enter = (login: string, password = PASSWORD): Promise<unknown> =>
  signIn(database.db, systemClock, {
    login,
    password,
    origin: { browser: null, address: "127.0.0.1" },
    via: "web",
    agent: "a test",
  });

test("without the demo its accounts cannot be signed in to, and those who were are out; others stay", async () => {
  await enter("demo-one");
  expect(await demoAccounts.count(database.db)).toEqual({ open: 2, closed: 0 });
  await inTransaction(database.db, demoAccounts.close);
  expect(await demoAccounts.count(database.db)).toEqual({ open: 0, closed: 2 });
  await expect(enter("demo-one")).rejects.toMatchObject({ code: "sign-in-failed" });
  const { rows } = await database.pool.query("select 1 from people.session where person_id = any($1)", [ids]);
  expect(rows).toEqual([]);
  await enter("somebody");
});

test("with the demo again they open, but for those whose password was changed: these are real ones now", async () => {
  await inTransaction(database.db, (tx) =>
    setPassword(tx, systemActor, ids[1]!, "demo-two", "a password of its own"),
  );
  await inTransaction(database.db, demoAccounts.open);
  await enter("demo-one");
  expect(await demoAccounts.count(database.db)).toEqual({ open: 1, closed: 0 });
  await inTransaction(database.db, demoAccounts.close);
  await enter("demo-two", "a password of its own");
});
