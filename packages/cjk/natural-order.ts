import { fold } from "./fold.ts";
import { arabicNumbers, numberMentions, parseRoman } from "./number-mentions.ts";
import { parseHanNumber } from "./numerals.ts";

const HAN_NUMBER = /[〇零○一二三四五六七八九十百千两廿卅卌壹贰叁肆伍陆柒捌玖拾]+/gu;
const MOST_DIGITS = 15;
/** Words that number the parts of a set of few: 上 下, 上 中 下, 甲 乙 丙, 元 亨 利 贞; alone or before the word for a part. */
const ROWS: readonly string[] = [
  "上中下",
  "前中后",
  "甲乙丙丁戊己庚辛壬癸",
  "元亨利贞",
  "天地玄黄",
  "春夏秋冬",
];
const COUNTERS = "卷册辑集编部函篇本期号";
const IN_A_ROW = new RegExp(`(?<=^|[\\s第卷册编部集(])([${ROWS.join("")}])(?=$|[\\s${COUNTERS})])`, "gu");

function placeInRow(word: string): string {
  const row = ROWS.find((words) => words.includes(word))!;
  return ` ${row.indexOf(word) + 1} `;
}

/** Digits of a whole number with the count of them before, so that 9 stands before 10 when read letter by letter. */
export function countedDigits(text: string): string {
  return text.replace(/\d+/g, (digits) => {
    const bare = digits.replace(/^0+(?=\d)/, "").slice(0, MOST_DIGITS);
    return String.fromCharCode(0x30 + bare.length) + bare;
  });
}

/**
 * A key that puts the parts of a set in their order when compared letter by letter, whatever numbers they are written with:
 * 第1册, 第2册, 第10册; 上, 中, 下; 一, 二, 十; Band IV, Band IX.
 */
export function partKey(part: string): string {
  const plain = part.normalize("NFKC").trim();
  const roman = parseRoman(plain.toLowerCase());
  const digits = roman === undefined ? arabicNumbers(withoutVolumeWords(plain)) : String(roman);
  const numbered = fold(digits)
    .replace(HAN_NUMBER, (number) => ` ${parseHanNumber(number) ?? number} `)
    .replace(IN_A_ROW, placeInRow);
  return countedDigits(
    numbered
      .replace(/[第()]/gu, " ")
      .replace(/\s+/g, " ")
      .trim(),
  );
}

/** Words for a volume before what `numberMentions` takes for no plain number: `Bd. 9a`. */
const BEFORE_DIGITS =
  /(?<!\p{L})(?:vol(?:ume|\.)?|v\.?|band|bd\.?|tome|teil|part|pt\.?|т(?:ом|\.)?)\s*(?=\d)/giu;

/** `Vol. 9` and `Vol. XI` as 9 and 11: whatever numbers them, parts stand in one row. */
function withoutVolumeWords(text: string): string {
  let result = "";
  let at = 0;
  for (const { kind, value, start, end } of numberMentions(text)) {
    if (kind !== "volume" || !/^[\p{Script=Latin}\p{Script=Cyrillic}]/u.test(text.slice(start))) continue;
    result += `${text.slice(at, start)} ${value} `;
    at = end;
  }
  return (result + text.slice(at)).replace(BEFORE_DIGITS, " ");
}

const MOST_KNOWN = 5000;
const known = new Map<string, string>();

function knownKey(part: string): string {
  let key = known.get(part);
  if (key === undefined) {
    if (known.size >= MOST_KNOWN) known.clear();
    key = partKey(part);
    known.set(part, key);
  }
  return key;
}

/** Compares parts of a set by `partKey`; for sorting. */
export function comparePart(a: string, b: string): number {
  const left = knownKey(a);
  const right = knownKey(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * The place of a part in its set, 1 for the first; null when it says none. A span (1-3, 上下) is where it begins; null too for
 * what names a whole set.
 */
export function placeOfPart(part: string): number | null {
  const digits = /\d+/.exec(arabicNumbers(part.normalize("NFKC")))?.[0];
  if (digits !== undefined) return Number(digits);
  const key = partKey(part);
  const counted = /[1-9:;<=>?](\d+)/.exec(key);
  return counted ? Number(counted[1]) : null;
}
