import { foldKey, parseHanNumber } from "@commonshelf/cjk";
import { cyclicYears, dynasties, type Era, eraTables } from "./eras.ts";
import type { DateContext, PublicationDate } from "./publication-date.ts";

const folded = (table: ReadonlyMap<string, Era>): Map<string, Era> =>
  new Map([...table].map(([name, era]) => [foldHan(name), era]));

/** Han to one form, everything else as it stands: brackets and points part what they part. */
function foldHan(text: string): string {
  return text.replace(/[\p{Script=Han}々]+/gu, (run) => foldKey(run));
}

const CHINA = folded(eraTables.china);
const JAPAN = folded(eraTables.japan);
const OTHERS = folded(eraTables.others);
const DYNASTIES = folded(dynasties);
const SHORT: Record<string, Era> = {
  明: { first: 1868, last: 1912 },
  大: { first: 1912, last: 1926 },
  昭: { first: 1926, last: 1989 },
  平: { first: 1989, last: 2019 },
  令: { first: 2019, last: 2100 },
  民: { first: 1912, last: 2100 },
};

const anyOf = (names: Iterable<string>): string =>
  [...names]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/\./g, "\\."))
    .join("|");
const NAMES = [...CHINA.keys(), ...JAPAN.keys(), ...OTHERS.keys()];
const NUMBER =
  "[元〇零一二三四五六七八九十百千廿卅卌壹贰貳叁參叄肆伍陆陸柒捌玖拾佰]+(?:[有又][一二三四五六七八九])?|\\d{1,4}";
const CYCLE = "[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]";
const NAMED = new RegExp(
  `(${anyOf(NAMES)})\\s*[（(\\[「]?\\s*(?:(${CYCLE})|第?\\s*(${NUMBER})(年代|[A-Za-z□_*])?)?`,
  "gu",
);
/** 民国前二年, 民前2: counted back from the republic's first year. */
const BEFORE_REPUBLIC = new RegExp(`民国?前\\s*(${NUMBER})\\s*年?`, "u");
const DYNASTIC = new RegExp(`^[\\s[(〔]*(${anyOf(DYNASTIES.keys())})(?:代|朝|末|初)?\\s*(${CYCLE})?`, "u");
const SHORTENED =
  /(?<!\p{L})([明大昭平令民])\s*(\d{1,3}(?![\dA-Za-z□_*])|(?<=民\s*)[一二三四五六七八九十廿卅]{1,4}(?=\s*(?:年|[\])]|$)))/u;
/** The second end of a span: 至三十四年, -26, -平成2. One that is no later than the first is a month. */
const SPAN_END = new RegExp(
  `^\\s*年?\\s*(?:-|~|〜|至|到)\\s*[[(]?(${anyOf(NAMES)}|[明大昭平令民MTSHR](?=\\.?\\s?\\d))?\\.?\\s*第?(${NUMBER})(?![\\d月]|\\s*[-./]\\s*\\d)`,
  "u",
);
/** 崇禎紀元後三庚子, as Korea counted under the Qing: the third 庚子 from 1628 on. */
const AFTER_CHONGZHEN = new RegExp(`崇[禎祯](?:紀元|纪元)?[後后]([再二三四五])?(${CYCLE})`, "u");
/** `an VII` of the French republic: from the autumn of one year to that of the next. */
const FRENCH_REPUBLIC = /(?<!\p{L})an\s+([IVX]{1,4}|\d{1,2})(?![\p{L}\d])/iu;
const REPUBLICAN_YEARS = [
  "I",
  "II",
  "III",
  "IV",
  "V",
  "VI",
  "VII",
  "VIII",
  "IX",
  "X",
  "XI",
  "XII",
  "XIII",
  "XIV",
];
/** S55, H.10: eras of Japan by their initials. */
const INITIAL = /(?<![\p{L}\d])([MTSHR])\.?\s?(\d{1,2})(?![\p{L}\d])/u;
const INITIALS: Readonly<Record<string, string>> = { M: "明", T: "大", S: "昭", H: "平", R: "令" };
const LATIN = new RegExp(`(?<![a-z])(${anyOf(eraTables.romanised.keys())})\\s*(\\d{1,4})`, "u");
const MOSLEM =
  /(\d{4})\s*(?:هـ|ه\b|a\.?\s?h\b\.?|hijri|h(?!\p{L}))|(?:هـ|回[历曆暦]|伊斯[兰蘭][历曆暦]|ヒジュラ[历曆暦]?|\bA\.?H\.?)\s*(\d{4})/iu;
/** 紀元2600 counts from the first emperor of Japan; a small number behind it is of the common era. */
const FROM_JINMU = /(?<!\p{Script=Han})[紀纪]元\s*(\d{4}|[二三][千仟][〇零一二三四五六七八九十百千]*)/u;
const EARLIEST_JINMU = 2500;
const SOLAR = /(\d{4})\s*(?:ش|ﺵ|sh(?!\p{L}))|(?:شمسی)\s*(\d{4})/iu;

/**
 * A date counted otherwise than by the common era: by reigns and eras of China, Japan and Korea (in Han, Hangul or Latin
 * letters, with digits, Han numerals or names of the cycle of sixty), the Buddhist, Dangun, Jewish and Moslem counts.
 */
export function eraDate(text: string, context: DateContext): PublicationDate | undefined {
  if (/[^\x20-\x7f]/.test(text)) {
    const han = foldHan(text);
    const before = BEFORE_REPUBLIC.exec(han)?.[1];
    const count = before === undefined ? 0 : (parseHanNumber(before) ?? 0);
    if (count > 0) return { year: 1912 - count };
    const after = AFTER_CHONGZHEN.exec(text);
    if (after) return afterChongzhen(after[1], after[2]!);
    const named = namedEra(han, context) ?? hebrewYear(text);
    if (named) return named;
    const jinmu = parseHanNumber(FROM_JINMU.exec(text)?.[1] ?? "") ?? 0;
    if (jinmu >= EARLIEST_JINMU) return { year: jinmu - 660 };
    const short = SHORTENED.exec(han);
    const era = short && SHORT[short[1]!];
    if (era && (context.language === "jpn" || "民昭令".includes(short[1]!)))
      return withSpanEnd(yearOf(era, parseHanNumber(short[2]!) ?? 0), era, behind(han, short));
    const dynastic = DYNASTIC.exec(han);
    if (dynastic && (dynastic[2] || /^[^\p{L}]*\p{L}{1,2}(?:代|朝|末|初)?[^\p{L}]*$/u.test(han)))
      return inEra(DYNASTIES.get(dynastic[1]!)!, dynastic[2], undefined);
  }
  const initial = context.language === "jpn" ? INITIAL.exec(text.normalize("NFKC")) : null;
  if (initial) {
    const era = SHORT[INITIALS[initial[1]!]!]!;
    return withSpanEnd(yearOf(era, Number(initial[2])), era, behind(text.normalize("NFKC"), initial));
  }
  return republican(text, context) ?? latinEra(text) ?? otherCount(text, context);
}

function afterChongzhen(which: string | undefined, cycle: string): PublicationDate | undefined {
  const [first] = cyclicYears(cycle, { first: 1628, last: 1687 });
  const rounds = which === undefined ? 0 : which === "再" ? 1 : (parseHanNumber(which) ?? 1) - 1;
  return first === undefined ? undefined : { year: first + 60 * rounds };
}

function republican(text: string, { language }: DateContext): PublicationDate | undefined {
  const found = language === "fre" ? FRENCH_REPUBLIC.exec(text)?.[1] : undefined;
  if (found === undefined) return undefined;
  const count = REPUBLICAN_YEARS.indexOf(found.toUpperCase()) + 1 || Number(found);
  return count >= 1 && count <= REPUBLICAN_YEARS.length ? around(1791 + count) : undefined;
}

const HEBREW_HUNDREDS = 400;
const HEBREW_VALUES = new Map(
  [..."אבגדהוזחטיכלמנסעפצקרשת"].map((letter, i) => [
    letter,
    i < 9 ? i + 1 : i < 18 ? (i - 8) * 10 : (i - 17) * 100,
  ]),
);

/** A Jewish year in letters without its thousands: תשנ"ח is 5758. */
function hebrewYear(text: string): PublicationDate | undefined {
  const letters = /(?<!\p{L})(?:ה['׳]?)?(ת[א-ת]{0,3}["״]?[א-ת])(?!\p{L})/u.exec(text)?.[1];
  if (!letters || !/["״]/.test(letters)) return undefined;
  const value = [...letters].reduce((sum, letter) => sum + (HEBREW_VALUES.get(letter) ?? 0), 0);
  return value >= HEBREW_HUNDREDS ? around(value + 1239) : undefined;
}

function namedEra(han: string, { language }: DateContext): PublicationDate | undefined {
  const tables = language === "jpn" ? [JAPAN, CHINA, OTHERS] : [CHINA, JAPAN, OTHERS];
  for (const found of han.matchAll(NAMED)) {
    const [, name, cycle, number, after] = found;
    const isDecade = after === "年代";
    if (after && !isDecade) continue; // 昭和3X, 昭和6O: a digit nobody can read
    for (const table of tables) {
      const era = table.get(name!);
      const date =
        era &&
        (isDecade
          ? decadeOf(era, number!)
          : withSpanEnd(inEra(era, cycle, number), era, number ? behind(han, found) : ""));
      if (date) return date;
    }
  }
  return undefined;
}

function behind(text: string, found: RegExpMatchArray): string {
  return text.slice(found.index! + found[0].length);
}

/** 光緒三十年至三十四年, 昭和11-12, 明治32-大正2: until the second year named, in the same era or the one named beside it. */
function withSpanEnd(from: PublicationDate | undefined, era: Era, rest: string): PublicationDate | undefined {
  const [, name, end = ""] = SPAN_END.exec(rest) ?? [];
  const last = end === "元" ? 1 : (parseHanNumber(end) ?? 0);
  if (!from || from.until !== undefined || last === 0) return from;
  const other = name === undefined ? era : eraNamed(name, from.year);
  const until = other && other.first + last - 1;
  return until !== undefined && until > from.year && until <= other!.last ? { year: from.year, until } : from;
}

/** The era of a name or of its initial that had not ended by a year. */
function eraNamed(name: string, year: number): Era | undefined {
  const short = SHORT[INITIALS[name] ?? name];
  return (
    short ?? [JAPAN, CHINA, OTHERS].map((table) => table.get(name)).find((era) => era && era.last >= year)
  );
}

/** A year of an era by number or by the cycle of sixty; without either the whole era, when that is a span of some years. */
function inEra(era: Era, cycle: string | undefined, number: string | undefined): PublicationDate | undefined {
  if (number) return yearOf(era, number === "元" ? 1 : (parseHanNumber(number) ?? 0));
  const named = cycle ? cyclicYears(cycle, era) : [];
  if (named.length === 1) return { year: named[0]! };
  const isOpen = era.last >= 2100;
  if (isOpen) return undefined;
  return era.last > era.first ? { year: era.first, until: era.last } : { year: era.first };
}

/** 民国七十年代: ten years from the one named, within the era. */
function decadeOf(era: Era, number: string): PublicationDate | undefined {
  const from = yearOf(era, parseHanNumber(number) ?? 0);
  return from && { year: from.year, until: Math.max(from.year, Math.min(from.year + 9, era.last)) };
}

/** A year beyond the end of its era is a slip of one or two years at most. */
function yearOf(era: Era, count: number): PublicationDate | undefined {
  const year = era.first + count - 1;
  return count >= 1 && year <= era.last + 2 ? { year } : undefined;
}

function latinEra(text: string): PublicationDate | undefined {
  if (!/\p{Script=Latin}{3}/u.test(text)) return undefined;
  const plain = text
    .normalize("NFD")
    .replace(/[\p{M}'’ʻ]/gu, "")
    .toLowerCase()
    .replaceAll("đ", "d")
    .replace(/\bmin (?=guo|kuo)/, "min")
    .replace(/ [nN]ian\b/, "");
  const found = LATIN.exec(plain);
  const era = found && eraTables.romanised.get(found[1]!)!;
  return era ? withSpanEnd(yearOf(era, Number(found[2])), era, behind(plain, found)) : undefined;
}

/** Counts told by their marks, or by their size: 57xx is Jewish, 24xx and 25xx Buddhist, 42xx and 43xx of Dangun. */
function otherCount(text: string, { latest, language }: DateContext): PublicationDate | undefined {
  const found = MOSLEM.exec(text);
  const moslem = found?.[1] ?? found?.[2];
  if (moslem) return around(Math.floor(Number(moslem) * 0.970224 + 621.5774));
  const solar = SOLAR.exec(text);
  if (solar) return around(Number(solar[1] ?? solar[2]) + 621);
  const number = Number(/(?<!\d)(\d{4})(?!\d)/.exec(text)?.[1] ?? 0);
  if (number >= 5200 && number < 5900) return { year: number - 3761, until: number - 3760 };
  if (number >= 4200 && number < 4450) return { year: number - 2333 };
  if (number >= 2400 && number < 2650 && number - 543 <= latest) return { year: number - 543 };
  if (number < 1200 || number > 1450) return undefined;
  if (language === "per") return around(number + 621);
  return ["ara", "urd", "ota"].includes(language)
    ? around(Math.floor(number * 0.970224 + 621.5774))
    : undefined;
}

function around(year: number): PublicationDate {
  return { year, until: year + 1 };
}
