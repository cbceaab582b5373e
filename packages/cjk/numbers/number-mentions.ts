import { parseHanNumber } from "../numerals.ts";
import { ENGLISH_NUMBER, parseEnglishNumber } from "./english-numbers.ts";

/**
 * A number a text speaks of. `volume`: of a part (第十二卷, vol. XII, Bd. 3), `edition`: of an edition (第三版, 3rd ed.),
 * `number`: any other that can be nothing else (二〇〇八, MCMLXXV, 二十四). `text` is what stands there, NFKC; `isMarked`:
 * a word or sign says so, hence it means the same wherever it is typed.
 */
export type NumberMention = {
  kind: "volume" | "edition" | "number";
  value: number;
  text: string;
  start: number;
  end: number;
  isMarked: boolean;
};

const HAN = "〇零○一二三四五六七八九十百千两廿卅卌壹贰貳叁參肆伍陆陸柒捌玖拾兩";
const HAN_VOLUME = "卷冊册輯辑集编編函部帙";
const HAN_OTHER = "期号號回章篇次届屆季讲講课課";
const ROMAN = "[ivxlcdm]{1,12}";
const LATIN_VOLUME =
  "volumes?|vols?|v|band|bde?|b(?=\\.)|tomes?|tomo|tom|t(?=\\.)|parts?|pt|teil|tl|books?|bk|numbers?|том|т(?=\\.)|часть|ч(?=\\.)|кн";
const NUMBER = `(?:\\d{1,4}|[${HAN}]{1,9}|${ROMAN})`;
const EDITION_WORD = "ed(?:n|ition|ición|izione)?|éd(?:ition)?|aufl(?:age)?|изд(?:ание)?";
const NO_WORD = "(?![\\p{L}\\p{N}])";
const START = "(?<![\\p{L}\\p{N}])";
/** Between a Latin word and Han there is no space, and still a word begins. */
const LATIN_START = "(?<![\\p{Script=Latin}\\p{Script=Cyrillic}\\p{N}])";
const LATIN_END = "(?![\\p{Script=Latin}\\p{Script=Cyrillic}\\p{N}])";

/** `needs`: what a text must hold for the rule to be worth trying. */
type Rule = { kind: NumberMention["kind"]; needs: RegExp; pattern: RegExp; isMarked: boolean };

const rule = (kind: Rule["kind"], needs: RegExp, source: string, isMarked = true): Rule => ({
  kind,
  needs,
  pattern: new RegExp(source, "giu"),
  isMarked,
});

const A_COUNT = /第/;
const A_VOLUME = new RegExp(`[${HAN_VOLUME}篇]`);
const HAN_NUMBER = new RegExp(`[${HAN}]`);
const A_DIGIT = /\d/;
const EDITIONS = /ed|éd|aufl|изд/i;
const A_WORD =
  /\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|\w+th|\w+ieth|hundred|thousand|first|second|third)\b/i;
const A_LETTER = /[ivxlcdm]/i;

/** The first rule that fits a place takes it. */
const RULES: readonly Rule[] = [
  rule("edition", A_COUNT, `第\\s*(?<n>${NUMBER})\\s*版`),
  rule("volume", A_COUNT, `第\\s*(?<n>${NUMBER})\\s*(?:分\\s*)?[${HAN_VOLUME}]`),
  rule("number", A_COUNT, `第\\s*(?<n>[${HAN}]{1,9})\\s*[${HAN_OTHER}]`),
  rule(
    "edition",
    EDITIONS,
    `${LATIN_START}(?<n>\\d{1,3})(?:st|nd|rd|th)\\s+(?:rev\\.?\\s+)?(?:${EDITION_WORD})${LATIN_END}`,
  ),
  rule(
    "edition",
    EDITIONS,
    `${LATIN_START}(?<n>first|second|third|${ENGLISH_NUMBER})\\s+(?:${EDITION_WORD})${LATIN_END}`,
  ),
  rule("edition", EDITIONS, `${START}(?<n>\\d{1,3})\\s*[.ªºᵉe]*\\s*(?:${EDITION_WORD})${LATIN_END}`),
  rule("edition", EDITIONS, `${LATIN_START}(?:${EDITION_WORD})\\.?\\s*(?<n>\\d{1,3})${LATIN_END}`),
  rule("edition", /版/, `(?<n>\\d{1,3}|[${HAN}]{1,5})\\s*版(?!\\s*[\\p{Script=Han}])`),
  rule("volume", A_WORD, `${LATIN_START}(?:${LATIN_VOLUME})\\.?\\s*(?<n>${ENGLISH_NUMBER}|one)${LATIN_END}`),
  rule("volume", /./, `${LATIN_START}(?:${LATIN_VOLUME})\\.?\\s*(?<n>${NUMBER})${LATIN_END}`),
  rule("volume", A_VOLUME, `(?<n>\\d{1,4})\\s*[卷冊册輯辑]`),
  rule("volume", A_VOLUME, `[卷冊册輯辑]\\s*(?<n>\\d{1,4}|[${HAN}]{1,9}|${ROMAN}${LATIN_END})`),
  rule("volume", A_VOLUME, `[集编編部篇]\\s*(?<n>\\d{1,4}|[${HAN}]{1,9})${NO_WORD}`),
  rule("volume", A_VOLUME, `(?<n>[${HAN}]{2,9})\\s*[卷冊册輯辑]`),
  rule("number", HAN_NUMBER, `[(（]\\s*(?<n>[${HAN}]{1,9})\\s*[)）]`),
  rule("number", HAN_NUMBER, `(?<![${HAN}])(?<n>[〇零○一二三四五六七八九]{4})(?![${HAN}])`),
  rule(
    "number",
    HAN_NUMBER,
    `(?<![${HAN}万億亿])(?<n>[〇零○一二三四五六七八九]*[〇零○][〇零○一二三四五六七八九]+)(?![${HAN}万億亿])`,
  ),
  rule(
    "number",
    HAN_NUMBER,
    `(?<![${HAN}万億亿])(?=[${HAN}]*[十百千廿卅卌拾])(?<n>[${HAN}]{2,9})(?![${HAN}万億亿])`,
  ),
  rule("number", A_WORD, `${LATIN_START}(?<n>${ENGLISH_NUMBER})${LATIN_END}`),
  rule("number", A_LETTER, `${LATIN_START}(?<n>${ROMAN})${LATIN_END}`),
  rule("number", A_DIGIT, `${LATIN_START}(?<n>\\d{1,3})(?:st|nd|rd|th)${LATIN_END}`),
  rule("volume", A_VOLUME, `(?<n>[${HAN}])\\s*[卷冊册輯辑](?![\\p{Script=Han}])`, false),
];

const FIRST_LATIN_RULE = /[a-zа-я]/iu;
const ANY = new RegExp(`[\\d${HAN}ivxlcdm]|one|two|three|four|ten|ty`, "iu");

/**
 * The numbers a text speaks of, in whatever digits, in order and without overlap; `text` is expected in NFKC (Ⅲ as III,
 * ② as 2). What only looks like one (三国, 百年, 千万) is left alone; Arabic digits without a marking word are no mention,
 * for they are terms as they stand.
 */
export function numberMentions(text: string): NumberMention[] {
  if (!ANY.test(text)) return [];
  const found: NumberMention[] = [];
  for (const { kind, needs, pattern, isMarked } of RULES) {
    if (!needs.test(text)) continue;
    for (const match of text.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      if (found.some((other) => start < other.end && end > other.start)) continue;
      const spelled = match.groups!.n!;
      const value = numberOf(spelled, text, match[0] === spelled, end);
      if (value !== undefined) found.push({ kind, value, text: match[0], start, end, isMarked });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

function numberOf(spelled: string, text: string, isAlone: boolean, end: number): number | undefined {
  if (!FIRST_LATIN_RULE.test(spelled)) return parseHanNumber(spelled) ?? undefined;
  const lower = spelled.toLowerCase();
  const english = parseEnglishNumber(lower);
  if (english !== undefined) return english;
  if (isLetterOfARow(spelled) || (isAlone && !isPlainRoman(spelled, text, end))) return undefined;
  return parseRoman(lower);
}

/** Roman letters that stand alone: II, xiv, MCMLXXV; a single one only at an end (Physics I); no Xi and no mix. */
function isPlainRoman(spelled: string, text: string, end: number): boolean {
  const isUpper = spelled === spelled.toUpperCase();
  if (spelled.length === 1)
    return isUpper && /[IVX]/.test(spelled) && end > 1 && /^\s*($|[:：.,(（;/])/u.test(text.slice(end));
  if (/^[ivx]+$/i.test(spelled)) return isUpper || !/^(xi|vi)$/i.test(spelled);
  return isUpper && spelled.length >= 4;
}

/** C, D, L and M alone: parts A, B, C, D are common, a hundredth in Roman letters is not. */
export function isLetterOfARow(text: string): boolean {
  return /^[cdlm]$/i.test(text);
}

const ROMAN_VALUES: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100, d: 500, m: 1000 };

/** The value of a Roman number of lower-case letters as the rules of writing have it; undefined for any other row of letters. */
export function parseRoman(letters: string): number | undefined {
  if (!/^m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})$/.test(letters) || letters === "")
    return undefined;
  let total = 0;
  for (let i = 0; i < letters.length; i++) {
    const value = ROMAN_VALUES[letters[i]!]!;
    total += value < (ROMAN_VALUES[letters[i + 1] ?? ""] ?? 0) ? -value : value;
  }
  return total;
}

/**
 * A text with every number it speaks of in Arabic digits, so that parts can be put in their order: 第十册 and vol. X both
 * hold 10. Expects any text; gives NFKC. With `kinds` only those: a title that begins 二十四史 is filed by its letters.
 */
export function arabicNumbers(text: string, kinds?: ReadonlySet<NumberMention["kind"]>): string {
  const plain = text.normalize("NFKC");
  let result = "";
  let at = 0;
  for (const mention of numberMentions(plain)) {
    if (kinds && !kinds.has(mention.kind)) continue;
    const spelled = mention.text.replace(
      new RegExp(`[${HAN}]+|\\p{L}*[ivxlcdm]+\\p{L}*|\\d+`, "iu"),
      (part) => (FIRST_LATIN_RULE.test(part) || /^\d+$/.test(part) ? part : String(mention.value)),
    );
    result += plain.slice(at, mention.start) + (/\d/.test(spelled) ? spelled : ` ${mention.value} `);
    at = mention.end;
  }
  return result + plain.slice(at);
}
