import { expect, test } from "vitest";
import type { Described, DescribedTitle } from "./described.ts";
import { type MatchProfile, matchProfileOf } from "./profile.ts";
import { joins } from "./testing.ts";

const titled = (title: string | DescribedTitle): MatchProfile =>
  matchProfileOf({
    titles: [typeof title === "string" ? { main: title } : title],
    contributors: [{ value: "谭浩强", forms: [], role: "author", isMain: true, isCorporate: false }],
    publications: [{ publisher: "清华大学出版社" }],
    year: 2010,
    languages: ["chi"],
    type: "book",
    carrier: "print",
    identifiers: [],
  } satisfies Described);

type Pair = [string | DescribedTitle, string | DescribedTitle];

test.each<Pair>([
  ["英语综合教程", "英语综合教程学生用书"],
  ["英语综合教程", { main: "英语综合教程", sub: "学生用书" }],
  ["英语综合教程", { main: "英语综合教程", partName: "学生用书" }],
  ["新概念英语", { main: "新概念英语", partName: "课本" }],
  [
    { main: "英语综合教程", part: "1" },
    { main: "英语综合教程", part: "1", partName: "学生用书" },
  ],
  ["Physics", { main: "Physics", partName: "Student's book" }],
  ["Physics", { main: "Physics", partName: "Coursebook" }],
  ["大学物理", "大学物理(配光盘)"],
  ["大学物理", "大学物理：教材+光盘"],
  ["大学物理", { main: "大学物理", sub: "含配套光盘" }],
  ["大学物理", { main: "大学物理", sub: "附赠DVD" }],
  ["Physics", { main: "Physics", sub: "a text with audio CD" }],
  ["光盘库技术", { main: "光盘库技术", sub: "原理" }],
  ["Migration in Asia", { main: "Migration in Asia", sub: "a working paper" }],
  ["Migration in Asia", { main: "Migration in Asia", sub: "NBER working paper 12" }],
  ["Trade and growth working papers", { main: "Trade and growth working papers", sub: "a selection" }],
])("%j and %j are one book", (one, other) => {
  expect([joins(titled(one), titled(other)), joins(titled(other), titled(one))]).toEqual([true, true]);
});

test.each<Pair>([
  ["英语综合教程学生用书", "英语综合教程教师用书"],
  ["英语综合教程", { main: "英语综合教程", part: "2", partName: "学生用书" }],
  [
    { main: "英语综合教程", part: "1", partName: "学生用书" },
    { main: "英语综合教程", part: "1", partName: "教师用书" },
  ],
  ["大学物理", "大学物理配套光盘"],
  ["大学物理", { main: "大学物理", sub: "随书光盘" }],
  ["大学物理", { main: "大学物理", partName: "配套磁带" }],
  ["大学物理", { main: "大学物理", sub: "教学课件" }],
  ["大学英语", "大学英语录音带"],
  ["大学英语", "大学英语 MP3光盘"],
  ["大学英语", { main: "大学英语", sub: "配套音频" }],
  ["Da xue wu li", "Da xue wu li pei tao guang pan"],
  ["Physics", { main: "Physics", sub: "companion CD-ROM" }],
  ["Physics", { main: "Physics", sub: "class audio cassettes" }],
  ["Accounting principles", { main: "Accounting principles", sub: "working papers, chapters 1-12" }],
  ["Accounting principles", "Accounting principles working papers"],
  ["Accounting principles", "Working papers to accompany Accounting principles"],
])("%j and %j are two", (one, other) => {
  expect([joins(titled(one), titled(other)), joins(titled(other), titled(one))]).toEqual([false, false]);
});
