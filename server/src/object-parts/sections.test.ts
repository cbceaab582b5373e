import { expect, test } from "vitest";
import { kindOfSection, readSections, sectionsOfPaths, startsAt } from "../object-formats/index.ts";
import { chineseNumber, pageLabels } from "./page-labels.ts";
import { type SectionTree, sectionsAt, sectionsOf, treeOf } from "./sections.ts";

const read = (cell: string): string[] =>
  readSections(cell).map(({ depth, label, first }) => `${">".repeat(depth)}${label}@${first}`);

test.each([
  ["序 1；卷一 3；卷二 20", ["序@1", "卷一@3", "卷二@20"]],
  ["卷一 3\n  地理……4\n  人物\t9\n卷二 12", ["卷一@3", ">地理@4", ">人物@9", "卷二@12"]],
  ["- 深 2\n-- 更深 3\n--- 太深 3", ["深@2", ">更深@3", ">>太深@3"]],
  ["冊一\n　卷一 2", ["冊一@2", ">卷一@2"]],
  ["Vol. 1: 1\nChapter 2 @ 30", ["Vol. 1@1", "Chapter 2@30"]],
  ["附錄", []],
  ["", []],
])("%j is read as %j", (cell, sections) => {
  expect(read(cell)).toEqual(sections);
});

test("a section's name says what it is", () => {
  const kinds = Object.fromEntries(
    ["一函", "第二冊", "卷三十二", "學而篇", "第三回", "Vol. 2", "Chapter 1", "No. 7", "序", "凡例"].map(
      (label) => [label, kindOfSection(label)],
    ),
  );
  expect(kinds).toEqual({
    一函: "case",
    第二冊: "volume",
    卷三十二: "juan",
    學而篇: "piece",
    第三回: "chapter",
    "Vol. 2": "volume",
    "Chapter 1": "chapter",
    "No. 7": "issue",
    序: "part",
    凡例: "part",
  });
});

test("folders below an object's are its sections; what all have in common is none", () => {
  const paths = ["a/卷一/1.jpg", "a/卷一/2.jpg", "a/卷二/上/1.jpg", "a/卷二/下/1.jpg"];
  const shown = sectionsOfPaths(paths).map(({ depth, label, first }) => [depth, label, first]);
  expect(shown).toEqual([
    [0, "卷一", 1],
    [0, "卷二", 3],
    [1, "上", 3],
    [1, "下", 4],
  ]);
  expect(sectionsOfPaths(["a/1.jpg", "a/2.jpg"])).toEqual([]);
});

test("sections hold the pages to the next that is not inside them; a page knows where it lies", () => {
  const sections = readSections("冊一 2\n- 卷一 2\n- 卷二 4\n冊二 6");
  const pages = startsAt(sections, 7).map((starts) => ({ starts }));
  expect(sectionsOf(pages)).toEqual(sections);
  const trees = treeOf(sections, 7);
  const shown = (one: SectionTree): unknown => [one.label, one.first, one.last, ...one.inside.map(shown)];
  expect(trees.map(shown)).toEqual([
    ["冊一", 2, 5, ["卷一", 2, 3], ["卷二", 4, 5]],
    ["冊二", 6, 7],
  ]);
  const at = (place: number): string[] => sectionsAt(trees, place).map((one) => one.label);
  expect([1, 2, 5, 7].map(at)).toEqual([[], ["冊一", "卷一"], ["冊一", "卷二"], ["冊二"]]);
});

test("what would begin after the last page, or before an earlier section, is put right", () => {
  const late = [
    { depth: 0, kind: "part", label: "a", first: 3 },
    { depth: 4, kind: "part", label: "b", first: 1 },
    { depth: 0, kind: "part", label: "c", first: 9 },
  ] as const;
  expect(startsAt(late, 3)[2]!.map(({ depth, label }) => [depth, label])).toEqual([
    [0, "a"],
    [1, "b"],
  ]);
});

test("runs of pages are labelled by leaves, in Roman, Arabic or Chinese", () => {
  const run = (style: Parameters<typeof pageLabels>[0]["style"], more: object = {}) =>
    pageLabels({ count: 4, style, prefix: "", from: 1, ...more });
  expect(run("leaf")).toEqual(["1a", "1b", "2a", "2b"]);
  expect(run("leaf", { prefix: "卷一·", chinese: true, side: "b" })).toEqual([
    "卷一·一b",
    "卷一·二a",
    "卷一·二b",
    "卷一·三a",
  ]);
  expect(run("roman", { from: 38 })).toEqual(["xxxviii", "xxxix", "xl", "xli"]);
  expect(run("arabic", { from: 9 })).toEqual(["9", "10", "11", "12"]);
  expect(run("none", { prefix: "封面" })).toEqual(["封面", "封面", "封面", "封面"]);
  expect([0, 1, 10, 11, 20, 21, 100, 101, 110, 115, 999, 1024].map(chineseNumber)).toEqual([
    "〇",
    "一",
    "十",
    "十一",
    "二十",
    "二十一",
    "一百",
    "一百〇一",
    "一百一十",
    "一百一十五",
    "九百九十九",
    "一〇二四",
  ]);
});
