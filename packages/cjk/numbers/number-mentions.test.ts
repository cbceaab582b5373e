import { expect, test } from "vitest";
import { arabicNumbers, numberMentions, parseRoman } from "./number-mentions.ts";

const mentions = (text: string): string[] =>
  numberMentions(text.normalize("NFKC")).map((mention) => `${mention.kind} ${mention.value}`);

test("volumes are one number in every script and with every word for them", () => {
  for (const text of [
    "第十二卷",
    "第12卷",
    "卷十二",
    "vol. XII",
    "Vol.12",
    "Bd. 12",
    "Band XII",
    "tome 12",
    "第Ⅻ册",
    "第十二集",
    "volume twelve",
    "Том 12",
  ])
    expect(mentions(text), text).toEqual(["volume 12"]);
});

test("editions are one number in every script and language", () => {
  for (const text of [
    "第三版",
    "第3版",
    "3版",
    "3rd ed.",
    "3rd edition",
    "third edition",
    "3. Aufl.",
    "ed. 3",
    "Third ed",
  ])
    expect(mentions(text), text).toEqual(["edition 3"]);
});

test("years and long numbers are numbers; words that hold a numeral are none", () => {
  for (const text of ["二〇二四", "二零二四", "二○二四年"])
    expect(mentions(text), text).toEqual(["number 2024"]);
  expect(mentions("一九八四")).toEqual(["number 1984"]);
  expect(mentions("MCMLXXV")).toEqual(["number 1975"]);
  expect(mentions("三体Ⅲ")).toEqual(["number 3"]);
  expect(mentions("Physics II: waves")).toEqual(["number 2"]);
  expect(mentions("一千零一夜")).toEqual(["number 1001"]);
  expect(mentions("微积分（二）")).toEqual(["number 2"]);
  for (const text of [
    "三国",
    "三国志",
    "百年孤独",
    "千万不要",
    "万一",
    "一个人",
    "四书五经",
    "八月",
    "三部曲",
    "Xi Jinping",
    "civil mix",
    "the mild dim livid",
  ])
    expect(mentions(text), text).toEqual([]);
});

test("English words are numbers like Chinese ones; one, first, second and third alone are none", () => {
  for (const [text, value] of [
    ["Twelve nights", 12],
    ["Ocean's eleven", 11],
    ["Seventeen", 17],
    ["twenty-one grams", 21],
    ["One hundred years of solitude", 100],
    ["A thousand and one nights", 1001],
    ["Nineteen eighty-four", 1984],
    ["Twenty thousand leagues under the sea", 20000],
    ["Twelfth night", 12],
    ["the twenty-first century", 21],
  ] as const)
    expect(mentions(text), text).toEqual([`number ${value}`]);
  expect(mentions("part seventeen")).toEqual(["volume 17"]);
  expect(mentions("seventeenth edition")).toEqual(["edition 17"]);
  for (const text of ["the one and only", "someone", "often women", "first love", "the hundred", "a tent"])
    expect(mentions(text), text).toEqual([]);
});

test("a number inside a title is found where it stands", () => {
  expect(numberMentions("高等数学 同济 第七版")).toEqual([
    { kind: "edition", value: 7, text: "第七版", start: 8, end: 11, isMarked: true },
  ]);
  expect(mentions("论语译注 第Ⅱ卷")).toEqual(["volume 2"]);
});

test("Roman numbers are read only when they are written by the rules", () => {
  expect([parseRoman("xiv"), parseRoman("iiii"), parseRoman("mcmxcix"), parseRoman("")]).toEqual([
    14,
    undefined,
    1999,
    undefined,
  ]);
});

test("numbers in digits are what parts are put in order by", () => {
  expect(["第十册", "Band IX", "卷三十二", "第2册"].map((text) => arabicNumbers(text))).toEqual([
    "第10册",
    " 9 ",
    "卷32",
    "第2册",
  ]);
});
