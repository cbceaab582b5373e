import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { placeHold } from "../circulation/index.ts";
import {
  createInstance,
  createReader,
  createRegion,
  openDesks,
  signInAs,
  type TestRegion,
} from "../circulation/testing.ts";
import { loadLoans } from "../cut-over/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { execute } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction, statements } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { fixedClock } from "../kernel/time.ts";
import { patronLoads } from "../people/index.ts";
import { rooms } from "../rooms.ts";
import type { Clearance } from "./clearance.ts";
import { clearances, leaving } from "./doors.ts";

let database: Database;
let app: App;
let members: TestRegion["members"];
let desk: Record<string, string>;
let elsewhere: Record<string, string>;
let reader: Awaited<ReturnType<typeof createReader>>;
const clock = fixedClock("2026-11-20T02:00:00Z");
type Code = keyof TestRegion["members"];
const call = (code: Code) => ({
  db: database.db,
  clock,
  config: readConfig({}),
  actor: actorOf({ ...systemActor, scope: members[code].id }),
  via: "cli" as const,
});

beforeAll(async () => {
  database = await createTestDatabase();
  members = (await createRegion(database.db)).members;
  app = await openDesks(database, clock);
  const deps = { ...database, clock, config: readConfig({}) };
  for (const { name, queries, commands } of rooms) {
    if (name === "people" || name === "leavers") mountQueries(app, deps, queries ?? []);
    if (name === "leavers") mountCommands(app, deps, commands ?? []);
  }
  desk = await signInAs(database, app, "east", { member: "EAST", branchId: members.EAST.branchId });
  elsewhere = await signInAs(database, app, "mid", { member: "MID", branchId: members.MID.branchId });
  reader = await createReader(database.db, members.EAST.id, "L1");
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const clearance = async (headers: Record<string, string>, id = reader.personId) => {
  const reply = await app.inject({ method: "GET", url: `/api/v1/patrons/${id}/clearance`, headers });
  return { status: reply.statusCode, body: reply.json<Clearance>() };
};
/** A loan of a copy of this member by the reader, as taken over from an older system. */
async function lend(code: Code, due: string): Promise<void> {
  const { barcodes } = await createInstance(database.db, [
    { memberId: members[code].id, branchId: members[code].branchId },
  ]);
  const number = await sql<{ number: string }>`select number from people.affiliation
    where person_id = ${reader.personId} and member_id = ${members[code].id}`.execute(database.db);
  const row = {
    line: 2,
    reader: number.rows[0]!.number,
    item: barcodes[0]!,
    due,
    lent: null,
    renewals: null,
  };
  const { created } = await execute(loadLoans, call(code), {}, { rows: [row], dryRun: false });
  expect(created).toBe(1);
}

test("a reader without loans and blocks is clear, an open request keeps nobody", async () => {
  const { instanceId } = await createInstance(database.db, [
    { memberId: members.EAST.id, branchId: members.EAST.branchId },
  ]);
  await inTransaction(database.db, (tx) =>
    placeHold(tx, reader, clock, { instanceId, pickupBranchId: members.EAST.branchId }),
  );
  expect((await clearance(desk)).body).toEqual({
    personId: reader.personId,
    isClear: true,
    isLeaving: false,
    loans: [],
    blocks: [],
    holds: 1,
  });
});

test("a reader whose clearance is looked at is told", async () => {
  const { rows } = await sql<{ count: number }>`select count(*) as count from kernel.audit a
    where a.person_id = ${reader.personId} and a.action = 'patron.found'`.execute(database.db);
  expect(rows[0]!.count).toBe(1);
});

test("loans of every library count; a desk sees which books only of its own", async () => {
  await sql`insert into people.affiliation (id, person_id, member_id, patron_group, number)
    values (gen_random_uuid(), ${reader.personId}, ${members.MID.id}, 'guest', 'M-L1')`.execute(database.db);
  await lend("EAST", "2026-11-19");
  await lend("MID", "2026-11-20");
  const { body } = await clearance(desk);
  expect(body).toMatchObject({
    isClear: false,
    loans: [
      { member: "EAST", count: 1, overdue: 1, books: [{ dueOn: "2026-11-19" }] },
      { member: "MID", count: 1, overdue: 0, books: [] },
    ],
  });
  expect((await clearance(elsewhere)).body.loans.map((one) => one.books.length)).toEqual([0, 1]);
});

test("the block of leaving is no debt but keeps new books away; any other block stands in the way", async () => {
  const leaver = await createReader(database.db, members.EAST.id, "L2");
  const url = `/api/v1/patrons/${leaver.personId}/blocks`;
  const set = async (kind: string) =>
    (await app.inject({ method: "POST", url, headers: desk, payload: { kind } })).statusCode;
  expect(await set("leaving")).toBe(201);
  expect((await clearance(desk, leaver.personId)).body).toMatchObject({ isClear: true, isLeaving: true });
  const { instanceId } = await createInstance(database.db, [
    { memberId: members.EAST.id, branchId: members.EAST.branchId },
  ]);
  await expect(
    inTransaction(database.db, (tx) =>
      placeHold(tx, leaver, clock, { instanceId, pickupBranchId: members.EAST.branchId }),
    ),
  ).rejects.toMatchObject({ code: "card-blocked" });
  expect(await set("debt")).toBe(201);
  expect((await clearance(desk, leaver.personId)).body).toMatchObject({
    isClear: false,
    blocks: [
      { member: "EAST", kind: "debt", until: null },
      { member: "EAST", kind: "leaving", until: null },
    ],
  });
});

test("a class is told in the order of its list, unknown numbers too", async () => {
  await createReader(database.db, members.EAST.id, "L3");
  const { items } = await execute(clearances, call("EAST"), {}, { readers: ["L3", "nobody", "L1", "L3"] });
  expect(items.map((one) => [one.reader, one.name, one.clearance?.isClear])).toEqual([
    ["L3", "Reader L3", true],
    ["nobody", null, undefined],
    ["L1", "Reader L1", false],
    ["L3", "Reader L3", true],
  ]);
});

test("a certificate keeps new loans away and is told; who is not clear gets none", async () => {
  const leaver = await createReader(database.db, members.EAST.id, "L5");
  const certify = (id: string, send: boolean, headers = desk) =>
    app.inject({
      method: "POST",
      url: `/api/v1/patrons/${id}/clearance-certificates`,
      headers,
      payload: { send },
    });
  const told = async () =>
    (
      await sql<{ params: object }>`select n.params from notices.notice n
        where n.person_id = ${leaver.personId} and n.kind = 'leaver-cleared'`.execute(database.db)
    ).rows;
  const printed = await certify(leaver.personId, false);
  expect(printed.json()).toEqual({ name: "Reader L5", number: "L5", on: "2026-11-20", hasMail: false });
  expect(await told()).toEqual([]);
  expect((await clearance(desk, leaver.personId)).body).toMatchObject({ isClear: true, isLeaving: true });
  expect((await certify(leaver.personId, true)).statusCode).toBe(201);
  expect(await told()).toEqual([
    { params: expect.objectContaining({ reader: "Reader L5", number: "L5", clearedOn: "2026-11-20" }) },
  ]);
  expect((await clearance(desk, leaver.personId)).body.blocks).toHaveLength(1);
  // Reader L1 has books: no certificate, and the refusal blocks nothing.
  expect((await certify(reader.personId, true)).json()).toMatchObject({ code: "leaver-not-clear" });
  expect((await clearance(desk)).body.isLeaving).toBe(false);
  expect((await certify(leaver.personId, true, elsewhere)).json()).toMatchObject({ code: "patron-unknown" });
});

test("who leaves only later or for a time is kept from loans by the certificate all the same", async () => {
  const leaver = await createReader(database.db, members.EAST.id, "L7");
  const block = async (payload: object) =>
    await app.inject({
      method: "POST",
      url: `/api/v1/patrons/${leaver.personId}/blocks`,
      headers: desk,
      payload,
    });
  expect((await block({ kind: "leaving", from: "2026-12-20" })).statusCode).toBe(201);
  expect((await block({ kind: "leaving", until: "2026-11-21" })).statusCode).toBe(201);
  const url = `/api/v1/patrons/${leaver.personId}/clearance-certificates`;
  for (let twice = 0; twice < 2; twice++)
    expect(
      (await app.inject({ method: "POST", url, headers: desk, payload: { send: false } })).statusCode,
    ).toBe(201);
  const { rows } = await sql`select b.from_on::text, b.until_on::text from people.block b
    where b.person_id = ${leaver.personId} order by b.from_on, b.until_on`.execute(database.db);
  expect(rows).toEqual([
    { from_on: "2026-11-20", until_on: "2026-11-21" },
    { from_on: "2026-11-20", until_on: null },
    { from_on: "2026-12-20", until_on: null },
  ]);
});

test("a class leaves as one: nobody of it borrows, who is clear has a certificate, twice changes nothing", async () => {
  await createReader(database.db, members.EAST.id, "L6");
  const leave = (send: boolean) =>
    execute(leaving, call("EAST"), {}, { readers: ["L1", "L6", "L6", "nobody"], send });
  const first = await leave(false);
  expect(first).toMatchObject({ kept: 2, sent: 0 });
  expect(first.items.map(({ number, clearance: at }) => [number, at?.isClear, at?.isLeaving])).toEqual([
    ["L1", false, true],
    ["L6", true, true],
    ["L6", true, true],
    [null, undefined, undefined],
  ]);
  expect(await leave(true)).toMatchObject({ kept: 0, sent: 1 });
  const payload = { readers: ["L6"], send: true };
  const wrong = await app.inject({ method: "POST", url: "/api/v1/patrons/leavings", headers: desk, payload });
  expect(wrong.statusCode).toBe(403);
});

test("a class asks the database as often as one reader does", async () => {
  const leave = async (codes: string[]): Promise<number> => {
    for (const one of codes) await createReader(database.db, members.EAST.id, one);
    let asked = 0;
    const count = (): number => asked++;
    statements.subscribe(count);
    const { kept, sent } = await execute(leaving, call("EAST"), {}, { readers: codes, send: true });
    statements.unsubscribe(count);
    expect([kept, sent]).toEqual([codes.length, codes.length]);
    return asked;
  };
  const one = await leave(["C1"]);
  expect(await leave(["C2", "C3", "C4", "C5"])).toBe(one);
  const { rows } = await sql<{ number: string; kept: boolean; told: boolean }>`
    select a.number, c.is_held as kept, n.params->>'reader' = p.name as told from people.affiliation a
    join people.person p on p.id = a.person_id join people.card c on c.person_id = a.person_id
    join notices.notice n on n.person_id = a.person_id and n.kind = 'leaver-cleared'
    join kernel.audit x on x.person_id = a.person_id and x.action = 'people.block-patron'
    where a.number in ('C4', 'C5') order by 1`.execute(database.db);
  expect(rows).toEqual([
    { number: "C4", kept: true, told: true },
    { number: "C5", kept: true, told: true },
  ]);
});

test("another library's desk, a reader and nobody learn nothing of others; a reader sees their own", async () => {
  const stranger = await createReader(database.db, members.EAST.id, "L4");
  expect((await clearance(elsewhere, stranger.personId)).status).toBe(404);
  expect((await clearance(desk, "no-such-person")).status).toBe(404);
  expect((await clearance({}, stranger.personId)).status).toBe(401);
  const self = await signInAs(database, app, "self");
  expect((await clearance(self, stranger.personId)).status).toBe(403);
  const own = await app.inject({ method: "GET", url: "/api/v1/me/clearance", headers: self });
  expect(own.json()).toMatchObject({ isClear: true });
  expect((await app.inject({ method: "GET", url: "/api/v1/me/clearance" })).statusCode).toBe(401);
  const list = { method: "POST", url: "/api/v1/patrons/clearances", payload: { readers: ["L4"] } } as const;
  expect((await app.inject({ ...list, headers: desk })).statusCode).toBe(403);
  expect((await patronLoads.findReadersByCode(database.db, members.MID.id, ["L4"])).size).toBe(0);
});
