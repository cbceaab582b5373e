import { fieldsOf, fromCompact, type MarcRecord, subfieldValues, toCompact } from "@commonshelf/marc";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import type { recordSavedSchema, recordVersionSchema, recordViewSchema } from "./schema.ts";
import { type Bench, book, openBench } from "./testing.ts";

type View = z.output<typeof recordViewSchema>;
type Saved = z.output<typeof recordSavedSchema>;
type Version = z.output<typeof recordVersionSchema>;

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

async function instanceOf(number: string): Promise<{ recordId: number; instanceId: number }> {
  const { body } = await bench.ask("jinhe", `GET /records?q=${number}`);
  return (body as { items: { recordId: number; instanceId: number }[] }).items[0]!;
}
const viewOf = async (id: number): Promise<View> =>
  (await bench.ask("jinhe", `GET /instances/${id}/records`)).body as unknown as View;
const save = async (who: string, id: number, version: number, marc: MarcRecord, reason = "改正题名") => {
  const reply = await bench.ask(who, `PUT /records/${id}`, { version, marc: toCompact(marc), reason });
  return { ...reply, saved: reply.body as unknown as Saved };
};
/** The record with another text in a subfield $a. */
function withText(record: MarcRecord, tag: string, text: string): MarcRecord {
  return {
    ...record,
    fields: record.fields.map((field) =>
      field.tag === tag && "subfields" in field ? { ...field, subfields: [["a", text]] } : field,
    ),
  };
}

test("a title shows its records, copies, load, and which record says what", async () => {
  await bench.load("JINHE", [book("j1", "边城", { isbn: "9787020002207", barcodes: ["J1001", "J1002"] })]);
  await bench.load("NANSHAN", [book("n1", "边城", { isbn: "9787020002207", note: "附插图" })]);
  const { instanceId, recordId } = await instanceOf("j1");
  const view = await viewOf(instanceId);
  expect(view.records.map((one) => [one.member, one.controlNumber, one.version, one.mayEdit])).toEqual([
    ["JINHE", "j1", 1, true],
    ["NANSHAN", "n1", 1, false],
  ]);
  expect(view.records[0]!.load!.fileName).toMatch(/\.mrc$/);
  expect(view.items.map((item) => [item.recordId, item.barcode, item.callNumber, item.keptByHand])).toEqual([
    [recordId, "J1001", "I247/7", false],
    [recordId, "J1002", "I247/7", false],
  ]);
  const [first, second] = view.records.map((one) => one.id);
  const line = (field: string) => view.shared.find((one) => one.field === field)?.values;
  expect(line("title")).toEqual([{ text: "边城", from: [first, second] }]);
  expect(line("notes")).toEqual([{ text: "附插图", from: [second] }]);
});

test("a copy's barcode leads to its title, however it is written", async () => {
  const { body } = await bench.ask("nanshan", "GET /records?q=j1001");
  expect(body.items).toMatchObject([{ member: "JINHE", by: "barcode", title: "边城" }]);
});

test("a saved record is a new version with author and reason, described and told to the index at once", async () => {
  await bench.load("JINHE", [book("j2", "边成", { barcodes: ["J2001"] })]);
  const { recordId, instanceId } = await instanceOf("j2");
  const before = fromCompact((await viewOf(instanceId)).records[0]!.marc);
  const { status, saved } = await save("jinhe", recordId, 1, withText(before, "245", "边城外集"));
  expect([status, saved.outcome, saved.record.version, saved.record.by, saved.record.reason]).toEqual([
    200,
    "saved",
    2,
    "陆一编",
    "改正题名",
  ]);
  const view = await viewOf(saved.instanceId);
  expect(view.title).toBe("边城外集");
  expect(view.records[0]!.load).toBeNull();
  const after = fromCompact(view.records[0]!.marc);
  expect(after.fields[0]).toEqual({ tag: "001", value: "j2" });
  expect(after.fields[1]).toEqual({ tag: "005", value: "20261129040000.0" });
  expect(after.leader[5]).toBe("c");
  // Copies stay as they are.
  expect(view.items.map((item) => [item.barcode, item.condition])).toEqual([["J2001", "good"]]);
  const told = await sql<{ n: number }>`select count(*)::int as n from kernel.outbox o
    where o.topic = 'instances-changed' and o.payload -> 'instanceIds' @> ${saved.instanceId}::text::jsonb`.execute(
    bench.database.db,
  );
  expect(told.rows[0]!.n).toBeGreaterThan(0);

  const { body } = await bench.ask("jinhe", `GET /records/${recordId}/versions`);
  const versions = (body as unknown as { items: Version[] }).items;
  expect(versions.map((one) => [one.version, one.by, one.reason])).toEqual([
    [2, "陆一编", "改正题名"],
    [1, null, ""],
  ]);
  expect(fromCompact(versions[1]!.marc).fields).toContainEqual(expect.objectContaining({ tag: "245" }));
  const page = await bench.ask("jinhe", `GET /records/${recordId}/versions?limit=1`);
  expect(page.body).toMatchObject({ items: [{ version: 2 }], next: expect.any(String) });
  const next = await bench.ask(
    "jinhe",
    `GET /records/${recordId}/versions?limit=1&cursor=${String(page.body.next)}`,
  );
  expect(next.body).toMatchObject({ items: [{ version: 1 }], next: null });
});

test("who began with an older version writes nothing and is given the newer one", async () => {
  await bench.load("JINHE", [book("j3", "长河")]);
  const { recordId, instanceId } = await instanceOf("j3");
  const base = fromCompact((await viewOf(instanceId)).records[0]!.marc);
  const rivals = await Promise.all([
    save("jinhe", recordId, 1, withText(base, "245", "长河一")),
    save("jinhe2", recordId, 1, withText(base, "245", "长河二")),
  ]);
  expect(rivals.map(({ saved }) => saved.outcome).sort()).toEqual(["overtaken", "saved"]);
  const [won, lost] = rivals.toSorted((a) => (a.saved.outcome === "saved" ? -1 : 1));
  expect(lost!.saved.record).toEqual(won!.saved.record);
  expect((await save("jinhe2", recordId, 2, withText(base, "245", "长河三"))).saved.record.version).toBe(3);
});

test("a record that says the same again is no new version", async () => {
  await bench.load("JINHE", [book("j4", "湘行散记")]);
  const { recordId, instanceId } = await instanceOf("j4");
  const marc = fromCompact((await viewOf(instanceId)).records[0]!.marc);
  expect((await save("jinhe", recordId, 1, marc)).saved).toMatchObject({
    outcome: "unchanged",
    record: { version: 1 },
  });
});

test("a load of what was loaded before leaves the edit; one that brings something new says what it replaces", async () => {
  await bench.load("JINHE", [book("j5", "从文自传")]);
  const { recordId, instanceId } = await instanceOf("j5");
  const base = fromCompact((await viewOf(instanceId)).records[0]!.marc);
  const { saved } = await save("jinhe", recordId, 1, withText(base, "245", "从文自传（校订）"));
  expect(await bench.load("JINHE", [book("j5", "从文自传")])).toMatchObject({ unchanged: 1, updated: 0 });
  expect((await viewOf(saved.instanceId)).title).toBe("从文自传（校订）");
  const counts = await bench.load("JINHE", [book("j5", "从文自传", { note: "新注" })]);
  expect(counts).toMatchObject({ updated: 1, warnings: 1 });
  const { rows } = await sql<{ reason: string }>`select j.reason from catalogue.import_reject j
    where j.control_number = 'j5' and j.severity = 'warning'`.execute(bench.database.db);
  expect(rows).toEqual([{ reason: "edited-here" }]);
  const { body } = await bench.ask("jinhe", `GET /records/${recordId}/versions`);
  expect((body.items as Version[]).map((one) => one.reason)).toEqual(["", "改正题名", ""]);
  expect(await bench.load("JINHE", [book("j5", "从文自传", { note: "新注" })])).toMatchObject({
    unchanged: 1,
  });
});

test("what cannot be a record is refused with a load's reason; wrong sides are refused", async () => {
  await bench.load("JINHE", [book("j6", "记丁玲")]);
  const { recordId, instanceId } = await instanceOf("j6");
  const marc = fromCompact((await viewOf(instanceId)).records[0]!.marc);
  const without = { ...marc, fields: marc.fields.filter((field) => field.tag !== "245") };
  const refused = await save("jinhe", recordId, 1, without);
  expect([refused.status, refused.body.code, refused.body.params]).toEqual([
    400,
    "record-refused",
    { reason: "title-missing", place: "245" },
  ]);
  expect((await save("jinhe", recordId, 1, marc, " ")).status).toBe(400);
  expect((await save("nanshan", recordId, 1, marc)).body.code).toBe("forbidden");
  for (const [who, status] of [
    ["desk", 403],
    ["reader", 403],
    ["nobody", 401],
  ] as const) {
    expect((await save(who, recordId, 1, marc)).status).toBe(status);
    for (const path of [`/instances/${instanceId}/records`, `/records/${recordId}/versions`, "/records?q=j6"])
      expect((await bench.ask(who, `GET ${path}`)).status).toBe(status);
  }
  expect((await save("jinhe", 999_999, 1, marc)).body.code).toBe("record-unknown");
  expect((await bench.ask("jinhe", "GET /records/999999/versions")).body.code).toBe("record-unknown");
  expect((await bench.ask("jinhe", "GET /instances/999999/records")).body.code).toBe("instance-unknown");
});

test("a record without items is withdrawn and brought back, both with a reason; nothing of it is lost", async () => {
  await bench.load("JINHE", [book("j7", "主妇集", { barcodes: ["J7001"] }), book("j8", "八骏图")]);
  const kept = await instanceOf("j7");
  const { recordId, instanceId } = await instanceOf("j8");
  const withdrawal = (id: number, version: number, who = "jinhe") =>
    bench.ask(who, `POST /records/${id}/withdrawal`, { version, reason: "重复" });
  const restoration = (id: number, who = "jinhe") =>
    bench.ask(who, `POST /records/${id}/restoration`, { reason: "弄错了" });
  expect((await withdrawal(kept.recordId, 1)).body.code).toBe("record-has-items");
  expect((await withdrawal(recordId, 9)).body.code).toBe("record-changed");
  expect((await withdrawal(recordId, 1, "nanshan")).body.code).toBe("forbidden");
  expect((await restoration(recordId)).body.code).toBe("record-unknown");
  expect((await withdrawal(999_999, 1)).body.code).toBe("record-unknown");
  expect((await restoration(999_999)).body.code).toBe("record-unknown");
  /** What was taken in by older rules may be no record by today's. */
  const whileStored = async (leader: string, ask: () => ReturnType<typeof restoration>) => {
    const { db } = bench.database;
    const { rows } = await sql<{ marc: string }>`select r.marc::text as marc from catalogue.record r
      where r.id = ${recordId}`.execute(db);
    const put = (marc: string) =>
      sql`update catalogue.record set marc = ${marc}::json where id = ${recordId}`.execute(db);
    await put(JSON.stringify({ l: leader, f: [["001", "j8"]] }));
    const { body } = await ask();
    await put(rows[0]!.marc);
    return body.code;
  };
  expect(await whileStored("00000nz  a2200000 a 4500", () => withdrawal(recordId, 1))).toBe("record-refused");
  expect((await withdrawal(recordId, 1)).body).toEqual({ instanceId });
  expect(await whileStored("00000dam a2200000 a 4500", () => restoration(recordId))).toBe("record-refused");
  expect((await withdrawal(recordId, 2)).body.code).toBe("record-unknown");
  expect((await bench.ask("jinhe", `GET /instances/${instanceId}/records`)).body.code).toBe(
    "instance-unknown",
  );
  // The file that lists it still says nothing new: it does not bring back what the cataloguer withdrew.
  expect(await bench.load("JINHE", [book("j8", "八骏图")])).toMatchObject({ unchanged: 1, updated: 0 });
  const found = await bench.ask("jinhe", "GET /records?q=j8");
  expect(found.body.items).toMatchObject([{ recordId, withdrawn: true }]);
  expect((await restoration(recordId, "nanshan")).body.code).toBe("forbidden");
  expect((await restoration(recordId)).status).toBe(200);
  const again = await instanceOf("j8");
  expect((await viewOf(again.instanceId)).title).toBe("八骏图");
  const { body } = await bench.ask("jinhe", `GET /records/${recordId}/versions`);
  expect((body.items as Version[]).map((one) => [one.reason, one.deleted, one.by])).toEqual([
    ["弄错了", false, "陆一编"],
    ["重复", true, "陆一编"],
    ["", false, null],
  ]);
});

test("a desk makes a copy of a book in no catalogue; its record waits until a cataloguer has saved it", async () => {
  const title = { title: "庐山植物手绘", author: "林野著", isbn: "", callNumber: "" };
  bench.clock.set("2026-11-29T17:00:00Z"); // one in the morning of the next day at the library
  const made = await bench.ask("counter", "POST /desk/fast-added-items", { barcode: "FAST-1", ...title });
  expect(made).toMatchObject({
    status: 201,
    body: { barcode: "FAST-1", forLoan: true, itemClass: "book", branchId: bench.members.JINHE.branchId },
  });
  const again = await bench.ask("counter", "POST /desk/fast-added-items", { barcode: "fast-1", ...title });
  expect([again.status, again.body.code]).toEqual([409, "barcode-taken"]);
  const broken = { barcode: "FAST-2", ...title, author: "林\u001f野" };
  const refused = await bench.ask("counter", "POST /desk/fast-added-items", broken);
  expect([refused.status, refused.body.code]).toEqual([400, "record-refused"]);
  for (const who of ["reader", "jinhe"])
    expect(
      (await bench.ask(who, "POST /desk/fast-added-items", { barcode: "FAST-2", ...title })).status,
    ).toBe(403);

  type Waiting = { recordId: number; instanceId: number; title: string; barcodes: string[] };
  const waiting = async (who = "jinhe") =>
    (await bench.ask(who, "GET /fast-added-records")).body.items as unknown as Waiting[];
  const [record] = await waiting();
  expect(await waiting()).toMatchObject([
    { title: "庐山植物手绘", responsibility: "林野著", barcodes: ["FAST-1"] },
  ]);
  expect(await waiting("nanshan")).toEqual([]);
  const view = await viewOf(record!.instanceId);
  const marc = fromCompact(view.records[0]!.marc);
  const coded = subfieldValues(fieldsOf(marc, "100")[0]!, "a")[0]!;
  // Coded data have 36 places; those of language and script are read by catalogues and by our own descriptions.
  expect([coded.length, coded.slice(0, 8), coded.slice(8, 17), coded.slice(17, 30), coded.slice(34)]).toEqual(
    [36, "20261130", "d        ", "em y0chiy50  ", "ea"],
  );
  await save("jinhe", record!.recordId, 1, withText(marc, "200", "庐山植物手绘图谱"));
  expect(await waiting()).toEqual([]);
});

test("a fast-added book of an ISBN that the library has becomes a copy of its own record", async () => {
  await bench.load("JINHE", [book("j-fast", "长河", { isbn: "9787020008735" })]);
  const { recordId } = await instanceOf("j-fast");
  const { body } = await bench.ask("counter", "POST /desk/fast-added-items", {
    barcode: "FAST-3",
    title: "长河",
    isbn: "9787020008735",
  });
  expect(body.recordId).toBe(recordId);
  const slip = { barcode: "FAST-4", title: "沙洲县志", isbn: "9787020008735" };
  const refused = await bench.ask("counter", "POST /desk/fast-added-items", slip);
  expect([refused.status, refused.body]).toMatchObject([
    409,
    { code: "isbn-of-other-title", params: { known: "长河" } },
  ]);
  expect((await bench.ask("jinhe", "GET /fast-added-records")).body.items).toEqual([]);
});
