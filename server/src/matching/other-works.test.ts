import { describe, expect, test } from "vitest";
import { comparePair } from "./decision.ts";
import type { Described, DescribedTitle } from "./described.ts";
import { type MatchProfile, matchProfileOf } from "./profile.ts";
import { scoreMatch } from "./score.ts";
import { groupsOf, joins } from "./testing.ts";

const BASE: Described = {
  titles: [{ main: "C语言程序设计谈" }],
  contributors: [{ value: "谭浩强", forms: [], role: "author", isMain: true, isCorporate: false }],
  publications: [{ publisher: "清华大学出版社" }],
  year: 2010,
  languages: ["chi"],
  type: "book",
  carrier: "print",
  identifiers: [],
};
const profile = (change: Partial<Described> = {}): MatchProfile => matchProfileOf({ ...BASE, ...change });
const titled = (title: string | DescribedTitle, change: Partial<Described> = {}): MatchProfile =>
  profile({ titles: [typeof title === "string" ? { main: title } : title], ...change });
const isbn = (...values: string[]): Pick<Described, "identifiers"> => ({
  identifiers: values.map((value) => ({ type: "isbn", value, status: "current" })),
});

describe("what is left of the longer title decides", () => {
  const books: [string, string | DescribedTitle][] = [
    ["C语言程序设计谈", "C语言程序设计谈习题解答"],
    ["C语言程序设计谈", { main: "C语言程序设计谈", sub: "习题与解答" }],
    ["高等数学", "高等数学学习辅导"],
    ["高等数學", "高等数学习题集"],
    ["有机化学", "有机化学一课一练"],
    ["小学语文", "小学语文课课练"],
    ["数学分析", "数学分析中的典型问题与方法"],
    ["中国文学史", "中国文学史作品选"],
    ["大学物理", "大学物理实验"],
    ["英语综合教程", "英语综合教程教师用书"],
    ["英语综合教程", { main: "英语综合教程", partName: "教师用书" }],
    ["西方经济学", "西方经济学考研真题详解"],
    ["西方经济学", "西方经济学笔记"],
    ["线性代数", "线性代数学习指导"],
    ["Xian xing dai shu", "Xian xing dai shu xi ti jie da"],
    ["Principles of economics", "Principles of economics study guide"],
    ["Principles of economics", { main: "Principles of economics", sub: "study guide" }],
    ["Organic chemistry", "Organic chemistry solutions manual"],
    ["Organic chemistry", "Organic chemistry laboratory manual"],
    ["English grammar in use", "English grammar in use workbook"],
    ["English grammar in use", "English grammar in use teacher's manual"],
    ["Calculus", { main: "Calculus", sub: "instructor's solutions manual" }],
    ["Biology today", "Biology today test bank"],
    ["Biology today", { main: "Biology today", sub: "a student's companion" }],
    ["高等数学", "高等数学精讲精练"],
    ["高等数学", "高等数学释疑解难"],
    ["高等数学", { main: "高等数学", sub: "学习指要" }],
    ["高等数学", "高等数学自测题"],
    ["高等数学", { main: "高等数学", sub: "强化训练" }],
    ["高等数学", "高等数学知识点总结"],
    ["高等数学", { main: "高等数学", sub: "多媒体课件" }],
    ["高等数学", "高等数学三十讲"],
    ["高等数学", "高等数学附册"],
    ["Математика", "Математика. Задачи и решения"],
    ["Математика", { main: "Математика", sub: "жаттығулар" }],
    ["Ekonomi", { main: "Ekonomi", sub: "soal-soal latihan" }],
    ["النحو", { main: "النحو", sub: "تدريبات" }],
    ["Psychology", "Psychology test item file"],
    ["微分積分学", "微分積分学ワークブック"],
    ["物理学", { main: "物理学", sub: "過去問" }],
    ["일반물리학", "일반물리학 연습문제 풀이"],
    ["Física", { main: "Física", sub: "guía del profesor" }],
    ["Fisica", { main: "Fisica", sub: "problemi risolti" }],
    ["Physique", { main: "Physique", sub: "annales corrigées" }],
    ["Physik", { main: "Physik", sub: "Lösungsheft" }],
    ["Natuurkunde", "Natuurkunde werkboek"],
    ["Fyzika", "Fyzika pracovní sešit"],
    ["Fizik", { main: "Fizik", sub: "çözümlü problemler" }],
    ["Химия", { main: "Химия", sub: "методические указания" }],
    ["Физика", "Физика. Решебник"],
    ["Φυσική", { main: "Φυσική", sub: "ασκήσεις" }],
    ["פיזיקה", "פיזיקה תרגילים"],
    ["الفيزياء", "الفيزياء تمارين"],
    ["ฟิสิกส์", "ฟิสิกส์ แบบฝึกหัด"],
    ["Giải tích", { main: "Giải tích", sub: "bài tập" }],
  ];
  test.each(books)("%s and %j are two works, in any order, with or without ISBN", (book, aid) => {
    for (const [one, other] of [
      [{}, {}],
      [isbn("9787302224464"), {}],
      [{}, isbn("9787302226727")],
      [isbn("9787302224464"), isbn("9787302226727")],
    ] as [Partial<Described>, Partial<Described>][]) {
      expect(joins(titled(book, one), titled(aid, other))).toBe(false);
      expect(joins(titled(aid, other), titled(book, one))).toBe(false);
    }
  });

  test("a mere subtitle makes no other work, and neither does one kind of aid in two spellings", () => {
    expect(joins(titled("边城往事"), titled({ main: "边城往事", sub: "沈从文小说选" }))).toBe(true);
    expect(joins(titled("大学物理实验教程"), titled("大學物理實驗教程"))).toBe(true);
    expect(joins(titled("数学物理方法"), titled({ main: "数学物理方法", sub: "附习题" }))).toBe(true);
    expect(joins(titled("数学物理方法"), titled({ main: "数学物理方法", sub: "含习题及答案" }))).toBe(true);
    expect(joins(titled("高等数学习题集"), titled({ main: "高等数学习题集", sub: "附答案" }))).toBe(true);
    expect(joins(titled("高等数学习题集"), titled({ main: "高等数学", sub: "习题集" }))).toBe(true);
    for (const sub of ["高分辨率遥感图像", "高分二号卫星应用"])
      expect(joins(titled("地表覆盖变化"), titled({ main: "地表覆盖变化", sub }))).toBe(true);
    for (const [main, sub] of [
      ["Revue du littoral", "annales de géographie"],
      ["Natura", "natura non facit saltum"],
      ["길 찾기", "전자지도서비스"],
      ["국어 사전", "뜻풀이 모음"],
    ] as const)
      expect([sub, joins(titled(main), titled({ main, sub }))]).toEqual([sub, true]);
    expect(
      joins(
        titled("高等数学习题解答"),
        titled("Gao deng shu xue xi ti jie da", {
          contributors: [{ ...BASE.contributors[0]!, value: "Tan, Haoqiang" }],
          publications: [{ publisher: "Qing hua da xue chu ban she" }],
        }),
      ),
    ).toBe(true);
    expect(joins(titled("三国演义考证"), titled("三國演義考證"))).toBe(true);
  });
});

describe("no cluster holds a contradiction", () => {
  const plain = profile();
  test("two editions by ISBN do not meet in a record without one, whatever the order", () => {
    const first = profile(isbn("9787302224464"));
    const second = profile(isbn("9787302226727"));
    expect(joins(plain, first)).toBe(true);
    expect(joins(second, plain)).toBe(true);
    for (const order of [
      [first, second, plain],
      [plain, first, second],
      [second, plain, first],
    ])
      expect(groupsOf(order)).toHaveLength(2);
  });
  test("a record with both numbers brings them together, and a cancelled one is no contradiction", () => {
    const both = profile(isbn("9787302224464", "9787302226727"));
    expect(joins(both, profile(isbn("9787302224464")))).toBe(true);
    const [first, second] = [profile(isbn("9787302224464")), profile(isbn("9787302226727"))];
    expect(groupsOf([second, first, both])).toEqual([[0, 1, 2]]);
    expect(groupsOf([both, second, first])).toEqual([[0, 1, 2]]);
  });
  test("a year that is not theirs parts, even where another record has none", () => {
    const undated = profile({ year: undefined });
    expect(groupsOf([profile({ year: 2015 }), undated, profile()])).toHaveLength(2);
    expect(groupsOf([profile({ year: 2015 }), profile()])).toHaveLength(2);
    expect(groupsOf([profile({ year: 2011 }), undated, profile()])).toHaveLength(1);
    expect(groupsOf([profile({ year: 2012 }), profile(), profile({ year: 2011 })])).toHaveLength(2);
  });
  test("a span of years fits a year inside it", () => {
    expect(joins(profile({ year: 2010, yearTo: 2019 }), profile({ year: 2015 }))).toBe(true);
    expect(joins(profile({ year: 1990, yearTo: 1999 }), profile())).toBe(false);
  });
  test("a cancelled or wrong ISBN joins nothing", () => {
    const other = profile({ titles: [{ main: "完全另一本书" }], ...isbn("9787302224464") });
    const cancelled = profile({
      identifiers: [{ type: "isbn", value: "9787302224464", status: "cancelled" }],
    });
    expect(joins(cancelled, other)).toBe(false);
    expect(
      profile({ identifiers: [{ type: "isbn", value: "9787302224463", status: "invalid" }] }).isbns,
    ).toEqual([]);
  });
  test("the last volume is never the middle one of the same set", () => {
    const volume = (part: string): MatchProfile => titled({ main: "山水闲谈", part });
    expect(joins(volume("下册"), volume("中册"))).toBe(false);
    expect(joins(volume("下册"), volume("第2册"))).toBe(true);
    expect(joins(volume("下"), volume("xia ce"))).toBe(true);
  });
});

test("two alike records are told which others of their groups keep them apart", () => {
  const [one, other] = [titled({ main: "山水闲谈" }), titled({ main: "山水闲谈", sub: "游记" })];
  const [first, second] = [
    titled({ main: "山水闲谈", part: "上册" }),
    titled({ main: "山水闲谈", part: "下册" }),
  ];
  const told = comparePair({ profile: one, group: [one, first] }, { profile: other, group: [other, second] });
  expect(told.vetoed).toBe(false);
  expect(told.reasons.filter((reason) => reason.veto).map((reason) => reason.feature)).toEqual([
    "other-records",
    "set-or-volume",
  ]);
  expect(
    comparePair({ profile: one, group: [one] }, { profile: other, group: [other] }).reasons.some(
      (r) => r.veto,
    ),
  ).toBe(false);
});

test("a number that was given up speaks for the record that goes by it", () => {
  const old = profile({
    identifiers: [{ type: "oclc", value: "123", status: "current" }],
    contributors: [],
    publications: [],
  });
  const renewed = profile({
    identifiers: [
      { type: "oclc", value: "456", status: "current" },
      { type: "oclc", value: "123", status: "cancelled" },
    ],
    contributors: [],
    publications: [],
  });
  expect(scoreMatch(renewed, old).reasons.map((reason) => reason.feature)).toContain("number-cancelled");
  expect(joins(old, renewed)).toBe(true);
});

describe("short subtitles that have nothing in common name parts", () => {
  const part = (sub: string, change: Partial<Described> = {}) =>
    titled({ main: "山野物理教程", sub }, change);

  test("热学 is not 电磁学, in either script, though all else is the same", () => {
    expect(joins(part("热学"), part("电磁学"))).toBe(false);
    expect(joins(part("热学"), titled({ main: "山野物理教程", sub: "電磁學" }))).toBe(false);
    expect(joins(titled("山野物理教程 : 热学"), part("力学"))).toBe(false);
    expect(joins(part("热学"), titled({ main: "山野物理教程", sub: "熱學" }))).toBe(true);
    expect(joins(part("热学"), part("热学与分子物理"))).toBe(true);
  });

  test("a record without one is joined to one of them, and joins not the others by it", () => {
    expect(joins(part("热学"), titled("山野物理教程"))).toBe(true);
    const orders = [
      [part("热学"), titled("山野物理教程"), part("电磁学")],
      [titled("山野物理教程"), part("电磁学"), part("热学")],
    ];
    for (const order of orders) expect(groupsOf(order).length).toBeGreaterThan(1);
  });

  test("a kind, an edition, a long sentence or one number make no part of it", () => {
    expect(joins(part("长篇小说"), part("一个时代的日常"))).toBe(true);
    expect(joins(part("珍藏本"), part("热学"))).toBe(true);
    for (const [one, other] of [
      ["散文集", "随笔"],
      ["自传", "回忆录"],
      ["双语对照", "全译"],
    ] as const)
      expect([one, joins(part(one), part(other))]).toEqual([one, true]);
    expect(joins(part("一部写给所有人看的书"), part("热学"))).toBe(true);
    expect(joins(part("热学", isbn("9787302224464")), part("温度", isbn("9787302224464")))).toBe(true);
  });
});
