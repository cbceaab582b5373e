import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { brokenInvariants, createInstance, signInAs, statusOf } from "../circulation/testing.ts";
import type { Database } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { DAY_MS, fixedClock, MINUTE_MS } from "../kernel/time.ts";
import { HANDLING_MS } from "./arrivals.ts";
import { stateOf } from "./searches.ts";
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

type Late = { transitId: string; itemId: number; expectedOn: string; searchId: string | null };
type Search = { id: string; itemId: number; state: string; mayLook: boolean; mayGiveUp: boolean };
const ask: (typeof world)["ask"] = (...words) => world.ask(...words);
const late = async (at: Code) => (await ask<{ items: Late[] }>(at, "GET", "/transport/late")).body.items;
const searches = async (at: Code) =>
  (await ask<{ items: Search[] }>(at, "GET", "/transport/searches?limit=200")).body.items;

async function sent(from: Code, home: Code) {
  const { id: memberId, branchId } = world.members[home];
  const { barcodes, itemIds } = await createInstance(database.db, [{ memberId, branchId }]);
  await ask(from, "POST", "/desk/scan", { barcode: barcodes[0] });
  const { rows } = await sql<{ id: string }>`
    select t.id from circulation.transit t where t.item_id = ${itemIds[0]} and t.ended_at is null`.execute(
    database.db,
  );
  return { barcode: barcodes[0]!, id: itemIds[0]!, transitId: rows[0]!.id };
}
const seek = (at: Code, transitId: string) => ask<Search>(at, "POST", "/transport/searches", { transitId });
const look = (at: Code, id: string) => ask<Search>(at, "POST", `/transport/searches/${id}/looks`);
const giveUp = (at: Code, id: string) => ask<Search>(at, "POST", `/transport/searches/${id}/loss`);

test("an item is late on the day after the handling and the minutes on the road are over", async () => {
  const item = await sent("EAST", "WEST");
  const isLate = async () => (await late("WEST")).some((one) => one.itemId === item.id);
  expect(await isLate()).toBe(false);
  clock.advance(HANDLING_MS + 20 * MINUTE_MS);
  expect(await isLate()).toBe(false);
  clock.advance(DAY_MS);
  expect((await late("EAST")).find((one) => one.itemId === item.id)).toMatchObject({
    expectedOn: "2026-11-21",
  });
  expect((await late("MID")).some((one) => one.itemId === item.id)).toBe(false);
});

test("a lost transit: looked for at both ends, given up by its owner, and back again when somebody scans it", async () => {
  const item = await sent("EAST", "WEST");
  expect((await seek("MID", item.transitId)).body.code).toBe("transit-unknown");
  expect((await seek("EAST", "x")).body.code).toBe("transit-unknown");
  const { body: search } = await seek("WEST", item.transitId);
  expect(search).toMatchObject({ state: "looking", mayLook: true, mayGiveUp: false });
  expect((await seek("EAST", item.transitId)).body.code).toBe("search-exists");
  expect((await giveUp("WEST", search.id)).body.code).toBe("search-unfinished");
  expect((await look("MID", search.id)).body.code).toBe("search-unknown");
  expect((await look("EAST", search.id)).body).toMatchObject({ mayLook: false });
  expect((await giveUp("WEST", search.id)).body.code).toBe("search-unfinished");
  expect((await look("WEST", search.id)).body).toMatchObject({ mayGiveUp: true });
  expect((await giveUp("EAST", search.id)).status).toBe(403);
  expect((await giveUp("MID", search.id)).body.code).toBe("search-unknown");
  expect((await giveUp("WEST", search.id)).body.state).toBe("given-up");
  expect(await statusOf(database.db, item.id)).toBe("lost");
  for (const late of [look, giveUp]) expect((await late("WEST", search.id)).body.code).toBe("search-over");
  const scan = await ask<{ found: string }>("EAST", "POST", "/desk/scan", { barcode: item.barcode });
  expect(scan.body.found).toBe("lost");
  expect((await searches("WEST")).find((one) => one.id === search.id)?.state).toBe("reappeared");
  expect((await searches("MID")).some((one) => one.id === search.id)).toBe(false);
  // What is over is shown for sixty days.
  const shownAfter = async (days: number) => {
    await sql`update transport.search set opened_at = ${new Date(clock.now().getTime() - days * DAY_MS)}
      where id = ${search.id}`.execute(database.db);
    return (await searches("WEST")).some((one) => one.id === search.id);
  };
  expect([await shownAfter(59.9), await shownAfter(60)]).toEqual([true, false]);
});

test("what a load has withdrawn on its way is given up no more", async () => {
  const item = await sent("EAST", "WEST");
  const { body: search } = await seek("EAST", item.transitId);
  for (const end of ["EAST", "WEST"] as const) await look(end, search.id);
  await sql`update catalogue.item set condition = 'withdrawn' where id = ${item.id}`.execute(database.db);
  expect((await giveUp("WEST", search.id)).body.code).toBe("item-condition");
  await sql`update catalogue.item set condition = 'good' where id = ${item.id}`.execute(database.db);
  expect((await giveUp("WEST", search.id)).body.state).toBe("given-up");
});

test("a scan at either end finds what is looked for", async () => {
  const item = await sent("EAST", "WEST");
  const { body: search } = await seek("EAST", item.transitId);
  await ask("WEST", "POST", "/desk/scan", { barcode: item.barcode });
  expect((await searches("EAST")).find((one) => one.id === search.id)?.state).toBe("found");
  expect((await seek("EAST", item.transitId)).body.code).toBe("transit-unknown");
});

test("the owner learns of it though it stands at neither end", async () => {
  const { id: memberId, branchId } = world.members.WEST;
  const { barcodes, itemIds } = await createInstance(database.db, [{ memberId, branchId }]);
  await sql`insert into circulation.transit (id, item_id, from_branch_id, to_branch_id, reason, sent_at)
    values (gen_random_uuid(), ${itemIds[0]}, ${world.members.EAST.branchId}, ${world.members.MID.branchId}, 'home',
      ${clock.now()})`.execute(database.db);
  const { rows } = await sql<{ id: string }>`
    select t.id from circulation.transit t where t.item_id = ${itemIds[0]}`.execute(database.db);
  const { body: search } = await seek("MID", rows[0]!.id);
  expect((await searches("WEST")).some((one) => one.id === search.id)).toBe(true);
  expect((await look("WEST", search.id)).body.code).toBe("search-unknown");
  await look("EAST", search.id);
  await look("MID", search.id);
  expect((await giveUp("WEST", search.id)).body.state).toBe("given-up");
  await ask("EAST", "POST", "/desk/scan", { barcode: barcodes[0] });
});

test("a crate that does not come is lost, what was in it is looked for, and it may still turn up", async () => {
  const item = await sent("EAST", "WEST");
  const { body: crate } = await ask<{ code: string }>("EAST", "POST", "/transport/crates", {
    toBranchId: world.members.WEST.branchId,
  });
  const miss = (at: Code) =>
    ask<{ searches: number; crate: { state: string } }>(at, "POST", `/transport/crates/${crate.code}/loss`);
  await ask("EAST", "POST", `/transport/crates/${crate.code}/items`, { barcode: item.barcode });
  expect((await miss("EAST")).body.code).toBe("crate-state");
  await ask("EAST", "POST", `/transport/crates/${crate.code}/packing`);
  await ask("EAST", "POST", "/transport/handovers", { crates: [crate.code] });
  expect((await miss("MID")).body.code).toBe("crate-unknown");
  expect((await miss("WEST")).body).toMatchObject({ searches: 1, crate: { state: "lost" } });
  const receipt = await ask<{ outcomes: { kind: string }[] }>(
    "WEST",
    "POST",
    `/transport/crates/${crate.code}/receipt`,
    { all: true },
  );
  expect(receipt.body.outcomes).toHaveLength(1);
  expect((await miss("WEST")).body.code).toBe("crate-empty");
  expect((await searches("EAST")).find((one) => one.itemId === item.id)?.state).toBe("found");
});

test("readers and nobody are at no end of any way", async () => {
  const reader = await signInAs(database, world.app, "only-a-reader");
  for (const path of ["crates?list=coming", "destinations", "late", "searches", "routes", "crates/CR1"]) {
    expect((await ask(reader, "GET", `/transport/${path}`)).status).toBe(403);
    expect((await ask({}, "GET", `/transport/${path}`)).status).toBe(401);
  }
  expect((await ask("EAST", "GET", "/transport/crates/CR1")).body.code).toBe("crate-unknown");
});

test("how a search stands follows from its way and the item", () => {
  expect(stateOf(null, "good")).toBe("looking");
  expect(stateOf("received", "good")).toBe("found");
  expect(stateOf("lost", "lost")).toBe("given-up");
  expect(stateOf("lost", "missing")).toBe("given-up");
  expect(stateOf("lost", null)).toBe("given-up");
  expect(stateOf("lost", "good")).toBe("reappeared");
});
