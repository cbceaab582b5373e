import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createInstance,
  createReader,
  createRegion,
  openDesks,
  signInAs,
  type TestRegion,
} from "../circulation/testing.ts";
import { readConfig } from "../kernel/config.ts";
import type { Database } from "../kernel/database.ts";
import { mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { addDays, fixedClock } from "../kernel/time.ts";
import { insightQueries } from "./queries.ts";
import { MOST_DAYS } from "./schema.ts";

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
  mountQueries(app, { ...database, clock, config: readConfig({}) }, insightQueries);
  desk = await signInAs(database, app, "east", { member: "EAST", branchId: members.EAST.branchId });
  elsewhere = await signInAs(database, app, "mid", { member: "MID", branchId: members.MID.branchId });
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const get = async <T>(path: string, headers = desk) => {
  const reply = await app.inject({ url: `/api/v1/figures/${path}`, headers });
  return { status: reply.statusCode, body: reply.json<{ items: T[]; next: string | null; code?: string }>() };
};
const post = async (path: string, payload: object) =>
  (await app.inject({ method: "POST", url: `/api/v1${path}`, headers: desk, payload })).json<{
    id: string;
    code?: string;
  }>();
let n = 0;
async function lent(): Promise<{ loanId: string; barcode: string; itemId: number }> {
  const card = `F${++n}`;
  await createReader(database.db, members.EAST.id, card);
  const { barcodes, itemIds } = await createInstance(database.db, [
    { memberId: members.EAST.id, branchId: members.EAST.branchId },
  ]);
  const { id } = await post("/desk/check-out", { patronBarcode: card, itemBarcode: barcodes[0] });
  return { loanId: id, barcode: barcodes[0]!, itemId: itemIds[0]! };
}

test("overdue begins the day after the due day, page by page, each library its own, claimed ones left out", async () => {
  const loans = [await lent(), await lent(), await lent(), await lent()];
  for (const [i, due] of ["2026-11-20", "2026-11-19", "2026-11-10", "2026-11-01"].entries())
    await sql`update circulation.loan set due_on = ${due}::date where id = ${loans[i]!.loanId}`.execute(
      database.db,
    );
  await sql`update circulation.loan set claimed_at = now() where id = ${loans[3]!.loanId}`.execute(
    database.db,
  );
  const first = await get<{ itemId: number; days: number }>("overdue?limit=1");
  expect(first.body.items).toMatchObject([{ itemId: loans[2]!.itemId, days: 10 }]);
  const second = await get<{ itemId: number; days: number }>(`overdue?limit=1&cursor=${first.body.next}`);
  expect(second.body).toMatchObject({ items: [{ itemId: loans[1]!.itemId, days: 1 }], next: null });
  expect((await get("overdue", elsewhere)).body.items).toEqual([]);
});

test("how many wait for each copy counts what can be lent in the region", async () => {
  const { instanceId } = await createInstance(database.db, [
    { memberId: members.EAST.id, branchId: members.EAST.branchId },
    { memberId: members.MID.id, branchId: members.MID.branchId },
    { memberId: members.EAST.id, branchId: members.EAST.branchId, forLoan: false },
  ]);
  for (let i = 0; i < 3; i++) {
    const card = `W${i}`;
    await createReader(database.db, members.EAST.id, card);
    await post("/desk/holds", { instanceId, pickupBranchId: members.EAST.branchId, patronBarcode: card });
  }
  const found = { instanceId, holds: 3, copies: 2, own: 1, perCopy: 1.5 };
  expect((await get("holds-per-copy")).body.items).toMatchObject([found]);
  const west = await signInAs(database, app, "west", { member: "WEST", branchId: members.WEST.branchId });
  expect((await get("holds-per-copy", west)).body.items).toEqual([]);
});

test("a branch's day has its loans, returns and uses, by the library's own days", async () => {
  const before = await get<{ loans: number }>("turnover?from=2026-11-20&to=2026-11-20");
  const book = await lent();
  await post("/desk/scan", { barcode: book.barcode });
  await sql`insert into stocktaking.use (item_id, branch_id, at) values
    (${book.itemId}, ${members.EAST.branchId}, '2026-11-19T16:30:00Z')`.execute(database.db);
  const { body } = await get<{ day: string; loans: number; returns: number; uses: number }>(
    "turnover?from=2026-11-20&to=2026-11-20",
  );
  expect(body.items).toMatchObject([
    { day: "2026-11-20", loans: before.body.items[0]!.loans + 1, returns: 1, uses: 1 },
  ]);
  expect((await get("turnover?from=2026-11-20&to=2026-11-20", elsewhere)).body.items).toEqual([]);
});

test("a period is not turned around and not too long", async () => {
  const ask = async (to: string) => (await get(`turnover?from=2026-09-01&to=${to}`)).body.code;
  expect(await ask("2026-08-31")).toBe("period-wrong");
  expect(await ask(addDays("2026-09-01", MOST_DAYS))).toBe("period-wrong");
  expect(await ask(addDays("2026-09-01", MOST_DAYS - 1))).toBeUndefined();
});

test("readers and nobody get no figures", async () => {
  const reader = await signInAs(database, app, "a-reader");
  for (const path of [
    "overdue",
    "holds-per-copy",
    "turnover?from=2026-11-20&to=2026-11-20",
    "use-per-copy?from=2026-11-20&to=2026-11-20",
  ]) {
    expect((await get(path, reader)).status).toBe(403);
    expect((await get(path, {})).status).toBe(401);
  }
});

test("loans per copy are counted by shelf and period; copies that nobody took are told", async () => {
  type Shelf = { location: string; copies: number; loans: number; perCopy: number; unused: number };
  const of = async (day: string, headers = desk): Promise<Shelf[]> =>
    (await get<Shelf>(`use-per-copy?from=${day}&to=${day}`, headers)).body.items;
  const { itemId } = await lent();
  await createInstance(database.db, [{ memberId: members.EAST.id, branchId: members.EAST.branchId }]);
  await sql`update catalogue.holding set location = 'ATTIC' where id in (select i.holding_id from catalogue.item i
    where i.id in (${itemId}, (select max(id) from catalogue.item)))`.execute(database.db);
  const attic = (rows: Shelf[]) => rows.find((one) => one.location === "ATTIC");
  expect(attic(await of("2026-11-20"))).toMatchObject({ copies: 2, loans: 1, perCopy: 0.5, unused: 1 });
  expect(attic(await of("2026-11-19"))).toMatchObject({ copies: 2, loans: 0, perCopy: 0, unused: 2 });
  expect(attic(await of("2026-11-20", elsewhere))).toBeUndefined();
  expect((await get("use-per-copy?from=2026-11-20&to=2026-11-19")).body.code).toBe("period-wrong");
});

test("what readers say they returned or never had is listed at its owner and where it was lent, until it is settled", async () => {
  const [returned, denied] = [await lent(), await lent()];
  const declare = (itemId: number, action: string) => post(`/desk/items/${itemId}/declarations`, { action });
  const claims = async (headers: Record<string, string>, tail = "") => {
    const reply = await app.inject({ url: `/api/v1/desk/claims${tail}`, headers });
    return reply.json<{
      items: { itemId: number; neverHad: boolean; isOwn: boolean }[];
      next: string | null;
      code?: string;
    }>();
  };
  await declare(returned.itemId, "claim");
  clock.advance(1000);
  await declare(denied.itemId, "deny");
  const first = await claims(desk, "?limit=1");
  const second = await claims(desk, `?limit=1&cursor=${first.next}`);
  const mine = [...first.items, ...second.items].filter((one) =>
    [returned.itemId, denied.itemId].includes(one.itemId),
  );
  expect(mine).toMatchObject([
    { itemId: returned.itemId, neverHad: false, isOwn: true, patronName: expect.stringContaining("Reader") },
    { itemId: denied.itemId, neverHad: true, isOwn: true },
  ]);
  expect((await claims(elsewhere)).items).toEqual([]);
  expect((await claims({})).code).toBe("sign-in-needed");
  expect((await claims(desk, "?cursor=x")).code).toBe("cursor-invalid");
  expect((await get("overdue?cursor=x")).body.code).toBe("cursor-invalid");
  await declare(denied.itemId, "unclaim");
  await post("/desk/scan", { barcode: returned.barcode });
  const left = (await claims(desk)).items.map((one) => one.itemId);
  expect(left).not.toContain(returned.itemId);
  expect(left).not.toContain(denied.itemId);
});
