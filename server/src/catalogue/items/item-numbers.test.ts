import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction } from "../../kernel/database.ts";
import { moveItem } from "../items.ts";
import { book, type Copy, close, database, declare, itemsOf, load, memberId, open } from "./testing-loads.ts";

beforeAll(open);
afterAll(close);

test("parts of one title are one record with all items, near or far apart, and the second load changes nothing", {
  timeout: 90_000,
}, async () => {
  const copies = (from: number): Copy[] =>
    Array.from({ length: 4 }, (_, i) => ({ barcode: `PRT${100 + from + i}` }));
  const between = Array.from({ length: 2100 }, (_, i) =>
    book(`between${i}`, [], {
      title: [1, 7, 31, 101].map((n) => String.fromCodePoint(0x4e00 + ((i * n) % 8009))).join(""),
    }),
  );
  const file = [book("pt", copies(0)), book("pt", copies(4)), ...between, book("pt", copies(8))];
  expect(await load(file)).toMatchObject({ read: 2103, created: 2101, updated: 2, items: 12, warnings: 0 });
  expect((await itemsOf("pt")).map((i) => i.condition)).toEqual(Array(12).fill("good"));
  expect(await load(file)).toMatchObject({ created: 0, updated: 0, unchanged: 2103, items: 12 });
});

test("a number that comes again with a change counts last, and the second load is quiet too", async () => {
  const file = [
    book("chg", [{ barcode: "CHG1" }]),
    book("chg", [{ barcode: "CHG1" }], { note: "corrected" }),
  ];
  const first = await load(file);
  expect(first).toMatchObject({ created: 1, updated: 1 });
  expect(first.told).toContain("record-superseded");
  expect(await load(file)).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
});

test("one number of two agencies is two records; without agency another title is refused and told", async () => {
  const file = [
    book("4711", [{ barcode: "AGY1" }], { agency: "ONE", title: "Rivers and their birds" }),
    book("4711", [{ barcode: "AGY2" }], { agency: "TWO", title: "A handbook of glue" }),
  ];
  expect(await load(file)).toMatchObject({ created: 2, items: 2 });
  expect(await load(file.toReversed())).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
  expect(await load([file[1]!])).toMatchObject({ unchanged: 1 });
  // Codes of agencies are the same in small letters: an upgrade of the system that wrote them makes no other records.
  const small = [
    book("4711", [{ barcode: "AGY1" }], { agency: "one", title: "Rivers and their birds" }),
    book("4711", [{ barcode: "AGY2" }], { agency: "two", title: "A handbook of glue" }),
  ];
  expect(await load(small)).toMatchObject({ created: 0, warnings: 0 });
  expect(await load(file)).toMatchObject({ created: 0, warnings: 0 });
  expect((await itemsOf("4711", "(TWO)4711")).map((i) => [i.at, i.condition])).toEqual([
    ["4711", "good"],
    ["(TWO)4711", "good"],
  ]);

  const unnamed = await load([
    book("815", [{ barcode: "NOA1" }], { title: "Rivers and their birds" }),
    book("815", [{ barcode: "NOA2" }], { title: "A handbook of glue" }),
  ]);
  expect(unnamed).toMatchObject({ read: 2, created: 1, rejected: 1 });
  expect(unnamed.lines.filter((line) => line.severity === "refused")).toMatchObject([
    { reason: "number-repeated", recordIndex: 1, controlNumber: "815", place: "001" },
  ]);
});

test("a dry run tells the same, writes nothing and holds no lock", async () => {
  const client = await database.pool.connect();
  try {
    // Somebody else is in the middle of a batch.
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock(hashtextextended('catalogue.matching', 0))");
    const records = [book("dr1", [{ barcode: "DRY001" }]), book("dr2", [{ barcode: "dry001" }])];
    const dry = await load(records, true);
    expect(dry).toMatchObject({ created: 2, items: 2, warnings: 1 });
    expect(dry.told).toContain("barcode-taken");
    expect(await itemsOf("dr1", "dr2")).toEqual([]);
  } finally {
    await client.query("rollback");
    client.release();
  }
});

test("a copy is found by its scanned barcode through the index, however many copies there are", async () => {
  const plan = await inTransaction(database.db, async (tx) => {
    await sql`set local enable_seqscan = off`.execute(tx);
    const { rows } = await sql<{ "QUERY PLAN": string }>`
      explain select i.id from catalogue.item_line i where i.barcode_key = kernel.folded_code('DRY001')`.execute(
      tx,
    );
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  });
  expect(plan).toContain("item_barcode");
});

test("what the desk declared only the desk changes; what a file withdrew a file brings back", async () => {
  await load([book("da", [{ barcode: "DSK001" }, { barcode: "DSK002" }, { barcode: "DSK003" }])]);
  const [first, second, third] = await itemsOf("da");
  await declare(first!.id, "withdrawn");
  await declare(second!.id, "damaged");
  await load([book("da", [{ barcode: "DSK001" }, { barcode: "DSK002" }], { note: "changed" })]);
  expect((await itemsOf("da")).map((i) => i.condition)).toEqual(["withdrawn", "damaged", "withdrawn"]);
  await load([
    book("da", [{ barcode: "DSK001" }, { barcode: "DSK002" }, { barcode: "DSK003" }], { note: "again" }),
  ]);
  expect((await itemsOf("da")).map((i) => i.condition)).toEqual(["withdrawn", "damaged", "good"]);
  await declare(second!.id, "good");
  // The record's own word for the third, the desk's for the second.
  await load([
    book("da", [{ barcode: "DSK001" }, { barcode: "DSK002" }, { barcode: "DSK003", location: "LOST" }]),
  ]);
  expect((await itemsOf("da")).map((i) => i.condition)).toEqual(["withdrawn", "good", "lost"]);
  await declare(third!.id, "good");
  await load([
    book("da", [{ barcode: "DSK001" }, { barcode: "DSK002" }, { barcode: "DSK003", location: "LOST" }], {
      note: "x",
    }),
  ]);
  expect((await itemsOf("da"))[2]).toMatchObject({ condition: "good" });
});

test("a place the desk has told stays; one that only records told follows them", async () => {
  const branch = await sql<{ id: number }>`insert into consortium.branch (member_id, code, name)
    values (${memberId}, 'ANNEX', '{"en":"Annex"}') returning id`.execute(database.db);
  const annex = branch.rows[0]!.id;
  await load([book("pa", [{ barcode: "PLC001" }, { barcode: "PLC002" }])]);
  const [seen] = await itemsOf("pa");
  await inTransaction(database.db, (tx) => moveItem(tx, seen!.id, annex));
  const moved = book("pa", [
    { barcode: "PLC001", location: "ANNEX" },
    { barcode: "PLC002", location: "ANNEX" },
  ]);
  await load([moved]);
  await load([book("pa", [{ barcode: "PLC001" }, { barcode: "PLC002" }])]);
  const { rows } = await sql<{ at: number }>`select i.current_branch_id = ${annex} as at from catalogue.item i
    join catalogue.record r on r.id = i.record_id where r.control_number = 'pa' order by i.id`.execute(
    database.db,
  );
  expect(rows.map((row) => row.at)).toEqual([true, false]);
});
