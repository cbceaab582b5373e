import { expect, test } from "vitest";
import { splitPart } from "../parts/part-statement.ts";
import { spokenNumbers } from "./spoken-numbers.ts";

test.each([
  ["Di shi'er ce", "Di 12 ce"],
  ["Dì shí’èr cè", "Di 12 ce"],
  ["di shiʼer ce", "di 12 ce"],
  ["di yi bai yi shi er juan", "di 112 juan"],
  ["juan shi", "juan shi"],
])("a number by its sound is read with whatever apostrophe: %s", (text, read) => {
  expect(spokenNumbers(text)).toBe(read);
});

test("a statement as long as a record may be is read at once", () => {
  const long = "yi ".repeat(33_000);
  expect(spokenNumbers(long)).toBe(long);
  expect(splitPart(`shi ji di ${long}`).part).toBeNull();
});
