import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../../kernel/config.ts";
import { type Database, inTransaction, type Tx } from "../../kernel/database.ts";
import { drainOutbox, publish } from "../../kernel/outbox.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { DAY_MS, fixedClock } from "../../kernel/time.ts";
import { toldTo } from "../../notices/testing.ts";
import {
  cancelHold,
  circulationJobs,
  circulationSubscribers,
  declineTarget,
  holdsOf,
  placeHold,
  scanItem,
} from "../index.ts";
import { createInstance, createReader, createRegion, type TestRegion } from "../testing.ts";
import { brokenInvariants } from "../testing-invariants.ts";

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
const copyAt = (...codes: (keyof TestRegion["members"])[]) =>
  createInstance(
    database.db,
    codes.map((code) => ({ memberId: members[code].id, branchId: members[code].branchId })),
  );
const reader = (card: string) => createReader(database.db, members.EAST.id, card);
const kindsFor = async (person: { personId: string }) =>
  (await toldTo(database.db, person.personId)).map((notice) => notice.kind).reverse();
const ask = (person: Parameters<typeof placeHold>[1], instanceId: number) =>
  run((tx) => placeHold(tx, person, clock, { instanceId, pickupBranchId: members.EAST.branchId }));
const scan = (at: keyof TestRegion["members"], barcode: string) =>
  run((tx) => scanItem(tx, members[at].desk, clock, { barcode, branchId: members[at].branchId }));

/** Joins one instance into another as a merge of records does. */
async function join(from: number, to: number): Promise<void> {
  await run(async (tx) => {
    await sql`update catalogue.record set instance_id = ${to} where instance_id = ${from}`.execute(tx);
    await sql`update catalogue.instance set merged_into = ${to}, record_count = 0 where id = ${from}`.execute(
      tx,
    );
    await publish(tx, "instances-changed", { instanceIds: [from, to] });
  });
  await drainOutbox(database.db, circulationSubscribers(depsWith({})));
}

test("two holds of a reader on records that are joined become one, with the older place in the queue", async () => {
  const twice = await reader("N4");
  const between = await reader("N5");
  const one = await copyAt("WEST");
  const other = await copyAt("MID");
  const keeper = await reader("N6");
  await ask(keeper, one.instanceId);
  await ask(twice, one.instanceId);
  clock.advance(1000);
  await ask(between, one.instanceId);
  clock.advance(1000);
  await ask(twice, other.instanceId);
  await join(one.instanceId, other.instanceId);
  const holds = await holdsOf(database.db, twice.personId);
  expect(holds.map((hold) => [hold.state, hold.instanceId === other.instanceId])).toEqual([
    ["targeted", true],
    ["cancelled", false],
  ]);
  expect(holds[0]!.position).toBe(2);
  expect(await kindsFor(twice)).toEqual(["hold-merged"]);
  expect((await holdsOf(database.db, between.personId))[0]).toMatchObject({ state: "waiting", position: 3 });
  await run((tx) => cancelHold(tx, twice, clock, holds[0]!.id));
  expect((await holdsOf(database.db, between.personId))[0]).toMatchObject({ state: "targeted" });
});

test("a copy on its way keeps its hold when its record turns out to describe another instance", async () => {
  const person = await reader("N8");
  const one = await copyAt("WEST", "MID");
  const other = await copyAt("WEST");
  await ask(person, one.instanceId);
  expect(await scan("MID", one.barcodes[1]!)).toMatchObject({ kind: "send", reason: "hold" });
  await run(async (tx) => {
    await sql`update catalogue.record r set instance_id = ${other.instanceId} from catalogue.item i
      where i.id = ${one.itemIds[1]} and r.id = i.record_id`.execute(tx);
    await publish(tx, "instances-changed", { instanceIds: [one.instanceId, other.instanceId] });
  });
  // The desk may be quicker than the message.
  expect(await scan("WEST", one.barcodes[1]!)).toMatchObject({ kind: "send", reason: "hold" });
  await drainOutbox(database.db, circulationSubscribers(depsWith({})));
  expect(await holdsOf(database.db, person.personId)).toMatchObject([
    { state: "in-transit", instanceId: other.instanceId },
  ]);
  expect(await scan("EAST", one.barcodes[1]!)).toMatchObject({ kind: "hold-shelf" });
});

test("a copy that was not found on its shelf is asked for again after a week, and at once when a scan finds it", async () => {
  const [first, next] = [await reader("N9"), await reader("N10")];
  const { instanceId, barcodes } = await copyAt("WEST");
  const hold = await ask(first, instanceId);
  const decline = () => run((tx) => declineTarget(tx, members.WEST.desk, clock, hold.id, false));
  const stateOf = async (person: { personId: string }) =>
    (await holdsOf(database.db, person.personId))[0]!.state;
  const retry = circulationJobs(depsWith({}))["circulation-retry-declined"]!;
  await decline();
  clock.advance(6 * DAY_MS);
  await retry({});
  expect(await stateOf(first)).toBe("waiting");
  clock.advance(2 * DAY_MS);
  await retry({});
  expect(await stateOf(first)).toBe("targeted");
  await decline();
  const rival = await ask(next, instanceId);
  expect(rival.state).toBe("targeted");
  expect(await scan("WEST", barcodes[0]!)).toMatchObject({ kind: "send", reason: "hold" });
  // The scan makes nobody wait longer: who was promised this copy gets it, and the first is the next.
  expect([await stateOf(first), await stateOf(next)]).toEqual(["waiting", "in-transit"]);
  const [promised] = await holdsOf(database.db, next.personId);
  await run((tx) => cancelHold(tx, next, clock, promised!.id));
  expect(await scan("EAST", barcodes[0]!)).toMatchObject({ kind: "hold-shelf" });
  expect(await stateOf(first)).toBe("on-shelf");
});

test("records are joined while a desk scans: whichever comes first, holds and items agree", async () => {
  for (let round = 0; round < 8; round++) {
    const twice = await reader(`N2${round}`);
    const one = await copyAt("WEST");
    const other = await copyAt("MID");
    await ask(twice, one.instanceId);
    await ask(twice, other.instanceId);
    await Promise.all([
      join(one.instanceId, other.instanceId),
      scan("WEST", one.barcodes[0]!),
      scan("MID", other.barcodes[0]!),
    ]);
    await drainOutbox(database.db, circulationSubscribers(depsWith({})));
    expect(await brokenInvariants(database.db)).toEqual([]);
    const live = (await holdsOf(database.db, twice.personId)).filter((hold) => hold.state !== "cancelled");
    expect(live).toMatchObject([{ instanceId: other.instanceId }]);
  }
});
