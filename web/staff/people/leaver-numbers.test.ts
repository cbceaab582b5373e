import { expect, test } from "vitest";
import { numbersOf } from "./leaver-numbers.ts";

test("numbers are read one a line, or from the column that says it holds them", () => {
  expect(numbersOf("2026001\n\n 2026002 \r\n")).toEqual(["2026001", "2026002"]);
  expect(numbersOf("姓名,学号\n周小满,2026001\n陈一苇,\n林知远,2026003\n")).toEqual(["2026001", "2026003"]);
  expect(numbersOf('"card";"name"\n"C1";"甲"')).toEqual(["C1"]);
  expect(numbersOf("")).toEqual([]);
});
