import { afterAll, beforeAll, expect, test } from "vitest";
import { brokenInvariants, createInstance, signInAs, statusOf } from "../circulation/testing.ts";
import { systemActor } from "../kernel/actor.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { DAY_MS, fixedClock } from "../kernel/time.ts";
import { grantRole } from "../people/index.ts";
import { MOST_IN_CRATE } from "./schema.ts";
import { type Code, openTransport } from "./testing-transport.ts";

let database: Database;
let world: Awaited<ReturnType<typeof openTransport>>;
const clock = fixedClock("2026-11-20T02:00:00Z");
beforeAll(async () => {
  database = await createTestDatabase();
  world = await openTransport(database, clock);
});
afterAll(async () => {
  expect(await brokenInvariants(database.db)).toEqual([]);
  await world.app.close();
  await database.close();
});

type CrateView = {
  code: string;
  state: string;
  items: number;
  left: number;
  expectedOn: string | null;
  isLate: boolean;
  atBranchId: number;
};
const ask: (typeof world)["ask"] = (...words) => world.ask(...words);
const branch = (code: Code): number => world.members[code].branchId;

/** A copy of `home` that was scanned at `from` and so is on its way home. */
async function sent(from: Code, home: Code, barcode?: string) {
  const made = await createInstance(database.db, [
    { memberId: world.members[home].id, branchId: branch(home), ...(barcode && { barcode }) },
  ]);
  const item = { barcode: made.barcodes[0]!, id: made.itemIds[0]! };
  const scan = await ask<{ kind: string }>(from, "POST", "/desk/scan", {
    barcode: item.barcode,
    itemId: item.id,
  });
  expect(scan.body.kind).toBe("send");
  return item;
}
const open = async (from: Code, to: Code) =>
  (await ask<CrateView>(from, "POST", "/transport/crates", { toBranchId: branch(to) })).body.code;
const put = (from: Code, crate: string, barcode: string, more: object = {}) =>
  ask<CrateView>(from, "POST", `/transport/crates/${crate}/items`, { barcode, ...more });
const pack = (from: Code, crate: string) =>
  ask<CrateView>(from, "POST", `/transport/crates/${crate}/packing`);
const hand = (from: Code, crates: string[], route: string | null = null) =>
  ask<{ items: CrateView[] }>(from, "POST", "/transport/handovers", { crates, route });
const receive = (at: Code, crate: string, all = true) =>
  ask<{ crate: CrateView; outcomes: { kind: string }[] }>(at, "POST", `/transport/crates/${crate}/receipt`, {
    all,
  });
/** A crate on the road with so many items in it. */
async function onTheRoad(from: Code, to: Code, count = 1) {
  const crate = await open(from, to);
  const items: { barcode: string; id: number }[] = [];
  for (let i = 0; i < count; i++) items.push(await sent(from, to));
  for (const item of items) await put(from, crate, item.barcode);
  await pack(from, crate);
  await hand(from, [crate]);
  return { crate, items };
}

test("a crate is packed, handed over with a day to arrive by, and received as a whole", async () => {
  const [one, two] = [await sent("EAST", "WEST"), await sent("EAST", "WEST")];
  const waiting = await ask<{ items: { toBranchId: number; waiting: number; minutes: number }[] }>(
    "EAST",
    "GET",
    "/transport/destinations",
  );
  expect(waiting.body.items).toMatchObject([{ toBranchId: branch("WEST"), waiting: 2, minutes: 20 }]);
  const crate = await open("EAST", "WEST");
  expect((await pack("EAST", crate)).body.code).toBe("crate-empty");
  await put("EAST", crate, one.barcode.toLowerCase());
  expect((await put("EAST", crate, two.barcode)).body).toMatchObject({ items: 2, left: 2 });
  const out = await ask("EAST", "DELETE", `/transport/crates/${crate}/items/${two.id}`);
  expect(out.status).toBe(204);
  await put("EAST", crate, two.barcode);
  expect((await pack("EAST", crate)).body.state).toBe("packed");
  for (const closed of [
    () => put("EAST", crate, two.barcode),
    () => pack("EAST", crate),
    () => ask<CrateView>("EAST", "DELETE", `/transport/crates/${crate}/items/${two.id}`),
  ])
    expect((await closed()).body.code).toBe("crate-state");
  expect((await ask<CrateView>("EAST", "DELETE", `/transport/crates/${crate}/packing`)).body.state).toBe(
    "open",
  );
  await pack("EAST", crate);
  const handed = await hand("EAST", [crate]);
  expect(handed.body.items[0]).toMatchObject({
    state: "on-the-road",
    expectedOn: "2026-11-21",
    isLate: false,
  });
  expect((await hand("EAST", [crate])).body.code).toBe("crate-state");
  const received = await receive("WEST", crate.toLowerCase());
  expect(received.body.outcomes.map((come) => come.kind)).toEqual(["shelve", "shelve"]);
  expect(received.body.crate).toMatchObject({ state: "received", left: 0 });
  expect(await statusOf(database.db, one.id)).toBe("available");
  const file = await ask<{ items: { state: string }[]; custody: { event: string }[] }>(
    "MID",
    "GET",
    `/transport/crates/${crate}`,
  );
  expect(file.body.items.map((item) => item.state)).toEqual(["arrived", "arrived"]);
  expect(new Set(file.body.custody.map((one) => one.event))).toEqual(
    new Set(["opened", "packed", "unpacked", "handed-over", "received"]),
  );
});

test("what does not belong into a crate is refused, and says where it goes", async () => {
  const crate = await open("EAST", "WEST");
  const { barcodes } = await createInstance(database.db, [
    { memberId: world.members.EAST.id, branchId: branch("EAST") },
  ]);
  const other = await sent("EAST", "MID");
  expect((await put("EAST", crate, "no-such-item")).body.code).toBe("item-unknown");
  expect((await put("EAST", crate, barcodes[0]!)).body.code).toBe("item-not-sent");
  expect((await put("EAST", crate, other.barcode)).body).toMatchObject({
    code: "crate-other-way",
    params: { toBranchId: branch("MID") },
  });
  expect((await put("WEST", crate, other.barcode)).body.code).toBe("crate-unknown");
  expect((await put("EAST", "CR1", other.barcode)).body.code).toBe("crate-unknown");
  expect((await ask("EAST", "DELETE", `/transport/crates/${crate}/items/${other.id}`)).body).toMatchObject({
    code: "item-not-in-crate",
    params: { barcode: other.barcode, code: crate },
  });
  expect((await ask("EAST", "POST", "/transport/crates", { toBranchId: branch("EAST") })).body.code).toBe(
    "crate-way-wrong",
  );
  expect((await ask("EAST", "POST", "/transport/crates", { toBranchId: 32_000 })).body.code).toBe(
    "branch-unknown",
  );
  await sent("EAST", "WEST", "SAME-1");
  const second = await createInstance(database.db, [
    { memberId: world.members.MID.id, branchId: branch("WEST"), barcode: "SAME-1" },
  ]);
  await ask("EAST", "POST", "/desk/scan", { barcode: "SAME-1", itemId: second.itemIds[0] });
  expect((await put("EAST", crate, "SAME-1")).body).toMatchObject({
    code: "several-items",
    params: { libraries: expect.stringContaining("\n"), books: expect.stringMatching(/\S+.*\n\S+/) },
  });
  expect((await put("EAST", crate, "SAME-1", { itemId: second.itemIds[0] })).body.items).toBe(1);
});

test("an item in the hand is in this crate, whatever crate it was in; a crate holds so many", async () => {
  const [first, second, item] = [
    await open("EAST", "MID"),
    await open("EAST", "MID"),
    await sent("EAST", "MID"),
  ];
  await put("EAST", first, item.barcode);
  expect((await put("EAST", second, item.barcode)).body.items).toBe(1);
  expect((await pack("EAST", first)).body.code).toBe("crate-empty");
  // Also out of a closed one, which is opened again though nothing is left in it.
  const unpack = () => ask<CrateView>("EAST", "DELETE", `/transport/crates/${second}/packing`);
  await pack("EAST", second);
  await put("EAST", first, item.barcode);
  expect((await unpack()).body).toMatchObject({ state: "open", items: 0 });
  expect((await unpack()).body.code).toBe("crate-state");
  await put("EAST", second, item.barcode);
  const many = await createInstance(
    database.db,
    Array.from({ length: MOST_IN_CRATE }, () => ({
      memberId: world.members.MID.id,
      branchId: branch("MID"),
    })),
  );
  for (const barcode of many.barcodes) await ask("EAST", "POST", "/desk/scan", { barcode });
  for (const barcode of many.barcodes.slice(1)) expect((await put("EAST", second, barcode)).status).toBe(200);
  expect((await put("EAST", second, many.barcodes[0]!)).body.code).toBe("crate-full");
  expect((await put("EAST", second, many.barcodes[1]!)).status).toBe(200);
}, 60_000);

test("a crate that comes to the wrong branch says so, goes on from there, and is received in the end", async () => {
  const { crate } = await onTheRoad("EAST", "WEST");
  expect((await receive("MID", crate)).body).toMatchObject({
    code: "crate-misrouted",
    params: { toBranchId: branch("WEST") },
  });
  clock.advance(DAY_MS);
  const on = await ask<CrateView>("MID", "POST", `/transport/crates/${crate}/passing-on`, {});
  expect(on.body).toMatchObject({
    state: "on-the-road",
    expectedOn: "2026-11-22",
    atBranchId: branch("MID"),
  });
  expect((await ask("WEST", "POST", `/transport/crates/${crate}/passing-on`, {})).body.code).toBe(
    "crate-here",
  );
  expect((await receive("WEST", crate, false)).body).toMatchObject({ crate: { left: 1 }, outcomes: [] });
  expect((await receive("WEST", crate)).body.code).toBe("crate-state");
  expect((await ask("MID", "POST", `/transport/crates/${crate}/passing-on`, {})).body.code).toBe(
    "crate-state",
  );
});

test("a crate that left without having been closed is sent on and received all the same; an empty one is not", async () => {
  const crate = await open("EAST", "WEST");
  expect((await receive("WEST", crate)).body.code).toBe("crate-state");
  const item = await sent("EAST", "WEST");
  await put("EAST", crate, item.barcode);
  const passOn = (at: Code) => ask<CrateView>(at, "POST", `/transport/crates/${crate}/passing-on`, {});
  expect((await passOn("EAST")).body.code).toBe("crate-state");
  expect((await receive("MID", crate)).body.code).toBe("crate-misrouted");
  const straight = await open("EAST", "WEST");
  await put("EAST", straight, (await sent("EAST", "WEST")).barcode);
  expect((await receive("WEST", straight)).body.crate).toMatchObject({ state: "received", left: 0 });
  expect((await passOn("MID")).body).toMatchObject({ state: "on-the-road", atBranchId: branch("MID") });
  expect((await receive("WEST", crate)).body).toMatchObject({
    crate: { state: "received", left: 0 },
    outcomes: [{ kind: "shelve" }],
  });
  expect(await statusOf(database.db, item.id)).toBe("available");
});

test("a route takes only crates between its stops", async () => {
  const route = {
    code: "R1",
    name: { en: "Morning" },
    member: null,
    days: [5, 1, 1],
    stops: ["EAST/MAIN", "MID/MAIN"],
  };
  const set = (as: Code | Record<string, string>, more: object = {}) =>
    ask<{ days: number[] }>(as, "PUT", "/transport/routes", { ...route, ...more });
  expect((await set("EAST")).status).toBe(403);
  const { db } = database;
  const office = await signInAs(database, world.app, "office");
  const who = await ask<{ person: { id: string } }>(office, "GET", "/session");
  await inTransaction(db, (tx) => grantRole(tx, systemActor, who.body.person.id, "consortium-admin", null));
  const again = await ask<{ csrfToken: string }>(office, "GET", "/session");
  const head = { ...office, "x-csrf-token": again.body.csrfToken };
  expect((await set(head, { name: {} })).body.code).toBe("name-missing");
  expect((await set(head, { member: "NOWHERE" })).body.code).toBe("member-unknown");
  expect((await set(head, { stops: ["EAST/MAIN", "EAST/MOON"] })).body.code).toBe("branch-unknown");
  expect((await set(head, { stops: ["EAST/MAIN", "EAST/MAIN"] })).body.code).toBe("route-stops");
  expect((await set(head)).body.days).toEqual([1, 5]);
  const { crate } = await onTheRoad("EAST", "WEST");
  const packed = await open("EAST", "MID");
  const item = await sent("EAST", "MID");
  await put("EAST", packed, item.barcode);
  await pack("EAST", packed);
  expect((await hand("EAST", [packed], "NONE")).body.code).toBe("route-unknown");
  expect((await hand("EAST", [packed], "R1")).status).toBe(200);
  const other = await open("EAST", "WEST");
  await put("EAST", other, (await sent("EAST", "WEST")).barcode);
  await pack("EAST", other);
  expect((await hand("EAST", [other], "R1")).body.code).toBe("route-not-there");
  const on = (words: object) => ask("MID", "POST", `/transport/crates/${crate}/passing-on`, words);
  expect((await on({ route: "R1" })).body.code).toBe("route-not-there");
  expect((await on({ route: "NONE" })).body.code).toBe("route-unknown");
  expect((await ask("EAST", "DELETE", "/transport/routes/R1")).status).toBe(403);
  expect((await ask(head, "DELETE", "/transport/routes/R1")).status).toBe(204);
  expect((await ask(head, "DELETE", "/transport/routes/R1")).body.code).toBe("route-unknown");
  const listed = await ask<{ items: unknown[] }>("EAST", "GET", "/transport/routes");
  expect(listed.body.items).toEqual([]);
});
