import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, inTransaction, type Tx } from "../kernel/database.ts";
import type { App } from "../kernel/http.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { DAY_MS, fixedClock, MINUTE_MS } from "../kernel/time.ts";
import { stalledHolds, takeDownList } from "./desk/trouble-lists.ts";
import { expireHold, listShelfExpired } from "./holds.ts";
import { cancelHold, checkOut, declareItem, declineTarget, holdsOf, placeHold, scanItem } from "./index.ts";
import type { TakeDownLine } from "./schema.ts";
import { FETCHED_MS } from "./take-down.ts";
import { createInstance, createReader, createRegion, statusOf, type TestRegion } from "./testing.ts";
import { openDesks, signInAs } from "./testing-desks.ts";

let database: Database;
let app: App;
let members: TestRegion["members"];
const clock = fixedClock("2026-11-20T02:00:00Z");
type Code = keyof TestRegion["members"];
const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(database.db, work);

beforeAll(async () => {
  database = await createTestDatabase();
  members = (await createRegion(database.db)).members;
  app = await openDesks(database, clock);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

let n = 0;
const newReader = async (at: Code) => {
  const card = `D${++n}`;
  return { card, actor: await createReader(database.db, members[at].id, card) };
};
const copyAt = async (at: Code) => {
  const { instanceId, itemIds, barcodes } = await createInstance(database.db, [
    { memberId: members[at].id, branchId: members[at].branchId },
  ]);
  return { instanceId, itemId: itemIds[0]!, barcode: barcodes[0]! };
};
const ask = (reader: { actor: Parameters<typeof placeHold>[1] }, instanceId: number, at: Code) =>
  run((tx) => placeHold(tx, reader.actor, clock, { instanceId, pickupBranchId: members[at].branchId }));
const scan = (at: Code, barcode: string) =>
  run((tx) => scanItem(tx, members[at].desk, clock, { barcode, branchId: members[at].branchId }));
const list = (at: Code): Promise<TakeDownLine[]> => takeDownList(database.db, members[at].branchId);
const transits = async (itemId: number): Promise<number> =>
  (
    await database.pool.query("select 1 from circulation.transit where item_id = $1 and ended_at is null", [
      itemId,
    ])
  ).rows.length;

test("a book that was not fetched stays on the list to take down until it is scanned, and is on no way before", async () => {
  const reader = await newReader("MID");
  const book = await copyAt("EAST");
  await ask(reader, book.instanceId, "MID");
  await scan("EAST", book.barcode);
  await scan("MID", book.barcode);
  clock.advance(9 * DAY_MS);
  for (const id of await listShelfExpired(database.db, clock)) await run((tx) => expireHold(tx, clock, id));
  expect(await list("MID")).toMatchObject([{ itemId: book.itemId, reason: "hold-shelf", waiting: 0 }]);
  expect(await list("EAST")).toEqual([]);
  expect([await statusOf(database.db, book.itemId), await transits(book.itemId)]).toEqual(["take-down", 0]);
  const next = await newReader("MID");
  expect((await ask(next, book.instanceId, "MID")).state).toBe("waiting");
  expect(await list("MID")).toMatchObject([{ waiting: 1 }]);
  expect(await scan("MID", book.barcode)).toMatchObject({ kind: "hold-shelf", patron: { card: next.card } });
  expect(await list("MID")).toEqual([]);
});

test("the desk reads its lists, and nobody else does", async () => {
  const { branchId } = members.MID;
  const desk = await signInAs(database, app, "desk-mid", { member: "MID", branchId });
  const reader = await signInAs(database, app, "only-a-reader");
  for (const path of ["take-down", "stalled-holds", "reports"]) {
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await app.inject({ url: `/api/v1/desk/${path}`, headers })).statusCode;
    expect([await status({}), await status(reader), await status(desk)], path).toEqual([401, 403, 200]);
  }
});

test("at its own branch too it is not available before somebody has put it back", async () => {
  const reader = await newReader("MID");
  const book = await copyAt("MID");
  const hold = await ask(reader, book.instanceId, "MID");
  await scan("MID", book.barcode);
  await run((tx) => cancelHold(tx, reader.actor, clock, hold.id));
  expect(await statusOf(database.db, book.itemId)).toBe("take-down");
  expect(await scan("MID", book.barcode)).toMatchObject({ kind: "shelve" });
  expect(await statusOf(database.db, book.itemId)).toBe("available");
});

test("a copy that may lie on the pull cart is taken down; one just asked for is still on its shelf", {
  timeout: 60_000,
}, async () => {
  for (const [after, status] of [
    [FETCHED_MS.from - 1, "available"],
    [FETCHED_MS.from, "take-down"],
    [FETCHED_MS.until - 1, "take-down"],
    [FETCHED_MS.until, "available"],
  ] as const) {
    const reader = await newReader("MID");
    const book = await copyAt("EAST");
    const hold = await ask(reader, book.instanceId, "MID");
    clock.advance(after);
    await run((tx) => cancelHold(tx, reader.actor, clock, hold.id));
    expect(await statusOf(database.db, book.itemId), `${after / MINUTE_MS} minutes`).toBe(status);
    if (status === "take-down") expect(await scan("EAST", book.barcode)).toMatchObject({ kind: "shelve" });
  }
});

test("who takes it from there borrows it, and what is lost is on no list", async () => {
  const reader = await newReader("EAST");
  const [lent, lost] = [await copyAt("EAST"), await copyAt("EAST")];
  for (const book of [lent, lost]) {
    const hold = await ask(reader, book.instanceId, "EAST");
    await scan("EAST", book.barcode);
    await run((tx) => cancelHold(tx, reader.actor, clock, hold.id));
  }
  expect(await list("EAST")).toHaveLength(2);
  const { desk, branchId } = members.EAST;
  await run((tx) =>
    checkOut(tx, desk, clock, { patronBarcode: reader.card, itemBarcode: lent.barcode, branchId }),
  );
  await run((tx) => declareItem(tx, desk, clock, { itemId: lost.itemId, action: "miss", branchId }));
  expect(await list("EAST")).toEqual([]);
});

test("a request every copy of which was not found is told once, on that day, and stands on the desk's list", async () => {
  const reader = await newReader("MID");
  const book = await copyAt("EAST");
  const hold = await ask(reader, book.instanceId, "MID");
  await run((tx) => declineTarget(tx, members.EAST.desk, clock, hold.id, false));
  const told = async (): Promise<unknown[]> =>
    (
      await database.pool.query("select kind, link from notices.notice where person_id = $1", [
        reader.actor.personId,
      ])
    ).rows;
  expect(await told()).toEqual([{ kind: "hold-stalled", link: `/instance/${book.instanceId}` }]);
  expect(await stalledHolds(database.db, members.MID.branchId)).toMatchObject([
    { holdId: hold.id, patronCard: reader.card },
  ]);
  expect(await holdsOf(database.db, reader.actor.personId)).toMatchObject([
    { state: "waiting", isStalled: true },
  ]);
  await scan("MID", book.barcode);
  expect(await stalledHolds(database.db, members.MID.branchId)).toEqual([]);
  expect(await told()).toHaveLength(2);
});
