import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../kernel/actor.ts";
import { type Database, inTransaction, type Tx } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { DAY_MS, fixedClock } from "../kernel/time.ts";
import { checkOut, loansOf, placeHold, renewLoan } from "./index.ts";
import { createInstance, createReader, createRegion, type TestRegion } from "./testing.ts";

const START = "2026-03-02T04:00:00Z";
let database: Database;
let region: TestRegion;
const clock = fixedClock(START);
const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(database.db, work);

beforeAll(async () => {
  database = await createTestDatabase();
  region = await createRegion(database.db);
});
afterAll(() => database.close());

type Values = { loanDays?: number; renewalsMax?: number; loansMax?: number; holdsMax?: number };
async function rule(memberId: number | null, group: string | null, itemClass: string | null, values: Values) {
  await sql`insert into policies.loan_rule
      (member_id, patron_group, item_class, loan_days, renewals_max, loans_max, holds_max)
    values (${memberId}, ${group}, ${itemClass}, ${values.loanDays ?? null}, ${values.renewalsMax ?? null},
      ${values.loansMax ?? null}, ${values.holdsMax ?? null})`.execute(database.db);
}
const noRules = () => sql`delete from policies.loan_rule`.execute(database.db);

async function copyOf(
  member: "EAST" | "MID",
  itemClass = "book",
): Promise<{ instanceId: number; barcode: string }> {
  const { id: memberId, branchId } = region.members[member];
  const { instanceId, barcodes, itemIds } = await createInstance(database.db, [{ memberId, branchId }]);
  await sql`update catalogue.item set item_class = ${itemClass} where id = ${itemIds[0]!}`.execute(
    database.db,
  );
  return { instanceId, barcode: barcodes[0]! };
}
async function lend(patronBarcode: string, member: "EAST" | "MID", itemClass?: string) {
  const { barcode } = await copyOf(member, itemClass);
  const { desk, branchId } = region.members[member];
  return await run((tx) => checkOut(tx, desk, clock, { patronBarcode, itemBarcode: barcode, branchId }));
}
let readers = 0;
async function reader(): Promise<{ actor: Actor; card: string }> {
  const card = `L${++readers}`;
  return { actor: await createReader(database.db, region.members.EAST.id, card), card };
}

test("without any rule a library's figures hold, and nothing is counted", async () => {
  await noRules();
  const { card, actor } = await reader();
  for (let n = 0; n < 4; n++) await lend(card, "EAST");
  const [loan] = await loansOf(database.db, actor.personId, clock.now());
  expect(loan).toMatchObject({ dueOn: "2026-04-01", renewalsMax: 2 });
});

test("a library's limit counts its own books, the consortium's all; the one after the last is refused", async () => {
  await noRules();
  await rule(region.members.EAST.id, "student", null, { loansMax: 2 });
  await rule(null, null, null, { loansMax: 3 });
  const { card } = await reader();
  await lend(card, "EAST");
  await lend(card, "EAST");
  await expect(lend(card, "EAST")).rejects.toMatchObject({ code: "too-many-loans", params: { limit: 2 } });
  await lend(card, "MID");
  await expect(lend(card, "MID")).rejects.toMatchObject({ code: "too-many-loans", params: { limit: 3 } });
});

test("a limit that names a class counts that class, whatever its spelling", async () => {
  await noRules();
  await rule(null, null, "DVD", { loansMax: 1, loanDays: 3 });
  const { card } = await reader();
  await lend(card, "EAST");
  expect((await lend(card, "EAST", "dvd")).dueOn).toBe("2026-03-05");
  await expect(lend(card, "MID", "dvd")).rejects.toMatchObject({ code: "too-many-loans" });
  await lend(card, "MID");
});

test("two desks do not both lend the last book that a reader may have", async () => {
  await noRules();
  await rule(null, null, null, { loansMax: 1 });
  const { card } = await reader();
  const outcomes = await Promise.allSettled([lend(card, "EAST"), lend(card, "MID")]);
  expect(outcomes.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a loan keeps the days and renewals it was made under", async () => {
  await noRules();
  await rule(region.members.EAST.id, "student", null, { loanDays: 10, renewalsMax: 1 });
  const { card, actor } = await reader();
  const loan = await lend(card, "EAST");
  expect(loan.dueOn).toBe("2026-03-12");
  await noRules();
  clock.set(new Date(Date.parse(START) + 5 * DAY_MS).toISOString());
  expect((await run((tx) => renewLoan(tx, actor, clock, loan.id))).dueOn).toBe("2026-03-17");
  clock.set(new Date(Date.parse(START) + 8 * DAY_MS).toISOString());
  await expect(run((tx) => renewLoan(tx, actor, clock, loan.id))).rejects.toMatchObject({
    code: "renewals-exhausted",
    params: { limit: 1 },
  });
  clock.set(START);
});

test("requests are held to the rule of the library the reader belongs to", async () => {
  await noRules();
  await rule(region.members.EAST.id, "student", null, { holdsMax: 1 });
  const { actor } = await reader();
  const ask = async () => placeHoldOf(actor, (await copyOf("MID")).instanceId);
  await ask();
  await expect(ask()).rejects.toMatchObject({ code: "too-many-holds", params: { limit: 1 } });
});

const placeHoldOf = (actor: Actor, instanceId: number) =>
  run((tx) => placeHold(tx, actor, clock, { instanceId, pickupBranchId: region.members.EAST.branchId }));
