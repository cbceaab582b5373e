import { expect, test } from "vitest";
import { postingStates, postingTransitions, postingTriggers } from "./posting-states.ts";
import type { TextRule } from "./schema.ts";
import { screenText } from "./text-rules.ts";

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

test("every state can be written anew, and only what is hidden appealed; what is hidden no writer shows again", () => {
  for (const state of postingStates) {
    expect(postingTransitions[state].submit).toBe("pending");
    expect(postingTransitions[state].appeal !== undefined).toBe(state === "rejected");
    for (const trigger of postingTriggers)
      expect([undefined, ...postingStates]).toContain(postingTransitions[state][trigger]);
  }
  expect(postingTransitions.rejected.publish).toBeUndefined();
});
