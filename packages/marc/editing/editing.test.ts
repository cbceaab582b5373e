import fc from "fast-check";
import { expect, test } from "vitest";
import type { MarcField, MarcRecord } from "../record.ts";
import { assemble, compareRecords, fieldKey, mergeRecords, proposed } from "./compare.ts";
import { contentOf, parseRecordText, recordText, subfieldsOf } from "./field-text.ts";

const data = (tag: string, ...pairs: [string, string][]): MarcField => ({
  tag,
  ind1: "1",
  ind2: " ",
  subfields: pairs,
});
const record = (...fields: MarcField[]): MarcRecord => ({ leader: "00000nam0 2200000   450 ", fields });

// Any text: Han of all planes, combining marks, the delimiter itself, dollars, line ends.
const text = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[‡$#{}\\ \n红樓𠮷é]*$/u));
const clean = text.map((value) => value.toWellFormed().replaceAll("\u2424", ""));
const code = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789A");
const dataField = fc.record({
  tag: fc.stringMatching(/^[1-9]\d{2}$/),
  ind1: fc.constantFrom(" ", "0", "1", "|"),
  ind2: fc.constantFrom(" ", "0", "9"),
  subfields: fc.array(fc.tuple(code, clean), { maxLength: 6 }),
});
const controlField = fc.record({ tag: fc.constantFrom("001", "005", "008"), value: clean });
const anyRecord = fc.record({
  leader: fc.stringMatching(/^[0-9a-z ]{24}$/),
  fields: fc.array(fc.oneof(dataField, controlField), { maxLength: 8 }),
});

test("a field's text and its subfields are each other's, whatever the values hold", () => {
  fc.assert(
    fc.property(dataField, (field) => {
      expect(subfieldsOf(contentOf(field))).toEqual(field.subfields);
    }),
  );
});

test("a record's text and the record are each other's", () => {
  fc.assert(
    fc.property(anyRecord, (one) => {
      expect(parseRecordText(recordText(one))).toEqual(one);
    }),
  );
});

test("what stands before the first delimiter is $a, a lone delimiter is an empty subfield", () => {
  expect(subfieldsOf("红楼梦‡f曹雪芹著")).toEqual([
    ["a", "红楼梦"],
    ["f", "曹雪芹著"],
  ]);
  expect(subfieldsOf("‡a价格 ‡‡5‡")).toEqual([
    ["a", "价格 ‡5"],
    ["", ""],
  ]);
  expect(parseRecordText("no field")).toBeUndefined();
});

test("records are compared field by field: equal ones meet first, changed ones by likeness", () => {
  const before = record(
    data("200", ["a", "红楼梦"]),
    data("606", ["a", "古典小说"]),
    data("606", ["a", "清代"]),
  );
  const after = record(
    data("606", ["a", "清代"]),
    data("606", ["a", "古典小说研究"]),
    data("200", ["a", "红楼梦"]),
  );
  expect(compareRecords(before, after).map(({ tag, change }) => [tag, change])).toEqual([
    ["LDR", "same"],
    ["200", "same"],
    ["606", "changed"],
    ["606", "same"],
  ]);
  expect(compareRecords(before, before).every(({ change }) => change === "same")).toBe(true);
});

test("a merge takes what each changed alone and asks where both changed one field", () => {
  const base = record(data("200", ["a", "红楼梦"]), data("210", ["c", "人文"]), data("300", ["a", "附图"]));
  const mine = record(
    data("200", ["a", "红楼梦"]),
    data("210", ["c", "人民文学出版社"]),
    data("330", ["a", "提要"]),
  );
  const theirs = record(
    data("200", ["a", "紅樓夢"]),
    data("210", ["c", "人民文学"]),
    data("300", ["a", "附图"]),
  );
  const rows = mergeRecords(base, mine, theirs);
  expect(rows.map(({ tag, state }) => [tag, state])).toEqual([
    ["LDR", "same"],
    ["200", "theirs"],
    ["210", "conflict"],
    ["300", "mine"],
    ["330", "mine"],
  ]);
  const merged = assemble(rows, (row) => (row.state === "conflict" ? row.theirs : proposed(row)));
  expect(merged.fields.map((field) => fieldKey(field))).toEqual([
    "200 1  ‡a紅樓夢",
    "210 1  ‡c人民文学",
    "330 1  ‡a提要",
  ]);
  expect(merged.leader).toBe(base.leader);
});

test("a merge with one who changed nothing gives the other's record, fields in any order", () => {
  const sorted = (one: MarcRecord): string[] =>
    one.fields
      .filter((field) => field.tag !== "005")
      .map(fieldKey)
      .sort();
  fc.assert(
    fc.property(anyRecord, anyRecord, (base, changed) => {
      for (const rows of [mergeRecords(base, changed, base), mergeRecords(base, base, changed)]) {
        const merged = assemble(rows, proposed);
        expect(sorted(merged)).toEqual(sorted(changed));
        expect(merged.leader).toBe(changed.leader);
      }
    }),
  );
});
