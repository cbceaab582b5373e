import { expect, test } from "vitest";
import type { DescribedTitle } from "./described.ts";
import { partOf } from "./part-and-edition.ts";
import { matchProfileOf } from "./profile.ts";
import { scoreMatch } from "./score.ts";

const isOnePart = (one: Partial<DescribedTitle>, other: Partial<DescribedTitle>): boolean => {
  const [a, b] = [one, other].map((title) =>
    matchProfileOf({
      titles: [{ main: "文史丛谈", ...title }],
      contributors: [],
      publications: [],
      languages: [],
      type: "book",
      carrier: "print",
      identifiers: [],
    }),
  );
  return !scoreMatch(a!, b!).vetoed && !scoreMatch(b!, a!).vetoed;
};

const APART: [Partial<DescribedTitle>, Partial<DescribedTitle>][] = [
  [{ part: "第2卷第1分册" }, { part: "第2卷第2分册" }],
  [{ part: "第二卷第十一分册" }, { part: "第二卷第十二分册" }],
  [{ part: "Vol. 2, pt. 9" }, { part: "Vol. 2, pt. 10" }],
  [{ part: "Vol. 2, pt. IX" }, { part: "Vol. 2, pt. X" }],
  [{ part: "Vol. 2, part A" }, { part: "Vol. 2, part B" }],
  [{ part: "Bd. 2a" }, { part: "Bd. 2b" }],
  [{ part: "Bd. 1, Halbbd. 1" }, { part: "Bd. 1, Halbbd. 2" }],
  [{ part: "第一辑 上" }, { part: "第一辑 下" }],
  [{ part: "第一辑（上）" }, { part: "第一辑（下）" }],
  [{ part: "下卷 上册" }, { part: "下卷 下册" }],
  [{ part: "1999, no. 1" }, { part: "1999, no. 2" }],
  [{ part: "v. 1-3" }, { part: "v. 1" }],
  [{ part: "第1-3册" }, { part: "第1-4册" }],
  [
    { part: "第3卷", partName: "诗" },
    { part: "第3卷", partName: "文" },
  ],
  [{ part: "第3卷 诗" }, { part: "第3卷", partName: "文" }],
  [
    { part: "第2卷", partName: "诗歌" },
    { part: "第2卷", partName: "散文" },
  ],
  [{ part: "第3卷 上册" }, { part: "第3卷 下册" }],
  [
    { part: "第3卷", partName: "上册" },
    { part: "第3卷", partName: "下册" },
  ],
  [
    { part: "Part 2", partName: "Poems" },
    { part: "Part 2", partName: "Plays" },
  ],
  [{ part: "juan shi er" }, { part: "第10册" }],
  [{ part: "juan shi er" }, { part: "juan shi san" }],
  [{ part: "Di er shi ce" }, { part: "di er shi yi ce" }],
  [{ main: "Wen shi cong tan di shi yi juan" }, { main: "Wen shi cong tan di shi er juan" }],
  [{ sub: "book 2, chapters 1-5" }, { sub: "book 2, chapters 6-9" }],
  [{ main: "文史丛谈 第2卷第1分册" }, { main: "文史丛谈 第2卷第2分册" }],
  [{ main: "Essays on art, vol. 2, pt. 9" }, { main: "Essays on art, vol. 2, pt. 10" }],
];
test.each(APART)("%j and %j are two parts", (one, other) => {
  expect(isOnePart(one, other)).toBe(false);
});

const ONE: [Partial<DescribedTitle>, Partial<DescribedTitle>][] = [
  ...[
    "第二卷",
    "卷2",
    "Vol. 2",
    "v.2",
    "第2册",
    "Di 2 juan",
    "Bd. II",
    "v. 2 of 3",
    "第二册（共四册）",
    "v. 02",
  ].map((part): [Partial<DescribedTitle>, Partial<DescribedTitle>] => [{ part: "第2卷" }, { part }]),
  [{ part: "第2卷第1分册" }, { part: "第二卷 第一分册" }],
  [{ part: "第2卷第1分册" }, { part: "Vol. 2, pt. 1" }],
  [{ part: "第2卷第1分册" }, { part: "Di er juan di yi fen ce" }],
  [{ part: "第十二卷" }, { part: "juan shi er" }],
  [{ part: "第12册" }, { part: "Dì shí'èr cè" }],
  [{ part: "第23卷" }, { part: "di ershisan juan" }],
  [{ part: "第103册" }, { part: "di yi bai ling san ce" }],
  [{ part: "卷一 诗" }, { part: "juan yi shi" }],
  [{ main: "文史丛谈 第十二卷" }, { main: "Wen shi cong tan di shi er juan" }],
  [{ part: "第3卷 上册" }, { part: "第3卷", partName: "上册" }],
  [{ part: "第一辑 上" }, { part: "第1辑第1册" }],
  [{ part: "第一辑 下" }, { part: "第一辑（下册）" }],
  [{ part: "第3卷" }, { part: "第3卷", partName: "诗" }],
  [
    { part: "第3卷", partName: "诗歌卷" },
    { part: "Di 3 juan", partName: "Shi ge juan" },
  ],
  [{ part: "第3卷", partName: "詩歌" }, { part: "第3卷 诗歌" }],
  [{ part: "v. 2 (1999)" }, { part: "v. 2" }],
  [{ part: "Vol. 2, pt. 9" }, { part: "Volume two, part ix" }],
  [{ sub: "book 2, chapters 1-5" }, { sub: "Book two, chapters 1–5" }],
];
test.each(ONE)("%j and %j are one part", (one, other) => {
  expect(isOnePart(one, other)).toBe(true);
});

test("a subtitle that only holds a number is no part", () => {
  for (const sub of ["沈从文小说选", "book one of the trilogy", "1949-1976", "20世纪文学"])
    expect(partOf([{ main: "文史丛谈", sub }]), sub).toBeNull();
});
