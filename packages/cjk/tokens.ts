/** One searchable piece of folded text; `position` counts pieces from 0, so that phrases can be asked for. */
export type Token = {
  kind: "han" | "latin" | "number" | "kana" | "hangul" | "cluster" | "other";
  text: string;
  position: number;
};

/** What a character is to the reader of tokens. */
const NOTHING = 0;
const HAN = 1;
const KANA = 2;
const HANGUL = 3;
const DIGIT = 4;
const LATIN = 5;
const OTHER = 6;
const UNKNOWN = 7;
const CLUSTER = 8;
const MARK = 9;
const LONG_VOWEL = 0x30fc;

const CLASSES: [RegExp, number][] = [
  [/^[\p{Script=Han}々〇]$/u, HAN],
  [/^[\p{Script=Hiragana}\p{Script=Katakana}ー]$/u, KANA],
  [/^\p{Script=Hangul}$/u, HANGUL],
  [
    /^[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Yi}\p{Script=Bopomofo}]$/u,
    CLUSTER,
  ],
  [
    /^[\p{Script=Tai_Le}\p{Script=New_Tai_Lue}\p{Script=Tai_Tham}\p{Script=Tai_Viet}\p{Script=Javanese}]$/u,
    CLUSTER,
  ],
  [/^[0-9]$/u, DIGIT],
  [/^\p{Script=Latin}$/u, LATIN],
  [/^[\p{L}\p{M}\p{N}]$/u, OTHER],
];

const classes = new Uint8Array(0x30000).fill(UNKNOWN);

const ANY_MARK = /^\p{M}$/u;

/** Looked up in Unicode once per character, then in a table. */
function classOf(codePoint: number): number {
  const known = classes[codePoint] ?? UNKNOWN;
  if (known !== UNKNOWN) return known;
  const character = String.fromCodePoint(codePoint);
  const kindOf = CLASSES.find(([pattern]) => pattern.test(character))?.[1] ?? NOTHING;
  const found = kindOf === CLUSTER && ANY_MARK.test(character) ? MARK : kindOf;
  if (codePoint < classes.length) classes[codePoint] = found;
  return found;
}

/**
 * Pieces of folded text in order: one per Han character, kana and hangul syllable, one per letter with its marks in scripts
 * without spaces between words (Thai, Lao, Khmer, Burmese …), one per Latin word, number or word of another alphabet.
 * 第2版 java -> 第 | 2 | 版 | java.
 */
export function tokens(folded: string): Token[] {
  const result: Token[] = [];
  const add = (kind: Token["kind"], from: number, to: number): number => {
    result.push({ kind, text: folded.slice(from, to), position: result.length });
    return to;
  };
  for (let at = 0; at < folded.length; ) {
    const codePoint = folded.codePointAt(at)!;
    const end = at + (codePoint > 0xffff ? 2 : 1);
    const kind = classOf(codePoint);
    if (kind === NOTHING) at = end;
    else if (kind === HAN) at = add("han", at, end);
    else if (kind === KANA) at = add("kana", at, end);
    else if (kind === HANGUL) at = add("hangul", at, end);
    else if (kind === CLUSTER || kind === MARK) at = add("cluster", at, endOfCluster(folded, end));
    else if (kind === OTHER) at = add("other", at, endOfOther(folded, end));
    else {
      const { to, isNumber } = endOfWord(folded, at);
      at = add(isNumber ? "number" : "latin", at, to);
    }
  }
  return result;
}

/** The end of a word of Latin letters and digits, with the signs of `c++` and `c#`; digits alone are a number. */
function endOfWord(text: string, start: number): { to: number; isNumber: boolean } {
  let to = start;
  let isNumber = true;
  while (to < text.length) {
    const codePoint = text.codePointAt(to)!;
    const kind = classOf(codePoint);
    if (kind !== DIGIT && kind !== LATIN) break;
    if (kind === LATIN) isNumber = false;
    to += codePoint > 0xffff ? 2 : 1;
  }
  if (!isNumber) while (text[to] === "+" || text[to] === "#") to++;
  return { to, isNumber };
}

/** The end of a letter with the marks written on it, in a script without spaces between words. */
function endOfCluster(text: string, start: number): number {
  let to = start;
  while (to < text.length && classOf(text.codePointAt(to)!) === MARK)
    to += text.codePointAt(to)! > 0xffff ? 2 : 1;
  return to;
}

/** The end of a word of another alphabet, where another script begins or nothing that belongs to words. */
function endOfOther(text: string, start: number): number {
  let to = start;
  while (to < text.length) {
    const codePoint = text.codePointAt(to)!;
    const kind = classOf(codePoint);
    if (kind !== OTHER && kind !== DIGIT && codePoint !== LONG_VOWEL) break;
    to += codePoint > 0xffff ? 2 : 1;
  }
  return to;
}

/** True for a character that is indexed by itself and in pairs: Han, kana and hangul. */
function isGramCodePoint(codePoint: number): boolean {
  if (codePoint < 0x3005) return false;
  return (
    (codePoint >= 0x3400 && codePoint <= 0x9fff && (codePoint <= 0x4dbf || codePoint >= 0x4e00)) ||
    (codePoint >= 0x3041 && codePoint <= 0x30ff && codePoint !== 0x30fb && codePoint !== 0x30a0) ||
    codePoint === 0x3005 ||
    codePoint === 0x3007 ||
    (codePoint >= 0xac00 && codePoint <= 0xd7a3) ||
    (codePoint >= 0xfa0e && codePoint <= 0xfa29) ||
    (codePoint >= 0x20000 && codePoint <= 0x3ffff)
  );
}

/**
 * Single characters and overlapping pairs of every Han, kana and hangul run of folded text, in order and with repeats:
 * 红楼梦 -> unigrams 红 楼 梦, bigrams 红楼 楼梦. A run ends at a space, a Latin word or a number.
 */
export function hanGrams(folded: string): { unigrams: string[]; bigrams: string[] } {
  const unigrams: string[] = [];
  const bigrams: string[] = [];
  let previous = -1;
  for (let i = 0; i < folded.length; ) {
    const codePoint = folded.codePointAt(i)!;
    const end = i + (codePoint > 0xffff ? 2 : 1);
    if (isGramCodePoint(codePoint)) {
      unigrams.push(folded.slice(i, end));
      if (previous >= 0) bigrams.push(folded.slice(previous, end));
      previous = i;
    } else previous = -1;
    i = end;
  }
  return { unigrams, bigrams };
}

/** Words and numbers of folded text that are not Han, kana or hangul, of any alphabet: c++ 程序 第2版 -> c++, 2. */
export function words(folded: string): string[] {
  const result: string[] = [];
  let start = -1;
  for (let i = 0; i < folded.length; ) {
    const codePoint = folded.codePointAt(i)!;
    const isWord = codePoint !== 0x20 && !isGramCodePoint(codePoint);
    if (isWord && start < 0) start = i;
    if (!isWord && start >= 0) {
      result.push(folded.slice(start, i));
      start = -1;
    }
    i += codePoint > 0xffff ? 2 : 1;
  }
  if (start >= 0) result.push(folded.slice(start));
  return result;
}

/** Words that end like a plural and are none, or whose singular ends in -ie. */
const unchanged: ReadonlySet<string> = new Set([
  "series",
  "species",
  "news",
  "always",
  "perhaps",
  "physics",
  "ethics",
]);
const singularInIe: ReadonlySet<string> = new Set([
  "movies",
  "cookies",
  "calories",
  "zombies",
  "prairies",
  "genies",
]);

/**
 * Folds the plural of an English word, and nothing more: libraries -> library, books -> book, classes -> class. Words of
 * three letters or fewer, words in -ss, -us, -is and words with a digit stay. Apply to query and index alike.
 */
export function stem(word: string): string {
  if (word.length < 4 || unchanged.has(word) || !/^[a-z]+s$/.test(word) || /(?:ss|us|is)$/.test(word))
    return word;
  if (singularInIe.has(word) || word.length === 4) return word.slice(0, -1);
  if (/[^ae]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|zz|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

/** Characters that carry grammar rather than subject. */
export const functionCharacters: ReadonlySet<string> = new Set(
  "的了和与及或之于在是为以而其所也者就都对从到把被让向由至吗呢吧啊着过得地这那个",
);

/**
 * True for a bigram made only of function characters (的与, 之于): leaving these out of a query, unless nothing else
 * remains, ranks better than asking for them.
 */
export function isFunctionBigram(bigram: string): boolean {
  return Array.from(bigram).every((character) => functionCharacters.has(character));
}
