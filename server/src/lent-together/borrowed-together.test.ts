import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkOut, scanItem } from "../circulation/index.ts";
import { createInstance, createReader, createRegion } from "../circulation/testing.ts";
import { inTransaction } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { fixedClock } from "../kernel/time.ts";
import { borrowedTogether, computeBorrowedTogether } from "./borrowed-together.ts";

// Said here anew, not taken from the source: a limit that changes turns a test red.
const FEWEST_READERS = 5;

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test("titles go together only when enough different readers borrowed both", async () => {
  const { db } = database;
  const clock = fixedClock("2026-11-02T02:00:00Z");
  const { members } = await createRegion(db);
  const { id: memberId, branchId, desk } = members.EAST;
  const titles: { instanceId: number; barcode: string }[] = [];
  for (const barcode of ["T1", "T2", "T3"]) {
    const { instanceId } = await createInstance(db, [{ memberId, branchId, barcode }]);
    titles.push({ instanceId, barcode });
  }
  const borrow = async (patronBarcode: string, itemBarcode: string): Promise<void> => {
    await inTransaction(db, (tx) => checkOut(tx, desk, clock, { patronBarcode, itemBarcode, branchId }));
    await inTransaction(db, (tx) => scanItem(tx, desk, clock, { barcode: itemBarcode, branchId }));
    clock.advance(60_000);
  };
  for (let i = 0; i < FEWEST_READERS; i++) {
    await createReader(db, memberId, `R${i}`);
    await borrow(`R${i}`, "T1");
    await borrow(`R${i}`, "T2");
    // One reader fewer borrowed the third as well; one of them twice, which counts once.
    if (i > 0) await borrow(`R${i}`, "T3");
  }
  await borrow("R1", "T3");
  expect(await computeBorrowedTogether(db, clock)).toBe(2);
  expect(await borrowedTogether(db, titles[0]!.instanceId, 5)).toEqual([titles[1]!.instanceId]);
  expect(await borrowedTogether(db, titles[2]!.instanceId, 5)).toEqual([]);
  const { rows } = await sql<{ least: number }>`
    select min(readers)::int as least from lent_together.borrowed_together`.execute(db);
  expect(rows[0]!.least).toBeGreaterThanOrEqual(FEWEST_READERS);
  // Loans of the last three years count.
  clock.advance((3 * 365 - 1) * 86_400_000);
  expect(await computeBorrowedTogether(db, clock)).toBe(2);
  clock.advance(86_400_000);
  expect(await computeBorrowedTogether(db, clock)).toBe(0);
});
