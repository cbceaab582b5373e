import { fold } from "./fold.ts";
import { arabicNumbers, isLetterOfARow, numberMentions, parseRoman } from "./numbers/number-mentions.ts";
import { parseHanNumber } from "./numerals.ts";
import { inOrderOfTime } from "./parts/chronology.ts";

const HAN_NUMBER = /[〇零○一二三四五六七八九十百千两廿卅卌壹贰叁肆伍陆柒捌玖拾]+/gu;
const MOST_DIGITS = 15;
/** Words that number the parts of a set of few: 上 下, 上 中 下, 甲 乙 丙, 元 亨 利 贞; alone or before the word for a part. */
const ROWS: readonly string[] = [
  "上中下",
  "前中后",
  "甲乙丙丁戊己庚辛壬癸",
  "子丑寅卯辰巳午未申酉戌亥",
  "元亨利贞",
  "天地玄黄宇宙洪荒",
  "天地人",
  "春夏秋冬",
  "礼乐射御书数",
  "仁义礼智信",
  "文行忠信",
  "干坤", // 乾坤, folded
  "宫商角徵羽",
];
/** 卷首 stands before all and 卷末 behind them; 初编 is the first of 初编, 二编, 三编, and 正编 of 正编, 续编, 三编. */
const FIRST_AND_LAST: Readonly<Record<string, number>> = { 首: 0, 初: 1, 正: 1, 续: 2, 高: 3, 末: 999_999 };
/** What stands before the first part of a set. */
const BEFORE_ALL = /^(?:总?目录?|[总前]?序言?|前言|凡例|导[论言]|绪论)(?=$|\s)/u;
const COUNTERS = "卷册辑集编部函篇本期号";
const IN_A_ROW = new RegExp(
  `(?<=^|[\\s第卷册编部集首末之(])([${ROWS.join("")}首初末]|高(?=级)|[正续](?=[编辑]))(?=$|[\\s\\d之上中下种级${COUNTERS})])`,
  "gu",
);
/** First, second and third in other languages, folded, before or behind the word for a part. */
const ORDINALS: readonly RegExp[] = [
  /(?<![a-z])(?:first|premi(?:er|ere)|erste[rs]?|primer[oa]?|prim[oa]|pars prior|первы[йя]|первая|první)(?![a-z])/gu,
  /(?<![a-z])(?:deuxieme|seconde?|zweite[rs]?|segund[oa]|second[oa]|pars posterior|второ[йе]|вторая)(?![a-z])/gu,
  /(?<![a-z])(?:third|troisieme|dritte[rs]?|tercer[oa]?|terz[oa]|terti[ao]|трети[йе]|третья)(?![a-z])/gu,
  /(?<![a-z])(?:fourth|quatrieme|vierte[rs]?|cuart[oa]|quart[oa]|четверты[йе]|четвертая)(?![a-z])/gu,
  /(?<![a-z])(?:fifth|cinquieme|funfte[rs]?|quint[oa]|пяты[йе]|пятая)(?![a-z])/gu,
];
/** 上, 中, 下 of Viet Nam: Quyển thượng, quyển trung, quyển hạ. */
const VIETNAMESE: readonly string[] = ["thuong", "trung", "ha"];
const VIETNAMESE_PART = /(?<=(?<![a-z])(?:quyen|tap) )(?:thuong|trung|ha)(?![a-z])/gu;
/** Words for a part that stand behind its number: Erster Band, 1. Teil. */
const PART_WORD = /(?<![a-zа-я])(?:vol(?:ume)?|band|bd|tome|tomo|teil|parte?|partie|том|часть)(?![a-zа-я])/gu;
function placeInRow(word: string): string {
  const row = ROWS.find((words) => words.includes(word));
  return ` ${row ? row.indexOf(word) + 1 : FIRST_AND_LAST[word]!} `;
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
  const roman = isLetterOfARow(plain) ? undefined : parseRoman(plain.toLowerCase());
  const digits = roman === undefined ? arabicNumbers(withoutVolumeWords(plain)) : String(roman);
  const numbered = withOrdinals(fold(digits))
    .replace(VIETNAMESE_PART, (word) => ` ${VIETNAMESE.indexOf(word) + 1} `)
    .replace(HAN_NUMBER, (number) => ` ${parseHanNumber(number) ?? number} `)
    .replace(BEFORE_ALL, "0 $&")
    .replace(IN_A_ROW, placeInRow);
  return countedDigits(
    withCounterBehind(numbered)
      .replace(/[第()]/gu, " ")
      .replace(/\s+/g, " ")
      .replace(/(?<=\p{Script=Han}) (?=\d)/gu, "")
      .trim(),
  );
}

/** 卷一 as 1卷, so that 卷首, 第1卷 and 卷末 stand in one row; 首册之二 is the second of the first. */
const COUNTER_BEFORE = new RegExp(
  `(?<![\\p{Script=Han}\\d] ?)([${COUNTERS}]) *(\\d+)(?!\\d| ?[${COUNTERS}])`,
  "gu",
);

function withCounterBehind(numbered: string): string {
  return numbered.replace(COUNTER_BEFORE, "$2$1 ");
}

/** `Tome premier` and `Erster Band` as 1. */
function withOrdinals(folded: string): string {
  const counted = ORDINALS.reduce((text, ordinal, i) => text.replace(ordinal, ` ${i + 1} `), folded);
  return counted === folded ? folded : counted.replace(PART_WORD, " ");
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
    key = partKey(inOrderOfTime(part.normalize("NFKC")));
    known.set(part, key);
  }
  return key;
}

/** Compares parts of a set by `partKey`, issues by when they are of: Jan. before Feb., 昭和11 before 平成2; for sorting. */
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
