import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { languages } from "../kernel/text.ts";
import { catalogues } from "../messages/index.ts";
import { reviewStates, reviewTransitions, reviewTriggers } from "./review-states.ts";
import { nextRun } from "./saved-searches.ts";
import { readTags } from "./tags.ts";
import { screenText, type TextRule } from "./text-rules.ts";
import { abuseReasons } from "./words.ts";

const phrase = (pattern: string, action: TextRule["action"] = "flag"): TextRule => ({
  id: pattern,
  kind: "phrase",
  pattern,
  action,
  note: "",
});
const shape = (kind: "web-address" | "e-mail" | "long-number"): TextRule => ({
  id: kind,
  kind,
  pattern: "",
  action: "flag",
  note: "",
});

test.each([
  ["加微信", "请加-微 信", true],
  ["代寫論文", "代写论文包过", true],
  ["代写论文", "替人代寫論文", true],
  ["sex", "Essex County", false],
  ["spam", "This is SPAM!", true],
  ["spam", "ｓｐａｍ", true],
])("the phrase %s in «%s»: %s", (pattern, text, found) => {
  expect(screenText([phrase(pattern)], text).findings.length > 0).toBe(found);
});

test.each([
  ["web-address", "看 https://a.b", true],
  ["web-address", "书店 shop.example.com 有", true],
  ["web-address", "第3.14节 e.g. 如此", false],
  ["e-mail", "写信给 a.b@example.org", true],
  ["long-number", "QQ 1234567", true],
  ["long-number", "138-0013-8000", true],
  ["long-number", "出版于 1936 年，共 320 页", false],
  ["long-number", "ISBN 978-7-02-000220-7", false],
  ["long-number", "抗战（1937-1945）与内战 1945—1949", false],
  ["long-number", "CHN101\n2026 秋", false],
] as const)("the shape %s in «%s»: %s", (kind, text, found) => {
  expect(screenText([shape(kind)], text).findings.length > 0).toBe(found);
});

test("a refusing rule is named, and each finding once", () => {
  const rules = [phrase("广告"), phrase("代购", "refuse"), shape("long-number")];
  expect(screenText(rules, "广告广告，代購，1234567")).toEqual({
    findings: ["广告", "代购", "long-number"],
    refusedBy: "代购",
  });
});

test("every state of a review can be edited, and only a rejected one appealed", () => {
  for (const state of reviewStates) {
    expect(reviewTransitions[state].edit).toBe("pending");
    expect(reviewTransitions[state].appeal !== undefined).toBe(state === "rejected");
    for (const trigger of reviewTriggers)
      expect([undefined, ...reviewStates]).toContain(reviewTransitions[state][trigger]);
  }
});

test("tags are read from text with any commas", () => {
  expect(readTags("民国，日记; 沈从文 研究 #湘西\n、")).toEqual(["民国", "日记", "沈从文 研究", "湘西"]);
  expect(readTags(`${"长".repeat(60)},…`)).toEqual(["长".repeat(40)]);
});

test("a search is due a day or a week later, or never", () => {
  const from = new Date("2026-11-20T08:00:00Z");
  expect(nextRun("daily", from)?.toISOString()).toBe("2026-11-21T08:00:00.000Z");
  expect(nextRun("weekly", from)?.toISOString()).toBe("2026-11-27T08:00:00.000Z");
  expect(nextRun("off", from)).toBeNull();
});

test.each(languages)("every refusal, reason and state of this room has a sentence in %s", (language) => {
  const folder = import.meta.dirname;
  const codes = readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && !name.includes("test"))
    .flatMap((name) => [...readFileSync(join(folder, name), "utf8").matchAll(/new Problem\(\s*"([a-z-]+)"/g)])
    .map(([, code]) => `problem.${code}`);
  expect(codes.length).toBeGreaterThan(25);
  const keys = [
    ...codes,
    ...abuseReasons.map((reason) => `community.reason.${reason}`),
    ...reviewStates.map((state) => `community.review.${state}`),
  ];
  expect(keys.filter((key) => !catalogues[language][key])).toEqual([]);
});
