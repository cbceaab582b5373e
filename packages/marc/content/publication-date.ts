import { parseHanNumber } from "@commonshelf/cjk";
import { eraDate } from "./era-date.ts";

/** When something was published: one year, or the first and last year it may be. All by the common era. */
export type PublicationDate = { year: number; until?: number };

/** What a record codes of its date: kind (MARC 21 008/06, UNIMARC 100 $a/8), date 1 and date 2, four characters each. */
export type CodedDate = { kind: string; first: string; second: string };

/** What reading a date needs to know: the language it is written in (ISO 639-2/B), and the last year there can be. */
export type DateContext = { language: string; latest: number };

/** Before it no coded year is believed: `0000`, `0001` and years of the republic written with noughts. */
const EARLIEST_CODED = 200;
const EARLIEST_PRINTED = 1000;
/** Printed years before it are as likely of another calendar: `1357 [1978]`. */
const EARLIEST_PLAIN = 1450;

/**
 * When a thing was published: the coded date where it is sound, else the printed one. A printed date that is exact where
 * the code is vague wins, and so does one in brackets beside a number that was coded as it stands (`1357 [1978]` coded
 * 1357). Nothing before the common era and nothing later than `latest`.
 */
export function publicationDate(
  coded: CodedDate | undefined,
  printed: string,
  context: DateContext,
  isUnimarc: boolean,
): PublicationDate | undefined {
  if (coded?.kind === "b" && !isUnimarc) return undefined; // MARC 21: dates before the common era
  const sound = coded && codedDate(coded, context.latest, isUnimarc);
  if (sound && sound.until === undefined && printed.length === 4 && printed === String(sound.year))
    return sound;
  if (coded && sound?.until === undefined && isOnlyPrinted(sound?.year, printed, coded.kind, isUnimarc))
    return printedDate(printed, context) ?? sound;
  if (sound && sound.until === undefined && sound.year >= EARLIEST_PLAIN) return sound;
  const said = printedDate(printed, context);
  if (!sound || !said) return sound ?? said;
  if (isInside(said, sound)) return said;
  const isAsPrinted = new RegExp(`(?<!\\d)${sound.year}(?!\\d)`).test(printed);
  return sound.until === undefined && isAsPrinted ? said : sound;
}

/** Whether a coded year is, in words, one of printing beside another year: `1998 printing, c1995`. A coded reprint stays. */
function isOnlyPrinted(year: number | undefined, printed: string, kind: string, isUnimarc: boolean): boolean {
  if (year === undefined || kind === (isUnimarc ? "e" : "r") || !PRINTING.test(printed)) return false;
  const rest = printed.replace(PRINTINGS, " ");
  return !rest.includes(String(year)) && /(?<!\d)\d{4}(?!\d)/.test(rest);
}

function isInside(inner: PublicationDate, outer: PublicationDate): boolean {
  return outer.until !== undefined && inner.year >= outer.year && (inner.until ?? inner.year) <= outer.until;
}

/** Kinds whose second date ends a span (MARC 21 008/06; UNIMARC 100 $a/8). */
const SPANS = { marc21: "dikmq", unimarc: "bfg" };

/** The coded date: `19uu` is a century, `197u` a decade, a span ends where date 2 says; undefined when it is not sound. */
function codedDate(
  { kind, first, second }: CodedDate,
  latest: number,
  isUnimarc: boolean,
): PublicationDate | undefined {
  const from = codedYears(first, latest);
  if (!from) return undefined;
  if (!(isUnimarc ? SPANS.unimarc : SPANS.marc21).includes(kind)) return from;
  const to = codedYears(second, latest);
  const until = to && (to.until ?? to.year);
  if (until === undefined || until < from.year) return from;
  return until === from.year ? { year: from.year } : { year: from.year, until };
}

function codedYears(text: string, latest: number): PublicationDate | undefined {
  if (!/^\d{2}(?:\d{2}|\d[u#?-]|[u#?-]{2})$/i.test(text)) return undefined;
  const year = Number(text.replace(/\D/g, "0"));
  const until = Math.min(latest, Number(text.replace(/\D/g, "9")));
  if (year < EARLIEST_CODED || year > latest) return undefined;
  return /\D/.test(text) && until > year ? { year, until } : { year };
}

/**
 * The date as printed, in any calendar we know: `c2002`, `[197-]`, `1998/99`, `[between 1970 and 1975]`, `1850 [i.e. 1950]`,
 * 民國三十七年, 昭和55, 道光庚子, 檀紀4288, 一九九八, MCMLXXV, ١٩٩٨, `19980501`. Undefined when it says none, or none that can be.
 */
export function printedDate(text: string, context: DateContext): PublicationDate | undefined {
  if (text === "") return undefined;
  const plain = wholeYears(inAsciiDigits(withPlainZeros(text.normalize("NFKC"))).replace(/[‐-―−]/g, "-"));
  if (/(?:公元|西元)?(?<!民[国國]?)前\s*[\d一二三四五六七八九]|\bB\.?\s?C\b|av\. J/iu.test(plain))
    return undefined;
  const corrected = CORRECTION.exec(plain)?.[1];
  const said = corrected ? commonDate(corrected, context) : undefined;
  return said ?? commonDate(plain, context);
}

/**
 * Years in one piece: `[19]98`, `199[8]`, `l998` and `19 98` as 1998; spans whose ends stand in brackets of their own
 * (`[1998]-2001`, `1998-<2001>`) as `1998-2001`.
 */
function wholeYears(text: string): string {
  return text
    .replace(/(?<!\d)\[(\d{1,3})\](\d{1,3})(?!\d)/gu, (all, a: string, b: string) =>
      a.length + b.length === 4 ? `[${a}${b}]` : all,
    )
    .replace(/(?<!\d)(\d{1,3})\[(\d{1,3})\](?!\d)/gu, (all, a: string, b: string) =>
      a.length + b.length === 4 ? `[${a}${b}]` : all,
    )
    .replace(/(?<![\p{L}\d])[lI](?=[5-9]\d{2}(?!\d))/gu, "1")
    .replace(/^([[cp©]*)(1[5-9]|20) (\d\d)(?=[\].?]*$)/u, "$1$2$3")
    .replace(/[[<](\d{4}|\d{3}-)\??\s*[\]>]\s*-\s*(?=[[<]?\d{4})/gu, "$1-")
    .replace(/(?<=\d{4}\s*-\s*)[[<](\d{4})\??\s*[\]>]/gu, "$1");
}

/** What stands between a misprint and the right year, in the words of catalogues. */
const CORRECTION = new RegExp(
  "(?:(?<![\\p{L}.])(?:i\\.?\\s?e\\.?|recte|scil\\.?|d\\.\\s?[ih]\\.|das (?:ist|heißt)|c['’]est[- ]à[- ]dire|c\\.-à-d\\.|es decir|esto es|o sea|" +
    "cioè|ossia|ou seja|isto é|т\\.\\s?е\\.|то есть|(?:tzn|tj|t\\.\\s?j)\\.)(?!\\p{L})|즉|即|應為|应为|應作|应作|應是|应是|" +
    "(?<!\\p{L})(?:sic(?=[,;: ]+\\d)|should (?:be|read)|(?:typo|error|misprint|mistake) for)|[[(]\\s?=|[误誤]作|實為|实为|實際|实际|當作|当作|更正|正しくは)\\s*[,:：]?\\s*(.*)$",
  "iu",
);

function commonDate(given: string, context: DateContext): PublicationDate | undefined {
  const text = given.replace(PRINTED_BEHIND, "$1");
  const bracketed = [...text.matchAll(/[[(〔【](.*?)(?:[\])〕】]|$)/gu)].map((found) => found[1]!);
  const bare = text.replace(/[[(〔【].*?(?:[\])〕】]|$)/gu, " ");
  const outside = gregorian(bare.replace(PRINTINGS, " ").replace(COPYRIGHTS, " "), context.latest);
  const beside = bracketed
    .filter((part) => !PRINTING.test(part))
    .map((part) => gregorian(part, context.latest))
    .find((date) => date !== undefined);
  const era = eraDate(text, context);
  if (outside && (outside.year >= EARLIEST_PLAIN || (!beside && !era))) return outside;
  if (beside) return beside;
  return fitting(era, context) ?? gregorian(text, context.latest);
}

function fitting(date: PublicationDate | undefined, { latest }: DateContext): PublicationDate | undefined {
  if (!date || date.year < 1 || date.year > latest) return undefined;
  if (date.until === undefined || date.until <= latest) return date;
  return { year: date.year, until: latest };
}

const PRINTING = /print|impr|pressi[oó]|tirage|druck|aufl|stampa|печат|刷|印|重版|repr/iu;
const PRINTED =
  "(?:re)?print(?:ed|ing)?\\b|(?:re)?impression\\b|(?:re)?impresi[oó]n\\b|(?:ri)?stampa\\b|tirage\\b|(?:nach)?druck\\b|impr\\b|pr(?=\\.)";
/** A year of printing, with its words: it counts only where no other is said. */
const PRINTINGS = new RegExp(
  [
    `(?:\\d+\\s*(?:st|nd|rd|th)\\s+)?(?<!\\p{L})(?:${PRINTED})\\.?(?:\\s*(?:in|,))?\\s*\\d{4}(?!\\d)`,
    `(?<!\\d)\\d{4}\\s*[([]?\\s*(?:\\d+\\s*(?:st|nd|rd|th)\\s+)?(?:${PRINTED})\\.?\\s*[)\\]]?`,
    "(?<!\\d)\\d{4}\\s*年?(?:\\d{1,2}月)?\\s*第?[^,;\\d版]{0,4}\\d{0,3}次?(?:印刷|重印|刷)",
    "(?<!\\d)\\d{4}\\s*年?(?:\\d{1,2}月)?印(?!\\p{Script=Han})",
    "(?:第[^,;]{1,4}次)?(?:印刷|重印)\\s*\\d{4}",
  ].join("|"),
  "giu",
);
/** `1998 (printing)`: the word in brackets is about the year before it. */
const PRINTED_BEHIND = new RegExp(`(?<=\\d{4}\\s*)[([]\\s*((?:${PRINTED})\\.?)\\s*[)\\]]`, "giu");
const COPYRIGHTS = /(?:\bc|\bp|©|℗|\bcop(?:yright)?\.?)\s*\d{4}/giu;

/** The year by the common era: published before copyright, copyright before printing. */
function gregorian(text: string, latest: number): PublicationDate | undefined {
  const withoutPrintings = text.replace(PRINTINGS, " ");
  const published = withoutPrintings.replace(COPYRIGHTS, " ");
  for (const part of distinctTexts(published, withoutPrintings, text)) {
    const date = span(part, latest) ?? roman(part, latest);
    if (date) return date;
  }
  return undefined;
}

function distinctTexts(...texts: string[]): string[] {
  return [...new Set(texts)].filter((text) => text.trim() !== "");
}

/** A month or season before the second year of a span, in the languages of most records. */
const MONTH =
  "(?:jan|f[eé][bv]|m[aä]r|a[pvb]r|ma[iyjg]|jui?[nl]|giu|lug|a[uo][gû]|ago|sept?|set|o[ckt]t|out|nov|de[czk]|d[eé]c|dic|gen|ene|spring|summer|autumn|fall|winter|" +
  "янв|фев|мар|апр|ма[йя]|ию[нл]|авг|сен|окт|ноя|дек)\\p{L}*\\.?";

type Reading = [RegExp, (found: string[]) => PublicationDate | undefined];

/** Ways to write years, the wider first. */
const READINGS: Reading[] = [
  [/(?<!\d)(\d{4})\s*م(?!\p{L})/u, ([, year]) => ({ year: Number(year) })],
  [/(?<!\p{L})م\s*(\d{4})(?!\d)/u, ([, year]) => ({ year: Number(year) })],
  // 1420H/1999M
  [/\dH\.?\s?[/=(-]\s?(\d{4})\s?M(?!\p{L})/u, ([, year]) => ({ year: Number(year) })],
  // Counts of India and Nepal: Vikram Samvat and Shaka.
  [
    /(?<!\p{L})(?:V\.?\s?S\.?|B\.\s?S\.|(?:Vi|Bi)kram\s+(?:Sam[vb]at|Era)|वि\.?\s?सं\.?)\s*(\d{4})/iu,
    ([, year]) => ({ year: Number(year) - 57, until: Number(year) - 56 }),
  ],
  [
    /(?<!\p{L})(?:[SŚ]h?aka|शक)\s*(\d{4})/iu,
    ([, year]) => ({ year: Number(year) + 78, until: Number(year) + 79 }),
  ],
  [
    /(?:between|entre|zwischen|[tf]ra(?: il)?|между|tussen|mell(?:an|em)|między|mezi)\s+(\d{4})\D{1,8}(\d{4})/iu,
    ([, from, to]) => years(from!, to!),
  ],
  [/(?<!\d)(\d{3})-\??\s*-\s*(\d{3})-/u, ([, from, to]) => years(`${from}0`, `${to}9`)],
  [/(?<!\d)(\d{3})-\??\s*-\s*(\d{4})(?!\d)/u, ([, from, to]) => years(`${from}0`, to!)],
  // Jan. 1998-Feb. 2001, 1998年5月-2001年3月, 1998.5-2001.3, 1998->2001
  [
    new RegExp(
      `(?<!\\d)(\\d{4})(?:[年.,]?\\s?\\d{1,2}月?|年)?\\s*(?:-|~|〜|至|到)\\s*[[<>]?\\s*(?:${MONTH}\\s*(?:\\d{1,2}, ?)?)?(\\d{4})(?!\\d)`,
      "iu",
    ),
    ([, from, to]) => years(from!, to!),
  ],
  [
    /(?<!\d)(\d{4})\??\s*(?:-|~|至|到|or|and|und|oder|ou|o|u|of|eller|tai|lub|nebo|vagy|или|либо|або|ή|或|〜)\s*\[?(\d{4})(?!\d)/iu,
    ([, from, to]) => years(from!, to!),
  ],
  [/(?<!\d)(\d{4})\s*\/\s*(\d{4})(?!\d)/u, ([, from, to]) => years(from!, to!)],
  [
    /(?<!\d)(\d\d)(\d\d)\s*\/\s*(\d\d)(?!\d)/u,
    ([, century, from, to]) => shortSpan(century!, from!, to!, true),
  ],
  [
    /(?<!\d)(\d\d)(\d\d)\s*-\s*(\d\d)(?!\d)/u,
    ([, century, from, to]) => shortSpan(century!, from!, to!, false),
  ],
  [/(?<!\d)(\d{3})0(?:'?s\b|年代)/u, ([, decade]) => years(`${decade}0`, `${decade}9`)],
  [
    /(\d\d)世[紀纪](\d)0年代/u,
    ([, century, tens]) => years(`${Number(century) - 1}${tens}0`, `${Number(century) - 1}${tens}9`),
  ],
  [
    /(?<![\d.])(\d\d)(?:th|世[紀纪]|\.?\s?(?:Jh|Jahrhundert|yüzyıl|század|stol)|\s?(?:в\.|век|ст\.)|[eè]?(?:me)?\s?siècle)/iu,
    ([, century]) => years(`${Number(century) - 1}01`, `${century}00`),
  ],
  [
    /(?<!\p{L})(?:(?:siglo|s[eé]culo|secolo|sec\.|saec\.|s\.)\s?(X[IVX]{1,4})(?!\p{L})|(X[IVX]{1,4})(?:e\s?siècle|\s(?:век|в\.|ст\.|w\.|wiek)))/iu,
    ([, before, behind]) => centuryOf(before ?? behind!),
  ],
  [/(?<!\d)(\d{4})(?!\d)/u, ([, year]) => ({ year: Number(year) })],
  [/(?<!\d)(\d{4})(?:0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d)/u, ([, year]) => ({ year: Number(year) })],
  [/(?<!\d)(\d{3})[-_?u](?!\d)/iu, ([, decade]) => years(`${decade}0`, `${decade}9`)],
  [/(?<!\d)(\d\d)(?:[-_?u]{1,2})(?!\d)/iu, ([, century]) => years(`${century}00`, `${century}99`)],
];

function years(from: string, to: string): PublicationDate | undefined {
  const [year, until] = [Number(from), Number(to)];
  if (until < year) return undefined;
  return until === year ? { year } : { year, until };
}

function centuryOf(roman: string): PublicationDate {
  const count = valueOfRoman(roman.toUpperCase());
  return { year: (count - 1) * 100 + 1, until: count * 100 };
}

/** `1998-99`, `1998/99`; `1998-05` is a month, `2005/06` a year of study. */
function shortSpan(century: string, from: string, to: string, isSlash: boolean): PublicationDate | undefined {
  const isYear = Number(to) > 12 || (isSlash && Number(to) === Number(from) + 1);
  return isYear && Number(to) > Number(from)
    ? years(`${century}${from}`, `${century}${to}`)
    : { year: Number(`${century}${from}`) };
}

function span(text: string, latest: number): PublicationDate | undefined {
  for (const [pattern, read] of READINGS) {
    for (const found of text.matchAll(new RegExp(pattern, `${pattern.flags}g`))) {
      const date = read([...found]);
      if (date && date.year >= EARLIEST_PRINTED && date.year <= latest)
        return date.until === undefined ? date : { year: date.year, until: Math.min(date.until, latest) };
    }
  }
  return undefined;
}

const ROMAN = { M: 1000, D: 500, C: 100, L: 50, X: 10, V: 5, I: 1 } as const;

function roman(text: string, latest: number): PublicationDate | undefined {
  // CIↃ and IↃ are M and D of old printers.
  const letters = text.replace(/CI[ↃƆ]/gu, "M").replace(/I[ↃƆ]/gu, "D");
  const found = /(?<![\p{L}.])(M[\s.]?[MDCLXVI.\s]{2,})/u.exec(letters)?.[1]?.replace(/[^MDCLXVI]/g, "");
  if (!found || found.length < 2) return undefined;
  const year = valueOfRoman(found);
  return year >= EARLIEST_PLAIN && year <= latest ? { year } : undefined;
}

function valueOfRoman(letters: string): number {
  const values = [...letters].map((letter) => ROMAN[letter as keyof typeof ROMAN]);
  return values.reduce((sum, value, i) => sum + (value < (values[i + 1] ?? 0) ? -value : value), 0);
}

const HAN_DIGITS = "〇○零一二三四五六七八九壹贰貳叁參叄肆伍陆陸柒捌玖";
const HAN_NUMBER = `${HAN_DIGITS}十百千拾佰仟`;
const ZEROED = new RegExp(`[${HAN_NUMBER}◯OoΟО]+`, "gu");
const HAN_ONE = new RegExp(`[${HAN_NUMBER.replace("○", "")}]`, "u");
/** Four digits, or a number of thousands, that stand alone: 一九九八, 贰零零叁, 二千零三. */
const HAN_YEAR = new RegExp(
  `(?<![${HAN_NUMBER}])(?:[${HAN_DIGITS}]{4}|[一二壹贰貳][千仟][${HAN_NUMBER}]*)(?![${HAN_NUMBER}])`,
  "gu",
);

/** 二十世纪八十年代 in digits. */
const HAN_CENTURY =
  /([一二]?十[一二三四五六七八九]?|[一二]?[〇零][一二])世[紀纪](?:([一二三四五六七八九])十年代)?/gu;

const SPACED_YEAR = /(?<!\d\s?)\d(?: \d){3}(?!\s?\d)/g;

/** One nought for those that typists use (○, ◯, the letter O) between Han numbers; `1 9 8 5` as 1985. */
function withPlainZeros(text: string): string {
  return text
    .replace(SPACED_YEAR, (digits) => digits.replaceAll(" ", ""))
    .replace(ZEROED, (run) => (HAN_ONE.test(run) ? run.replace(/[○◯OoΟО]/gu, "〇") : run))
    .replace(/(?<=\d[○◯〇]*)[○◯〇](?=[\d○◯〇年])/gu, "0");
}

/** Digits of every script as 0-9: ١٩٩٨, ๒๕๕๐, १९९८; Han numbers written as a year: 一九九八, 二〇〇三, 二千零三. */
function inAsciiDigits(text: string): string {
  return text
    .replace(/[^\P{Nd}0-9]/gu, (digit) => {
      const code = digit.codePointAt(0)!;
      const row = code - (code % 16);
      return String(
        /\p{Nd}/u.test(String.fromCodePoint(row)) && code % 16 < 10 ? code % 16 : (code % 16) - 6,
      );
    })
    .replace(HAN_CENTURY, (run, century: string, tens: string | undefined) => {
      const number = parseHanNumber(century);
      return number === null ? run : `${number}世纪${tens ? `${parseHanNumber(tens)}0年代` : ""}`;
    })
    .replace(HAN_YEAR, (run) => String(parseHanNumber(run) ?? run));
}
