import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  findItemByBarcode,
  listRejects,
  loadItemPlaces,
  setItemCondition,
  writtenRecords,
} from "../../catalogue/index.ts";
import { checkOut, placeHold } from "../../circulation/index.ts";
import { createReader, createRegion, type TestRegion } from "../../circulation/testing.ts";
import { type Actor, systemActor } from "../../kernel/actor.ts";
import { inTransaction } from "../../kernel/database.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { actorOf } from "../../kernel/testing-actors.ts";
import { fixedClock } from "../../kernel/time.ts";
import { getLoad } from "../runs.ts";
import { book, holdings, loaderOf } from "../testing.ts";
import { beginUndo } from "./begin.ts";
import { performUndo } from "./perform.ts";
import { previewUndo } from "./plan.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let region: TestRegion;
let east: Awaited<ReturnType<typeof loaderOf>>;
let west: Awaited<ReturnType<typeof loaderOf>>;
let reader: Actor;
const clock = fixedClock("2026-11-29T04:00:00Z");

beforeAll(async () => {
  database = await createTestDatabase();
  region = await createRegion(database.db);
  await createReader(database.db, region.members.EAST.id, "R1");
  reader = await createReader(database.db, region.members.EAST.id, "R2");
});
beforeEach(async () => {
  east = await loaderOf(database, region.members.EAST.id);
  west = await loaderOf(database, region.members.WEST.id);
});
afterAll(() => database.close());

const told = async (runId: string): Promise<string[]> =>
  (await listRejects(database.db, runId, -1, 100)).map((line) => `${line.controlNumber} ${line.reason}`);
const preview = async (loadId: string) => previewUndo(database.db, (await getLoad(database.db, loadId))!);

test("what a load made goes, what it changed is what it was, and the same file again brings all of it back", async () => {
  await east.load([
    book("a1", "Lanterns of the north", [{ barcode: "A1" }, { barcode: "A1X" }]),
    book("a2", "Rivers in winter", [{ barcode: "A2" }]),
    book("a3", "Bridges of stone", [{ barcode: "A3" }]),
  ]);
  const before = await east.picture();
  const bad = [
    book("a1", "Wrong title", [{ barcode: "A1", callNumber: "Z9" }, { barcode: "A1NEW" }]),
    book("a4", "Never wanted", [{ barcode: "A4" }]),
    { ...book("a3", "Bridges of stone"), leader: "00000dam a2200000 i 4500" },
  ];
  const load = await east.load(bad);
  const after = await east.picture();
  expect(await preview(load)).toMatchObject({
    withdrawn: 1,
    returned: 2,
    stays: { changed: 0, loan: 0, transit: 0, hold: 0, desk: 0, items: 0, wanted: 0 },
  });
  const outcome = await east.undo(load);
  expect(outcome).toMatchObject({ undone: 3, stays: 0 });
  expect(await east.picture()).toEqual(before);
  expect(await preview(load)).toMatchObject({ withdrawn: 0, returned: 0 });

  // The undo is a load itself: undone, everything is as the bad load had made it.
  await east.undo(outcome.runId);
  expect(await east.picture()).toEqual(after);
  await east.undo((await getLoad(database.db, outcome.runId))!.undo!.id);
  expect(await east.picture()).toEqual(before);
  await east.load(bad);
  expect(await east.picture()).toEqual(after);
});

test("an undo after other loads leaves what they changed, and names it with the file that did", async () => {
  await east.load([book("b1", "Salt roads"), book("b2", "Tea roads"), book("b3", "Silk roads")]);
  const load = await east.load([
    book("b1", "Salt roads, spoilt"),
    book("b2", "Tea roads, spoilt"),
    book("b4", "Spoilt from the start"),
    book("b5", "Spoilt and mended"),
  ]);
  await east.load([book("b2", "Tea roads, mended"), book("b5", "Mended"), book("b6", "Another one")]);
  expect((await preview(load)).examples).toEqual([
    { controlNumber: "b2", title: "Tea roads, mended", reason: "changed", barcode: null },
    { controlNumber: "b5", title: "Mended", reason: "changed", barcode: null },
  ]);
  const { runId, undone, stays } = await east.undo(load);
  expect([undone, stays]).toEqual([2, 2]);
  expect(await told(runId)).toEqual(["b2 undo-stays-changed", "b5 undo-stays-changed"]);
  const titles = (await east.picture()).records.join("\n");
  for (const title of ['Salt roads"', "Tea roads, mended", "Mended", "Another one"])
    expect(titles).toContain(title);
  expect(titles).not.toContain("spoilt");
  expect(titles).not.toContain("Spoilt");
});

test("what an undo brought back is again what the load had made: undone once more, it goes and leaves nothing behind", async () => {
  await east.load([book("p1", "Wells")]);
  const before = await east.picture();
  const first = await east.load([book("p1", "Wells, spoilt"), book("p2", "Cisterns", [{ barcode: "P2" }])]);
  const second = await east.load([
    book("p1", "Wells, spoilt twice"),
    book("p2", "Cisterns, spoilt", [{ barcode: "P2" }]),
    book("p3", "Springs"),
  ]);
  // The second has changed both.
  await expect(east.undo(first)).rejects.toMatchObject({ code: "load-nothing-to-undo" });
  expect((await preview(first)).stays.changed).toBe(2);
  await east.undo(second);
  expect(await preview(first)).toMatchObject({ withdrawn: 1, returned: 1, stays: { changed: 0 } });
  const again = await east.undo(first);
  expect(again).toMatchObject({ undone: 2, stays: 0 });
  expect(await east.picture()).toEqual(before);
  await expect(east.undo(first)).rejects.toMatchObject({ code: "load-nothing-to-undo" });

  // Undone, done again and undone: nothing is told as another's that nobody else has touched.
  await east.undo(again.runId);
  expect(await east.undo(first)).toMatchObject({ undone: 2, stays: 0 });
  expect(await east.picture()).toEqual(before);
  await expect(east.undo(first)).rejects.toMatchObject({ code: "load-nothing-to-undo" });
  expect(await preview(first)).toMatchObject({ withdrawn: 0, returned: 0, stays: { changed: 0 } });
});

test("what was borrowed, declared at a desk or asked for since stays; a copy borrowed before the load does not hold it", async () => {
  await east.load([book("c0", "Lent before", [{ barcode: "C0" }])]);
  const lend = (itemBarcode: string): Promise<unknown> =>
    inTransaction(database.db, (tx) =>
      checkOut(
        tx,
        actorOf({
          ...region.members.EAST.desk,
          scope: region.members.EAST.id,
          place: region.members.EAST.branchId,
        }),
        clock,
        {
          patronBarcode: "R1",
          itemBarcode,
          branchId: region.members.EAST.branchId,
        },
      ),
    );
  await lend("C0");
  const load = await east.load([
    book("c0", "Lent before, spoilt", [{ barcode: "C0" }]),
    book("c1", "Lent since", [{ barcode: "C1" }]),
    book("c2", "Declared since", [{ barcode: "C2" }]),
    book("c3", "Wanted since", [{ barcode: "C3", location: "NOWHERE" }]),
    book("c4", "Nobody cares", [{ barcode: "C4" }]),
  ]);
  await lend("C1");
  const [declared] = await findItemByBarcode(database.db, "C2", region.members.EAST.id);
  await inTransaction(database.db, (tx) =>
    setItemCondition(tx, region.members.EAST.desk, declared!.id, "damaged"),
  );
  const [wanted] = await findItemByBarcode(database.db, "C3", region.members.EAST.id);
  await inTransaction(database.db, (tx) =>
    placeHold(tx, reader, fixedClock("2099-01-01T04:00:00Z"), {
      instanceId: wanted!.instanceId,
      pickupBranchId: region.members.EAST.branchId,
    }),
  );
  expect((await preview(load)).stays).toMatchObject({ loan: 1, desk: 1 });
  const { runId, undone } = await east.undo(load);
  expect(undone).toBe(2);
  const lines = await told(runId);
  expect(lines).toContain("c1 undo-stays-loan");
  expect(lines).toContain("c2 undo-stays-desk");
  expect(lines.some((line) => /^c3 undo-stays-(hold|wanted)$/.test(line))).toBe(true);
  const { items, records } = await east.picture();
  expect(records.join()).toContain('"Lent before"');
  expect(items.filter((line) => line.startsWith("c")).map((line) => line.split(" ")[1])).toEqual([
    "C0",
    "C1",
    "C2",
    "C3",
  ]);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from circulation.loan l
    join catalogue.item i on i.id = l.item_id where i.barcode in ('C0', 'C1') and l.returned_at is null`.execute(
    database.db,
  );
  expect(rows[0]!.n).toBe(2);
});

test("a record that somebody edited or added a copy to since stays", async () => {
  const load = await east.load([
    book("n1", "Edited since"),
    book("n2", "Has a copy by hand"),
    book("n3", "Goes"),
  ]);
  const { rows } = await sql<{
    id: number;
    control_number: string;
    instance_id: number;
  }>`select r.id, r.control_number,
    r.instance_id from catalogue.record r where r.control_number in ('n1', 'n2') order by 2`.execute(
    database.db,
  );
  await inTransaction(database.db, async (tx) => {
    await writtenRecords.writeRecord(tx, {
      memberId: region.members.EAST.id,
      stored: { id: rows[0]!.id, controlNumber: "n1" },
      record: book("n1", "Edited by hand"),
      reason: "spelling",
      actorId: systemActor.personId,
    });
    await sql`with h as (insert into catalogue.holding (record_id, branch_id) values (${rows[1]!.id},
        ${region.members.EAST.branchId}) returning id)
      insert into catalogue.item (record_id, holding_id, member_id, source_key, barcode, home_branch_id,
        current_branch_id, kept_by_hand)
      select ${rows[1]!.id}, h.id, ${region.members.EAST.id}, 'HAND1', 'HAND1', ${region.members.EAST.branchId},
        ${region.members.EAST.branchId}, true from h`.execute(tx);
  });
  const { runId, undone } = await east.undo(load);
  expect(undone).toBe(1);
  expect((await told(runId)).sort()).toEqual(["n1 undo-stays-edited", "n2 undo-stays-items"]);
});

test("holdings records that a load brought, changed or took away are what they were, with their items", async () => {
  await west.load([book("d1", "Held apart"), holdings("h1", "d1", ["H1"]), holdings("h2", "d1", ["H2"])]);
  const before = await west.picture();
  expect(before.items).toHaveLength(2);
  const load = await west.load([
    holdings("h1", "d1", ["H1", "H1B"]),
    { ...holdings("h2", "d1", []), leader: "00000dx  a2200000 i 4500" },
    holdings("h3", "d1", ["H3"]),
  ]);
  expect((await west.picture()).items).toHaveLength(3);
  expect((await preview(load)).holdings).toBe(3);
  await west.undo(load);
  expect(await west.picture()).toEqual(before);
});

test("holdings records that an undo brought back go with the load that had made them", async () => {
  await west.load([book("q1", "Held apart once more"), holdings("hq1", "q1", ["Q1"])]);
  const before = await west.picture();
  const first = await west.load([holdings("hq1", "q1", ["Q1", "Q1B"]), holdings("hq2", "q1", ["Q2"])]);
  const second = await west.load([
    holdings("hq1", "q1", ["Q1", "Q1C"]),
    { ...holdings("hq2", "q1", []), leader: "00000dx  a2200000 i 4500" },
  ]);
  await west.undo(second);
  expect((await preview(first)).holdings).toBe(2);
  const { runId } = await west.undo(first);
  expect(await west.picture()).toEqual(before);
  await west.undo(runId);
  await west.undo(first);
  expect(await west.picture()).toEqual(before);
});

test("a title that two libraries share keeps the other's record, and an undo parts what it joined", async () => {
  await west.load([book("e1", "Shared by two", [{ barcode: "E1" }], [["020", "a", "9787532733569"]])]);
  const load = await east.load([
    book("e1", "Shared by two", [{ barcode: "E1" }], [["020", "a", "9787532733569"]]),
  ]);
  expect((await west.picture()).records.join()).toContain("with e1,e1");
  await east.undo(load);
  expect((await west.picture()).records.join()).not.toContain("with e1,e1");
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from catalogue.instance i
    where i.record_count <> (select count(*) from catalogue.record r where r.instance_id = i.id
      and r.deleted_at is null)`.execute(database.db);
  expect(rows[0]!.n).toBe(0);
});

test("records, versions and items bear the load that made them and who ordered it", async () => {
  const cataloguer = "01a00000-0000-7000-8000-0000000000c1";
  const first = await east.load([book("f1", "Signed", [{ barcode: "F1" }])], { actorId: cataloguer });
  const second = await east.load([book("f1", "Signed again", [{ barcode: "F1" }, { barcode: "F2" }])]);
  const { rows } = await sql<{ line: string }>`
    select concat_ws(' ', 'record', r.run_id, r.changed_by) as line from catalogue.record r where r.control_number = 'f1'
    union all select concat_ws(' ', 'version', v.run_id, v.changed_by) from catalogue.record_version v
      join catalogue.record r on r.id = v.record_id where r.control_number = 'f1'
    union all select concat_ws(' ', i.barcode, i.run_id) from catalogue.item i where i.barcode in ('F1', 'F2')`.execute(
    database.db,
  );
  expect(rows.map((row) => row.line).sort()).toEqual(
    [
      `record ${second} ${systemActor.personId}`,
      `version ${first} ${cataloguer}`,
      `F1 ${first}`,
      `F2 ${second}`,
    ].sort(),
  );
});

test("an undo that was cut off between two batches goes on and ends as an undisturbed one", async () => {
  const many = Array.from({ length: 1_200 }, (_, i) =>
    book(`g${i}`, `Heap of paper ${i}`, [{ barcode: `G${i}` }]),
  );
  const before = await east.picture();
  const load = await east.load(many);
  const { runId, load: known } = await inTransaction(database.db, (tx) => beginUndo(tx, systemActor, load));
  const places = await loadItemPlaces(database.db, region.members.EAST.id);
  let batches = 0;
  await expect(
    performUndo(database.pool, known, runId, places, () => {
      if (++batches === 1) throw new Error("the power went");
    }),
  ).rejects.toThrow("the power went");
  expect((await getLoad(database.db, load))!.undo).toEqual({ id: runId, state: "failed" });
  const again = await inTransaction(database.db, (tx) => beginUndo(tx, systemActor, load));
  expect(again.runId).toBe(runId);
  expect(await performUndo(database.pool, known, runId, places)).toMatchObject({ undone: 1_200, stays: 0 });
  expect(await east.picture()).toEqual(before);
});

test("an undo and a load of the same records at once end in a state that either alone would leave", async () => {
  const books = (title: string) => Array.from({ length: 600 }, (_, i) => book(`k${i}`, `${title} ${i}`));
  await east.load(books("Sound"));
  const load = await east.load(books("Spoilt"));
  const [{ runId }] = await Promise.all([east.undo(load), east.load(books("Mended"))]);
  const titles = (await east.picture()).records.filter((line) => /^k\d/.test(line));
  expect(titles).toHaveLength(600);
  expect(titles.filter((line) => line.includes("Mended"))).toHaveLength(600);
  const state = await getLoad(database.db, runId);
  expect(state).toMatchObject({ state: "done" });
  expect(state!.counts.read).toBe(600);
});

test("two undos of one load at once: one is begun, the other is refused", async () => {
  const load = await east.load([book("m1", "Only once")]);
  const begin = () => inTransaction(database.db, (tx) => beginUndo(tx, systemActor, load));
  const outcomes = await Promise.allSettled([begin(), begin(), begin()]);
  expect(outcomes.filter((one) => one.status === "fulfilled")).toHaveLength(1);
  for (const one of outcomes)
    if (one.status === "rejected")
      expect(one.reason).toMatchObject({ code: "load-being-undone", status: 409 });
});
