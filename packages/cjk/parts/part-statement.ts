import { fold, foldKey } from "../fold.ts";
import { spokenNumbers } from "../numbers/spoken-numbers.ts";
import { arabicVolumeNumbers } from "../numerals.ts";
import { pinyin } from "../pinyin.ts";
import { hasHan } from "../scripts.ts";
import { pinyinKey } from "../syllables.ts";
import { hanCounts, maybeCount, ROMANISED_TAIL } from "./romanised-counts.ts";

/** Numbers a position may mean, and the position itself behind `@`: 下 is never 中 of the same set. */
const partPositions: Readonly<Record<string, string[]>> = {
  上: ["1", "@1"],
  中: ["2", "@2"],
  下: ["2", "3", "@3"],
};
/** What a part of a set is called in Han. */
const partUnits = "册|卷|集|部|辑|分册|编|冊|輯|回|函";

/** Numbers by their words: English, Roman, pinyin. */
const wordNumbers: Readonly<Record<string, string>> = Object.fromEntries(
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
  `(?<![\\p{L}\\p{N}])(?:${MARKERS}) (${SPELLED}|[a-h])(?![\\p{L}\\p{N}-])|(\\d+-\\d+|\\d+[a-d]?(?![a-z]))(?!\\.? ?(?:part|ed\\b))|(\\d+)`,
  "giu",
);
const HAN_LEVEL = new RegExp(
  `[第卷册之]?(\\d+-\\d+|\\d+)(?:分?(?:${partUnits}))?|(?<=^|[册卷集部辑编回函 \\d])(上|中|下)(?:${partUnits})?(?=$|[第 \\d上中下])`,
  "gu",
);
/** How many parts there are names none of them: `v. 1 of 3`, 共4册; and the year of one stands in brackets: `v. 2 (1999)`. */
const NO_LEVEL =
  /(?<=\d\s*)(?:\bof\s+\d+|\/\s*\d+(?!\d))|[(（[]?\s*[共全][\p{Script=Han}\d]{1,4}[册冊卷集部]\s*[)）\]]?|(?<=[\p{L}\p{N}.].*)[(（]\s*(?:1[5-9]|20)\d\d\s*[)）]/giu;

/** One form of a statement: folded, a space for every mark but the dash of a span, none beside Han, numbers in digits. */
function plainStatement(text: string): string {
  const plain = spokenNumbers(hanCounts(text.normalize("NFKC")))
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
  return hasHan(key)
    ? [key, pinyinKey(pinyin(key))]
    : [key.replace(/(?<=.)(?:juan|ce|ji|bian|pian|chuan|tse)$/u, "")];
}

/** `第2册`, `卷32`, `(上)`, `上册` at the end of a folded key. */
const HAN_TAIL = new RegExp(
  `^(.{2,}?)[(（\\s]*(?:第(\\d+)(?:${partUnits})|(?:卷|册|之)(\\d+)|(上|中|下)(?:${partUnits})?)[)）]?$`,
  "u",
);
/** A lone 上, 中 or 下 is a part only when something stands between it and the title: `史记 上`, but not `在路上`. */
const LONE_POSITION = /[^\p{L}\p{N}][上中下][\s)\]]*$/u;

/** `vol. 2`, `Part two`, `v. ix` at the end; a bare v needs a dot, a space or a digit (`Henry VI` is no volume 1). */
const LATIN_TAIL =
  /^(.{3,}?)[\s,.(:]+(?:v(?=[\s.\d])\.?|vol(?:ume)?\.?|part|pt\.?|book|band|bd\.?|tome?|t\.|di)\s*(\d{1,3}|one|two|three|four|five|six|i{1,3}|iv|vi{0,3}|ix|x)\s*(?:ce|juan|ji|bu)?[).]?$/i;

/** Takes a part written into the title apart: `史记 第二册` -> rest `史记`, part `2`; `Essays, vol. 2, pt. 9` -> part `2.9`. */
export function splitPart(main: string): { rest: string; part: string[] | null } {
  const inner = splitLast(main);
  if (!inner.part) return inner;
  const outer = splitLast(inner.rest);
  if (!outer.part) return inner;
  return { rest: outer.rest, part: outer.part.flatMap((one) => inner.part!.map((two) => `${one}.${two}`)) };
}

function splitLast(main: string): { rest: string; part: string[] | null } {
  const key = foldKey(main);
  const han = HAN_TAIL.exec(key);
  const isUnit =
    han?.[4] === undefined || !/[上中下]\)?$/u.test(key) || LONE_POSITION.test(main.normalize("NFKC"));
  if (han && isUnit) {
    const part = han[2] ?? han[3];
    return {
      rest: han[1]!.replace(/[(（\s]+$/u, ""),
      part: part ? [String(Number(part))] : partPositions[han[4]!]!,
    };
  }
  const latin = LATIN_TAIL.exec(fold(main));
  if (latin) {
    const word = latin[2]!.toLowerCase();
    return { rest: latin[1]!, part: [wordNumbers[word] ?? String(Number(word))] };
  }
  const romanised = ROMANISED_TAIL.exec(fold(main));
  if (romanised) return { rest: romanised[1]!, part: readPart(romanised[2]!) };
  return { rest: main, part: null };
}

/**
 * What a part statement means: `第二册`, `v. 2`, `下`, `Di 2 juan` -> possible numbers, `Vol. 2, pt. 9` -> `2.9`; a name stands
 * for itself.
 */
export function readPart(text: string): string[] | null {
  const key = foldKey(text);
  if (!key) return null;
  const counted = countedPart(text);
  if (counted) return counted;
  const folded = fold(text);
  if (LABEL.test(folded) || hanLabel.test(key)) return null;
  const romanised = PINYIN_POSITION.exec(folded);
  if (romanised) return PINYIN_POSITIONS[romanised[1]!]!;
  const number = numberAlone(text);
  if (number) return [number];
  const maybe = maybeCount(folded);
  if (maybe) return [maybe, key];
  // A named part is compared by its sound as well: 上海卷 is `Shang hai juan` in a romanising library.
  return hasHan(key) ? [key, pinyinKey(pinyin(key))] : [key];
}

/** A unit that numbers nothing: `Bd.`, `v.`, 卷. */
const LABEL = new RegExp(`^(?:${MARKERS}|juan|chuan|ce|tse)$`, "u");
const hanLabel = new RegExp(`^第?(?:${partUnits})$`, "u");

/** A number that stands alone in the statement or between its marks, or a Roman one at its end: `II, Geschichte`. A word of a name is none: `The two towers`, `San wen juan`. */
function numberAlone(text: string): string | undefined {
  for (const piece of text.split(/[.,;:()[\]/]|\s[-–—]\s/u)) {
    const number = wordNumbers[fold(piece)];
    if (number) return number;
  }
  const roman = /\s([IVX]{2,})\.?\s*$/u.exec(text.normalize("NFKC"))?.[1];
  return roman && wordNumbers[roman.toLowerCase()];
}

const PINYIN_POSITION = /^(shang|zhong|chung|xia|hsia)(?: (?:ce|juan|ji|bu|bian))?$/;
const PINYIN_POSITIONS: Record<string, string[]> = {
  shang: partPositions.上!,
  zhong: partPositions.中!,
  chung: partPositions.中!,
  xia: partPositions.下!,
  hsia: partPositions.下!,
};
