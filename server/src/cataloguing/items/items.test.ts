import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { checkOut, scanItem } from "../../circulation/index.ts";
import { createReader } from "../../circulation/testing.ts";
import { systemActor } from "../../kernel/actor.ts";
import { inTransaction } from "../../kernel/database.ts";
import { actorOf } from "../../kernel/testing-actors.ts";
import type { heldItemSchema } from "../schema.ts";
import { type Bench, book, openBench } from "../testing.ts";
import { authorMark } from "./author-mark.ts";

type Item = z.output<typeof heldItemSchema>;

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

async function recordOf(number: string): Promise<{ recordId: number; instanceId: number }> {
  const { body } = await bench.ask("jinhe", `GET /records?q=${number}`);
  return (body as { items: { recordId: number; instanceId: number }[] }).items[0]!;
}
async function load(
  number: string,
  title: string,
  barcodes: string[] = [],
  code: "JINHE" | "NANSHAN" = "JINHE",
) {
  await bench.load(code, [book(number, title, { barcodes })]);
  return await recordOf(number);
}
const itemsOf = async (instanceId: number): Promise<Item[]> =>
  (await bench.ask("jinhe", `GET /instances/${instanceId}/records`)).body.items as Item[];
const fields = (change: Partial<Item> = {}) => ({
  branchId: bench.members.JINHE.branchId,
  location: "A-3F",
  callNumber: "I247.5/1",
  barcode: null,
  part: "",
  itemClass: "book",
  forLoan: true,
  note: "",
  price: null,
  ...change,
});
const put = (item: Item, change: Partial<Item>, who = "jinhe") => {
  const { branchId, location, callNumber, barcode, part, itemClass, forLoan, note, price } = item;
  const kept = { branchId, location, callNumber, barcode, part, itemClass, forLoan, note, price };
  const { recordId = item.recordId, version = item.version, ...rest } = change;
  return bench.ask(who, `PUT /items/${item.id}`, { version, recordId, fields: { ...kept, ...rest } });
};

test("a copy added by hand has its price, note and place, and no load takes it away", async () => {
  const { recordId, instanceId } = await load("i1", "石子船", ["I1001"]);
  const price = { minor: 4500, currency: "CNY" };
  const added = await bench.ask("jinhe", "POST /items", {
    recordId,
    fields: fields({ barcode: "I1002", note: "赠书", price, part: "下册" }),
  });
  expect([added.status, added.body]).toMatchObject([
    201,
    { barcode: "I1002", price, keptByHand: true, condition: "good" },
  ]);
  await bench.load("JINHE", [book("i1", "石子船", { barcodes: ["I1001"], note: "新注" })]);
  expect((await itemsOf(instanceId)).map((item) => [item.barcode, item.condition])).toEqual([
    ["I1001", "good"],
    ["I1002", "good"],
  ]);
  // The file lists it as well by now: it is the same copy, and the load says that it is left alone.
  await bench.load("JINHE", [book("i1", "石子船", { barcodes: ["I1001", "I1002"] })]);
  const after = await itemsOf(instanceId);
  expect(after.map((item) => [item.barcode, item.callNumber])).toEqual([
    ["I1001", "I247/7"],
    ["I1002", "I247.5/1"],
  ]);
  const told = await sql<{ n: number }>`select count(*)::int as n from catalogue.import_reject j
    where j.reason = 'item-by-hand' and j.params ->> 'barcode' = 'I1002'`.execute(bench.database.db);
  expect(told.rows[0]!.n).toBe(1);
});

test("a copy that goes to another record of its library stays itself: label, loans and place hang on its row", async () => {
  const from = await load("i2", "阿丽思中国游记", ["I2001", "I2002"]);
  const to = await load("i3", "阿丽思中国游记 第二卷");
  const [item] = await itemsOf(from.instanceId);
  const moved = await put(item!, { recordId: to.recordId, part: "卷二" });
  expect([moved.status, moved.body.id, moved.body.recordId, moved.body.part]).toEqual([
    200,
    item!.id,
    to.recordId,
    "卷二",
  ]);
  expect((await itemsOf(to.instanceId)).map((one) => one.id)).toEqual([item!.id]);
  expect((await itemsOf(from.instanceId)).map((one) => one.barcode)).toEqual(["I2002"]);
  // The member's file still lists it under the old record: no second copy appears, the moved one stays where it is.
  await bench.load("JINHE", [book("i2", "阿丽思中国游记", { barcodes: ["I2001", "I2002"], note: "再送" })]);
  expect((await itemsOf(from.instanceId)).map((one) => one.barcode)).toEqual(["I2002"]);
  expect((await itemsOf(to.instanceId)).map((one) => [one.id, one.barcode])).toEqual([[item!.id, "I2001"]]);
});

test("a copy on loan that goes to another record goes with its loan: the scan returns it", async () => {
  const from = await load("o1", "龙朱", ["O1001"]);
  const to = await load("o2", "虎雏", ["O2001"]);
  const { id: memberId, branchId } = bench.members.JINHE;
  await createReader(bench.database.db, memberId, "LOAN-READER");
  const desk = actorOf({ ...systemActor, scope: memberId, place: branchId });
  await inTransaction(bench.database.db, (tx) =>
    checkOut(tx, desk, bench.clock, { patronBarcode: "LOAN-READER", itemBarcode: "O1001", branchId }),
  );
  const [item] = await itemsOf(from.instanceId);
  expect((await put(item!, { recordId: to.recordId, barcode: "O1001-NEW" })).status).toBe(200);
  const scan = await inTransaction(bench.database.db, (tx) =>
    scanItem(tx, desk, bench.clock, { barcode: "O1001-NEW", branchId }),
  );
  expect(scan).toMatchObject({ returned: true, item: { id: item!.id } });
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from circulation.loan l
    where l.item_id = ${item!.id} and l.returned_at is null`.execute(bench.database.db);
  expect(rows[0]!.n).toBe(0);
});

test("a copy changes in one place at a time, inside its library, under a label that is free", async () => {
  const { recordId, instanceId } = await load("i4", "月下小景", ["I4001", "I4002"]);
  const other = await load("n4", "不同的书", [], "NANSHAN");
  const [item] = await itemsOf(instanceId);
  const code = async (reply: Promise<{ status: number; body: Record<string, unknown> }>) => {
    const { status, body } = await reply;
    return [status, body.code];
  };
  expect(await code(put(item!, { barcode: "i4002" }))).toEqual([409, "barcode-taken"]);
  expect(await code(put(item!, { version: 99 }))).toEqual([409, "item-changed"]);
  expect(await code(put(item!, { recordId: other.recordId }))).toEqual([409, "item-other-library"]);
  expect(await code(put(item!, { recordId: 999_999 }))).toEqual([404, "record-unknown"]);
  expect(await code(put(item!, { branchId: bench.members.NANSHAN.branchId }))).toEqual([
    404,
    "branch-unknown",
  ]);
  expect(await code(put({ ...item!, id: 999_999 }, {}))).toEqual([404, "item-unknown"]);
  expect(await code(put(item!, {}, "nanshan"))).toEqual([403, "forbidden"]);
  expect(await code(bench.ask("nanshan", "POST /items", { recordId, fields: fields() }))).toEqual([
    403,
    "forbidden",
  ]);
  expect(await code(bench.ask("jinhe", "POST /items", { recordId: 999_999, fields: fields() }))).toEqual([
    404,
    "record-unknown",
  ]);
  expect(
    await code(bench.ask("jinhe", "POST /items", { recordId, fields: fields({ barcode: "I4001" }) })),
  ).toEqual([409, "barcode-taken"]);
  const there = fields({ branchId: bench.members.NANSHAN.branchId });
  expect(await code(bench.ask("jinhe", "POST /items", { recordId, fields: there }))).toEqual([
    404,
    "branch-unknown",
  ]);
  const rivals = await Promise.all(["甲", "乙"].map((note) => put(item!, { note })));
  expect(rivals.map((reply) => reply.status).sort()).toEqual([200, 409]);
});

const allot = async (recordId: number, more: object = {}, who = "jinhe") => {
  const wanted = { recordId, shelf: "", class: "K825.6", kind: "sequence", ...more };
  const { status, body } = await bench.ask(who, "POST /call-numbers", wanted);
  return { status, callNumber: body.callNumber, code: body.code };
};

test("call numbers of a class are allotted in order; what stands on the shelf is taken, a gap is filled first", async () => {
  const [a, b, c] = [await load("c1", "传一"), await load("c2", "传二"), await load("c3", "传三")];
  await bench.ask("jinhe", "POST /items", {
    recordId: a.recordId,
    fields: fields({ callNumber: "K825.6/2=2" }),
  });
  expect((await allot(a.recordId)).callNumber).toBe("K825.6/2=2");
  expect((await allot(b.recordId)).callNumber).toBe("K825.6/1");
  expect((await allot(b.recordId)).callNumber).toBe("K825.6/1");
  expect((await allot(c.recordId)).callNumber).toBe("K825.6/3");
  const given = { recordId: b.recordId, shelf: "", class: "K825.6" };
  expect((await bench.ask("nanshan", "POST /call-numbers/release", given)).status).toBe(403);
  expect((await bench.ask("jinhe", "POST /call-numbers/release", given)).status).toBe(204);
  expect((await bench.ask("jinhe", "POST /call-numbers/release", given)).body.code).toBe(
    "call-number-unknown",
  );
  const d = await load("c4", "传四");
  expect((await allot(d.recordId)).callNumber).toBe("K825.6/1");
});

test("two cataloguers of one class are never given the same number", async () => {
  const records: number[] = [];
  for (let n = 0; n < 12; n++)
    records.push((await load(`r${n}`, `对手之书 ${"甲乙丙丁戊己庚辛壬癸子丑"[n]}`)).recordId);
  const given = await Promise.all(
    records.map((recordId, n) => allot(recordId, { class: "TP312" }, n % 2 === 0 ? "jinhe" : "jinhe2")),
  );
  expect(given.map((one) => Number(String(one.callNumber).split("/")[1])).sort((x, y) => x - y)).toEqual(
    Array.from({ length: 12 }, (_, n) => n + 1),
  );
});

test("author marks: pinyin by the Cutter table, told apart where two titles share one; shelves count apart", async () => {
  expect(["沈从文", "鲁迅", "Tolstoy", "欧阳修", "O", "曾国藩", "123"].map(authorMark)).toEqual([
    "S54",
    "L89",
    "T65",
    "O99",
    "O",
    "Z46",
    undefined,
  ]);
  const [a, b] = [await load("m1", "丈夫集"), await load("m2", "贵生集")];
  const author = { kind: "author", author: "沈从文", class: "I246.7", shelf: "A-3F" };
  expect((await allot(a.recordId, author)).callNumber).toBe("I246.7/S54");
  expect((await allot(b.recordId, author)).callNumber).toBe("I246.7/S54-2");
  expect((await allot(b.recordId, { ...author, shelf: "B-1F" })).callNumber).toBe("I246.7/S54");
  expect(await allot(a.recordId, { ...author, author: "——", class: "I1" })).toMatchObject({
    status: 400,
    code: "author-missing",
  });
  expect((await allot(999_999)).code).toBe("record-unknown");
  expect((await allot(a.recordId, {}, "nanshan")).status).toBe(403);
  expect((await allot(a.recordId, { class: "I2/4" })).status).toBe(400);
});

test("labels come from a range one after another, past those in use, and never twice", async () => {
  await load("l1", "标签之书", ["JH0003"]);
  const range = { member: "JINHE", name: "条码", prefix: "JH", digits: 4, nextNumber: 1, lastNumber: 12 };
  const set = await bench.ask("jinhe", "PUT /number-ranges", range);
  const take = (count: number, who = "jinhe") =>
    bench.ask(who, `POST /number-ranges/${String(set.body.id)}/numbers`, { count });
  expect((await take(3)).body.items).toEqual(["JH0001", "JH0002", "JH0004"]);
  const rivals = await Promise.all([take(2), take(2, "jinhe2")]);
  expect(rivals.flatMap((reply) => reply.body.items).sort()).toEqual([
    "JH0005",
    "JH0006",
    "JH0007",
    "JH0008",
  ]);
  expect([(await take(5)).body.code, (await take(4)).status, (await take(1)).body.code]).toEqual([
    "range-exhausted",
    201,
    "range-exhausted",
  ]);
  const { body } = await bench.ask("jinhe", "GET /number-ranges?member=JINHE");
  expect(body.items).toMatchObject([{ name: "条码", nextNumber: 13, lastNumber: 12 }]);
  const codes = async (who: string, operation: string, payload?: object) =>
    (await bench.ask(who, operation, payload)).body.code;
  expect(await codes("nanshan", "GET /number-ranges?member=JINHE")).toBe("forbidden");
  expect(await codes("jinhe", "GET /number-ranges?member=NONE")).toBe("member-unknown");
  expect(await codes("jinhe", "PUT /number-ranges", { ...range, lastNumber: 0 })).toBe("range-invalid");
  expect(await codes("jinhe", "PUT /number-ranges", { ...range, lastNumber: 10_000 })).toBe("range-invalid");
  expect(await codes("jinhe", "PUT /number-ranges", { ...range, member: "NONE" })).toBe("member-unknown");
  expect(await codes("nanshan", "PUT /number-ranges", range)).toBe("forbidden");
  expect((await take(1, "nanshan")).status).toBe(403);
  expect(await codes("jinhe", "POST /number-ranges/999/numbers", { count: 1 })).toBe("range-unknown");
});
