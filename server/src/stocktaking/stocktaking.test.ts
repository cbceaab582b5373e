import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createBranch,
  createInstance,
  createRegion,
  openDesks,
  signInAs,
  statusOf,
  type TestRegion,
} from "../circulation/testing.ts";
import { readConfig } from "../kernel/config.ts";
import type { Database } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { fixedClock } from "../kernel/time.ts";
import { stocktakingCommands, stocktakingQueries } from "./commands.ts";
import { MOST_DECLARED, verdictOn } from "./counts.ts";

let database: Database;
let app: App;
let members: TestRegion["members"];
let desk: Record<string, string>;
let elsewhere: Record<string, string>;
const clock = fixedClock("2026-11-20T02:00:00Z");

beforeAll(async () => {
  database = await createTestDatabase();
  members = (await createRegion(database.db)).members;
  app = await openDesks(database, clock);
  const deps = { ...database, clock, config: readConfig({}) };
  mountCommands(app, deps, stocktakingCommands);
  mountQueries(app, deps, stocktakingQueries);
  desk = await signInAs(database, app, "east", { member: "EAST", branchId: members.EAST.branchId });
  elsewhere = await signInAs(database, app, "mid", { member: "MID", branchId: members.MID.branchId });
});
afterAll(async () => {
  await app.close();
  await database.close();
});

type Count = { id: string; expected: number; seen: number; wrong: number; closedAt: string | null };
type Line = { itemId: number; verdict: string; status: string };
const ask = async <T>(method: "GET" | "POST", path: string, payload?: object, headers = desk) => {
  const reply = await app.inject({ method, url: `/api/v1${path}`, headers, ...(payload && { payload }) });
  return { status: reply.statusCode, body: reply.json<T & { code?: string }>() };
};
/** A copy of a member with this call number, standing at its branch. */
async function book(
  callNumber: string,
  code: "EAST" | "MID" = "EAST",
  branchId = members[code].branchId,
  barcode?: string,
) {
  const made = await createInstance(database.db, [
    { memberId: members[code].id, branchId, ...(barcode && { barcode }) },
  ]);
  await sql`update catalogue.holding h set call_number = ${callNumber} from catalogue.item i
    where i.id = ${made.itemIds[0]} and h.id = i.holding_id`.execute(database.db);
  return { barcode: made.barcodes[0]!, id: made.itemIds[0]! };
}
const begin = async (fromCall: string, toCall: string) =>
  (await ask<Count>("POST", "/desk/counts", { fromCall, toCall })).body;
const see = (count: string, barcode: string, more: object = {}) =>
  ask<Line>("POST", `/desk/counts/${count}/items`, { barcode, ...more });
const report = async (count: string, what: string) =>
  (await ask<{ items: Line[] }>("GET", `/desk/counts/${count}/report?what=${what}`)).body.items;

test("a shelf is scanned: what is right, misplaced, another branch's, of a wrong status, and what is missing", async () => {
  const [right, gone, beyond] = [await book("A1"), await book("A5"), await book("B1")];
  const lent = await book("A2");
  await sql`update catalogue.item set condition = 'lost' where id = ${lent.id}`.execute(database.db);
  const annex = await createBranch(database.db, members.EAST.id, "ANNEX", true);
  const [foreign, other] = [await book("A3", "MID"), await book("A4", "EAST", annex)];
  const count = await begin("A1", "A");
  expect(count).toMatchObject({ code: "count-range" });
  const shelf = await begin("A1", "A5");
  expect(shelf).toMatchObject({ expected: 2, seen: 0, closedAt: null });
  const said = async (barcode: string) => (await see(shelf.id, barcode)).body.verdict;
  expect(await said(right.barcode.toLowerCase())).toBe("right");
  expect(await said(right.barcode)).toBe("right");
  expect(await said(beyond.barcode)).toBe("misplaced");
  expect(await said(foreign.barcode)).toBe("other-branch");
  expect(await said(other.barcode)).toBe("other-branch");
  expect(await said(lent.barcode)).toBe("wrong-status");
  expect((await see(shelf.id, "no-such-book")).body.code).toBe("item-unknown");
  expect((await ask("POST", `/desk/counts/${shelf.id}/missing`, {})).body.code).toBe("count-open");
  const closed = await ask<Count>("POST", `/desk/counts/${shelf.id}/end`, {});
  expect(closed.body).toMatchObject({ expected: 2, seen: 5, wrong: 4, closedAt: clock.now().toISOString() });
  expect((await see(shelf.id, right.barcode)).body.code).toBe("count-closed");
  expect((await ask("POST", `/desk/counts/${shelf.id}/end`, {})).body.code).toBe("count-closed");
  expect((await report(shelf.id, "wrong")).map((line) => line.itemId)).toEqual([
    lent.id,
    foreign.id,
    other.id,
    beyond.id,
  ]);
  expect(await report(shelf.id, "missing")).toMatchObject([{ itemId: gone.id, verdict: "missing" }]);
  const declared = await ask<{ declared: number }>("POST", `/desk/counts/${shelf.id}/missing`, {});
  expect(declared.body).toEqual({ declared: 1, left: false });
  expect(await statusOf(database.db, gone.id)).toBe("missing");
  await ask("POST", "/desk/scan", { barcode: gone.barcode });
  expect(await statusOf(database.db, gone.id)).toBe("available");
  const { rows } =
    await sql`select 1 from catalogue.item i where i.id = ${right.id} and i.condition = 'good'`.execute(
      database.db,
    );
  expect(rows).toHaveLength(1);
});

test("so many are declared missing at once, and whether more wait is told", async () => {
  const many = await createInstance(
    database.db,
    Array.from({ length: MOST_DECLARED + 1 }, () => ({
      memberId: members.EAST.id,
      branchId: members.EAST.branchId,
    })),
  );
  await sql`update catalogue.holding h set call_number = 'Z9' from catalogue.item i
    where i.id = any(${many.itemIds}::bigint[]) and h.id = i.holding_id`.execute(database.db);
  const shelf = await begin("Z9", "Z9");
  await ask("POST", `/desk/counts/${shelf.id}/end`, {});
  const declare = async () =>
    (await ask<{ declared: number; left: boolean }>("POST", `/desk/counts/${shelf.id}/missing`, {})).body;
  expect(await declare()).toEqual({ declared: MOST_DECLARED, left: true });
  expect(await declare()).toEqual({ declared: 1, left: false });
});

test("several items of one number are told apart, and a desk counts its own shelves only", async () => {
  const [one, two] = [
    await book("C1", "MID", undefined, "DOUBLE"),
    await book("C1", "EAST", undefined, "DOUBLE"),
  ];
  const shelf = await begin("C1", "C1");
  expect((await see(shelf.id, "DOUBLE")).body).toMatchObject({ itemId: two.id, verdict: "right" });
  expect((await see(shelf.id, "DOUBLE", { itemId: one.id })).body.verdict).toBe("other-branch");
  await sql`update catalogue.item set member_id = ${members.WEST.id} where id = ${two.id}`.execute(
    database.db,
  );
  // What a person chooses from is named: which book, and whose.
  expect((await see(shelf.id, "DOUBLE")).body).toMatchObject({
    code: "several-items",
    params: {
      choices: `${one.id},${two.id}`,
      books: expect.stringMatching(/^Title \d+ C1\nTitle \d+ C1$/),
      "libraries.en": "MID\nWEST",
    },
  });
  const path = `/desk/counts/${shelf.id}`;
  expect((await ask("POST", `${path}/items`, { barcode: "DOUBLE" }, elsewhere)).body.code).toBe(
    "count-unknown",
  );
  expect((await ask("POST", `${path}/end`, {}, elsewhere)).body.code).toBe("count-unknown");
  expect((await ask("POST", `${path}/missing`, {}, elsewhere)).body.code).toBe("count-unknown");
  expect((await ask("GET", `${path}/report?what=wrong`, undefined, elsewhere)).body.code).toBe(
    "count-unknown",
  );
  expect((await ask<{ items: Count[] }>("GET", "/desk/counts", undefined, elsewhere)).body.items).toEqual([]);
  expect((await ask<{ items: Count[] }>("GET", "/desk/counts")).body.items[0]?.id).toBe(shelf.id);
  const reader = await signInAs(database, app, "a-reader");
  expect((await ask("POST", "/desk/counts", {}, reader)).status).toBe(403);
  expect((await ask("POST", "/desk/uses", { barcode: "x" }, reader)).status).toBe(403);
  expect((await ask("GET", "/desk/counts", undefined, {})).status).toBe(401);
});

test("uses in the house are counted for a year, of what stands here", async () => {
  const [here, there] = [await book("D1"), await book("D2", "MID")];
  const use = (barcode: string) => ask<{ uses: number }>("POST", "/desk/uses", { barcode });
  expect((await use(here.barcode)).body.uses).toBe(1);
  expect((await use(here.barcode)).body.uses).toBe(2);
  await sql`update stocktaking.use set at = at - make_interval(days => 365)`.execute(database.db);
  expect((await use(here.barcode)).body.uses).toBe(1);
  await sql`update stocktaking.use set at = at - make_interval(days => 364)`.execute(database.db);
  expect((await use(here.barcode)).body.uses).toBe(2);
  expect((await use(there.barcode)).body.code).toBe("use-elsewhere");
  expect((await use("nothing")).body.code).toBe("item-unknown");
  await sql`update catalogue.item set condition = 'lost' where id = ${here.id}`.execute(database.db);
  expect((await use(here.barcode)).body.code).toBe("use-elsewhere");
  await book("E1", "EAST", undefined, "PAIR");
  const second = await book("E1", "MID", members.EAST.branchId, "PAIR");
  expect((await use("PAIR")).body.code).toBe("several-items");
  expect((await ask("POST", "/desk/uses", { barcode: "PAIR", itemId: second.id })).status).toBe(201);
});

test("what is said of a book follows from where it belongs and how it stands", () => {
  expect(verdictOn({ belongs: true, isAtHome: true, status: "available" })).toBe("right");
  expect(verdictOn({ belongs: false, isAtHome: true, status: "reference-only" })).toBe("misplaced");
  expect(verdictOn({ belongs: true, isAtHome: false, status: "requested" })).toBe("other-branch");
  expect(verdictOn({ belongs: true, isAtHome: true, status: "on-loan" })).toBe("wrong-status");
});
