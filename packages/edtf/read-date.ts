import { parseHanNumber, simplify } from "@commonshelf/cjk";
import { eras, yearsNamed } from "./eras.ts";
import { dynastyTable } from "./eras-data.ts";
import { fromEnglish } from "./read-english.ts";

/**
 * A date as it was read: the first and the last year it may mean (2 BCE is -1, as in ISO 8601), and the same in EDTF.
 * `lunar`: a year of the old calendar, whose last weeks fall into the Gregorian year after.
 */
export type ReadDate = { from: number; to: number; edtf: string; approximate: boolean; lunar: boolean };

const MOST_YEAR = 9999;

/** `1782`, `-220`, written with four digits. */
function yearText(year: number): string {
  return `${year < 0 ? "-" : ""}${String(Math.abs(year)).padStart(4, "0")}`;
}

function span(from: number, to: number, approximate: boolean, lunar = false): ReadDate | null {
  if (from > to || Math.abs(from) > MOST_YEAR || Math.abs(to) > MOST_YEAR) return null;
  const mark = approximate ? "~" : "";
  const edtf = from === to ? `${yearText(from)}${mark}` : `${yearText(from)}${mark}/${yearText(to)}${mark}`;
  return { from, to, edtf, approximate, lunar };
}

/** Reads a date in EDTF, as Chinese catalogues or as English finding aids write it; null when it says no date. */
export function readDate(text: string): ReadDate | null {
  const plain = text.normalize("NFKC").trim();
  if (plain === "" || plain.length > 100) return null;
  const english = fromEnglish(plain);
  return (
    readEdtf(plain) ??
    readHan(simplify(plain).replace(/\s+/g, "")) ??
    (english === null ? null : readEdtf(english))
  );
}

const EDTF_ONE = /^(-?\d{4}|-?\d{3}X|-?\d{2}XX)(?:-(\d{2}|XX)(?:-(\d{2}|XX))?)?([?~%]?)$/;

/** ISO 8601-2, levels 0 and 1: one date, an interval, and the sets of level 2. */
function readEdtf(text: string): ReadDate | null {
  const set = /^([[{])(.+)[\]}]$/.exec(text);
  if (set) {
    const parts = set[2]!.split(/,|\.\./).map((part) => readOne(part.trim()));
    if (parts.some((part) => part === null)) return null;
    const years = parts as ReadDate[];
    return {
      from: Math.min(...years.map((one) => one.from)),
      to: Math.max(...years.map((one) => one.to)),
      edtf: text,
      approximate: set[1] === "[",
      lunar: false,
    };
  }
  const ends = text.split("/");
  if (ends.length === 2) {
    const [first, last] = ends.map((end) => (/^(?:\.\.)?$/.test(end) ? undefined : readOne(end)));
    if (first === null || last === null || (!first && !last)) return null;
    const from = first?.from ?? last!.from;
    const to = last?.to ?? first!.to;
    const approximate = Boolean(first?.approximate || last?.approximate);
    return from > to ? null : { from, to, edtf: text, approximate, lunar: false };
  }
  return readOne(text);
}

function readOne(text: string): ReadDate | null {
  const found = EDTF_ONE.exec(text);
  if (!found) return null;
  const [, year, month, day, mark] = found;
  if (month && month !== "XX" && !isMonth(Number(month), day !== undefined)) return null;
  if (day && day !== "XX" && !isDay(Number(year), Number(month), Number(day))) return null;
  const isNegative = year!.startsWith("-");
  const low = Number(year!.replaceAll("X", isNegative ? "9" : "0"));
  const high = Number(year!.replaceAll("X", isNegative ? "0" : "9"));
  return { from: low, to: high, edtf: text, approximate: mark !== "" || year!.includes("X"), lunar: false };
}

/** A month, or a season of the year (21 to 24), which has no days. */
const isMonth = (month: number, hasDay: boolean): boolean =>
  (month >= 1 && month <= 12) || (month >= 21 && month <= 24 && !hasDay);

function isDay(year: number, month: number, day: number): boolean {
  if (Number.isNaN(year) || Number.isNaN(month)) return day >= 1 && day <= 31;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day >= 1 && day <= days[month - 1]!;
}

const ABOUT = /^(?:约|大约|公元约)|(?:左右|前后|\?|\(\?\))$/g;

function readHan(given: string): ReadDate | null {
  const text = given.replace(ABOUT, "").replace(/[[\]()（）]/g, "");
  const approximate = text !== given.replace(/[[\]()（）]/g, "") || /^\[.*\]$/.test(given);
  return (
    readGregorian(text, approximate) ??
    readCentury(text) ??
    readRepublic(text, approximate) ??
    readEra(text, approximate) ??
    readDynasty(text)
  );
}

const SEP = "(?:-|—|–|~|至|到)";
const SPAN = new RegExp(`^(?:公元)?(\\d{3,4})年?${SEP}(\\d{3,4})年?$`);

function readGregorian(text: string, approximate: boolean): ReadDate | null {
  const ends = SPAN.exec(text);
  if (ends) return span(Number(ends[1]), Number(ends[2]), approximate);
  const before = /^公元前(\d{1,4})年?$/.exec(text);
  if (before) return span(1 - Number(before[1]), 1 - Number(before[1]), approximate);
  const decade = /^(\d{3}0)年代$/.exec(text);
  if (decade) return span(Number(decade[1]), Number(decade[1]) + 9, false);
  const dotted = text.replace(/^(\d{4})[./](\d{1,2})(?:[./](\d{1,2}))?$/, (_all, year, month, date) =>
    date ? `${year}年${month}月${date}日` : `${year}年${month}月`,
  );
  const day = /^(?:公元)?(\d{3,4})年?(?:(?<=年)(\d{1,2})月(?:(\d{1,2})[日号]?)?)?$/.exec(dotted);
  if (!day) return null;
  const [, year, month, date] = day.map((part) => (part === undefined ? undefined : Number(part)));
  const read = span(year!, year!, approximate);
  if (!read || month === undefined) return read;
  if (month < 1 || month > 12 || (date !== undefined && !isDay(year!, month, date))) return null;
  const two = (n: number): string => String(n).padStart(2, "0");
  const mark = approximate ? "~" : "";
  return {
    ...read,
    edtf: `${yearText(year!)}-${two(month)}${date === undefined ? "" : `-${two(date)}`}${mark}`,
  };
}

/** Which third of a span a word names. */
const PARTS: Readonly<Record<string, readonly [number, number]>> = {
  初: [0, 0.3],
  早期: [0, 0.35],
  前期: [0, 0.4],
  上半叶: [0, 0.5],
  中: [0.35, 0.7],
  中叶: [0.35, 0.7],
  中期: [0.35, 0.7],
  下半叶: [0.5, 1],
  后期: [0.6, 1],
  晚期: [0.65, 1],
  末: [0.7, 1],
  末年: [0.8, 1],
};

function partOf(from: number, to: number, word: string): ReadDate | null {
  const part = PARTS[word];
  if (!part) return null;
  const length = to - from;
  return span(Math.round(from + length * part[0]), Math.round(from + length * part[1]), true);
}

function readCentury(text: string): ReadDate | null {
  const found = /^(\d{1,2}|[一二三四五六七八九十]{1,3})世纪(.*)$/.exec(text);
  if (!found) return null;
  const count = /^\d/.test(found[1]!) ? Number(found[1]) : (parseHanNumber(found[1]!) ?? 0);
  const [from, to] = [(count - 1) * 100 + 1, count * 100];
  if (count < 1 || count > 21) return null;
  if (found[2] === "") return span(from, to, true);
  const years = /^(\d)0年代$/.exec(found[2]!);
  if (years) return span(from - 1 + Number(years[1]) * 10, from + 8 + Number(years[1]) * 10, false);
  return partOf(from, to, found[2]!);
}

/** 元, 47, 四十七, 廿三. */
function countOf(text: string): number | null {
  if (text === "元") return 1;
  if (/^\d{1,2}$/.test(text)) return Number(text);
  return parseHanNumber(text.replace(/^廿/, "二十").replace(/^卅/, "三十"));
}

function readRepublic(text: string, approximate: boolean): ReadDate | null {
  const found =
    /^(?:中华)?民国(.*?)年?(?:[\d一二三四五六七八九十正冬腊]{1,2}月.*)?(?:刻|印|铅印|石印|刊|抄|写)?本?$/.exec(
      text,
    );
  if (!found || found[1] === "" || found[1] === "间") return null;
  const part = partOf(1912, 1949, found[1]!);
  if (part) return part;
  const count = countOf(found[1]!);
  return count && count >= 1 && count <= 38 ? span(1911 + count, 1911 + count, approximate) : null;
}

/** What may stand behind a year without changing it: 乾隆四十七年刻本. */
const TAIL = "(?:间|年间|时期)?(?:序|跋)?(?:刻|印|刊|抄|写|稿|铅印|石印|活字|套印|影印)*本?$";
const DYNASTIES = Object.keys(dynastyTable).sort((a, b) => b.length - a.length);

function readEra(text: string, approximate: boolean): ReadDate | null {
  const dynasty = DYNASTIES.find((name) => text.startsWith(name)) ?? "";
  const rest = text.slice(dynasty.length).replace(/^[朝代]/, "");
  const named = eras.filter((era) => rest.startsWith(era.folded) || text.startsWith(era.folded));
  const longest = named[0]?.folded.length ?? 0;
  const own = named.filter((era) => era.folded.length === longest);
  const candidates = own.filter((era) => dynasty.endsWith(era.dynasty)).length
    ? own.filter((era) => dynasty.endsWith(era.dynasty))
    : own;
  if (candidates.length === 0) return null;
  const name = candidates[0]!.folded;
  const behind = (rest.startsWith(name) ? rest : text).slice(name.length).replace(new RegExp(TAIL), "");
  const spans = candidates.flatMap((era) => yearsIn(era, behind, approximate));
  if (spans.length === 0) return null;
  if (spans.length === 1) return spans[0]!;
  return {
    from: Math.min(...spans.map((one) => one.from)),
    to: Math.max(...spans.map((one) => one.to)),
    edtf: `[${spans.map((one) => one.edtf.replace("/", "..")).join(",")}]`,
    approximate: true,
    lunar: true,
  };
}

/** What stands behind a year and says when in it: 仲秋, 秋八月, 正月望日. */
const WITHIN = "(?:[孟仲季暮]?[春夏秋冬].{0,4}|闰?[正一二三四五六七八九十冬腊\\d]{1,2}月.*)?$";
const CYCLICAL = "[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]";
const BEHIND_YEAR = new RegExp(`(?<=年)${WITHIN}|(?<=${CYCLICAL})${WITHIN}`);
const TWICE = new RegExp(`^(.+?)年?[,，]?(${CYCLICAL})年?$`);

/** Years of an era that 四十七年, 壬寅, 初 or nothing behind its name may mean. */
function yearsIn(
  era: { dynasty: string; from: number; to: number },
  given: string,
  approximate: boolean,
): ReadDate[] {
  const lunar = era.dynasty !== "日本";
  const behind = given.replace(BEHIND_YEAR, "");
  if (behind === "") return [span(era.from, era.to, false, lunar)!];
  const part = partOf(era.from, era.to, behind);
  if (part) return [{ ...part, lunar }];
  const cyclical = yearsNamed(behind.replace(/年$/, ""), era.from, era.to);
  if (cyclical) return cyclical.map((year) => span(year, year, approximate, lunar)!);
  const [, counted, name] = TWICE.exec(behind) ?? [];
  if (counted !== undefined && !/[-—至~]/.test(counted)) {
    // Said twice: 光绪二十年甲午. Where the two are not one year, the number counts, and it is not sure.
    const named = yearsNamed(name!, era.from, era.to) ?? [];
    return yearsIn(era, counted, approximate).map((one) =>
      named.includes(one.from) ? one : (span(one.from, one.to, true, lunar) ?? one),
    );
  }
  const range = /^(.+?)年?[-—至~]+(.+?)年?$/.exec(behind);
  const counts = (range ? [range[1]!, range[2]!] : [behind.replace(/年(?:.{1,3}月.*)?$/, "")]).map((one) =>
    countOf(one.replace(/^[甲乙丙丁戊己庚辛壬癸].$/, "")),
  );
  const years = counts.map((count) => (count ? era.from + count - 1 : Number.NaN));
  if (years.some((year) => Number.isNaN(year) || year > era.to)) return [];
  const read = span(years[0]!, years.at(-1)!, approximate, lunar);
  return read ? [read] : [];
}

function readDynasty(text: string): ReadDate | null {
  const name = DYNASTIES.find((one) => text.startsWith(one));
  if (!name) return null;
  const [from, to] = dynastyTable[name]!;
  const rest = text
    .slice(name.length)
    .replace(/^[朝代]/, "")
    .replace(new RegExp(TAIL), "");
  return rest === "" ? span(from, to, true) : partOf(from, to, rest.replace(/^[朝代]/, ""));
}
