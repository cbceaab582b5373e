import { isIsbn } from "@commonshelf/marc/editing";
import type { z } from "zod";
import type { titlePageBookSchema } from "./schema.ts";

export type TitlePageBook = z.output<typeof titlePageBookSchema>;

const NOTHING: TitlePageBook = {
  title: "",
  subtitle: "",
  author: "",
  isbn: "",
  price: "",
  edition: "",
  place: "",
  publisher: "",
  year: "",
  series: "",
  classNumber: "",
  subjects: "",
};
/** What a line that names who made the book ends in, as title pages write it. */
const MADE =
  /(?:编著|主编|原著|编译|译注|校注|编绘|编写|著|编|译|撰|绘|注|編著|主編|編譯|譯注|編|譯|繪|註)\s*[)）]?$/u;
const BY = /^(?:by|edited by|translated by)\s+/i;
const PUBLISHER =
  /(?:出版社|出版集团|出版集團|书局|書局|书店|書店|印书馆|印書館|书社|書社|\bPress\b|\bPublish\w*|\bVerlag\b|\bBooks\b)/u;
const LONGEST = 200;

/** One width, and one dash between the areas, which recognition also takes for a hyphen or for 一. */
function plain(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (one) => String.fromCodePoint(one.codePointAt(0)! - 0xfee0))
    .replaceAll("\u3000", " ")
    .replace(/[‐‑–—―﹘─]+/g, "—")
    .replace(/(?<=[.。]\s*)(?:一|-+)(?=\s*[\p{Script=Han}A-Z0-9])/gu, "—")
    .replace(/[∶︰]/g, ":");
}

/** The first ISBN whose check digit is right. */
function isbnIn(text: string): string {
  for (const [found] of text.matchAll(/(?:97[89][-\s]*)?\d(?:[-\s]*\d){8}[-\s]*[\dXx](?!\d)/g)) {
    const digits = found.replace(/[-\s]/g, "").toUpperCase();
    if (isIsbn(digits)) return found.replace(/\s+/g, "");
  }
  return "";
}

const PLACE_END = /(?:\p{Script=Han}{2,10}|[A-Z][a-z][A-Za-z .]*)\s*$/u;
const EDITION =
  /(?:第\s*)?(\d{1,2}|[一二三四五六七八九十]{1,3})\s*版|(?:修订|增订|校订|修訂|增訂|校訂)\s*[版本]/u;

/** The edition of a book that is not the first: `2版` and `第 2 版` are 第2版. */
function editionIn(text: string): string {
  const [found, number] = EDITION.exec(text) ?? [];
  if (number === undefined) return found?.replace(/\s+/g, "") ?? "";
  return /^(?:1|一)$/.test(number) ? "" : `第${number}版`;
}

/** What the block of cataloguing in publication says (GB/T 12451): title / who. —edition. —place: publisher, year (series). */
function readCip(lines: readonly string[]): Partial<TitlePageBook> | null {
  const begin = lines.findIndex((line) => /CIP\)?\s*(?:数据|數據)/u.test(line) && !/核字/u.test(line));
  const rest = lines.slice(begin + 1);
  const end = rest.findIndex((line) => /^\s*ISBN/i.test(line) || /^[IⅠ1]\s*\./.test(line));
  const block = rest.slice(0, end === -1 ? 6 : end).join("");
  const found = /^(?<title>[^/]{1,200})\/(?<who>[^—]{1,200}?)[.。]?\s*—(?<areas>.+)$/u.exec(block);
  if (begin === -1 || !found?.groups) return null;
  const { title = "", who = "", areas = "" } = found.groups;
  const imprint = areas.split("—").find((area) => /:.+,\s*\d{4}/u.test(area)) ?? "";
  const parts = /^\s*(?<place>[^:]+):\s*(?<publisher>.+),\s*(?<year>\d{4})/u.exec(imprint)?.groups ?? {};
  const [main = "", sub = ""] = title.split(/\s*:\s*/u);
  return {
    title: main.trim(),
    subtitle: sub.trim(),
    author: who.trim(),
    edition: editionIn(areas.split(":")[0] ?? ""),
    // What stands before the place belongs to the area before it, whatever became of the dash.
    place: PLACE_END.exec(parts.place ?? "")?.[0].trim() ?? "",
    publisher: (parts.publisher ?? "").trim(),
    year: parts.year ?? "",
    series: /\(([^()]{2,100})\)/u.exec(imprint)?.[1]?.trim() ?? "",
  };
}

/** A class of the Chinese Library Classification; only T has second letters. */
const CLASS = String.raw`(?:T[BD-NP-V]|[A-KN-VXZ])\d[\d.\-()=/]*`;
const CLASS_IN = new RegExp(String.raw`(?:(?:[ITl1|]V|Ⅳ)\s*\.\s*[^\d\n]{0,4}?|[①②③]\s*)(${CLASS})`, "u");

/** Subjects and class of the tracings: `Ⅲ.①长篇小说—中国—当代 Ⅳ.①I247.5`; recognition reads the rings as it likes. */
function readTracings(text: string): Pick<TitlePageBook, "subjects" | "classNumber"> {
  const classNumber = CLASS_IN.exec(text)?.[1] ?? "";
  const ringed = text.matchAll(/[①②③④⑤⑥@©®]\s*(\p{Script=Han}{2,20}?)(?=[—一①②③④⑤⑥@©®\s-]|$)/gu);
  const subjects = new Set([...ringed].map(([, subject]) => subject!));
  return { classNumber: classNumber.replace(/[.\-(=/]+$/, ""), subjects: [...subjects].join("；") };
}

/** A title page without such a block: the first line that is neither person nor publisher, who made it, who published it. */
function readPage(lines: readonly string[]): Partial<TitlePageBook> {
  const isMaker = (line: string): boolean => BY.test(line) || (MADE.test(line) && [...line].length <= 40);
  const publisherLine = lines.find((line) => PUBLISHER.test(line)) ?? "";
  const titles = lines.filter(
    (line) =>
      line !== publisherLine && !isMaker(line) && !/ISBN|定价|^\d+$|^第.{1,3}版|\d{4}\s*年/u.test(line),
  );
  const makers = lines.filter((line) => isMaker(line) && line !== publisherLine);
  const [publisher = "", place = ""] = publisherLine.split(/\s*[·•・,]\s*|\s{2,}/u);
  // A barcode, a cover: words that nobody is said to have written or published are no title page.
  if (makers.length === 0 && publisherLine === "") return {};
  const isPlaceFirst = PUBLISHER.test(place) && !PUBLISHER.test(publisher);
  return {
    title: titles[0] ?? "",
    author: makers.map((line) => line.replace(BY, "")).join("；"),
    publisher: isPlaceFirst ? place : publisher,
    place: isPlaceFirst ? publisher : place,
    year: /(\d{4})\s*年/u.exec(lines.join("\n"))?.[1] ?? "",
  };
}

/** What the words on a title page or its verso say of the book; what they do not say is empty. A guess, for a person to look at. */
export function readTitlePage(text: string): { book: TitlePageBook; from: "cip" | "page" } {
  const lines = plain(text)
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const whole = lines.join(" ");
  const price =
    /(?:定[价價]\s*:?|[价價]\s*:?(?=[\s¥￥]*\d+\.\d\d\s*元))\s*(?:CNY|RMB|¥|￥)?\s*(\d{1,5}(?:\.\d{1,2})?)/u.exec(
      whole,
    )?.[1] ?? "";
  const cip = readCip(lines);
  const book = cip ?? readPage(lines);
  const edition =
    book.edition || editionIn(/\d{4}\s*年[^,，。]{0,8}?(第[^,，。]{1,4}版)/u.exec(whole)?.[1] ?? "");
  const said = { ...book, edition, ...readTracings(whole), isbn: isbnIn(whole), price };
  const entries = Object.entries({ ...NOTHING, ...said }).map(([key, value]) => [
    key,
    value.slice(0, LONGEST),
  ]);
  return { book: Object.fromEntries(entries) as TitlePageBook, from: cip ? "cip" : "page" };
}
