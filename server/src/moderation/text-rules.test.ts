import { beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "../kernel/testing.ts";
import { postingStates, postingTransitions, postingTriggers } from "./posting-states.ts";
import type { TextRule } from "./schema.ts";
import { listRules, screenText } from "./text-rules.ts";

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

const account = (pattern: string): TextRule => ({
  id: pattern,
  kind: "account",
  pattern,
  action: "flag",
  note: "",
});
const ACCOUNTS = ["微信", "薇信", "vx", "v", "qq", "q", "扣扣", "wechat"].map(account);

/** The rules a region begins with. */
let begun: TextRule[];
beforeAll(async () => {
  const database = await createTestDatabase();
  begun = await listRules(database.db);
  await database.close();
});

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

const EVASIONS =
  `加个微|加个微聊|方便加个微信吗|加下微，细聊|加我微：shuyou|加V聊|➕V|＋薇|加卫星：shuyou88|tg @bookworm|TG: @bookworm88
电报 @bookworm|纸飞机：@bookworm|薇❤信 abc12345|薇❤信：shuyou|加微❤|V❤: abc1234|维芯 abc1234|嶶信 abc1234|Wei信 abc1234|微X abc1234
手机同微信|微信同号|微信号私聊发你|留个微信|扫我微信|来加个微信好友|求微信|微我|抠抠 123456|扌口扌口 123456|秋秋号 123456|🐧 654321|QQ邮箱 654321
小红薯搜 readbook|抖音号 abc123|闲鱼号 readbook88|ins: readbook88|LINE：readbook88|add me on whatsapp|my ins is readbook88|vx：abcdefgh
l38OOl38OOO|I38 OOI3 8OOO|138（请删）0013（请删）8000|+65 9123 4567|0912-345-678|电话 8796 1234|tel: 8796 1234
bookworm(at)gmail(dot)com|bookworm at gmail dot com|bookworm艾特qq点com|bookworm＠qq。com|bookworm@163|bookworm 126邮箱|123456圈a qq点com
t.me/bookworm|b23.tv/abc123|example点com|example。com|www点example点cn|shop.example.site`.split(/[|\n]/);

test.each(EVASIONS)("«%s» leads elsewhere", (text) => {
  expect(screenText(begun, text).findings).not.toEqual([]);
});

const HONEST =
  `加微积分初步|附加微课视频|参加微电影大赛|添加微量元素的研究|增加微利|微信营销从入门到精通|在微信读书上看过电子版|微信联系人的社会学
用微信联系的年代|微信：一种生活方式|抖音短视频运营|小红书上有人推荐|QQ音乐里的原声|卫星通信（第3版）|卫星遥感 2005|飞机 A320 手册|飞机设计|纸飞机折法
电报与电话的历史|电话 1876 年的发明|唯心主义 1984|魏信陵君列传|微芯片设计|微我无酒|天下書・微言大義|薇薇安|加薇拉|加维|维生素加 A|口口相传 12 个故事
Line and color 2001|Signal: a history|Signals & systems 2nd|V. by Thomas Pynchon|Discord in Zion|C++ 2011 标准|10+20 30 40 50|the dot com crash
ASP.NET 4.5|Node.js 实战|read this.So good|U.S.A. in 1950|解放战争（下）（1948.10-1950.5）|2008.9-2010.12|1936年12月15日 320页|共 12 册，缺第 3、7、11 册
换个角度看世界|留个纪念|扫码听音频|发我一下目录|给我讲讲|求购|求微分方程的解|加入圈子请说明班级|加书签一枚|我微笑|Look at me`.split(
    /[|\n]/,
  );

test.each(HONEST)("«%s» leads nowhere", (text) => {
  expect(screenText(begun, text).findings).toEqual([]);
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
