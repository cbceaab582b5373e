import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, inTransaction, type Tx } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { fixedClock } from "../kernel/time.ts";
import { lockInstance } from "../targeting/index.ts";
import { cancelHold, checkOut, declareItem, placeHold, scanItem } from "./index.ts";
import { targetHolds } from "./targeting.ts";
import { createInstance, createReader, createRegion, statusOf, type TestRegion } from "./testing.ts";

let database: Database;
let r: TestRegion;
const clock = fixedClock("2026-11-20T08:00:00Z");
const tx = <T>(w: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(database.db, w);
const stateOf = async (id: string) =>
  (
    await sql<{
      state: string;
      item_id: number | null;
    }>`select state, item_id from circulation.hold where id=${id}`.execute(database.db)
  ).rows[0]!;
beforeAll(async () => {
  database = await createTestDatabase();
  r = await createRegion(database.db);
});
afterAll(() => database.close());
let n = 0;
const reader = (m: keyof TestRegion["members"] = "EAST") =>
  createReader(database.db, r.members[m].id, `P${++n}`);
const copyAt = (m: keyof TestRegion["members"]) => ({
  memberId: r.members[m].id,
  branchId: r.members[m].branchId,
});

test("check-out that waited for targeting does not lend under a stale hold", async () => {
  const { instanceId, itemIds, barcodes } = await createInstance(database.db, [copyAt("EAST")]);
  const asks = await reader();
  await reader();
  const card = `P${n}`;
  let lend!: Promise<unknown>;
  const hold = await tx(async (t) => {
    const h = await placeHold(t, asks, clock, { instanceId, pickupBranchId: r.members.EAST.branchId });
    // keep targeting's transaction open while the desk lends the same item
    lend = tx((u) =>
      checkOut(u, r.members.EAST.desk, clock, {
        patronBarcode: card,
        itemBarcode: barcodes[0]!,
        branchId: r.members.EAST.branchId,
        overrideHold: true,
      }),
    );
    lend.catch(() => undefined);
    await new Promise((d) => setTimeout(d, 300));
    return h;
  });
  await lend;
  expect([await statusOf(database.db, itemIds[0]!), (await stateOf(hold.id)).state]).toEqual([
    "on-loan",
    "waiting",
  ]);
});
test("a target that was withdrawn or lost by an import is let go", async () => {
  const { instanceId, itemIds } = await createInstance(database.db, [copyAt("EAST"), copyAt("WEST")]);
  const h = await tx(async (t) =>
    placeHold(t, await reader(), clock, { instanceId, pickupBranchId: r.members.EAST.branchId }),
  );
  await sql`update catalogue.item set condition='withdrawn', barcode=null where id=${itemIds[0]}`.execute(
    database.db,
  );
  await tx(async (t) => {
    await lockInstance(t, instanceId);
    await targetHolds(t, clock, instanceId);
  });
  expect((await stateOf(h.id)).item_id).toBe(itemIds[1]);
});
test("a damaged copy is not captured for a reader", async () => {
  const { instanceId, itemIds, barcodes } = await createInstance(database.db, [
    copyAt("EAST"),
    copyAt("WEST"),
  ]);
  await tx(async (t) =>
    placeHold(t, await reader(), clock, { instanceId, pickupBranchId: r.members.EAST.branchId }),
  );
  await sql`update catalogue.item set condition='damaged' where id=${itemIds[0]}`.execute(database.db);
  const o = await tx((t) =>
    scanItem(t, r.members.EAST.desk, clock, { barcode: barcodes[0]!, branchId: r.members.EAST.branchId }),
  );
  expect(o.kind).toBe("shelve");
});
test("a cancelled shelf item is taken down, and the scan that does it serves the next waiting reader", async () => {
  const { instanceId, itemIds, barcodes } = await createInstance(database.db, [copyAt("WEST")]);
  const first = await reader();
  const second = await reader();
  const at = r.members.EAST.branchId;
  const h1 = await tx((t) => placeHold(t, first, clock, { instanceId, pickupBranchId: at }));
  const h2 = await tx((t) => placeHold(t, second, clock, { instanceId, pickupBranchId: at }));
  await tx((t) =>
    scanItem(t, r.members.WEST.desk, clock, { barcode: barcodes[0]!, branchId: r.members.WEST.branchId }),
  );
  await tx((t) => scanItem(t, r.members.EAST.desk, clock, { barcode: barcodes[0]!, branchId: at }));
  await tx((t) => cancelHold(t, first, clock, h1.id));
  expect([await statusOf(database.db, itemIds[0]!), (await stateOf(h2.id)).state]).toEqual([
    "take-down",
    "waiting",
  ]);
  await tx((t) => scanItem(t, r.members.EAST.desk, clock, { barcode: barcodes[0]!, branchId: at }));
  expect((await stateOf(h2.id)).state).toBe("on-shelf");
});
test("a hold cancelled on the road leaves the item on the road", async () => {
  const { instanceId, itemIds, barcodes } = await createInstance(database.db, [copyAt("WEST")]);
  const first = await reader();
  const h1 = await tx((t) =>
    placeHold(t, first, clock, { instanceId, pickupBranchId: r.members.EAST.branchId }),
  );
  await tx((t) =>
    scanItem(t, r.members.WEST.desk, clock, { barcode: barcodes[0]!, branchId: r.members.WEST.branchId }),
  );
  await tx((t) => cancelHold(t, first, clock, h1.id));
  expect(await statusOf(database.db, itemIds[0]!)).toBe("in-transit");
});
test("a returned item that was withdrawn meanwhile ends its loan", async () => {
  const { itemIds, barcodes } = await createInstance(database.db, [copyAt("EAST")]);
  await reader();
  await tx((t) =>
    checkOut(t, r.members.EAST.desk, clock, {
      patronBarcode: `P${n}`,
      itemBarcode: barcodes[0]!,
      branchId: r.members.EAST.branchId,
    }),
  );
  await sql`update catalogue.item set condition='withdrawn' where id=${itemIds[0]}`.execute(database.db);
  await tx((t) =>
    scanItem(t, r.members.EAST.desk, clock, { barcode: barcodes[0]!, branchId: r.members.EAST.branchId }),
  );
  const { rows } =
    await sql`select 1 from circulation.loan where item_id=${itemIds[0]} and returned_at is null`.execute(
      database.db,
    );
  expect(rows).toHaveLength(0);
});
test("our own item's number does not hide another member's lent item handed in here", async () => {
  const b = "SAME1";
  await createInstance(database.db, [{ ...copyAt("EAST"), barcode: b }]);
  const other = await createInstance(database.db, [{ ...copyAt("WEST"), barcode: b }]);
  await createReader(database.db, r.members.WEST.id, `W${++n}`);
  await tx((t) =>
    checkOut(t, r.members.WEST.desk, clock, {
      patronBarcode: `W${n}`,
      itemBarcode: b,
      itemId: other.itemIds[0]!,
      branchId: r.members.WEST.branchId,
    }),
  );
  const o = await tx((t) =>
    scanItem(t, r.members.EAST.desk, clock, { barcode: b, branchId: r.members.EAST.branchId }),
  );
  expect(o.kind).toBe("choose-item");
});

test("a loan declared lost ends, and a scan brings the copy back into use", async () => {
  const { itemIds, barcodes } = await createInstance(database.db, [copyAt("EAST")]);
  await reader();
  const { desk, branchId } = r.members.EAST;
  const loan = await tx((t) =>
    checkOut(t, desk, clock, { patronBarcode: `P${n}`, itemBarcode: barcodes[0]!, branchId }),
  );
  await tx((t) => declareItem(t, desk, clock, { itemId: loan.itemId, action: "lose", branchId }));
  expect(await statusOf(database.db, itemIds[0]!)).toBe("lost");
  const outcome = await tx((t) => scanItem(t, desk, clock, { barcode: barcodes[0]!, branchId }));
  expect(outcome).toMatchObject({ kind: "shelve", found: "lost", returned: false });
  expect(await statusOf(database.db, itemIds[0]!)).toBe("available");
});

test("a copy far from home that nobody waits for any more stays where it is until a scan sends it home", async () => {
  const { instanceId, itemIds, barcodes } = await createInstance(database.db, [copyAt("WEST")]);
  const { desk, branchId } = r.members.EAST;
  const first = await reader();
  const next = await reader();
  const ask = { instanceId, pickupBranchId: branchId };
  const h1 = await tx((t) => placeHold(t, first, clock, ask));
  const h2 = await tx((t) => placeHold(t, next, clock, ask));
  await tx((t) => scanItem(t, desk, clock, { barcode: barcodes[0]!, branchId }));
  await tx((t) => cancelHold(t, first, clock, h1.id));
  expect(await statusOf(database.db, itemIds[0]!)).toBe("take-down");
  await tx((t) => cancelHold(t, next, clock, h2.id));
  expect(await statusOf(database.db, itemIds[0]!)).toBe("take-down");
  await tx((t) => scanItem(t, desk, clock, { barcode: barcodes[0]!, branchId }));
  expect(await statusOf(database.db, itemIds[0]!)).toBe("in-transit");
});
