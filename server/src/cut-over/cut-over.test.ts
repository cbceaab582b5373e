import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  cancelHold,
  holdsOf,
  loansOf,
  placeHold,
  renewLoan,
  scanItem,
  takeOver,
} from "../circulation/index.ts";
import {
  brokenInvariants,
  createBranch,
  createInstance,
  createReader,
  createRegion,
  statusOf,
  type TestRegion,
} from "../circulation/testing.ts";
import { systemActor } from "../kernel/actor.ts";
import { type AnyCommand, execute } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { fixedClock } from "../kernel/time.ts";
import { cutOverCommands, loadHolds, loadLoans, undoHolds, undoLoans } from "./commands.ts";
import type { HoldRow, LoanRow } from "./rows.ts";
import type { Load } from "./schema.ts";

let database: Database;
let members: TestRegion["members"];
const clock = fixedClock("2026-11-20T02:00:00Z");
beforeAll(async () => {
  database = await createTestDatabase();
  members = (await createRegion(database.db)).members;
});
afterAll(async () => {
  expect(await brokenInvariants(database.db)).toEqual([]);
  await database.close();
});

const call = (scope: number | null = members.EAST.id, actor = systemActor) => ({
  db: database.db,
  clock,
  config: readConfig({}),
  actor: actorOf({ ...actor, scope }),
  via: "cli" as const,
});
let n = 0;
const newReader = async (code: keyof TestRegion["members"] = "EAST") => {
  const card = `R${++n}`;
  return { card, actor: await createReader(database.db, members[code].id, card) };
};
const newCopy = async (code: keyof TestRegion["members"] = "EAST") => {
  const { instanceId, itemIds, barcodes } = await createInstance(database.db, [
    { memberId: members[code].id, branchId: members[code].branchId },
  ]);
  return { instanceId, itemId: itemIds[0]!, barcode: barcodes[0]! };
};
const loan = (reader: string, item: string, more: Partial<LoanRow> = {}): LoanRow => ({
  line: 2,
  reader,
  item,
  due: "2026-12-10",
  lent: "2026/11/1",
  renewals: null,
  ...more,
});
const hold = (reader: string, more: Partial<HoldRow>): HoldRow => ({
  line: 2,
  reader,
  item: null,
  record: null,
  pickup: null,
  placed: "2026-11-02",
  until: null,
  shelfUntil: null,
  ...more,
});
const takeLoans = (rows: LoanRow[], dryRun = false): Promise<Load> =>
  execute(loadLoans, call(), {}, { rows, dryRun });
const takeHolds = (rows: HoldRow[], dryRun = false): Promise<Load> =>
  execute(loadHolds, call(), {}, { rows, dryRun });
const counts = ({ created, updated, unchanged, rejected }: Load): (number | string)[] => [
  created,
  updated,
  unchanged,
  ...rejected.map((one) => one.reason),
];

test("a running loan is taken over as it is, the same list again changes nothing, and a dry run writes nothing", async () => {
  const [reader, copy] = [await newReader(), await newCopy()];
  const rows = [loan(reader.card, copy.barcode.toLowerCase(), { renewals: "1" })];
  expect(counts(await takeLoans(rows, true))).toEqual([1, 0, 0]);
  expect(await statusOf(database.db, copy.itemId)).toBe("available");
  expect(counts(await takeLoans(rows))).toEqual([1, 0, 0]);
  expect(await statusOf(database.db, copy.itemId)).toBe("on-loan");
  expect(counts(await takeLoans(rows, true))).toEqual([0, 0, 1]);
  expect(counts(await takeLoans(rows))).toEqual([0, 0, 1]);
  expect(await loansOf(database.db, reader.actor.personId, clock.now())).toMatchObject([
    { dueOn: "2026-12-10", renewals: 1 },
  ]);
  // Looking is told from taking over.
  const { rows: audit } = await sql<{
    dry: boolean;
  }>`select coalesce((detail->>'isDry')::boolean, false) as dry
    from kernel.audit where action = 'cut-over.load-loans' and scope = ${members.EAST.id} order by id`.execute(
    database.db,
  );
  expect(audit.map((one) => one.dry)).toContain(true);
  expect(audit.map((one) => one.dry)).toContain(false);
});

test("a later date of the old system counts until somebody here acts on the loan", async () => {
  const [reader, copy] = [await newReader(), await newCopy()];
  await takeLoans([loan(reader.card, copy.barcode, { due: "2026-11-25" })]);
  expect(counts(await takeLoans([loan(reader.card, copy.barcode, { due: "20261130" })]))).toEqual([0, 1, 0]);
  const [held] = await loansOf(database.db, reader.actor.personId, clock.now());
  expect(held!.dueOn).toBe("2026-11-30");
  await inTransaction(database.db, (tx) => renewLoan(tx, reader.actor, clock, held!.id));
  const late = await takeLoans([loan(reader.card, copy.barcode, { due: "2026-12-01" })]);
  expect(counts(late)).toEqual([0, 0, 0, "changed-here"]);
});

test("a loan that came back here is not lent again by an old list", async () => {
  const [reader, copy] = [await newReader(), await newCopy()];
  const rows = [loan(reader.card, copy.barcode)];
  await takeLoans(rows);
  await inTransaction(database.db, (tx) =>
    scanItem(tx, members.EAST.desk, clock, { barcode: copy.barcode, branchId: members.EAST.branchId }),
  );
  expect(counts(await takeLoans(rows))).toEqual([0, 0, 0, "returned-here"]);
});

test("every line that cannot be taken says why, and the others are taken", async () => {
  const [reader, other, copy, second] = [
    await newReader(),
    await newReader(),
    await newCopy(),
    await newCopy(),
  ];
  const foreign = await newCopy("MID");
  const rows = [
    loan("", copy.barcode),
    loan(reader.card, ""),
    loan("nobody", copy.barcode),
    loan(reader.card, "no-copy"),
    loan(reader.card, foreign.barcode),
    loan(reader.card, copy.barcode, { due: "2026-02-30" }),
    loan(reader.card, copy.barcode, { due: "" }),
    loan(reader.card, copy.barcode, { lent: "yesterday" }),
    loan(reader.card, copy.barcode, { lent: "2026-12-11" }),
    loan(reader.card, copy.barcode, { renewals: "100" }),
    loan(reader.card, copy.barcode, { renewals: "99" }),
    loan(other.card, copy.barcode),
    loan(other.card, second.barcode, { lent: "2026-12-10" }),
  ].map((row, i) => ({ ...row, line: i + 2 }));
  const { rejected, created, read } = await takeLoans(rows);
  expect([read, created]).toEqual([13, 2]);
  expect(rejected.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    "2 reader-missing",
    "3 item-missing",
    "4 reader-unknown",
    "5 item-unknown",
    "6 item-unknown",
    "7 date-invalid",
    "8 date-invalid",
    "9 date-invalid",
    "10 lent-after-due",
    "11 renewals-invalid",
    "13 item-twice",
  ]);
  expect(counts(await takeLoans([loan(other.card, copy.barcode)]))).toEqual([0, 0, 0, "item-on-loan"]);
});

test("waiting requests keep their order, find a free copy, and one on the shelf stays there", async () => {
  const [first, second, shelved] = [await newReader(), await newReader(), await newReader()];
  const [copy, onShelf] = [await newCopy(), await newCopy()];
  const rows = [
    hold(second.card, { item: copy.barcode, placed: "2026-11-05" }),
    hold(first.card, { item: copy.barcode, placed: "2026-11-04" }),
    hold(shelved.card, { item: onShelf.barcode, shelfUntil: "2026-11-27" }),
  ];
  expect(counts(await takeHolds(rows, true))).toEqual([3, 0, 0]);
  expect(counts(await takeHolds(rows))).toEqual([3, 0, 0]);
  expect(counts(await takeHolds(rows))).toEqual([0, 0, 3]);
  const stateOf = async (who: { actor: { personId: string } }) =>
    (await holdsOf(database.db, who.actor.personId))[0]!.state;
  expect([await stateOf(first), await stateOf(second), await stateOf(shelved)]).toEqual([
    "targeted",
    "waiting",
    "on-shelf",
  ]);
  expect(await statusOf(database.db, onShelf.itemId)).toBe("on-hold-shelf");
});

test("a request names its record too; what cannot be taken says why", async () => {
  const [reader, borrower, copy, elsewhere] = [
    await newReader(),
    await newReader(),
    await newCopy(),
    await newCopy(),
  ];
  const annex = await createBranch(database.db, members.EAST.id, "ANNEX", true);
  await createBranch(database.db, members.EAST.id, "STORE", false);
  await sql`update catalogue.item set current_branch_id = ${annex} where id = ${elsewhere.itemId}`.execute(
    database.db,
  );
  const { rows: records } = await sql<{
    control_number: string;
  }>`select r.control_number from catalogue.record r
    join catalogue.item i on i.record_id = r.id where i.id = ${copy.itemId}`.execute(database.db);
  await takeLoans([loan(borrower.card, copy.barcode)]);
  const rows = [
    hold(reader.card, { record: records[0]!.control_number, pickup: "annex" }),
    hold(reader.card, { item: copy.barcode }),
    hold(borrower.card, { item: copy.barcode }),
    hold("", { item: copy.barcode }),
    hold("nobody", { item: copy.barcode }),
    hold(reader.card, {}),
    hold(reader.card, { record: "none" }),
    hold(reader.card, { item: "none" }),
    hold(reader.card, { item: copy.barcode, pickup: "MOON" }),
    hold(reader.card, { item: copy.barcode, pickup: "STORE" }),
    hold(reader.card, { item: elsewhere.barcode, until: "soon" }),
    hold(reader.card, { item: elsewhere.barcode, until: "2026-11-19" }),
    hold(reader.card, { record: records[0]!.control_number, shelfUntil: "2026-11-27" }),
    hold(borrower.card, { item: elsewhere.barcode, shelfUntil: "2026-11-27" }),
  ].map((row, i) => ({ ...row, line: i + 2 }));
  const { created, rejected } = await takeHolds(rows);
  expect(created).toBe(1);
  expect(rejected.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    "3 hold-twice",
    "4 already-on-loan",
    "5 reader-missing",
    "6 reader-unknown",
    "7 title-missing",
    "8 record-unknown",
    "9 item-unknown",
    "10 branch-unknown",
    "11 branch-no-pickup",
    "12 date-invalid",
    "13 needed-until-past",
    "14 shelf-without-item",
    "15 item-elsewhere",
  ]);
  await sql`update catalogue.item set current_branch_id = home_branch_id where id = ${elsewhere.itemId}`.execute(
    database.db,
  );
});

test("a request that ended here does not come back with an old list", async () => {
  const [reader, copy] = [await newReader(), await newCopy()];
  const rows = [hold(reader.card, { item: copy.barcode })];
  await takeHolds(rows);
  const [own] = await holdsOf(database.db, reader.actor.personId);
  await inTransaction(database.db, (tx) => cancelHold(tx, reader.actor, clock, own!.id));
  expect(counts(await takeHolds(rows))).toEqual([0, 0, 0, "ended-here"]);
});

test("a load is taken back but for what somebody here has acted on", async () => {
  const here = await Promise.all([newReader("WEST"), newReader("WEST"), newReader("WEST")]);
  const copies = [await newCopy("WEST"), await newCopy("WEST"), await newCopy("WEST")];
  const west = () => call(members.WEST.id);
  const rows = copies.slice(0, 2).map((copy, i) => loan(here[i]!.card, copy.barcode));
  await execute(loadLoans, west(), {}, { rows, dryRun: false });
  await execute(
    loadHolds,
    west(),
    {},
    { rows: [hold(here[2]!.card, { item: copies[2]!.barcode })], dryRun: false },
  );
  const [kept] = await loansOf(database.db, here[0]!.actor.personId, clock.now());
  await inTransaction(database.db, (tx) => renewLoan(tx, here[0]!.actor, clock, kept!.id));
  const waiting = await inTransaction(database.db, (tx) =>
    placeHold(tx, here[2]!.actor, clock, {
      instanceId: copies[1]!.instanceId,
      pickupBranchId: members.WEST.branchId,
    }),
  );
  expect(waiting.state).toBe("waiting");
  expect(await execute(undoLoans, west(), {}, { dryRun: true })).toEqual({ undone: 1, kept: 1, left: 0 });
  expect(await execute(undoLoans, west(), {}, { dryRun: false })).toEqual({ undone: 1, kept: 1, left: 0 });
  expect(await execute(undoHolds, west(), {}, { dryRun: false })).toEqual({ undone: 1, kept: 0, left: 0 });
  expect(await statusOf(database.db, copies[0]!.itemId)).toBe("on-loan");
  expect(await statusOf(database.db, copies[1]!.itemId)).toBe("requested");
  expect(await statusOf(database.db, copies[2]!.itemId)).toBe("available");
});

test("an undo takes so many at once and says how many wait", async () => {
  const reader = await newReader("MID");
  const { barcodes, instanceId } = await createInstance(
    database.db,
    Array.from({ length: takeOver.TAKEN_AT_ONCE + 2 }, (_, i) => ({
      memberId: members.MID.id,
      branchId: members.MID.branchId,
      barcode: `MANY-${i}`,
    })),
  );
  expect(instanceId).toBeGreaterThan(0);
  const mid = call(members.MID.id);
  for (const rows of [barcodes.slice(0, takeOver.TAKEN_AT_ONCE), barcodes.slice(takeOver.TAKEN_AT_ONCE)])
    await execute(
      loadLoans,
      mid,
      {},
      { rows: rows.map((barcode) => loan(reader.card, barcode)), dryRun: false },
    );
  const undo = (dryRun: boolean) => execute(undoLoans, mid, {}, { dryRun });
  expect(await undo(true)).toEqual({ undone: takeOver.TAKEN_AT_ONCE + 2, kept: 0, left: 0 });
  expect(await undo(false)).toEqual({ undone: takeOver.TAKEN_AT_ONCE, kept: 0, left: 2 });
  expect(await undo(false)).toEqual({ undone: 2, kept: 0, left: 0 });
});

test.each(["loans", "holds", "patron-blocks"])(
  "only who administers a library takes over its %s",
  async (which) => {
    const doors = cutOverCommands.filter((one: AnyCommand) => one.path.startsWith(`/${which}/`));
    expect(doors).toHaveLength(2);
    for (const door of doors) {
      const input = door.path.endsWith("undo") ? {} : { rows: [] };
      const as = (role: "circulation" | "member-admin", scope: number) =>
        execute(
          door,
          call(
            members.EAST.id,
            actorOf({
              ...members.EAST.desk,
              grants: [{ role, scope }],
            }),
          ),
          {},
          input,
        );
      await expect(as("circulation", members.EAST.id)).rejects.toMatchObject({ code: "forbidden" });
      await expect(as("member-admin", members.MID.id)).rejects.toMatchObject({ code: "forbidden" });
      await expect(as("member-admin", members.EAST.id)).resolves.toBeDefined();
      const office = actorOf({
        ...members.EAST.desk,
        grants: [{ role: "consortium-admin" as const, scope: null }],
      });
      await expect(execute(door, call(null, office), {}, input)).rejects.toMatchObject({
        code: "choose-branch",
      });
    }
  },
);
