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

const ACCOUNTS = ["微信", "薇信", "vx", "v", "qq", "q", "扣扣", "wechat"].map(
  (pattern): TextRule => ({ id: pattern, kind: "account", pattern, action: "flag", note: "" }),
);

test.each([
  "加我微信 abc123",
  "VX：abc123",
  "vx abc_123",
  "薇信：book-lover88",
  "加 q 123456",
  "加q123456",
  "＋Ｑ 12345678",
  "扣扣1234567",
  "QQ群号 5551234",
  "微 信 号：readerbooks",
  "微-信 abc_1986",
  "加V：wangli_books",
  "加我薇信readbooks99",
  "聯繫我，微信號是 readbooks",
  "WeChat ID: shuyou2026",
  "V X abc12345",
  "v.x. abc12345",
  "我的微信叫 shuyou",
  "微信搜索 shuyou88",
  "一三八零零一三八零零零",
  "壹叁捌〇〇壹叁捌〇〇〇",
  "幺三八 零零幺三 八零零零",
  "138 零零 138 零零零",
  "１３８　００１３　８０００",
  "①③⑧⓪⓪①③⑧⓪⓪⓪",
  "1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣",
  "1·3·8·0·0·1·3·8·0·0·0",
  "+86 138-0013-8000",
])("«%s» says how to reach somebody", (text) => {
  expect(screenText([...ACCOUNTS, shape("long-number")], text).findings).not.toEqual([]);
});

test.each([
  "《微信小程序开发》",
  "微信小程序开发实战：2026 版",
  "微信 iOS14 开发",
  "微信：一种生活方式",
  "微信5.0 使用指南",
  "QQ 2012 使用手册",
  "领导者的威信",
  "扣扣子",
  "Q&A 100 问",
  "索书号 Q96/12345",
  "Q 94-33 2008",
  "V 形谷 19451",
  "TP312.8/1234",
  "微信：2011—2021",
  "Vols. V-X, 1937-1945",
  "存 1、3、5、7、9、11、13、15 册",
  "pp. 13–45, 78–90, 112",
  "二十四史",
  "24 史 3 册",
  "一九三七年出版",
  "一九三七—一九四五",
  "一二三四五六七八九十",
  "三〇〇一、一三八五",
  "ISBN 7-02-000220-7",
  "ISBN：7020002207",
  "ISBN 978-7-02-000220-7 与 9787020002207",
  "1937 1945 1949",
  "2001、2003、2005 年版",
  "18 世纪、19 世纪、20 世纪",
  "统一书号 10019·2269",
  "ISSN 1000-1234",
  "CN 11-1234/G2",
])("«%s» speaks of books", (text) => {
  expect(screenText([...ACCOUNTS, shape("long-number")], text).findings).toEqual([]);
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
