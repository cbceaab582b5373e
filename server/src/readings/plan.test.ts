import { expect, test } from "vitest";
import { LONGEST_DAYS, MOST_PARTS, partOn, planOf, streakOf } from "./plan.ts";

const plan = (more: object) => planOf({ chapters: "", pages: null, sections: null, daysEach: 1, ...more });
const code = (more: object): string => {
  try {
    plan(more);
    return "";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test("chapters are lines; pages are parted as evenly as they can be", () => {
  expect(plan({ chapters: " 第一章 \n\n第二章\r\n" })).toEqual({
    partsAre: "chapters",
    names: ["第一章", "第二章"],
  });
  expect(plan({ pages: 100, sections: 3 })).toEqual({
    partsAre: "pages",
    names: ["1–34", "35–67", "68–100"],
  });
  expect(plan({ pages: 2, sections: 9 }).names).toEqual(["1", "2"]);
  expect(plan({ pages: 40 }).names.length).toBe(10);
});

test("a plan without parts is refused, and one of too many parts, days or letters", () => {
  expect([MOST_PARTS, LONGEST_DAYS]).toEqual([100, 366]);
  expect(code({ chapters: " \n " })).toBe("plan-missing");
  const lines = (count: number) => Array.from({ length: count }, (_, i) => `${i}`).join("\n");
  expect([code({ chapters: lines(100) }), code({ chapters: lines(101) })]).toEqual(["", "plan-long"]);
  expect([code({ chapters: lines(61), daysEach: 6 }), code({ chapters: lines(62), daysEach: 6 })]).toEqual([
    "",
    "plan-long",
  ]);
  expect([code({ chapters: "长".repeat(120) }), code({ chapters: "长".repeat(121) })]).toEqual([
    "",
    "plan-long",
  ]);
});

test("a day belongs to a part: none before the first, the last one after the last", () => {
  const on = (day: string): number => partOn(day, "2026-11-21", 2, 3);
  expect(
    ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23", "2026-11-26", "2026-12-30"].map(on),
  ).toEqual([0, 1, 1, 2, 3, 3]);
});

test("days in a row end today or yesterday", () => {
  expect(streakOf(["2026-11-28", "2026-11-29"], "2026-11-30")).toBe(2);
  expect(streakOf(["2026-11-28", "2026-11-29", "2026-11-30"], "2026-11-30")).toBe(3);
  expect(streakOf(["2026-11-28"], "2026-11-30")).toBe(0);
});
