import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../kernel/actor.ts";
import { type Database, inTransaction, type Tx } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { fixedClock } from "../kernel/time.ts";
import { findPersonByCard } from "../people/index.ts";
import { addCard, blockCard } from "../people/testing.ts";
import { itemsAtDesk } from "./desk/item.ts";
import { checkOut, scanItem } from "./index.ts";
import { createInstance, createReader, createRegion, type TestRegion } from "./testing.ts";

let database: Database;
let region: TestRegion;
const clock = fixedClock("2026-11-20T08:00:00Z");
const tx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(database.db, work);
beforeAll(async () => {
  database = await createTestDatabase();
  region = await createRegion(database.db);
});
afterAll(() => database.close());

const FORMS: ((code: string) => string)[] = [
  (code) => code.toLowerCase(),
  (code) => ` ${code} `,
  (code) => [...code].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join(""),
  (code) => `${code.slice(0, 2)} ${code.slice(2)}`,
];

test("cards and items are found in every case and width, at loan, return and look-up", async () => {
  const { id, branchId, desk } = region.members.EAST;
  for (const [i, form] of FORMS.entries()) {
    const card = `RDR${i}X`;
    const barcode = `Kq${i}Lamp`;
    await createReader(database.db, id, card);
    await createInstance(database.db, [{ memberId: id, branchId, barcode }]);
    const lent = await tx((t) =>
      checkOut(t, desk, clock, { patronBarcode: form(card), itemBarcode: form(barcode), branchId }),
    );
    expect(lent.barcode).toBe(barcode);
    expect(await itemsAtDesk(database.db, desk, form(barcode))).toMatchObject([
      { barcode, status: "on-loan" },
    ]);
    expect(await tx((t) => scanItem(t, desk, clock, { barcode: form(barcode), branchId }))).toMatchObject({
      returned: true,
    });
    expect(await findPersonByCard(database.db, form(card), id)).toMatchObject([{ barcode: card }]);
  }
});

test("a leading nought makes another item", async () => {
  const { id, branchId, desk } = region.members.MID;
  await createInstance(database.db, [{ memberId: id, branchId, barcode: "0077" }]);
  await createInstance(database.db, [{ memberId: id, branchId, barcode: "77" }]);
  expect(await itemsAtDesk(database.db, desk, "77")).toMatchObject([{ barcode: "77" }]);
});

test("a card that differs in case only is refused, and blocked under any spelling", async () => {
  const { id } = region.members.WEST;
  const first = await createReader(database.db, id, "Card7");
  const second = await createReader(database.db, id, "CARD8");
  await expect(
    tx((t) => addCard(t, systemActor, second.personId, { memberId: id, barcode: "ｃａｒｄ７" })),
  ).rejects.toMatchObject({ code: "card-exists" });
  await tx((t) => blockCard(t, systemActor, { memberId: id, barcode: "CARD7", blockedAt: clock.now() }));
  expect(await findPersonByCard(database.db, "card7", id)).toMatchObject([
    { person: { id: first.personId }, blocked: true },
  ]);
});
