import { expect, test } from "vitest";
import { titleSortKey } from "./title-sort-key.ts";

/** Titles with their parts, as they must stand. */
const ORDER: [string, string?, string?][] = [
  ["1984"],
  ["20000 leagues"],
  ["Zebra"],
  ["Zebra 9"],
  ["Zebra 10"],
  ["zebra crossing"],
  ["Мы"],
];

const keyOf = ([main, part, partName]: [string, string?, string?]): Buffer =>
  Buffer.from(titleSortKey(main, { part, partName }));
const sorted = (rows: [string, string?, string?][]): [string, string?, string?][] =>
  [...rows].reverse().sort((a, b) => Buffer.compare(keyOf(a), keyOf(b)));

test("titles stand by their letters, numbers by value, other scripts behind", () => {
  expect(sorted(ORDER)).toEqual(ORDER);
});

test("volumes of one title stand by their numbers, a whole edition before them", () => {
  const han = ["", "第1册", "第2册", "第3册", "第10册", "第11册"].map((part): [string, string] => [
    "卷次排序样本史",
    part,
  ]);
  const latin = ["Band I", "Band IV", "Band V", "Band IX", "Band X"].map((part): [string, string] => [
    "Volumes of the lighthouse keeper",
    part,
  ]);
  const inTitle = ["资治通鉴 第九册", "资治通鉴 第十册", "资治通鉴 第一百册"].map((main): [string] => [main]);
  for (const rows of [han, latin, inTitle]) expect(sorted(rows)).toEqual(rows);
});
