import { fold, foldKey } from "../fold.ts";
import { arabicVolumeNumbers } from "../numerals.ts";
import { pinyin } from "../pinyin.ts";
import { hasHan } from "../scripts.ts";
import { pinyinKey } from "../syllables.ts";

/** Numbers a position may mean, and the position itself behind `@`: 下 is never 中 of the same set. */
export const partPositions: Readonly<Record<string, string[]>> = {
  上: ["1", "@1"],
  中: ["2", "@2"],
  下: ["2", "3", "@3"],
};
/** What a part of a set is called in Han. */
export const partUnits = "册|卷|集|部|辑|分册|编|冊|輯|回|函";

/** Numbers by their words: English, Roman, pinyin. */
export const wordNumbers: Readonly<Record<string, string>> = Object.fromEntries(
  [
    "one two three four five six",
    "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx",
    "yi er san si wu liu qi ba jiu shi",
  ].flatMap((row) => row.split(" ").map((word, i) => [word, String(i + 1)])),
);

/** What a part is called in Latin letters; after one of these a word or a letter numbers it. */
const MARKERS =
  "volumes?|vols?|v|parts?|pts?|books?|bks?|halbbd|halbbde?|halbband|teilbd|teilband|bde?|band|teil|tl|tomes?|tomos?|tom|t|heft|hft|h|abt|abteilung|lfg|fasc|fascicles?|fascicules?|no|nos|nr|numbers?|issues?|sections?|sect|sec|series|ser|chapters?|chaps?|ch|reel|disc|disk|di";
const SPELLED = Object.keys(wordNumbers)
  .sort((a, b) => b.length - a.length)
  .join("|");
const LATIN_LEVEL = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${MARKERS}) ?(${SPELLED}|[a-h])(?![\\p{L}\\p{N}-])|(\\d+-\\d+|\\d+[a-d]?(?![a-z]))(?!\\.? ?(?:part|ed\\b))|(\\d+)`,
  "giu",
);
const HAN_LEVEL = new RegExp(
  `第?(\\d+-\\d+|\\d+)(?:分?(?:${partUnits}))?|(?<=^|[册卷集部辑编回函 \\d])(上|中|下)(?:${partUnits})?(?=$|[第 \\d上中下])`,
  "gu",
);
/** How many parts there are names none of them: `v. 1 of 3`, 共4册; and the year of one stands in brackets: `v. 2 (1999)`. */
const NO_LEVEL =
  /(?<=\d\s*)(?:\bof\s+\d+|\/\s*\d+(?!\d))|[(（[]?\s*[共全][\p{Script=Han}\d]{1,4}[册冊卷集部]\s*[)）\]]?|(?<=[\p{L}\p{N}.].*)[(（]\s*(?:1[5-9]|20)\d\d\s*[)）]/giu;

/** One form of a statement: folded, a space for every mark but the dash of a span, none beside Han, numbers in digits. */
function plainStatement(text: string): string {
  const plain = text
    .normalize("NFKC")
    .replace(NO_LEVEL, " ")
    .replace(/[‐-―−~～至]/gu, "-");
  const runs = plain
    .split(/(?<=[\d〇一二三四五六七八九十])\s*(-)\s*(?=[\d〇一二三四五六七八九十])/u)
    .map((run) => (run === "-" ? "-" : fold(run)));
  return arabicVolumeNumbers(runs.join("").replace(/ ?(\p{Script=Han}) ?/gu, "$1")).trim();
}

/** The levels a statement counts, the outer first: `Vol. 2, pt. 9` -> 2, 9; each as what it may mean. */
function levelsOf(plain: string): string[][] {
  if (hasHan(plain))
    return [...plain.matchAll(HAN_LEVEL)].map(([, number, position]) =>
      number === undefined ? partPositions[position!]! : [bare(number)],
    );
  const found = [...plain.matchAll(LATIN_LEVEL)].map(
    ([, spelled, number, rest]) => wordNumbers[spelled ?? ""] ?? spelled ?? bare(number ?? rest!),
  );
  return found.some((level) => /\d/.test(level)) ? found.map((level) => [level]) : [];
}

function bare(number: string): string {
  return number.replace(/(?<!\d)0+(?=\d)/g, "");
}

/**
 * What a part statement counts, as the numbers it may mean, levels parted by points: `Vol. 2, pt. 9` -> `2.9`, 第一辑 上 ->
 * `1.1` or `1.@1`. Null when it counts nothing.
 */
export function countedPart(text: string): string[] | null {
  const levels = levelsOf(plainStatement(text));
  if (levels.length === 0) return null;
  const numbers = levels
    .map((level) => level.filter((one) => !one.startsWith("@")))
    .reduce((all, level) => all.flatMap((outer) => level.map((one) => `${outer}.${one}`)));
  if (levels.every((level) => level.length === 1)) return numbers;
  return [...numbers, levels.map((level) => level.find((one) => one.startsWith("@")) ?? level[0]!).join(".")];
}

/** True for a statement that does nothing but count: 上册, `Vol. 2, pt. 9`. */
export function isPartCount(text: string): boolean {
  const plain = plainStatement(text);
  if (hasHan(plain)) return plain.replace(HAN_LEVEL, "").trim() === "" && plain !== "";
  return new RegExp(`^(?:(?:${MARKERS}) ?(?:\\d+(?:-\\d+)?|${SPELLED}) ?)+$`, "iu").test(plain);
}

const NAME_END = new RegExp(`(?<=.)(?:${partUnits}|篇)$`, "u");

/**
 * What a part is called beside its number, by its letters and, for Han, by its sound too: 诗歌卷 -> 诗歌, `shige`. Empty when
 * it is called nothing.
 */
export function partNameKeys(number: string, name: string): string[] {
  const plain = plainStatement(number);
  const inNumber = hasHan(plain) ? plain.replace(HAN_LEVEL, "").replace(/[^\p{Script=Han}]+/gu, "") : "";
  const key = `${inNumber}${foldKey(name)}`.replace(NAME_END, "");
  if (key === "") return [];
  return hasHan(key) ? [key, pinyinKey(pinyin(key))] : [key.replace(/(?<=.)(?:juan|ce|ji|bian|pian)$/u, "")];
}
