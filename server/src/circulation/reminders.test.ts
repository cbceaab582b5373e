import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction, type Tx } from "../kernel/database.ts";
import { drainOutbox, publish } from "../kernel/outbox.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { DAY_MS, fixedClock } from "../kernel/time.ts";
import { toldTo } from "../notices/testing.ts";
import { reminderStages, stageOn } from "../targeting/index.ts";
import { checkOut, circulationJobs, circulationSubscribers, holdsOf, placeHold, renewLoan } from "./index.ts";
import { remindOfLoans } from "./reminders.ts";
import { createInstance, createReader, createRegion, statusOf, type TestRegion } from "./testing.ts";

let database: Database;
let members: TestRegion["members"];
const clock = fixedClock("2026-11-20T02:00:00Z");
const depsWith = (settings: Record<string, string>) => ({
  ...database,
  clock,
  config: readConfig(settings),
});
beforeAll(async () => {
  database = await createTestDatabase();
  members = (await createRegion(database.db)).members;
});
afterAll(() => database.close());

const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(database.db, work);
const copyAt = (code: keyof TestRegion["members"]) =>
  createInstance(database.db, [{ memberId: members[code].id, branchId: members[code].branchId }]);
const reader = (card: string) => createReader(database.db, members.EAST.id, card);
const kindsFor = async (person: { personId: string }) =>
  (await toldTo(database.db, person.personId)).map((notice) => notice.kind).reverse();
const ask = (
  person: Parameters<typeof placeHold>[1],
  instanceId: number,
  more: { neededUntil?: string } = {},
) =>
  run((tx) => placeHold(tx, person, clock, { instanceId, pickupBranchId: members.EAST.branchId, ...more }));

test("the stage of a loan is the last one reached", () => {
  expect(
    ["2026-12-16", "2026-12-17", "2026-12-20", "2026-12-21", "2027-01-30"].map((day) =>
      stageOn("2026-12-20", day),
    ),
  ).toEqual([0, 1, 1, 2, reminderStages.length]);
});

test("reminders come once per stage, catch up with days the server slept through, and begin anew after a renewal", async () => {
  const borrower = await reader("N1");
  const { barcodes } = await copyAt("EAST");
  const loan = await run((tx) =>
    checkOut(tx, members.EAST.desk, clock, {
      patronBarcode: "N1",
      itemBarcode: barcodes[0]!,
      branchId: members.EAST.branchId,
    }),
  );
  const remindAfter = async (days: number): Promise<string[]> => {
    clock.advance(days * DAY_MS);
    await remindOfLoans(database.db, clock);
    await remindOfLoans(database.db, clock);
    return await kindsFor(borrower);
  };
  expect(loan.dueOn).toBe("2026-12-20");
  expect(await remindAfter(20)).toEqual([]);
  expect(await remindAfter(9)).toEqual(["loan-due-soon"]);
  await run((tx) => renewLoan(tx, borrower, clock, loan.id));
  expect(await remindAfter(1)).toEqual(["loan-due-soon"]);
  expect(await remindAfter(45)).toEqual(["loan-due-soon", "loan-overdue"]);
  expect(await remindAfter(1)).toEqual(["loan-due-soon", "loan-overdue"]);
  expect(await remindAfter(60)).toEqual(["loan-due-soon", "loan-overdue", "loan-overdue"]);
  expect(await remindAfter(60)).toEqual(["loan-due-soon", "loan-overdue", "loan-overdue"]);
});

test("a hold whose day passes ends unfilled, its reader hears of it and its copy is free", async () => {
  const person = await reader("N3");
  const { instanceId, itemIds } = await copyAt("WEST");
  const today = clock.now().toISOString().slice(0, 10);
  await expect(ask(person, instanceId, { neededUntil: "2026-11-20" })).rejects.toMatchObject({
    code: "needed-until-past",
  });
  const hold = await ask(person, instanceId, { neededUntil: today });
  expect(hold).toMatchObject({ state: "targeted", neededUntil: today });
  const expire = circulationJobs(depsWith({}))["circulation-expire-shelf"]!;
  await expire({});
  expect((await holdsOf(database.db, person.personId))[0]).toMatchObject({ state: "targeted" });
  clock.advance(DAY_MS);
  await expire({});
  expect((await holdsOf(database.db, person.personId))[0]).toMatchObject({ state: "unfilled" });
  expect(await kindsFor(person)).toEqual(["hold-out-of-time"]);
  expect(await statusOf(database.db, itemIds[0]!)).toBe("available");
});

test("a hold on a record that lost its last copy by an import ends, and its reader is told", async () => {
  const person = await reader("N7");
  const { instanceId, itemIds } = await copyAt("WEST");
  await ask(person, instanceId);
  await run(async (tx) => {
    await sql`update catalogue.item set condition = 'withdrawn' where id = ${itemIds[0]}`.execute(tx);
    await publish(tx, "instances-changed", { instanceIds: [instanceId] });
  });
  await drainOutbox(database.db, circulationSubscribers(depsWith({})));
  expect((await holdsOf(database.db, person.personId))[0]).toMatchObject({ state: "unfilled" });
  expect(await kindsFor(person)).toEqual(["hold-unfilled"]);
});
