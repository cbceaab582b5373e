import { expect, test } from "vitest";
import { costOf } from "./search-cost.ts";
import { parseSearchState } from "./search-state.ts";

const cost = (query: string): number => costOf(parseSearchState(new URLSearchParams(query)));

test("words cost nothing, filters more the more of them are combined, deep pages a little", () => {
  expect(cost("q=a")).toBe(0);
  expect(cost("q=a&language=chi")).toBe(1);
  expect(cost("q=a&language=chi&type=book&library=A&from=1990")).toBe(16);
  expect(cost("page=400")).toBe(40);
});
