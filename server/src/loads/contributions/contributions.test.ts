import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "../../consortium/index.ts";
import { type Actor, systemActor } from "../../kernel/actor.ts";
import { readConfig } from "../../kernel/config.ts";
import { inTransaction } from "../../kernel/database.ts";
import { mountQueries } from "../../kernel/doors.ts";
import type { App } from "../../kernel/http.ts";
import { createApp } from "../../kernel/server.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { actorOf } from "../../kernel/testing-actors.ts";
import { fixedClock } from "../../kernel/time.ts";
import { book, loaderOf } from "../testing.ts";
import { contributions } from "./contributions.ts";
import { contributionQueries, registerContributions } from "./doors.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let app: App;
let east: Awaited<ReturnType<typeof loaderOf>>;
let west: Awaited<ReturnType<typeof loaderOf>>;
let eastId: number;
const actors: Record<string, Actor> = {};
const isbn = (value: string): [string, string, string][] => [["020", "a", value]];

beforeAll(async () => {
  database = await createTestDatabase();
  const ids = await inTransaction(database.db, async (tx) => ({
    east: (await addMember(tx, systemActor, { code: "EAST", name: { en: "East" } })).id,
    west: (await addMember(tx, systemActor, { code: "WEST", name: { en: "West" } })).id,
  }));
  eastId = ids.east;
  const person = actorOf({ personId: "01a00000-0000-7000-8000-000000000001" });
  actors.east = actorOf({ ...person, grants: [{ role: "cataloguer", scope: ids.east }] });
  actors.office = actorOf({ ...person, grants: [{ role: "consortium-admin", scope: null }] });
  actors.reader = actorOf({ ...person, grants: [] });
  east = await loaderOf(database, ids.east);
  west = await loaderOf(database, ids.west);
  const deps = { ...database, clock: fixedClock("2026-11-15T04:00:00Z"), config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountQueries(app, deps, contributionQueries);
  registerContributions(app, deps);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

test("original records, copies, upgrades and what others copied are counted by library and month", async () => {
  await east.load([
    book("e1", "First here", [], isbn("9787532733569")),
    book("e2", "Alone"),
    book("e3", "Undone later"),
  ]);
  await west.load([book("w1", "First here", [], isbn("9787532733569")), book("w2", "Alone in the west")]);
  await sql`update catalogue.record set created_at = '2026-09-30T23:30:00Z', changed_at = '2026-09-30T23:30:00Z'`.execute(
    database.db,
  );
  const bad = await east.load([book("e4", "Undone")]);
  await east.undo(bad);
  await west.load([
    book("w1", "First here, enriched", [], isbn("9787532733569")),
    book("w2", "Alone in the west, revised"),
  ]);
  await sql`update catalogue.record set changed_at = '2026-10-20T04:00:00Z' where version > 1`.execute(
    database.db,
  );
  const year = await contributions(database.db, null, { from: "2026-01", to: "2027-01" });
  // The libraries' zone is eight hours ahead: what was made on the last evening of September is October's.
  expect(year).toEqual([
    { memberCode: "EAST", month: "2026-10", originals: 3, copies: 0, upgrades: 0, given: 1 },
    { memberCode: "WEST", month: "2026-10", originals: 1, copies: 1, upgrades: 1, given: 0 },
  ]);
  expect(await contributions(database.db, null, { from: "2026-01", to: "2026-10" })).toEqual([]);
  expect(await contributions(database.db, eastId, { from: "2026-10", to: "2026-11" })).toHaveLength(1);
});

test("a library sees its own, the office all, a reader none; the table says the same", async () => {
  const ask = async (who: string, path = "/contributions?from=2026-10&to=2026-10") =>
    await app.inject({ url: `/api/v1${path}`, headers: { "x-who": who } });
  expect((await ask("nobody")).statusCode).toBe(401);
  expect((await ask("reader")).statusCode).toBe(403);
  const codes = async (who: string): Promise<string[]> =>
    ((await ask(who)).json() as { items: { memberCode: string }[] }).items.map((one) => one.memberCode);
  expect(await codes("east")).toEqual(["EAST"]);
  expect(await codes("office")).toEqual(["EAST", "WEST"]);
  expect((await ask("office", "/contributions?from=2026-13")).statusCode).toBe(400);
  const table = await ask("office", "/contributions.csv");
  expect(table.body.split("\r\n")[1]).toBe("EAST,2026-10,3,0,0,1");
  expect((await ask("reader", "/contributions.csv")).statusCode).toBe(403);
});
