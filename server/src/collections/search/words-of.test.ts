import { expect, test } from "vitest";
import { hitsIn, wordsQuery } from "./words-of.ts";

test.each([
  ["林墨 南山集", "'林墨' & '南山' & '山集'"],
  ["林墨，《南山集》", "'林墨' & '南山' & '山集'"],
  ["林墨 letters", "'林墨' & 'letters':*"],
  ["云 泽", "'云' & '泽'"],
  ["雲澤縣志", "'云泽' & '泽县' & '县志'"],
  ["O'Brien co-op", "'obrien':* & 'co':* & 'op':*"],
  ["，。", null],
])("words that stand apart are looked for apart: %s", (typed, query) => {
  expect(wordsQuery(typed)).toBe(query);
});

test("each of them is marked where it stands", () => {
  expect(hitsIn("南山集，林墨撰", "林墨 南山")).toEqual([
    [0, 2],
    [4, 6],
  ]);
});
