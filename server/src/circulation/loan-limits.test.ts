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

type Values = {
  period?: string;
  renewalsMax?: number;
  loansMax?: number;
  holdsMax?: number;
  dueTime?: string;
};
async function rule(
  memberId: number | null,
  patronGroup: string | null,
  itemClass: string | null,
  says: Values,
) {
  const facts = JSON.stringify({ ...(patronGroup && { patronGroup }), ...(itemClass && { itemClass }) });
  await sql`insert into policies.loan_rule (member_id, facts, says)
    values (${memberId}, ${facts}::jsonb, ${JSON.stringify(says)}::jsonb)`.execute(database.db);
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
  await rule(null, null, "DVD", { loansMax: 1, period: "P3D" });
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
  await rule(region.members.EAST.id, "student", null, { period: "P10D", renewalsMax: 1 });
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

test("a loan of hours ends at its hour, one to the end of the term on the last day of it, and each says whose rule it is", async () => {
  await noRules();
  await rule(region.members.EAST.id, null, "key", { period: "PT4H" });
  await rule(region.members.EAST.id, null, "text", { period: "term", dueTime: "20:00" });
  await sql`insert into policies.term (name, first_on, last_on) values ('{"en": "Spring"}', '2026-02-20', '2026-07-03')`.execute(
    database.db,
  );
  const { card, actor } = await reader();
  expect(await lend(card, "EAST", "key")).toMatchObject({
    dueOn: "2026-03-02",
    dueAt: "2026-03-02T08:00:00.000Z",
    why: [
      { value: "PT4H", origin: "library", facts: { itemClass: "key" } },
      { value: "P30D", origin: "figures" },
    ],
  });
  expect(await lend(card, "EAST", "text")).toMatchObject({
    dueOn: "2026-07-03",
    dueAt: "2026-07-03T12:00:00.000Z",
  });
  const overdue = async (at: string) =>
    (await loansOf(database.db, actor.personId, new Date(at))).map((loan) => loan.isOverdue);
  expect(await overdue("2026-03-02T07:59:59Z")).toEqual([false, false]);
  expect(await overdue("2026-03-02T08:00:01Z")).toEqual([true, false]);
});

const allReturned = () =>
  sql`update circulation.loan set returned_at = now(), return_branch_id = checkout_branch_id
    where returned_at is null`.execute(database.db);
const MID_LENDS = {
  lends: true,
  quota: null as number | null,
  guests: null as number | null,
  blackouts: "[]",
};
async function agree(more: Partial<typeof MID_LENDS>, says = {}) {
  const one = { ...MID_LENDS, ...more };
  await sql`delete from policies.agreement`.execute(database.db);
  await sql`insert into policies.agreement (lender_id, borrower_id, lends, quota, guests_max, says, blackouts, valid_from)
    values (${region.members.MID.id}, ${region.members.EAST.id}, ${one.lends}, ${one.quota}, ${one.guests},
      ${JSON.stringify(says)}::jsonb, ${one.blackouts}::jsonb, '2026-03-01')`.execute(database.db);
}

test("an agreement says for how long a library lends to another's readers, whether, how many, to how many, and when not", async () => {
  await noRules();
  const { card } = await reader();
  const other = await reader();
  await allReturned();
  await agree({}, { period: "P7D" });
  expect((await lend(card, "MID")).dueOn).toBe("2026-03-09");
  expect((await lend(card, "EAST")).dueOn).toBe("2026-04-01");
  await agree({ quota: 2 });
  await lend(card, "MID");
  await expect(lend(card, "MID")).rejects.toMatchObject({ code: "agreement-quota", params: { limit: 2 } });
  await agree({ guests: 1 });
  await lend(card, "MID");
  await expect(lend(other.card, "MID")).rejects.toMatchObject({
    code: "agreement-guests",
    params: { limit: 1 },
  });
  await agree({ blackouts: '[{"from":"2026-03-02","until":"2026-03-05"}]' });
  await expect(lend(card, "MID")).rejects.toMatchObject({
    code: "agreement-blackout",
    params: { until: "2026-03-05" },
  });
  await agree({ blackouts: '[{"from":"2026-03-03","until":"2026-03-05"}]' });
  await lend(card, "MID");
  await agree({ lends: false });
  await expect(lend(card, "MID")).rejects.toMatchObject({ code: "agreement-refuses" });
  await lend(card, "EAST");
  await sql`delete from policies.agreement`.execute(database.db);
});

test("two desks do not lend the last book of a quota to two readers", async () => {
  await noRules();
  await agree({ quota: 1 });
  await allReturned();
  const [one, other] = [await reader(), await reader()];
  const outcomes = await Promise.allSettled([lend(one.card, "MID"), lend(other.card, "MID")]);
  expect(outcomes.map((each) => each.status).sort()).toEqual(["fulfilled", "rejected"]);
  await sql`delete from policies.agreement`.execute(database.db);
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
