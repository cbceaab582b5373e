import type { MarcField, MarcRecord, ReadResult } from "@commonshelf/marc";
import { expect, test } from "vitest";
import { builtInProfiles } from "./built-in-profiles.ts";
import { numbering } from "./own-number.ts";

const data = (tag: string, ...subfields: [string, string][]): MarcField => ({
  tag,
  ind1: " ",
  ind2: " ",
  subfields,
});
const read = (...fields: MarcField[]): ReadResult => ({
  ok: true,
  record: { leader: "00000nam a2200000 i 4500", fields },
  index: 0,
  offset: 0,
  encoding: "utf-8",
  repairs: [],
});
const numberOf = (result: ReadResult): string | undefined => {
  const { fields } = (result as { record: MarcRecord }).record;
  return fields.flatMap((field) => (field.tag === "001" && "value" in field ? [field.value] : []))[0];
};

test("a record without 001 has the number of the subfield that its library names, if that says one thing", () => {
  const number = numbering("999$c", []);
  const given = number(read(data("245", ["a", "T"]), data("999", ["c", " 17 "], ["d", "3"])));
  expect(numberOf(given)).toBe("17");
  expect(given).toMatchObject({
    repairs: [{ code: "number-of-field", tag: "001", declared: "999$c", found: "17" }],
  });
  expect(numberOf(number(read(data("999", ["c", "17"]), data("999", ["c", "18"]))))).toBeUndefined();
  expect(numberOf(number(read(data("999", ["c", "x".repeat(101)]))))).toBeUndefined();
  expect(numberOf(number(read(data("999", ["c", "x".repeat(100)]))))).toBe("x".repeat(100));
  expect(numberOf(number(read({ tag: "001", value: "a1" }, data("999", ["c", "17"]))))).toBe("a1");
  expect(numberOf(numbering("refuse", [])(read(data("999", ["c", "17"]))))).toBeUndefined();
});

test("a number by what the record says is the same until it says something else, whatever its copies and days", () => {
  const number = numbering("content", builtInProfiles);
  const of = (...fields: MarcField[]): string | undefined => numberOf(number(read(...fields)));
  const title = data("245", ["a", "T"]);
  const plain = of(title)!;
  expect(plain).toMatch(/^content-[0-9a-f]{32}$/);
  expect(of({ tag: "005", value: "20260101000000.0" }, title, data("852", ["p", "B1"]))).toBe(plain);
  expect(of(data("245", ["a", "T "]))).not.toBe(plain);
});
