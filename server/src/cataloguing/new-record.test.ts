import { type MarcRecord, toCompact } from "@commonshelf/marc";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Bench, book, openBench } from "./testing.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

/** A CNMARC book as the template begins it. */
function cnmarc(title: string, isbn: string): MarcRecord {
  const data = (tag: string, ...subfields: [string, string][]) => ({ tag, ind1: " ", ind2: " ", subfields });
  return {
    leader: "     nam0 22     3  450 ",
    fields: [
      data("010", ["a", isbn], ["d", "CNY45.00"]),
      data("100", ["a", "20261129d2026    em y0chiy50      ea"]),
      data("101", ["a", "chi"]),
      { ...data("200", ["a", title], ["f", "沈从文著"]), ind1: "1" },
      data("210", ["a", "北京"], ["c", "远岸出版社"], ["d", "2026"]),
      { ...data("701", ["a", "沈从文"], ["4", "著"]), ind2: "0" },
    ],
  };
}
const add = (who: string, marc: MarcRecord, member = "JINHE") =>
  bench.ask(who, "POST /records", { member, marc: toCompact(marc), reason: "新编" });

test("a record from nothing gets a number, is described, and stands with its author and reason", async () => {
  const { status, body } = await add("jinhe", cnmarc("夜渔", "978-7-02-000220-7"));
  expect(status).toBe(201);
  expect(body.controlNumber).toMatch(/^cs\d{9}$/);
  const view = await bench.ask("jinhe", `GET /instances/${String(body.instanceId)}/records`);
  expect(view.body).toMatchObject({
    title: "夜渔",
    records: [
      {
        member: "JINHE",
        controlNumber: body.controlNumber,
        flavour: "unimarc",
        by: "陆一编",
        reason: "新编",
      },
    ],
    items: [],
  });
});

test("before it is saved the region shows what it may be; saved as it is, it joins that title", async () => {
  const first = await add("nanshan", cnmarc("泥涂", "978-7-5360-1234-9"), "NANSHAN");
  expect(first.status).toBe(201);
  const draft = cnmarc("泥涂", "978-7-5360-1234-9");
  const alike = await bench.ask("jinhe", "POST /records/look-alikes", { marc: toCompact(draft) });
  expect(alike.body.items).toEqual([
    expect.objectContaining({
      instanceId: first.body.instanceId,
      title: "泥涂",
      members: ["NANSHAN"],
      joins: true,
    }),
  ]);
  expect((await add("jinhe", draft)).body.instanceId).toBe(first.body.instanceId);
  const other = await bench.ask("jinhe", "POST /records/look-alikes", {
    marc: toCompact(cnmarc("无人写过的书", "978-7-5360-9999-2")),
  });
  expect(other.body.items).toEqual([]);
  // A draft without a title is like nothing.
  const empty = await bench.ask("jinhe", "POST /records/look-alikes", { marc: { l: "".padEnd(24), f: [] } });
  expect([empty.status, empty.body.items]).toEqual([200, []]);
});

test("what is taken over from another library begins anew: its number and agency do not come along", async () => {
  const taken = book("foreign-1", "渔");
  const agency = { tag: "003", value: "OTHER" };
  const { body } = await add("jinhe", { ...taken, fields: [...taken.fields, agency] });
  const view = await bench.ask("jinhe", `GET /instances/${String(body.instanceId)}/records`);
  const [layer] = view.body.records as { marc: { f: string[][] } }[];
  expect(layer!.marc.f.slice(0, 2)).toEqual([
    ["001", body.controlNumber],
    ["005", "20261129040000.0"],
  ]);
  expect(layer!.marc.f.map((row) => row[0])).not.toContain("003");
});

test("another library, no library, no title and wrong sides are refused", async () => {
  const marc = cnmarc("黑夜", "978-7-5360-1111-1");
  expect((await add("jinhe", marc, "NANSHAN")).body.code).toBe("forbidden");
  expect((await add("jinhe", marc, "NONE")).body.code).toBe("member-unknown");
  const untitled = { ...marc, fields: marc.fields.filter((field) => field.tag !== "200") };
  expect((await add("jinhe", untitled)).body.code).toBe("record-refused");
  for (const [who, status] of [
    ["desk", 403],
    ["reader", 403],
    ["nobody", 401],
  ] as const) {
    expect((await add(who, marc)).status).toBe(status);
    expect((await bench.ask(who, "POST /records/look-alikes", { marc: toCompact(marc) })).status).toBe(
      status,
    );
    expect((await bench.ask(who, "GET /pinyin?text=%E4%B9%A6")).status).toBe(status);
  }
});

test("pinyin is proposed as libraries write it, names with the readings of surnames", async () => {
  const of = async (text: string, name = false) =>
    (await bench.ask("jinhe", `GET /pinyin?text=${encodeURIComponent(text)}&name=${name}`)).body.text;
  expect(await of("C语言程序设计")).toBe("C yu yan cheng xu she ji");
  expect(await of("重庆大学史")).toBe("chong qing da xue shi");
  expect([await of("单雄信", true), await of("解缙", true)]).toEqual(["shan xiong xin", "xie jin"]);
  expect(await of("")).toBe("");
});
