import { expect, test } from "vitest";
import { openingAt } from "./leaf-page.ts";

test("a bound book opens with its cover alone, then two by two", () => {
  expect([0, 1, 2, 3, 4, 5].map((at) => openingAt(at, 6, true))).toEqual([
    [0],
    [1, 2],
    [1, 2],
    [3, 4],
    [3, 4],
    [5],
  ]);
  expect(openingAt(3, 6, false)).toEqual([3]);
});
