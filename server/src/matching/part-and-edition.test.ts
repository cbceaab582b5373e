import { readPart, splitPart } from "@commonshelf/cjk";
import { normaliseOclc } from "@commonshelf/marc";
import { expect, test } from "vitest";
import type { DescribedTitle } from "./described.ts";
import { normaliseIsbn, normaliseIssn } from "./identifiers.ts";
import { editionOf, partNamesOf, partOf } from "./part-and-edition.ts";

test.each([
  ["史记 上", ["1", "@1"]],
  ["红楼梦 第二册", ["2"]],
  ["History of China, v. 2", ["2"]],
  ["Zhongguo shi shang ce", ["1", "@1"]],
  ["Chung-kuo shih, hsia ts'e", ["2", "3", "@3"]],
  ["Chung-kuo shih ti erh chüan", ["2"]],
  ["在路上", null],
  ["天下", null],
  ["Henry VI", null],
])("the end of the title %s names part %j", (title, part) => {
  expect(splitPart(title).part).toEqual(part);
});

test.each([
  ["下册", ["2", "3", "@3"]],
  ["xia ce", ["2", "3", "@3"]],
  ["Di 2 juan", ["2"]],
  ["Part two", ["2"]],
  ["上海卷", ["上海卷", "shanghaijuan"]],
  ["Shanghai juan", ["shanghaijuan"]],
  ["ti shih erh ts’e", ["12"]],
  ["Di 3 juan, shang ce", ["3.1", "3.@1"]],
  ["Bd. II", ["2"]],
  ["VII", ["7"]],
  ["II, Geschichte", ["2"]],
  // A unit that numbers nothing is no part, and a number's word in a name is none either.
  ["v.", null],
  ["Bd.", null],
  ["卷", null],
  ["San wen juan", ["sanwenjuan"]],
  ["Shi ge juan", ["shigejuan"]],
  ["The two towers", ["thetwotowers"]],
  // 三集 and 散记 sound alike.
  ["San ji", ["3", "sanji"]],
])("the part statement %s means %j", (statement, part) => {
  expect(readPart(statement)).toEqual(part);
});

test("a part's name is known by what it says beside its counts, in Han and by its sound", () => {
  const profile = (titles: DescribedTitle[]) => [partOf(titles), partNamesOf(titles)];
  expect(profile([{ main: "Zuo pin ji", part: "Di 3 juan", partName: "shang ce" }])).toEqual([
    ["3.1", "3.@1"],
    [],
  ]);
  expect(profile([{ main: "Zuo pin ji", part: "Di 3 juan", partName: "San wen juan" }])[1]).toEqual([
    "sanwen",
  ]);
  expect(profile([{ main: "作品集", part: "第3卷", partName: "散文卷" }])).toEqual([
    ["3"],
    ["散文", "sanwen"],
  ]);
});

test.each([
  ["第2版", "2"],
  ["2nd ed.", "2"],
  ["Di 2 ban", "2"],
  ["1998年第2版", "2"],
  ["第十二版", "12"],
  ["di shi er ban", "12"],
  ["Twelfth edition", "12"],
  ["初版", "1"],
  ["修订版", "rev"],
  ["1998年版", "1998年版"],
])("the edition statement %s is %s", (statement, edition) => {
  expect(editionOf(statement)).toBe(edition);
});

test("an identifier is found between words and prices, and never in zeros", () => {
  for (const text of ["v. 1 7-02-000220-X", "7-02-000220-X (平装)", "978－7－02－000220－7 : CNY25.00"])
    expect(normaliseIsbn(text), text).toBe("9787020002207");
  expect(normaliseIsbn("0000000000")).toBeUndefined();
  expect(normaliseIssn("1000－5811")).toBe("10005811");
  expect(normaliseIssn("0000-0000")).toBeUndefined();
  expect(normaliseOclc("(OCoLC)ocm00012345")).toBe("12345");
  expect(normaliseOclc("(OCoLC)0")).toBeUndefined();
});
