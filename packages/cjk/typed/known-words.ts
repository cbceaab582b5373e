import { functionCharacters } from "../tokens.ts";

/** Words around what is looked for, in questions typed as one talks. */
const ASKING = new Set(
  (
    "关于 有关 关於 的书 书籍 图书 什么 怎么 如何 为什么 推荐 一本 哪些 方面 相关 想借 想找 想看 有没有 没有 可以 现在 就能 一些 适合 " +
    "關於 有關 的書 書籍 圖書 什麼 怎麼 為什麼 推薦 想找 沒有 現在 適合 " +
    "a an the of on in at by for to and or from with about after before since set into that which who what how is are be can do " +
    "I me my you it this these those some any please want need looking find read borrow recommend book books title titles " +
    "something anything things thing published written available learn study good best easy simple"
  ).split(" "),
);

/** A word of the sentence around what is looked for, which tells nothing of a book: 推荐, after, published. */
export function isAskingWord(text: string): boolean {
  return ASKING.has(text) || ASKING.has(text.toLowerCase());
}

const LONGEST_WORD = 8;

/** Chinese and what stands between it: words of other scripts are not cut. */
export const runsOfScript = (run: string): string[] =>
  run.match(/\p{Script=Han}+|[^\p{Script=Han}]+/gu) ?? [];

/** All words a run may be cut into, as far as the catalogue must be asked whether it knows them. */
export function wordsIn(run: string): string[] {
  const characters = [...run];
  if (characters.length < 3) return [];
  const words: string[] = [];
  for (let start = 0; start < characters.length; start++)
    for (let end = start + 2; end <= Math.min(characters.length, start + LONGEST_WORD); end++)
      words.push(characters.slice(start, end).join(""));
  return words;
}

const KNOWN = 1;
const PAIR = 1.6;
const SINGLE = 1.1;
/** 的 and the like stand by themselves and are no half of a pair: 平凡 | 的 | 视界. */
const GRAMMAR = 1;
const PAIR_WITH_GRAMMAR = 2.2;

/**
 * What was typed without a space, in words: Chinese as `knownRun` cuts it; a letter before Chinese stays with it (C语言), and
 * words of other scripts and signs are whole.
 */
export function knownWords(isKnown: (word: string) => boolean, typed: string): string[] {
  const runs = runsOfScript(typed);
  const words: string[] = [];
  let letter = "";
  for (const [i, run] of runs.entries()) {
    const isHan = /^\p{Script=Han}/u.test(run);
    if (!/[\p{L}\p{N}]/u.test(run)) continue;
    if (!isHan && LONE_LETTER.test(run) && i + 1 < runs.length) letter = run;
    else {
      const [first = "", ...rest] = isHan ? knownRun(isKnown, run, runs.length > 1) : [run];
      words.push(letter + first, ...rest);
      letter = "";
    }
  }
  return words;
}

/** C of C语言, X of X射线. */
const LONE_LETTER = /^[a-z]$/iu;

/**
 * A run of Chinese cut into the fewest words the catalogue knows as titles, names or headings; what is between them in pairs.
 * `mayBeWhole`: it is a part of what was typed, and may be one word itself.
 */
function knownRun(isKnown: (word: string) => boolean, run: string, mayBeWhole: boolean): string[] {
  const characters = [...run];
  const count = characters.length;
  if (count < 3) return [run];
  const costs: number[] = new Array(count + 1).fill(0);
  const ends: number[] = new Array(count + 1).fill(count);
  for (let start = count - 1; start >= 0; start--) {
    costs[start] = Number.POSITIVE_INFINITY;
    for (let end = start + 1; end <= Math.min(count, start + LONGEST_WORD); end++) {
      if (end - start === count && !mayBeWhole) continue;
      const cost = costs[end]! + costOf(isKnown, characters.slice(start, end).join(""), end - start);
      if (cost >= costs[start]!) continue;
      costs[start] = cost;
      ends[start] = end;
    }
  }
  const words: string[] = [];
  for (let start = 0; start < count; start = ends[start]!)
    words.push(characters.slice(start, ends[start]!).join(""));
  return words;
}

function costOf(isKnown: (word: string) => boolean, word: string, length: number): number {
  const hasGrammar = [...word].some((character) => functionCharacters.has(character));
  if (length === 1) return hasGrammar ? GRAMMAR : SINGLE;
  if (isAskingWord(word) || isKnown(word)) return KNOWN;
  if (length > 2) return Number.POSITIVE_INFINITY;
  return hasGrammar ? PAIR_WITH_GRAMMAR : PAIR;
}
