import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createInstance,
  createRegion,
  openDesks,
  signInAs,
  type TestRegion,
} from "../circulation/testing.ts";
import { systemActor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { fixedClock } from "../kernel/time.ts";
import { grantRole } from "../people/index.ts";
import { rooms } from "../rooms.ts";
import { taskDoors } from "./doors.ts";
import { keepRuns } from "./repeating.ts";
import { erasePerson } from "./waiting.ts";

let database: Database;
let app: App;
let members: TestRegion["members"];
let desk: Record<string, string>;
let colleague: Record<string, string>;
let elsewhere: Record<string, string>;
const clock = fixedClock("2026-11-20T02:00:00Z");

beforeAll(async () => {
  database = await createTestDatabase();
  members = (await createRegion(database.db)).members;
  app = await openDesks(database, clock);
  const deps = { ...database, clock, config: readConfig({}) };
  const doors = taskDoors(rooms);
  mountCommands(app, deps, doors.commands);
  mountQueries(app, deps, doors.queries);
  desk = await signInAs(database, app, "east", { member: "EAST", branchId: members.EAST.branchId });
  colleague = await signInAs(database, app, "east-2", { member: "EAST", branchId: members.EAST.branchId });
  elsewhere = await signInAs(database, app, "mid", { member: "MID", branchId: members.MID.branchId });
});
afterAll(async () => {
  await app.close();
  await database.close();
});

type Task = {
  task: string;
  count: number;
  oldestAt: string | null;
  owner: { id: string; name: string } | null;
};
const ask = async <T>(method: "GET" | "PUT" | "POST", path: string, headers = desk, payload?: object) => {
  const reply = await app.inject({ method, url: `/api/v1${path}`, headers, ...(payload && { payload }) });
  return { status: reply.statusCode, body: (reply.body === "" ? {} : reply.json()) as T & { code?: string } };
};
const waiting = async (headers = desk) =>
  (await ask<{ items: Task[] }>("GET", "/desk/tasks", headers)).body.items;
const own = (task: string, personId: string | null, headers = desk) =>
  ask("PUT", `/desk/tasks/${task}/owner`, headers, { personId });
const idOf = async (headers: Record<string, string>) =>
  (await ask<{ person: { id: string } }>("GET", "/session", headers)).body.person.id;

test("what waits is told with its number and its age, each branch its own", async () => {
  expect(await waiting()).toEqual([]);
  const { barcodes } = await createInstance(database.db, [
    { memberId: members.MID.id, branchId: members.MID.branchId },
    { memberId: members.MID.id, branchId: members.MID.branchId },
  ]);
  for (const barcode of barcodes) {
    await ask("POST", "/desk/scan", desk, { barcode });
    clock.advance(60_000);
  }
  expect(await waiting()).toMatchObject([{ task: "pack", count: 2, oldestAt: "2026-11-20T02:00:00.000Z" }]);
  expect(await waiting(elsewhere)).toMatchObject([{ task: "receive", count: 2, owner: null }]);
});

test("a task is taken on, handed to a colleague who works here, and laid down", async () => {
  const [me, other, stranger] = [await idOf(desk), await idOf(colleague), await idOf(elsewhere)];
  expect((await own("pack", me)).status).toBe(204);
  expect((await waiting())[0]?.owner).toMatchObject({ id: me, name: "east" });
  expect((await own("pack", other)).body.code).toBe("colleague-unknown");
  const { barcodes } = await createInstance(database.db, [
    { memberId: members.EAST.id, branchId: members.EAST.branchId },
  ]);
  await ask("POST", "/desk/scan", colleague, { barcode: barcodes[0] });
  expect((await own("pack", other)).status).toBe(204);
  expect((await waiting(colleague))[0]?.owner).toMatchObject({ id: other });
  expect((await own("pack", stranger)).body.code).toBe("colleague-unknown");
  expect((await own("no-such-task", me)).body.code).toBe("task-unknown");
  expect((await own("moderation", me)).body.code).toBe("task-unknown");
  expect((await own("pack", null)).status).toBe(204);
  expect((await waiting())[0]?.owner).toBeNull();
  await own("pack", me);
  await inTransaction(database.db, (tx) => erasePerson(tx, clock, me));
  expect((await waiting())[0]?.owner).toBeNull();
});

test("what the platform did here makes it nobody's colleague", async () => {
  const at = actorOf({ ...systemActor, scope: members.EAST.id, place: members.EAST.branchId });
  await inTransaction(database.db, (tx) =>
    writeAudit(tx, at, "item.scan", { kind: "item", id: "1" }, members.EAST.id),
  );
  const { status, body } = await ask<{ items: { name: string }[] }>("GET", "/desk/colleagues");
  expect([status, body.items.map((one) => one.name)]).toEqual([200, ["east", "east-2"]]);
});

test("doubtful pairs wait for who edits records, not for a desk alone", async () => {
  for (const code of ["EAST", "MID"] as const)
    await createInstance(database.db, [{ memberId: members[code].id, branchId: members[code].branchId }]);
  await sql`insert into matching.doubt (low_id, high_id, score, since)
    select min(r.id), max(r.id), 0.5, ${clock.now()} from (
      select r.id from catalogue.record_fact r order by r.id desc limit 2) r`.execute(database.db);
  expect((await waiting()).some((one) => one.task === "doubts")).toBe(false);
  const id = await idOf(colleague);
  await inTransaction(database.db, (tx) => grantRole(tx, systemActor, id, "cataloguer", "EAST"));
  expect((await waiting(colleague)).find((one) => one.task === "doubts")).toMatchObject({ count: 1 });
  const west = await signInAs(database, app, "west", { member: "WEST", branchId: members.WEST.branchId });
  await inTransaction(database.db, async (tx) =>
    grantRole(tx, systemActor, await idOf(west), "cataloguer", "WEST"),
  );
  expect((await waiting(west)).some((one) => one.task === "doubts")).toBe(false);
  await sql`update matching.doubt set deferred_at = ${clock.now()}`.execute(database.db);
  expect((await waiting(colleague)).some((one) => one.task === "doubts")).toBe(false);
});

test("rivals who take the same task leave one owner", async () => {
  const [me, other] = [await idOf(desk), await idOf(colleague)];
  await Promise.all([own("pack", me), own("pack", other, colleague)]);
  const { rows } = await sql`select 1 from tasks.owner o where o.task = 'pack'`.execute(database.db);
  expect(rows).toHaveLength(1);
});

test("readers and nobody have no tasks, and only the office sees what the region does by itself", async () => {
  const reader = await signInAs(database, app, "a-reader");
  for (const path of ["/desk/tasks", "/desk/colleagues", "/repeating-tasks"]) {
    expect((await ask("GET", path, reader)).status).toBe(403);
    expect((await ask("GET", path, {})).status).toBe(401);
  }
  expect((await ask("GET", "/repeating-tasks")).status).toBe(403);
});

test("how a repeating task went the last time is kept, also when it failed; other work is not noted", async () => {
  let fails = true;
  const handlers = keepRuns({ db: database.db, clock }, ["5 * * * * nightly"], {
    nightly: async () => {
      clock.advance(2000);
      if (fails) throw new Error("no room on the disk");
    },
    once: async () => undefined,
  });
  const last = async () =>
    (
      await sql<{ job: string; seconds: number; error: string | null }>`
        select r.job, extract(epoch from r.ended_at - r.started_at)::int as seconds, r.error
        from tasks.last_run r`.execute(database.db)
    ).rows;
  await expect(handlers.nightly!({})).rejects.toThrow("no room");
  expect(await last()).toEqual([{ job: "nightly", seconds: 2, error: "Error: no room on the disk" }]);
  fails = false;
  await handlers.nightly!({});
  await handlers.once!({});
  expect(await last()).toEqual([{ job: "nightly", seconds: 2, error: null }]);
});
