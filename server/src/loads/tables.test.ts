import { expect, test } from "vitest";
import { tsvCell, tsvLine } from "./tables.ts";

test.each([
  ["=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"],
  ["+1+1", "'+1+1"],
  ["-2+3", "'-2+3"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\t=1", "' =1"],
  ["\r=1", "' =1"],
  ["-12.5", "-12.5"],
  ["ocm0001", "ocm0001"],
  ["a\tb\r\nc\u2028d", "a b c d"],
  ["", ""],
])("%j is shown and does nothing: %j", (value, cell) => {
  expect(tsvCell(value)).toBe(cell);
});

test("a line keeps its columns, whatever its values hold", () => {
  expect(tsvLine([1, null, "a\tb", "=x\n"]).split("\t")).toEqual(["1", "", "a b", "'=x "]);
});
