import { expect, test } from "vitest";
import { isForeignName, isPinyinName, namesOfStatement, spelledPinyin } from "./han-names.ts";
import { personName } from "./names.ts";

test.each([
  ["Cao, Xueqin", true],
  ["Cao Xueqin", true],
  ["cao xue qin", true],
  ["Ouyang, Xiu", true],
  ["Austen, Jane", false],
  ["pa ke he si te", false],
  ["Plato", false],
  ["", false],
])("%s is a name in pinyin: %s", (name, expected) => {
  expect(isPinyinName(name)).toBe(expected);
});

test.each([
  ["ma yue kun", "马月坤", "Ma Yuekun"],
  ["Zhang Shen Gen", "张神根", "Zhang Shengen"],
  ["ou yang xiu", "欧阳修", "Ouyang Xiu"],
  ["li an", "李安", "Li An"],
  ["zhang xi an", "张西安", "Zhang Xi'an"],
  ["Cao, Xueqin", "曹雪芹", "Cao, Xueqin"],
])("%s of %s is spelt %s", (pinyin, han, expected) => {
  expect(spelledPinyin(pinyin, han)).toBe(expected);
});

test("a country before a name makes it foreign, a dynasty does not", () => {
  expect(isForeignName("帕克赫斯特", "(美) 帕克赫斯特著；孙余强译")).toBe(true);
  expect(isForeignName("孙余强", "(美) 帕克赫斯特著；孙余强译")).toBe(false);
  expect(isForeignName("曹雪芹", "(清) 曹雪芹著")).toBe(false);
  expect(isForeignName("无此人", "(清) 曹雪芹著")).toBe(false);
});

test.each([
  ["王力主编", [["王力", "editor", "主编"]]],
  [
    "马月坤，陈昊编著",
    [
      ["马月坤", "author", "编著"],
      ["陈昊", "author", "编著"],
    ],
  ],
  [
    "(美)海明威著；吴劳等译",
    [
      ["(美)海明威", "author", "著"],
      ["吴劳", "translator", "译"],
    ],
  ],
  ["by Jane Austen", []],
  ["", []],
])("%s names whom it names", (statement, expected) => {
  expect(namesOfStatement(statement).map((n) => [n.name, n.role, n.word])).toEqual(expected);
});

test("who reigned is called by the whole name, other foreign names by the family name", () => {
  expect(personName("若望·保禄二世")).toMatchObject({ kind: "whole", text: "若望·保禄二世" });
  expect(personName("(英)J.K.罗琳")).toMatchObject({ kind: "transliterated", family: "罗琳", given: "J.K." });
  expect(personName("T. S. 艾略特")).toMatchObject({ family: "艾略特", given: "T. S." });
  expect(personName("محفوظ، نجيب")).toMatchObject({ family: "محفوظ", given: "نجيب" });
  expect(personName("加西亚·马尔克斯")).toMatchObject({ kind: "transliterated", family: "马尔克斯" });
});
