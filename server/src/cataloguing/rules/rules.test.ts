import { fromCompact, type MarcRecord, toCompact } from "@commonshelf/marc";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import type { recordViewSchema, survivorshipPreviewSchema } from "../schema.ts";
import { type Bench, book, openBench } from "../testing.ts";
import { tagFits } from "./protection.ts";
import { applySurvivorship } from "./survivorship.ts";

type View = z.output<typeof recordViewSchema>;
type Preview = z.output<typeof survivorshipPreviewSchema>;

let bench: Bench;
let instanceId: number;
beforeAll(async () => {
  bench = await openBench();
  const full = book("s1", "山居记", { isbn: "9787020002207", note: "金河的附注" });
  await bench.load("JINHE", [{ ...full, leader: `${full.leader.slice(0, 17)}7${full.leader.slice(18)}` }]);
  const other = book("s2", "山居記", { isbn: "9787020002207", note: "南山的附註" });
  await bench.load("NANSHAN", [other]);
  const { body } = await bench.ask("jinhe", "GET /records?q=s1");
  instanceId = (body as { items: { instanceId: number }[] }).items[0]!.instanceId;
});
afterAll(() => bench.close());

const view = async (): Promise<View> =>
  (await bench.ask("jinhe", `GET /instances/${instanceId}/records`)).body as unknown as View;
const shared = async (field: string) => (await view()).shared.find((one) => one.field === field)?.values;
const set = (rules: object[], who = "office") => bench.ask(who, "PUT /survivorship-rules", { rules });
const stored = async (): Promise<{ title: string; notes: string[] }> => {
  const { rows } = await sql<{ title: string; notes: string[] }>`
    select i.brief -> 'title' ->> 'main' as title, i.brief -> 'notes' as notes from catalogue.instance i
    where i.id = ${instanceId}`.execute(bench.database.db);
  return rows[0]!;
};
const rule = (field: string, member: string | null, level: string | null = null, alone = false) => ({
  field,
  order: [{ member, level }],
  alone,
});

test("what rules would change is shown on samples and changes nothing until they are set", async () => {
  const rules = [rule("title", "NANSHAN"), rule("notes", "NANSHAN", null, true)];
  expect((await stored()).title).toBe("山居记");
  const tried = await bench.ask("office", "POST /survivorship-rules/preview", { rules });
  expect(tried.status).toBe(200);
  const { looked, changed, samples } = tried.body as unknown as Preview;
  expect([looked, changed]).toEqual([1, 1]);
  const line = (field: string) => samples[0]!.fields.find((one) => one.field === field);
  expect(line("title")).toEqual({ field: "title", before: ["山居记"], after: ["山居記"] });
  expect(line("notes")).toMatchObject({ after: ["南山的附註"] });
  expect((await bench.ask("office", "GET /survivorship-rules")).body).toEqual({ rules: [] });
  expect(await shared("title")).toMatchObject([{ text: "山居记" }]);

  expect((await set(rules)).status).toBe(200);
  await applySurvivorship(bench.database.pool);
  expect(await stored()).toEqual({ title: "山居記", notes: ["南山的附註"] });
  // Where each value comes from is shown by the same rules.
  const [jinhe, nanshan] = (await view()).records.map((one) => one.id);
  expect(await shared("title")).toEqual([{ text: "山居記", from: [nanshan] }]);
  expect(await shared("notes")).toEqual([{ text: "南山的附註", from: [nanshan] }]);
  expect(await shared("year")).toEqual([{ text: "2001", from: [jinhe, nanshan] }]);
});

test("rules hold for what is loaded and saved later; a level counts as a library does; without rules the fullest leads", async () => {
  await set([rule("title", null, " ")]);
  await applySurvivorship(bench.database.pool);
  expect((await stored()).title).toBe("山居記");
  await set([rule("title", null, "7")]);
  const again = book("s2", "山居記", { isbn: "9787020002207", note: "改過的附註" });
  await bench.load("NANSHAN", [again]);
  expect((await stored()).title).toBe("山居记");
  await set([rule("title", "NANSHAN")]);
  await bench.load("NANSHAN", [book("s2", "山居記", { isbn: "9787020002207", note: "又改" })]);
  expect((await stored()).title).toBe("山居記");
  await set([]);
  await applySurvivorship(bench.database.pool);
  expect((await stored()).title).toBe("山居记");
});

test("only the office sets rules; an unknown library is refused; cataloguers read them", async () => {
  const rules = [rule("title", "JINHE")];
  for (const who of ["jinhe", "chief", "desk", "reader"]) {
    expect((await set(rules, who)).status, who).toBe(403);
    expect((await bench.ask(who, "POST /survivorship-rules/preview", { rules })).status, who).toBe(403);
    expect((await bench.ask(who, "PUT /protected-fields", { fields: [] })).status, who).toBe(403);
  }
  expect((await bench.ask("nobody", "PUT /survivorship-rules", { rules })).status).toBe(401);
  expect((await bench.ask("nanshan", "GET /survivorship-rules")).status).toBe(200);
  expect((await bench.ask("nanshan", "GET /protected-fields")).status).toBe(200);
  expect((await bench.ask("reader", "GET /protected-fields")).status).toBe(403);
  const unknown = [rule("title", "NOBODY")];
  expect((await set(unknown)).body).toMatchObject({ code: "member-unknown" });
  expect(
    (await bench.ask("office", "POST /survivorship-rules/preview", { rules: unknown })).body,
  ).toMatchObject({ code: "member-unknown" });
  expect((await set([rule("title", null)])).status).toBe(400);
  expect((await set([...rules, ...rules])).status).toBe(400);
  // A title alone would lose the other titles it is found by.
  expect((await set([rule("title", "JINHE", null, true)])).status).toBe(400);
});

test("tags fit by number, by X, and by range", () => {
  expect(["001", "008", "009", "010"].map((tag) => tagFits("001-008", tag))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(["100", "199", "200", "245"].map((tag) => tagFits("1XX", tag))).toEqual([true, true, false, false]);
  expect(["245", "246"].map((tag) => tagFits("245", tag))).toEqual([true, false]);
});

const paired = (link: string, value: string) => ({
  ...{ tag: "880", ind1: "1", ind2: " " },
  subfields: [
    ["a", value],
    ["6", link],
  ] as [string, string][],
});

test("a protected field is changed by whom the office lets, and by nobody else at the bench", async () => {
  const protect = (...fields: object[]) => bench.ask("office", "PUT /protected-fields", { fields });
  await bench.load("JINHE", [
    {
      ...book("p1", "长河"),
      fields: [
        ...book("p1", "长河").fields,
        {
          tag: "600",
          ind1: "1",
          ind2: "4",
          subfields: [
            ["a", "沈从文"],
            ["0", "n1"],
          ],
        },
        { tag: "650", ind1: " ", ind2: "4", subfields: [["a", "小说"]] },
        paired("100-01", "沈从文"),
        paired("245-02", "长河"),
      ],
    },
  ]);
  const found = await bench.ask("jinhe", "GET /records?q=p1");
  const { recordId, instanceId: at } = (found.body as { items: { recordId: number; instanceId: number }[] })
    .items[0]!;
  const save = async (who: string, change: (record: MarcRecord) => MarcRecord) => {
    const seen = (await bench.ask("jinhe", `GET /instances/${at}/records`)).body as unknown as View;
    const layer = seen.records.find((one) => one.id === recordId)!;
    const marc = toCompact(change(fromCompact(layer.marc)));
    const reply = await bench.ask(who, `PUT /records/${recordId}`, {
      version: layer.version,
      marc,
      reason: "改",
    });
    return reply.status === 200 ? (reply.body as { outcome: string }).outcome : reply.body.code;
  };
  const text = (tag: string, value: string) => (record: MarcRecord) => ({
    ...record,
    fields: record.fields.map((field) =>
      field.tag !== tag
        ? field
        : "subfields" in field
          ? { ...field, subfields: [["a", value], ...field.subfields.slice(1)] as [string, string][] }
          : { ...field, value },
    ),
  });
  const coded = text("008", "261101s2002    cc            000 0 chi  ");
  await protect(
    { tags: "001-008", linkedOnly: false, role: "consortium-admin" },
    { tags: "6XX", linkedOnly: true, role: "consortium-admin" },
    { tags: "100", linkedOnly: false, role: "member-admin" },
  );
  expect(await save("jinhe", coded)).toBe("field-protected");
  expect(await save("chief", coded)).toBe("field-protected");
  expect(await save("jinhe", text("600", "沈岳焕"))).toBe("field-protected");
  expect(
    await save("jinhe", (record) => ({ ...record, fields: record.fields.filter((f) => f.tag !== "600") })),
  ).toBe("field-protected");
  expect(await save("jinhe", text("100", "沈, 岳焕"))).toBe("field-protected");
  const written = (link: string, value: string) => (record: MarcRecord) => ({
    ...record,
    fields: record.fields.map((field) =>
      "subfields" in field && field.subfields.some(([, said]) => said === link) ? paired(link, value) : field,
    ),
  });
  // The same in another script is the same field.
  expect(await save("jinhe", written("100-01", "沈岳焕"))).toBe("field-protected");
  expect(await save("jinhe", written("245-02", "长河集"))).toBe("saved");
  // What is not linked, and what is not protected, is free; 001 and 005 are kept by the platform.
  expect(await save("jinhe", text("650", "长篇小说"))).toBe("saved");
  expect(await save("jinhe", text("245", "长河集"))).toBe("saved");
  expect(await save("chief", text("100", "沈, 岳焕"))).toBe("saved");
  expect(await save("office", coded)).toBe("saved");
  expect(await save("office", text("600", "沈岳焕"))).toBe("saved");
  // Another library's administrator is nobody here.
  expect(await save("nanshan", text("245", "x"))).toBe("forbidden");
  await protect();
  expect(await save("jinhe", text("100", "沈, 从文"))).toBe("saved");
  expect((await protect({ tags: "24", linkedOnly: false, role: "consortium-admin" })).status).toBe(400);
});
