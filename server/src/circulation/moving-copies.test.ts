import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MarcRecord, writeIso2709 } from "@commonshelf/marc";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { importFile, loadItemPlaces } from "../catalogue/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction, type Tx } from "../kernel/database.ts";
import { drainOutbox } from "../kernel/outbox.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { fixedClock } from "../kernel/time.ts";
import { cancelHold, checkOut, circulationSubscribers, placeHold, scanItem } from "./index.ts";
import { createBranch, createReader, createRegion, type TestRegion } from "./testing.ts";
import { brokenInvariants } from "./testing-invariants.ts";

let database: Database;
let members: TestRegion["members"];
let attic: number;
let folder: string;
const clock = fixedClock("2026-11-20T02:00:00Z");
beforeAll(async () => {
  database = await createTestDatabase();
  members = (await createRegion(database.db)).members;
  attic = await createBranch(database.db, members.EAST.id, "ATTIC", true);
  folder = await mkdtemp(join(tmpdir(), "commonshelf-moving-"));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(database.db, work);
const scan = (at: "EAST" | "MID", barcode: string, branchId = members[at].branchId) =>
  run((tx) => scanItem(tx, members[at].desk, clock, { barcode, branchId }));

type Copy = { barcode: string; number: string; place?: string };

/** Loads records of EAST, each with its copies, and lets circulation hear of it. */
async function load(...records: [number: string, copies: Copy[]][]): Promise<void> {
  const path = join(folder, "records.mrc");
  const marc = records.map(
    ([number, copies]): MarcRecord => ({
      leader: "00000nam a2200000 i 4500",
      fields: [
        { tag: "001", value: number },
        { tag: "008", value: "261101s2001    xx            000 0 eng  " },
        { tag: "245", ind1: "1", ind2: "0", subfields: [["a", `Lanterns of ${number}`]] },
        ...copies.map((copy) => ({
          tag: "952",
          ind1: " ",
          ind2: " ",
          subfields: [
            ["a", copy.place ?? "MAIN"],
            ["o", "Q1"],
            ["p", copy.barcode],
            ["9", copy.number],
          ] as [string, string][],
        })),
      ],
    }),
  );
  await writeFile(path, Buffer.concat(marc.map((one) => writeIso2709(one))));
  await importFile(database.pool, {
    path,
    memberId: members.EAST.id,
    profile: "koha-952",
    dryRun: false,
    actorId: systemActor.personId,
    places: await loadItemPlaces(database.db, members.EAST.id),
  });
  await drainOutbox(database.db, circulationSubscribers({ ...database, clock, config: readConfig({}) }));
}

type Standing = { id: number; record: string; barcode: string; status: string; home: number; at: number };
/** The copy whose label begins so, whatever it is now. */
async function copy(label: string): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select i.id, r.control_number as record, i.barcode, s.status, i.home_branch_id as home, i.current_branch_id as at
    from catalogue.item i join catalogue.record r on r.id = i.record_id
    join circulation.item_state s on s.item_id = i.id
    where i.barcode like ${`${label}%`} and s.status <> 'withdrawn'`.execute(database.db);
  expect(rows).toHaveLength(1);
  return rows[0]!;
}
async function instanceOf(record: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`select r.instance_id as id from catalogue.record r
    where r.control_number = ${record}`.execute(database.db);
  return rows[0]!.id;
}
async function holdNow(id: string): Promise<{ state: string; item: number | null; instance: number }> {
  const { rows } = await sql<{ state: string; item: number | null; instance: number }>`
    select h.state, h.item_id as item, h.instance_id as instance from circulation.hold h where h.id = ${id}`.execute(
    database.db,
  );
  return rows[0]!;
}
/** A request of this reader whose copy stands on the hold shelf. */
async function waitingFor(reader: Actor, record: string, barcode: string): Promise<string> {
  const hold = await run(async (tx) =>
    placeHold(tx, reader, clock, {
      instanceId: await instanceOf(record),
      pickupBranchId: members.EAST.branchId,
    }),
  );
  expect(await scan("EAST", barcode)).toMatchObject({ kind: "hold-shelf", holdId: hold.id });
  return hold.id;
}

test("a copy on the hold shelf that a load puts under another record, with another label, is still its reader's", async () => {
  const reader = await createReader(database.db, members.EAST.id, "SHELF1");
  await load(["s1", [{ barcode: "SH1", number: "901" }]], ["s2", []]);
  const before = await copy("SH1");
  const hold = await waitingFor(reader, "s1", "SH1");

  await load(["s1", []], ["s2", [{ barcode: "SH1", number: "901" }]]);
  expect(await copy("SH1")).toMatchObject({ id: before.id, record: "s2", status: "on-hold-shelf" });
  expect(await holdNow(hold)).toEqual({
    state: "on-shelf",
    item: before.id,
    instance: await instanceOf("s2"),
  });
  expect(await scan("EAST", "SH1")).toMatchObject({ kind: "hold-shelf", holdId: hold });

  await load(["s2", [{ barcode: "SH1NEW", number: "901" }]]);
  expect(await copy("SH1")).toMatchObject({ id: before.id, barcode: "SH1NEW", status: "on-hold-shelf" });
  expect(await scan("EAST", "SH1NEW")).toMatchObject({ kind: "hold-shelf", holdId: hold });
  await run((tx) =>
    checkOut(tx, members.EAST.desk, clock, {
      patronBarcode: "SHELF1",
      itemBarcode: "SH1NEW",
      branchId: members.EAST.branchId,
    }),
  );
  expect(await holdNow(hold)).toMatchObject({ state: "fulfilled" });

  // On loan it moves and is labelled anew once more: the new label ends the loan.
  await load(["s1", [{ barcode: "SH1NEW", number: "901" }]], ["s2", []]);
  await load(["s1", [{ barcode: "SH1LAST", number: "901" }]]);
  expect(await copy("SH1")).toMatchObject({ id: before.id, record: "s1", status: "on-loan" });
  expect(await scan("EAST", "SH1LAST")).toMatchObject({ kind: "shelve", returned: true });
  expect(await brokenInvariants(database.db)).toEqual([]);
});

test("a copy on the hold shelf that gets another place stays where it stands until a scan moves it", async () => {
  const reader = await createReader(database.db, members.EAST.id, "SHELF2");
  await load(["p1", [{ barcode: "PL1", number: "911" }]]);
  const hold = await waitingFor(reader, "p1", "PL1");
  await load(["p1", [{ barcode: "PL1", number: "911", place: "ATTIC" }]]);
  expect(await copy("PL1")).toMatchObject({
    status: "on-hold-shelf",
    home: attic,
    at: members.EAST.branchId,
  });
  expect(await scan("EAST", "PL1")).toMatchObject({ kind: "hold-shelf", holdId: hold });
  await run((tx) => cancelHold(tx, reader, clock, hold));
  expect(await copy("PL1")).toMatchObject({ at: members.EAST.branchId });
  expect(await scan("EAST", "PL1")).toMatchObject({ kind: "send", toBranchId: attic, reason: "home" });
  expect(await scan("EAST", "PL1", attic)).toMatchObject({ kind: "shelve" });
  expect(await copy("PL1")).toMatchObject({ status: "available", home: attic, at: attic });
  expect(await brokenInvariants(database.db)).toEqual([]);
});

test("a copy on its way to a reader goes on to them when its record, label and place change", async () => {
  const reader = await createReader(database.db, members.MID.id, "SHELF3");
  await load(["w1", [{ barcode: "WY1", number: "921" }]], ["w2", []]);
  const hold = await run(async (tx) =>
    placeHold(tx, reader, clock, {
      instanceId: await instanceOf("w1"),
      pickupBranchId: members.MID.branchId,
    }),
  );
  expect(await scan("EAST", "WY1")).toMatchObject({ kind: "send", reason: "hold" });
  await load(["w1", []], ["w2", [{ barcode: "WY1", number: "921", place: "ATTIC" }]]);
  await load(["w2", [{ barcode: "WY1NEW", number: "921", place: "ATTIC" }]]);
  expect(await copy("WY1")).toMatchObject({ record: "w2", status: "in-transit", home: attic });
  expect(await scan("MID", "WY1NEW")).toMatchObject({ kind: "hold-shelf", holdId: hold.id });
  expect(await holdNow(hold.id)).toMatchObject({ state: "on-shelf", instance: await instanceOf("w2") });
  expect(await brokenInvariants(database.db)).toEqual([]);
});
