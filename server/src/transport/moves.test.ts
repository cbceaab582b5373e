import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createBranch, createInstance, createReader } from "../circulation/testing.ts";
import type { Database } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { fixedClock } from "../kernel/time.ts";
import { movesHere } from "./moves.ts";
import { openTransport } from "./testing-transport.ts";
import { transportTasks } from "./waiting.ts";

let database: Database;
let world: Awaited<ReturnType<typeof openTransport>>;
const clock = fixedClock("2026-11-20T02:00:00Z");

beforeAll(async () => {
  database = await createTestDatabase();
  world = await openTransport(database, clock);
});
afterAll(async () => {
  await world.app.close();
  await database.close();
});

test("only what stands on a shelf is to be moved: not what is lent, kept for a reader or on its way; the task counts it and says since when", async () => {
  const { members, ask } = world;
  const { id: memberId, branchId } = members.EAST;
  const annex = await createBranch(database.db, memberId, "ANNEX", true);
  const one = { memberId, branchId };
  const { barcodes, itemIds } = await createInstance(database.db, [one, one, one]);
  for (const itemId of itemIds)
    await sql`insert into placement.place (item_id, kind, branch_id, until, since)
      values (${itemId}, 'temporary', ${annex}, '2026-12-31', ${clock.now()})`.execute(database.db);
  const moves = async () =>
    (await ask<{ items: { barcode: string }[] }>("EAST", "GET", "/desk/moves")).body.items.map(
      (row) => row.barcode,
    );
  expect(await moves()).toEqual(barcodes);
  await createReader(database.db, memberId, "MOVES");
  await ask("EAST", "POST", "/desk/check-out", { patronBarcode: "MOVES", itemBarcode: barcodes[0] });
  await ask("EAST", "POST", "/desk/scan", { barcode: barcodes[1] });
  expect(await moves()).toEqual([barcodes[2]]);
  expect(await movesHere(database.db, clock, members.MID.branchId)).toEqual([]);
  const task = transportTasks.find((source) => source.name === "moves")!;
  expect(await task.waiting(database.db, { scope: memberId, place: branchId, clock })).toEqual({
    count: 1,
    oldestAt: clock.now(),
  });
});
