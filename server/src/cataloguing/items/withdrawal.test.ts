import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Bench, book, openBench } from "../testing.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const ISBN = "9787020002207";
const promise = (until: string) => ({
  tag: "583",
  ind1: "1",
  ind2: " ",
  subfields: [
    ["a", "committed to retain"],
    ["d", until],
    ["f", "共存计划"],
  ] as [string, string][],
});
const itemOf = async (barcode: string): Promise<number> => {
  const { body } = await bench.ask("jinhe", `GET /records?q=${barcode}`);
  const { instanceId } = (body.items as { instanceId: number }[])[0]!;
  const view = await bench.ask("jinhe", `GET /instances/${instanceId}/records`);
  return (view.body.items as { id: number; barcode: string }[]).find((one) => one.barcode === barcode)!.id;
};
const facts = async (id: number, who = "desk") => await bench.ask(who, `GET /items/${id}/withdrawal`);

test("before an item goes, a desk sees whether others are left, here and elsewhere", async () => {
  await bench.load("JINHE", [book("w1", "月台", { isbn: ISBN, barcodes: ["W1001"] })]);
  const item = await itemOf("W1001");
  expect((await facts(item)).body).toEqual({
    others: 0,
    ownOthers: 0,
    members: [],
    bound: [],
    retention: [],
  });
  await bench.load("NANSHAN", [book("w2", "月台", { isbn: ISBN, barcodes: ["W2001", "W2002"] })]);
  expect((await facts(item)).body).toMatchObject({ others: 2, ownOthers: 0, members: ["NANSHAN"] });
  expect((await facts(await itemOf("W2001"))).body).toMatchObject({
    others: 2,
    ownOthers: 1,
    members: ["JINHE"],
  });
});

test("promises to keep it are told as long as they last, the last day included", async () => {
  const lasting = book("w3", "长亭", { isbn: "9787536012349", barcodes: ["W3001"] });
  // The clock of this test stands on 2026-11-29.
  await bench.load("JINHE", [
    {
      ...lasting,
      fields: [
        ...lasting.fields,
        promise("20261129"),
        promise("20261128"),
        promise("2026"),
        promise("forever"),
      ],
    },
  ]);
  const { body } = await facts(await itemOf("W3001"));
  expect(body.retention).toEqual(
    ["20261129", "2026", null].map((until) => ({
      member: "JINHE",
      action: "committed to retain",
      until,
      programme: "共存计划",
      own: true,
    })),
  );
});

test("a copy that others are bound in is the last of each of them; a title that is bound elsewhere has that copy", async () => {
  const { db } = bench.database;
  await bench.load("JINHE", [
    book("w5", "渡口", { barcodes: ["W5001"] }),
    {
      ...book("w6", "石桥"),
      fields: [...book("w6", "石桥", { isbn: "9787536012356" }).fields, promise("forever")],
    },
  ]);
  const item = await itemOf("W5001");
  await sql`insert into placement.bound_with (item_id, record_id, added_by, added_at)
    select ${item}, r.id, p.id, now() from catalogue.record_line r, (select id from people.person limit 1) p
    where r.control_number = 'w6'`.execute(db);
  expect((await facts(item)).body).toMatchObject({
    others: 0,
    bound: [{ title: "石桥", others: 0, ownOthers: 0, members: [] }],
    retention: [{ member: "JINHE", until: null, own: true }],
  });
  await bench.load("NANSHAN", [book("w7", "石桥", { isbn: "9787536012356", barcodes: ["W7001"] })]);
  const elsewhere = await itemOf("W7001");
  const joined = await sql<{ n: number }>`select count(distinct r.instance_id)::int as n
    from catalogue.record_line r where r.control_number in ('w6', 'w7')`.execute(db);
  expect(joined.rows).toEqual([{ n: 1 }]);
  expect((await facts(elsewhere)).body).toMatchObject({ others: 1, members: ["JINHE"], bound: [] });
});

test("a promise in a holdings record counts as one in the title's", async () => {
  const data = (tag: string, ...subfields: [string, string][]) => ({ tag, ind1: " ", ind2: " ", subfields });
  const holdings = {
    leader: "00000nx  a2200000zn 4500",
    fields: [
      { tag: "001", value: "wh8" },
      { tag: "004", value: "w8" },
      data("852", ["b", "MAIN"], ["h", "W8"]),
      promise("forever"),
    ],
  };
  await bench.load("JINHE", [book("w8", "柳堤", { barcodes: ["W8001"] }), holdings], "auto");
  expect((await facts(await itemOf("W8001"))).body.retention).toMatchObject([{ member: "JINHE", own: true }]);
});

test("no item, no cataloguer without a desk, no reader", async () => {
  expect((await facts(999_999)).body.code).toBe("item-unknown");
  const item = await itemOf("W1001");
  expect((await facts(item, "reader")).status).toBe(403);
  expect((await facts(item, "jinhe")).status).toBe(403);
  expect((await facts(item, "nobody")).status).toBe(401);
});
