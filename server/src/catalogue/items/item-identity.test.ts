import type { MarcRecord } from "@commonshelf/marc";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findItemByBarcode } from "../items.ts";
import { book, close, database, itemsOf, load, memberId, open } from "./testing-loads.ts";

beforeAll(open);
afterAll(close);

test("an item that moves to another record in one load keeps its row, whichever record comes first", async () => {
  for (const order of ["old first", "new first"]) {
    const [a, b, code] = order === "old first" ? ["ma1", "mb1", "REEL100"] : ["ma2", "mb2", "REEL200"];
    await load([book(a!, [{ barcode: code!, callNumber: "K9" }, { barcode: `${code}X` }]), book(b!, [])]);
    const [before] = await itemsOf(a!);
    const after = [book(a!, [{ barcode: `${code}X` }]), book(b!, [{ barcode: code!, callNumber: "K9" }])];
    const file = order === "old first" ? after : after.toReversed();
    expect((await load(file)).told).toContain("item-moved");
    expect(await itemsOf(b!)).toEqual([{ id: before!.id, at: b, barcode: code, condition: "good" }]);
    expect(await load(file)).toMatchObject({ updated: 0, unchanged: 2, warnings: 0 });
  }
});

test("an item that changes record and label in one load keeps its row where its title has one such copy", async () => {
  await load([
    book("ms1", [{ barcode: "OLD500", callNumber: "TP31/500" }], { title: "Lanterns of harbours" }),
  ]);
  const [before] = await itemsOf("ms1");
  const file = [
    book("ms1", [], { title: "Lanterns of harbours" }),
    book("ms2", [{ barcode: "NEW500", callNumber: "TP31/500" }], { title: "Lanterns of harbours" }),
  ];
  const moved = await load(file);
  expect(moved.lines.filter((line) => line.reason === "item-moved-relabelled")).toMatchObject([
    { controlNumber: "ms2", severity: "note" },
  ]);
  expect(await itemsOf("ms1", "ms2")).toEqual([
    { id: before!.id, at: "ms2", barcode: "NEW500", condition: "good" },
  ]);
  expect(await load(file)).toMatchObject({ updated: 0, unchanged: 2, warnings: 0 });
});

/** So many records that the next one comes in another batch. */
const BATCH = 2000;
const between = (name: string): MarcRecord[] =>
  Array.from({ length: BATCH }, (_, i) => book(`${name}-${i}`, [], { title: `Filling ${name} ${i}` }));

test("a copy whose new record comes a batch before its old one stays the same copy, whether that one lists it no more or is withdrawn", async () => {
  for (const [name, options] of [
    ["nb", {}],
    ["nw", { status: "d" }],
  ] as const) {
    const title = { title: `Charts of ${name}` };
    await load([book(`${name}1`, [{ barcode: `OLD-${name}`, callNumber: "P1/8" }], title)]);
    const [before] = await itemsOf(`${name}1`);
    const file = [
      book(`${name}2`, [{ barcode: `NEW-${name}`, callNumber: "P1/8" }], title),
      ...between(name),
      book(`${name}1`, [], { ...title, ...options }),
    ];
    const moved = await load(file);
    expect(await itemsOf(`${name}1`, `${name}2`)).toEqual([
      { id: before!.id, at: `${name}2`, barcode: `NEW-${name}`, condition: "good" },
    ]);
    expect(moved.lines.filter((line) => line.reason === "item-moved-relabelled")).toMatchObject([
      { controlNumber: `${name}1`, severity: "note", params: { from: `OLD-${name}`.toUpperCase() } },
    ]);
    const again = await load(file);
    expect(again).toMatchObject({ created: 0, updated: 0 });
    expect(again.told).not.toContain("relabel-undecided");
    expect(await itemsOf(`${name}1`, `${name}2`)).toHaveLength(1);
  }
});

test("where something hangs on the copy made anew, or several stand there, both stay and it is told", async () => {
  await sql`create table if not exists public.lent (item_id bigint references catalogue.item)`.execute(
    database.db,
  );
  await sql`create or replace function public.lend_anew() returns trigger language plpgsql as $$ begin
    if new.barcode = 'NEW-lent' then insert into public.lent values (new.id); end if; return null; end $$`.execute(
    database.db,
  );
  await sql`create trigger lend_anew after insert on catalogue.item for each row execute function public.lend_anew()`.execute(
    database.db,
  );
  const title = { title: "Pilots of the strait" };
  await load([book("ml1", [{ barcode: "OLD-lent", callNumber: "P2/1" }], title)]);
  const lent = await load([
    book("ml2", [{ barcode: "NEW-lent", callNumber: "P2/1" }], title),
    ...between("ml"),
    book("ml1", [], title),
  ]);
  await sql`drop trigger lend_anew on catalogue.item`.execute(database.db);
  expect(lent.lines.filter((line) => line.reason === "copy-came-twice")).toMatchObject([
    { controlNumber: "ml1", severity: "warning" },
  ]);
  expect((await itemsOf("ml1", "ml2")).map((item) => item.condition)).toEqual(["withdrawn", "good"]);

  const twins = { title: "Lights of the cape" };
  await load([
    book(
      "mz1",
      [
        { barcode: "OLD-z1", callNumber: "P3/1" },
        { barcode: "OLD-z2", callNumber: "P3/1" },
      ],
      twins,
    ),
  ]);
  const two = await load([
    book("mz2", [{ barcode: "NEW-z1", callNumber: "P3/1" }], twins),
    ...between("mz"),
    book("mz1", [], twins),
  ]);
  expect(two.lines.filter((line) => line.reason === "relabel-undecided")).toMatchObject([
    { controlNumber: "mz1", severity: "warning" },
  ]);
  expect((await itemsOf("mz1", "mz2")).map((item) => item.condition)).toEqual([
    "withdrawn",
    "withdrawn",
    "good",
  ]);
});

test("which of two copies moved and changed its label is told, not guessed; so is another title's at the same place", async () => {
  const title = { title: "Tide tables" };
  await load([
    book(
      "mt1",
      [
        { barcode: "OLD600", callNumber: "U6/1" },
        { barcode: "OLD601", callNumber: "U6/1" },
      ],
      title,
    ),
  ]);
  const two = await load([
    book("mt1", [], title),
    book(
      "mt2",
      [
        { barcode: "NEW600", callNumber: "U6/1" },
        { barcode: "NEW601", callNumber: "U6/1" },
      ],
      title,
    ),
  ]);
  expect(two.lines.filter((line) => line.reason === "relabel-undecided")).toMatchObject([
    { controlNumber: "mt2", severity: "warning" },
  ]);
  expect((await itemsOf("mt1")).map((item) => item.condition)).toEqual(["withdrawn", "withdrawn"]);

  await load([book("mu1", [{ barcode: "OLD700", callNumber: "U7/1" }], { title: "Sails" })]);
  const other = await load([
    book("mu1", [], { title: "Sails" }),
    book("mu2", [{ barcode: "NEW700", callNumber: "U7/1" }], { title: "A treatise on beekeeping" }),
  ]);
  expect(other.told).toContain("relabel-undecided");
  expect(await itemsOf("mu1", "mu2")).toMatchObject([
    { at: "mu1", barcode: "OLD700", condition: "withdrawn" },
    { at: "mu2", barcode: "NEW700", condition: "good" },
  ]);
});

test("the item number with the place is enough for another record and another label", async () => {
  await load([book("mv1", [{ barcode: "OLD800", number: "88001", callNumber: "U8/1" }], { title: "Ropes" })]);
  const [before] = await itemsOf("mv1");
  await load([
    book("mv1", [], { title: "Ropes" }),
    book("mv2", [{ barcode: "NEW800", number: "88001", callNumber: "U8/1" }], { title: "Knots and bends" }),
  ]);
  expect(await itemsOf("mv2")).toEqual([{ id: before!.id, at: "mv2", barcode: "NEW800", condition: "good" }]);
});

test("an item that moves in two loads keeps its row, whichever load comes first", async () => {
  await load([book("mc1", [{ barcode: "REEL300" }, { barcode: "REEL301" }]), book("mc2", [])]);
  const [first] = await itemsOf("mc1");
  await load([book("mc1", [{ barcode: "REEL301" }])]);
  await load([book("mc2", [{ barcode: "REEL300" }])]);
  expect(await itemsOf("mc2")).toEqual([{ id: first!.id, at: "mc2", barcode: "REEL300", condition: "good" }]);

  await load([book("md1", [{ barcode: "REEL400" }, { barcode: "REEL401" }]), book("md2", [])]);
  const [second] = await itemsOf("md1");
  const claimed = await load([book("md2", [{ barcode: "REEL400" }])]);
  expect(claimed.lines.filter((line) => line.reason === "barcode-taken")).toMatchObject([
    { controlNumber: "md2", recordIndex: 0, place: "952" },
  ]);
  await load([book("md1", [{ barcode: "REEL401" }])]);
  expect((await itemsOf("md2")).filter((i) => i.condition === "good")).toEqual([
    { id: second!.id, at: "md2", barcode: "REEL400", condition: "good" },
  ]);
  expect(await load([book("md2", [{ barcode: "REEL400" }])])).toMatchObject({ unchanged: 1, warnings: 0 });
});

test("a record that goes leaves its copy to the record that lists it now", async () => {
  await load([book("me1", [{ barcode: "REEL500" }])]);
  const [item] = await itemsOf("me1");
  await load([book("me1", [], { status: "d" }), book("me2", [{ barcode: "REEL500" }])]);
  expect((await itemsOf("me2")).filter((i) => i.condition === "good")).toMatchObject([{ id: item!.id }]);
});

test("an item harmed by an earlier load is healed when its unchanged record comes again", async () => {
  const records = [book("mf1", [{ barcode: "REEL600" }])];
  await load(records);
  const [item] = await itemsOf("mf1");
  await sql`update catalogue.item set barcode = null, wanted_key = 'REEL600' where id = ${item!.id}`.execute(
    database.db,
  );
  await load(records);
  expect(await itemsOf("mf1")).toEqual([{ id: item!.id, at: "mf1", barcode: "REEL600", condition: "good" }]);
});

test("a relabelled copy stays the same: by its number, or as the only one at its place that changed", async () => {
  await load([
    book("la", [
      { barcode: "LAB001", number: "71" },
      { barcode: "LAB002", number: "72" },
    ]),
  ]);
  const before = await itemsOf("la");
  // The two labels are swapped and one is new: the numbers tell.
  expect(
    (
      await load([
        book("la", [
          { barcode: "LAB002", number: "71" },
          { barcode: "LAB900", number: "72" },
        ]),
      ])
    ).told,
  ).toContain("item-relabelled");
  expect((await itemsOf("la")).map((i) => [i.id, i.barcode])).toEqual([
    [before[0]!.id, "LAB002"],
    [before[1]!.id, "LAB900"],
  ]);

  await load([
    book("lb", [
      { barcode: "LAB010", callNumber: "A1" },
      { barcode: "LAB011", callNumber: "A2" },
    ]),
  ]);
  const two = await itemsOf("lb");
  await load([
    book("lb", [
      { barcode: "LAB077", callNumber: "A1" },
      { barcode: "LAB011", callNumber: "A2" },
    ]),
  ]);
  expect((await itemsOf("lb")).map((i) => [i.id, i.barcode, i.condition])).toEqual([
    [two[0]!.id, "LAB077", "good"],
    [two[1]!.id, "LAB011", "good"],
  ]);
});

test("what cannot be decided is told and not guessed: two labels went and two came", async () => {
  await load([book("lc", [{ barcode: "LAB020" }, { barcode: "LAB021" }])]);
  const result = await load([book("lc", [{ barcode: "LAB022" }, { barcode: "LAB023" }])]);
  const line = result.lines.find((one) => one.reason === "relabel-undecided");
  expect(line).toMatchObject({ controlNumber: "lc", severity: "warning", place: "952" });
  expect(`${line!.params.from} ${line!.params.to}`).toMatch(/LAB020.*LAB021.*LAB022.*LAB023/);
  expect((await itemsOf("lc")).map((i) => i.condition)).toEqual(["withdrawn", "withdrawn", "good", "good"]);
});

test("one folded form decides in loads: case, width and blanks are one label, a leading nought is another", async () => {
  const result = await load([
    book("fa", [{ barcode: "Lamp77x" }]),
    book("fb", [{ barcode: "LAMP77X" }]),
    book("fc", [{ barcode: "ｌａｍｐ８８" }]),
    book("fd", [{ barcode: "0990" }]),
    book("fe", [{ barcode: "990" }]),
  ]);
  expect(result.lines.filter((line) => line.severity === "warning")).toMatchObject([
    { reason: "barcode-taken", controlNumber: "fb", params: { barcode: "LAMP77X", owner: "fa" } },
  ]);
  expect(result.lines[0]!.byteOffset).toBeGreaterThan(0);
  expect(await findItemByBarcode(database.db, " lamp77X", memberId)).toMatchObject([{ barcode: "Lamp77x" }]);
  expect(await findItemByBarcode(database.db, "LAMP88", memberId)).toHaveLength(1);
  expect(await findItemByBarcode(database.db, "990", memberId)).toMatchObject([{ barcode: "990" }]);
});
