import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, inTransaction, statements } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { fixedClock } from "../kernel/time.ts";
import { cancelHold, checkOut, holdsOf, placeHold, scanItem } from "./index.ts";
import { createInstance, createReader, createRegion, type TestRegion } from "./testing.ts";

let database: Database;
let region: TestRegion;
const clock = fixedClock("2026-11-20T02:00:00Z");
beforeAll(async () => {
  database = await createTestDatabase();
  region = await createRegion(database.db);
});
afterAll(() => database.close());

const run = <T>(work: Parameters<typeof inTransaction<T>>[1]): Promise<T> => inTransaction(database.db, work);
const codes = (results: PromiseSettledResult<unknown>[]): string[] =>
  results.filter((r) => r.status === "rejected").map((r) => (r.reason as { code: string }).code);

test("eight desks lend the same item at once: one loan, seven refusals", async () => {
  const { EAST } = region.members;
  const title = await createInstance(database.db, [{ memberId: EAST.id, branchId: EAST.branchId }]);
  for (let i = 0; i < 8; i++) await createReader(database.db, EAST.id, `P${i}`);
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, (_, i) =>
      run((tx) =>
        checkOut(tx, EAST.desk, clock, {
          patronBarcode: `P${i}`,
          itemBarcode: title.barcodes[0]!,
          branchId: EAST.branchId,
        }),
      ),
    ),
  );
  expect(results.filter((r) => r.status === "fulfilled")).toHaveLength(1);
  expect(codes(results)).toEqual(Array(7).fill("item-on-loan"));
});

test("eight readers ask for the last copy at once: one is targeted, seven wait in a queue without gaps", async () => {
  const { EAST, MID } = region.members;
  const title = await createInstance(database.db, [{ memberId: EAST.id, branchId: EAST.branchId }]);
  const readers = await Promise.all(
    Array.from({ length: 8 }, (_, i) => createReader(database.db, MID.id, `Q${i}`)),
  );
  await Promise.all(
    readers.map((reader) =>
      run((tx) =>
        placeHold(tx, reader, clock, { instanceId: title.instanceId, pickupBranchId: MID.branchId }),
      ),
    ),
  );
  const holds = (await Promise.all(readers.map((r) => holdsOf(database.db, r.personId)))).map(
    (list) => list[0]!,
  );
  expect(holds.filter((h) => h.state === "targeted")).toHaveLength(1);
  expect(holds.map((h) => h.position).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test("the same reader asking twice at once gets one hold", async () => {
  const { EAST, MID } = region.members;
  const title = await createInstance(database.db, [{ memberId: EAST.id, branchId: EAST.branchId }]);
  const reader = await createReader(database.db, MID.id, "TWICE");
  const ask = () =>
    run((tx) => placeHold(tx, reader, clock, { instanceId: title.instanceId, pickupBranchId: MID.branchId }));
  const results = await Promise.allSettled([ask(), ask(), ask()]);
  expect(codes(results)).toEqual(["hold-exists", "hold-exists"]);
});

test("a scan and a loan of one item at once leave it lent or here, never both", async () => {
  const { EAST } = region.members;
  for (let round = 0; round < 5; round++) {
    const title = await createInstance(database.db, [{ memberId: EAST.id, branchId: EAST.branchId }]);
    await createReader(database.db, EAST.id, `S${round}`);
    await Promise.allSettled([
      run((tx) =>
        checkOut(tx, EAST.desk, clock, {
          patronBarcode: `S${round}`,
          itemBarcode: title.barcodes[0]!,
          branchId: EAST.branchId,
        }),
      ),
      run((tx) => scanItem(tx, EAST.desk, clock, { barcode: title.barcodes[0]!, branchId: EAST.branchId })),
    ]);
    const { rows } = await sql<{ loans: number; transits: number }>`select
      (select count(*) from circulation.loan l where l.item_id = ${title.itemIds[0]} and l.returned_at is null) as loans,
      (select count(*) from circulation.transit t where t.item_id = ${title.itemIds[0]} and t.ended_at is null) as transits`.execute(
      database.db,
    );
    expect(rows[0]!.loans + rows[0]!.transits).toBeLessThanOrEqual(1);
  }
});

test("a reader cancels while the desk captures: the hold is closed or on the shelf, and the item is never lost to the next", async () => {
  const { MID } = region.members;
  for (let round = 0; round < 5; round++) {
    const title = await createInstance(database.db, [{ memberId: MID.id, branchId: MID.branchId }]);
    const first = await createReader(database.db, MID.id, `C${round}`);
    const second = await createReader(database.db, MID.id, `D${round}`);
    const hold = await run((tx) =>
      placeHold(tx, first, clock, { instanceId: title.instanceId, pickupBranchId: MID.branchId }),
    );
    await run((tx) =>
      placeHold(tx, second, clock, { instanceId: title.instanceId, pickupBranchId: MID.branchId }),
    );
    await Promise.allSettled([
      run((tx) => cancelHold(tx, first, clock, hold.id)),
      run((tx) => scanItem(tx, MID.desk, clock, { barcode: title.barcodes[0]!, branchId: MID.branchId })),
    ]);
    expect((await holdsOf(database.db, first.personId))[0]!.state).toBe("cancelled");
    expect(
      await run((tx) =>
        scanItem(tx, MID.desk, clock, { barcode: title.barcodes[0]!, branchId: MID.branchId }),
      ),
    ).toMatchObject({ kind: "hold-shelf" });
    expect((await holdsOf(database.db, second.personId))[0]!.state).toBe("on-shelf");
  }
});

test("a plain check-out asks the database six times and a plain check-in eight times, with the transaction's beginning and end", async () => {
  const { EAST } = region.members;
  await createReader(database.db, EAST.id, "ROUND-TRIPS");
  const counted = async (work: (barcode: string) => Promise<unknown>, barcode: string): Promise<number> => {
    let asked = 0;
    const count = (): number => asked++;
    statements.subscribe(count);
    await work(barcode);
    statements.unsubscribe(count);
    return asked;
  };
  const lend = (itemBarcode: string): Promise<unknown> =>
    run((tx) =>
      checkOut(tx, EAST.desk, clock, {
        patronBarcode: "ROUND-TRIPS",
        itemBarcode,
        branchId: EAST.branchId,
      }),
    );
  const back = (barcode: string): Promise<unknown> =>
    run((tx) => scanItem(tx, EAST.desk, clock, { barcode, branchId: EAST.branchId }));
  const [first, second] = await Promise.all(
    [1, 2].map(() => createInstance(database.db, [{ memberId: EAST.id, branchId: EAST.branchId }])),
  );
  // What is kept in memory (calendar, rules) is read by the first of each.
  await lend(first!.barcodes[0]!);
  await back(first!.barcodes[0]!);
  expect(await counted(lend, second!.barcodes[0]!)).toBe(6);
  expect(await counted(back, second!.barcodes[0]!)).toBe(8);
});
