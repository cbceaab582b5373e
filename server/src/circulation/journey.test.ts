import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, inTransaction } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { fixedClock } from "../kernel/time.ts";
import { toldTo } from "../notices/testing.ts";
import { takeBackDecline } from "./holds/declines.ts";
import {
  availabilityOf,
  cancelHold,
  checkOut,
  declineTarget,
  holdShelf,
  holdsOf,
  loansOf,
  placeHold,
  pullList,
  renewLoan,
  scanItem,
  transitsOf,
} from "./index.ts";
import { circulationJobs } from "./jobs.ts";
import {
  createBranch,
  createInstance,
  createReader,
  createRegion,
  statusOf,
  type TestRegion,
} from "./testing.ts";

let database: Database;
let region: TestRegion;
const clock = fixedClock("2026-11-20T02:00:00Z");
beforeAll(async () => {
  database = await createTestDatabase();
  region = await createRegion(database.db);
});
afterAll(() => database.close());

const run = <T>(work: Parameters<typeof inTransaction<T>>[1]): Promise<T> => inTransaction(database.db, work);
const { EAST, MID, WEST } = new Proxy({} as TestRegion["members"], {
  get: (_, code: "EAST") => ({
    get id() {
      return region.members[code].id;
    },
    get branchId() {
      return region.members[code].branchId;
    },
    get desk() {
      return region.members[code].desk;
    },
  }),
});
const scan = (at: typeof EAST, barcode: string) =>
  run((tx) => scanItem(tx, at.desk, clock, { barcode, branchId: at.branchId }));
const lend = (at: typeof EAST, patronBarcode: string, itemBarcode: string) =>
  run((tx) => checkOut(tx, at.desk, clock, { patronBarcode, itemBarcode, branchId: at.branchId }));

test("a book goes from its owner to the reader's branch, is borrowed, comes back at a third library and goes home", async () => {
  const reader = await createReader(database.db, MID.id, "R1");
  const { instanceId, barcodes, itemIds } = await createInstance(database.db, [
    { memberId: EAST.id, branchId: EAST.branchId },
  ]);
  const [barcode] = barcodes as [string];
  const hold = await run((tx) => placeHold(tx, reader, clock, { instanceId, pickupBranchId: MID.branchId }));
  expect(hold.state).toBe("targeted");
  expect(await pullList(database.db, EAST.branchId)).toMatchObject([
    { barcode, pickupBranchId: MID.branchId, readerMemberId: MID.id },
  ]);

  expect(await scan(EAST, barcode)).toMatchObject({
    kind: "send",
    toBranchId: MID.branchId,
    reason: "hold",
    returned: false,
  });
  expect(await transitsOf(database.db, MID.branchId, "to")).toHaveLength(1);
  expect(await statusOf(database.db, itemIds[0]!)).toBe("in-transit");

  expect(await scan(MID, barcode)).toMatchObject({
    kind: "hold-shelf",
    shelfUntil: "2026-11-27",
    patron: { card: "R1" },
  });
  expect(await holdShelf(database.db, MID.branchId, "2026-11-20")).toMatchObject([
    { barcode, isOver: false },
  ]);
  expect((await toldTo(database.db, reader.personId))[0]).toMatchObject({
    kind: "hold-ready",
    link: `/account#hold-${(await holdsOf(database.db, reader.personId))[0]!.id}`,
  });

  const receipt = await lend(MID, "R1", barcode);
  expect(receipt.dueOn).toBe("2026-12-20");
  expect((await holdsOf(database.db, reader.personId))[0]).toMatchObject({ state: "fulfilled" });
  clock.advance(5 * 86_400_000);
  expect(await run((tx) => renewLoan(tx, reader, clock, receipt.id))).toMatchObject({ dueOn: "2026-12-25" });

  expect(await scan(WEST, barcode)).toMatchObject({
    kind: "send",
    toBranchId: EAST.branchId,
    reason: "home",
    returned: true,
  });
  expect(await loansOf(database.db, reader.personId, clock.now())).toEqual([]);
  expect(await scan(EAST, barcode)).toMatchObject({ kind: "shelve", returned: false });
  expect(await statusOf(database.db, itemIds[0]!)).toBe("available");
  expect((await availabilityOf(database.db, [instanceId])).get(instanceId)).toMatchObject({
    total: 1,
    available: 1,
  });
});

test("a hold is targeted to the nearest free copy, and a declined one goes on to the next", async () => {
  const reader = await createReader(database.db, WEST.id, "R2");
  const { instanceId, itemIds } = await createInstance(database.db, [
    { memberId: EAST.id, branchId: EAST.branchId },
    { memberId: MID.id, branchId: MID.branchId },
  ]);
  const hold = await run((tx) => placeHold(tx, reader, clock, { instanceId, pickupBranchId: WEST.branchId }));
  expect(await pullList(database.db, MID.branchId)).toMatchObject([{ itemId: itemIds[1], holdId: hold.id }]);
  await run((tx) => declineTarget(tx, MID.desk, clock, hold.id, true));
  expect(await statusOf(database.db, itemIds[1]!)).toBe("missing");
  expect(await pullList(database.db, EAST.branchId)).toMatchObject([{ itemId: itemIds[0], holdId: hold.id }]);
  await run((tx) => declineTarget(tx, EAST.desk, clock, hold.id, false));
  expect((await holdsOf(database.db, reader.personId))[0]).toMatchObject({ state: "waiting", position: 1 });
});

test("not on the shelf is taken back: the copy is there again, the hold has it, and the copy it went on to lies where it was", async () => {
  const reader = await createReader(database.db, WEST.id, "R2B");
  const { instanceId, itemIds } = await createInstance(database.db, [
    { memberId: EAST.id, branchId: EAST.branchId },
    { memberId: MID.id, branchId: MID.branchId },
  ]);
  const hold = await run((tx) => placeHold(tx, reader, clock, { instanceId, pickupBranchId: WEST.branchId }));
  const takeBack = (desk: typeof MID.desk, itemId: number) =>
    run((tx) => takeBackDecline(tx, desk, clock, hold.id, itemId));
  await expect(takeBack(MID.desk, itemIds[1]!)).rejects.toMatchObject({ code: "hold-unknown" });
  await run((tx) => declineTarget(tx, MID.desk, clock, hold.id, true));
  await expect(takeBack(EAST.desk, itemIds[1]!)).rejects.toMatchObject({ code: "hold-unknown" });
  await takeBack(MID.desk, itemIds[1]!);
  expect(await statusOf(database.db, itemIds[1]!)).toBe("requested");
  expect(await statusOf(database.db, itemIds[0]!)).toBe("available");
  expect(await pullList(database.db, MID.branchId)).toMatchObject([{ itemId: itemIds[1], holdId: hold.id }]);
  await run((tx) => declineTarget(tx, MID.desk, clock, hold.id, false));
  await run((tx) => declineTarget(tx, EAST.desk, clock, hold.id, false));
  await takeBack(MID.desk, itemIds[1]!);
  expect((await holdsOf(database.db, reader.personId))[0]).toMatchObject({ state: "targeted" });
  const { barcode } = (await pullList(database.db, MID.branchId))[0]!;
  await scan(MID, barcode!);
  await expect(takeBack(MID.desk, itemIds[1]!)).rejects.toMatchObject({ code: "hold-not-targeted" });
});

test("a returned copy serves the reader who waits longest, and a renewal is refused while somebody waits", async () => {
  const first = await createReader(database.db, MID.id, "R3");
  const second = await createReader(database.db, WEST.id, "R4");
  const { instanceId, barcodes } = await createInstance(database.db, [
    { memberId: EAST.id, branchId: EAST.branchId },
  ]);
  const [barcode] = barcodes as [string];
  await createReader(database.db, EAST.id, "R5");
  const receipt = await lend(EAST, "R5", barcode);
  await run((tx) => placeHold(tx, first, clock, { instanceId, pickupBranchId: MID.branchId }));
  clock.advance(1000);
  await run((tx) => placeHold(tx, second, clock, { instanceId, pickupBranchId: WEST.branchId }));
  expect((await holdsOf(database.db, second.personId))[0]).toMatchObject({ position: 2 });
  const [loan] = await loansOf(database.db, receipt.personId, clock.now());
  await expect(
    run((tx) => renewLoan(tx, actorOf({ ...first, personId: receipt.personId }), clock, loan!.id)),
  ).rejects.toMatchObject({
    code: "renewal-refused-waiting",
  });
  expect(await scan(WEST, barcode)).toMatchObject({
    kind: "send",
    toBranchId: MID.branchId,
    reason: "hold",
    returned: true,
  });
  expect(await scan(MID, barcode)).toMatchObject({ kind: "hold-shelf" });
  const held = (await holdsOf(database.db, first.personId))[0]!;
  await run((tx) => cancelHold(tx, first, clock, held.id));
  expect(await scan(MID, barcode)).toMatchObject({ kind: "send", toBranchId: WEST.branchId, reason: "hold" });
});

test("what is not fetched in time expires, and its reader hears of it", async () => {
  const reader = await createReader(database.db, MID.id, "R6");
  const { instanceId, barcodes } = await createInstance(database.db, [
    { memberId: MID.id, branchId: MID.branchId },
  ]);
  await run((tx) => placeHold(tx, reader, clock, { instanceId, pickupBranchId: MID.branchId }));
  expect(await scan(MID, barcodes[0]!)).toMatchObject({ kind: "hold-shelf" });
  clock.advance(9 * 86_400_000);
  const jobs = circulationJobs({
    db: database.db,
    pool: database.pool,
    clock,
    config: { smtp: undefined } as never,
  });
  await jobs["circulation-expire-shelf"]!({});
  expect((await holdsOf(database.db, reader.personId))[0]).toMatchObject({ state: "expired" });
  expect((await toldTo(database.db, reader.personId)).map((n) => n.kind)).toContain("hold-expired");
  expect(await scan(MID, barcodes[0]!)).toMatchObject({ kind: "shelve" });
});

test("lending is refused with the first reason that applies", async () => {
  const { db } = database;
  await createReader(db, MID.id, "R7");
  await createReader(db, MID.id, "R8", "2020-01-01");
  const reference = await createInstance(db, [
    { memberId: EAST.id, branchId: EAST.branchId, forLoan: false },
  ]);
  const lent = await createInstance(db, [{ memberId: EAST.id, branchId: EAST.branchId }]);
  await lend(EAST, "R7", lent.barcodes[0]!);
  const held = await createInstance(db, [{ memberId: MID.id, branchId: MID.branchId }]);
  const other = await createReader(db, MID.id, "R9");
  await run((tx) =>
    placeHold(tx, other, clock, { instanceId: held.instanceId, pickupBranchId: MID.branchId }),
  );
  await scan(MID, held.barcodes[0]!);
  const cases: [string, string, string][] = [
    ["nobody", lent.barcodes[0]!, "patron-unknown"],
    ["R8", "no such item", "affiliation-expired"],
    ["R7", "no such item", "item-unknown"],
    ["R7", lent.barcodes[0]!, "item-on-loan"],
    ["R7", reference.barcodes[0]!, "not-for-loan"],
    ["R7", held.barcodes[0]!, "item-held-for-other"],
  ];
  for (const [patron, item, code] of cases)
    await expect(lend(MID, patron, item)).rejects.toMatchObject({ code });
});

test("asking is refused with the first reason that applies", async () => {
  const { db } = database;
  const reader = await createReader(db, MID.id, "R10");
  const store = await createBranch(db, MID.id, "STORE", false);
  const title = await createInstance(db, [{ memberId: EAST.id, branchId: EAST.branchId }]);
  const reference = await createInstance(db, [
    { memberId: EAST.id, branchId: EAST.branchId, forLoan: false },
  ]);
  const ask = (instanceId: number, pickupBranchId: number) =>
    run((tx) => placeHold(tx, reader, clock, { instanceId, pickupBranchId }));
  await expect(ask(title.instanceId, 999_999)).rejects.toMatchObject({ code: "branch-unknown" });
  await expect(ask(title.instanceId, store)).rejects.toMatchObject({ code: "branch-no-pickup" });
  await expect(ask(999_999, MID.branchId)).rejects.toMatchObject({ code: "instance-unknown" });
  await expect(ask(reference.instanceId, MID.branchId)).rejects.toMatchObject({ code: "nothing-to-lend" });
  await ask(title.instanceId, MID.branchId);
  await expect(ask(title.instanceId, MID.branchId)).rejects.toMatchObject({ code: "hold-exists" });
});

test("a barcode two members share is asked about, unless it is the desk's own", async () => {
  const shared = { barcode: "SAME-1" };
  await createInstance(database.db, [{ memberId: EAST.id, branchId: EAST.branchId, ...shared }]);
  const west = await createInstance(database.db, [{ memberId: WEST.id, branchId: WEST.branchId, ...shared }]);
  expect(await scan(MID, "SAME-1")).toMatchObject({
    kind: "choose-item",
    choices: [{ memberId: EAST.id }, { memberId: WEST.id }],
  });
  expect(await scan(WEST, "SAME-1")).toMatchObject({ kind: "shelve", item: { id: west.itemIds[0] } });
});

test("strangers get nothing: another reader's hold and loan do not exist for them, another member's desk cannot decline", async () => {
  const { db } = database;
  const reader = await createReader(db, MID.id, "R11");
  const stranger = await createReader(db, MID.id, "R12");
  const title = await createInstance(db, [{ memberId: EAST.id, branchId: EAST.branchId }]);
  const hold = await run((tx) =>
    placeHold(tx, reader, clock, { instanceId: title.instanceId, pickupBranchId: MID.branchId }),
  );
  await expect(run((tx) => cancelHold(tx, stranger, clock, hold.id))).rejects.toMatchObject({
    code: "hold-unknown",
    status: 404,
  });
  await expect(run((tx) => cancelHold(tx, WEST.desk, clock, hold.id))).rejects.toMatchObject({
    code: "hold-unknown",
  });
  await expect(run((tx) => declineTarget(tx, WEST.desk, clock, hold.id, false))).rejects.toMatchObject({
    code: "hold-unknown",
  });
  await expect(
    run((tx) =>
      placeHold(tx, stranger, clock, {
        instanceId: title.instanceId,
        pickupBranchId: MID.branchId,
        personId: reader.personId,
      }),
    ),
  ).rejects.toMatchObject({ code: "forbidden" });
  await expect(
    run((tx) => scanItem(tx, stranger, clock, { barcode: title.barcodes[0]!, branchId: MID.branchId })),
  ).rejects.toMatchObject({ code: "forbidden" });
  await expect(
    run((tx) =>
      checkOut(tx, stranger, clock, {
        patronBarcode: "R12",
        itemBarcode: title.barcodes[0]!,
        branchId: MID.branchId,
      }),
    ),
  ).rejects.toMatchObject({ code: "forbidden" });
});
