import {
  fold,
  foldKey,
  hasHan,
  mayBeOneWord,
  numberMentions,
  pinyin,
  pinyinKey,
  pinyinReadings,
  segmentPinyin,
  segmentPinyinWords,
  shortAndSpellings,
  stem,
  type Token,
  tokens,
  umlautsSpelledOut,
  wadeGiles,
  wordChains,
} from "@commonshelf/cjk";

/** Texts of one generation whose analysis is remembered: headings, names and publishers come again and again. */
const REMEMBERED = 2000;

/** What has been found out about one text so far. */
type Analysis = {
  tokens: Token[] | undefined;
  words: readonly string[] | undefined;
  syllables: string[] | undefined;
  nameSyllables: string[] | undefined;
  readings: string[][] | undefined;
  nameReadings: string[][] | undefined;
  romanReadings: string[][] | undefined;
  key: string | undefined;
};

let recent = new Map<string, Analysis>();
let older = new Map<string, Analysis>();

/** The analysis of a text; when a generation is full, those not asked for since the last one are forgotten. */
function analysisOf(text: string): Analysis {
  const known = recent.get(text);
  if (known) return known;
  const analysis = older.get(text) ?? {
    tokens: undefined,
    words: undefined,
    syllables: undefined,
    nameSyllables: undefined,
    readings: undefined,
    nameReadings: undefined,
    romanReadings: undefined,
    key: undefined,
  };
  if (recent.size >= REMEMBERED) {
    older = recent;
    recent = new Map();
  }
  recent.set(text, analysis);
  return analysis;
}

/** Pieces of a text as the index knows them: characters, words, numbers. */
export function foldedTokens(text: string): readonly Token[] {
  const known = analysisOf(text);
  known.tokens ??= tokens(fold(text));
  return known.tokens;
}

function readingsOf(text: string, isName = false): string[][] {
  const known = analysisOf(text);
  if (isName) known.nameReadings ??= pinyinReadings(text, { name: true });
  else known.readings ??= pinyinReadings(text);
  return (isName ? known.nameReadings : known.readings)!;
}

/** Key of titles written in one of the two scripts of Chinese. */
export const scriptKey = (script: "Hans" | "Hant"): string => `z=${script}`;

/** Gap between two values of one field: no phrase crosses it. */
export const GAP = "";

/**
 * Terms of a text for the word fields, in order: Han (and kana, hangul) as overlapping bigrams, a lone character as
 * itself, Latin words stemmed. `中国 history` -> `中国`, `histori`.
 */
export function wordTerms(text: string): readonly string[] {
  const known = analysisOf(text);
  known.words ??= readWords(text);
  return known.words;
}

function readWords(text: string): string[] {
  const list = foldedTokens(text);
  const terms: string[] = [];
  for (let i = 0; i < list.length; i++) {
    const token = list[i]!;
    if (token.kind === "latin") terms.push(stem(token.text));
    else if (token.kind === "number" || token.kind === "other") terms.push(token.text);
    else {
      const next = list[i + 1];
      const previous = list[i - 1];
      if (next && isCharacter(next) && next.position === token.position + 1)
        terms.push(token.text + next.text);
      else if (!(previous && isCharacter(previous) && previous.position === token.position - 1))
        terms.push(token.text);
    }
  }
  return terms;
}

/** True for a piece that is indexed by itself and in pairs: Han, kana, hangul, letters of scripts without spaces. */
export function isCharacter(token: { kind: string }): boolean {
  return token.kind === "han" || token.kind === "kana" || token.kind === "hangul" || token.kind === "cluster";
}

const REPEATS = /[々〻]/u;
/** Scripts whose words are written syllable by syllable, and looked for by a letter as Han is. */
const SYLLABLE_LETTER = /\p{Script=Tibetan}/u;

/** True for a single letter that words hold as a part of theirs: ཀ of བཀའ. */
export function isSyllableLetter(token: { kind: string; text: string }): boolean {
  return token.kind === "other" && [...token.text].length === 1 && SYLLABLE_LETTER.test(token.text);
}

/**
 * Single characters of a text, for queries of one character; of a form kept in a phrase (乾隆) also the folded one, of a
 * letter with marks on it (မြ) also the bare one, and the sign of repetition (人々), which folding resolves.
 */
export function characterTerms(text: string): string[] {
  const terms = new Set<string>();
  for (const token of foldedTokens(text)) {
    if (token.kind === "other" && SYLLABLE_LETTER.test(token.text))
      for (const letter of token.text.match(/\p{L}/gu) ?? []) terms.add(letter);
    if (!isCharacter(token)) continue;
    terms.add(token.text);
    terms.add(fold(token.text));
    if (token.kind === "cluster") terms.add(String.fromCodePoint(token.text.codePointAt(0)!));
  }
  if (REPEATS.test(text)) terms.add("々");
  return [...terms];
}

/** Two or more words written as one: e-mail as `email`; as a term it is stemmed like any other. */
export function joinedTerm(parts: readonly string[]): string {
  return stem(parts.map((part) => fold(part).replaceAll(" ", "")).join(""));
}

/** What a number mentioned in a text is found by: volumes and editions by terms of their own, whatever they are called. */
export function mentionTerm(mention: { kind: "volume" | "edition" | "number"; value: number }): string {
  if (mention.kind === "number") return String(mention.value);
  return `#${mention.kind === "volume" ? "v" : "e"}${mention.value}`;
}

/**
 * Terms of a text beside its words, for the index only: what is written in parts as one word (`e-mail` also as `email`), and
 * the numbers it speaks of in digits (二〇〇八 also as 2008, vol. XII also as volume 12).
 */
export function otherTerms(text: string): readonly string[] {
  const plain = text.normalize("NFKC");
  const terms = new Set<string>();
  for (const parts of wordChains(plain)) {
    terms.add(joinedTerm(parts));
    for (let i = 0; parts.length > 2 && i + 1 < parts.length; i++)
      terms.add(joinedTerm(parts.slice(i, i + 2)));
  }
  const list = foldedTokens(text);
  for (const spelled of [umlautsSpelledOut(plain) ?? "", ...shortAndSpellings(plain)])
    for (const term of readWords(spelled)) terms.add(term);
  for (let i = 0; i + 1 < list.length; i++) {
    const first = list[i]!;
    const second = list[i + 1]!;
    const areWords = first.kind === "latin" && (second.kind === "latin" || second.kind === "number");
    if (areWords && mayBeOneWord(first.text, second.text)) terms.add(stem(first.text + second.text));
  }
  for (const mention of numberMentions(plain)) {
    terms.add(mentionTerm(mention));
    terms.add(String(mention.value));
  }
  return [...terms];
}

/** Terms of a row of syllables: each one, and each neighbouring pair. */
export function syllableTerms(prefix: string, syllables: string[]): string[] {
  const terms: string[] = [];
  // ü is written v, u: and u: one spelling for all.
  const plain = syllables.map((s) => s.replace("v", "u"));
  for (let i = 0; i + 1 < plain.length; i++) terms.push(`${prefix}${plain[i]}_${plain[i + 1]}`);
  if (plain.length === 1) terms.push(`${prefix}${plain[0]}`);
  return terms;
}

/**
 * Pairs with the other reading of characters that have two, for readers who type it: 岳飞传 -> `fei_chuan` beside
 * `fei_zhuan`. Each pair stands alone, so that no phrase is made of them.
 */
export function otherReadingTerms(prefix: string, text: string, isName = false): string[] {
  if (!hasHan(text)) return [];
  const readings = readingsOf(text, isName);
  return readings.flatMap(([, other], i) => {
    if (other === undefined) return [];
    const before = readings[i - 1]?.[0];
    const after = readings[i + 1]?.[0];
    return [
      ...(before ? [...syllableTerms(prefix, [before, other]), GAP] : []),
      ...(after ? [...syllableTerms(prefix, [other, after]), GAP] : []),
    ];
  });
}

/** Pinyin syllables of a Han text; Latin words in between end a run. */
export function hanSyllables(text: string, isName: boolean): string[] {
  if (!hasHan(text)) return [];
  const known = analysisOf(text);
  if (isName) known.nameSyllables ??= pinyin(text, { name: true });
  else known.syllables ??= pinyin(text);
  return (isName ? known.nameSyllables : known.syllables)!;
}

const MOST_OTHER_NAMES = 4;

/** Every way a whole name in Han is read: the dictionaries' first, then with one other reading (柏杨: bo yang, bai yang). */
export function nameSyllables(text: string): string[][] {
  if (!hasHan(text)) return [];
  const readings = readingsOf(text, true);
  const usual = readings.map(([first]) => first!);
  const others = readings.flatMap(([, other], i) => (other === undefined ? [] : [usual.with(i, other)]));
  const second = readings.map(([first, other]) => other ?? first!);
  return [usual, ...others.slice(0, MOST_OTHER_NAMES), ...(others.length > 1 ? [second] : [])];
}

/**
 * Every way a whole romanised text can be read: `Mao Tun` is pinyin (mao tun) and Wade–Giles (mao dun). At most two
 * rows of syllables; none when some word of it is neither.
 */
export function romanReadings(text: string): string[][] {
  const known = analysisOf(text);
  known.romanReadings ??= readRoman(text);
  return known.romanReadings;
}

function readRoman(text: string): string[][] {
  const folded = fold(text);
  if (!/[a-z]/.test(folded)) return [];
  const readings = [segmentPinyin(folded), wadeGiles(text)].filter(
    (list) => list !== null && list !== undefined,
  );
  const [first, other] = readings;
  return first && other && first.join(" ") === other.join(" ") ? [first] : readings;
}

/** The longest romanised stretch of a text with other words in it: `Zhongguo jingji 2.0` -> zhong guo jing ji. */
export function romanStretch(text: string): string[] {
  return longestRun(segmentPinyinWords(fold(text)).map((run) => run.syllables));
}

/**
 * Neighbouring pairs of a Han text for records in romanisation only, each with the other readings its characters have:
 * 鲁迅画传 -> [[lu_xun], [xun_hua], [hua_zhuan, hua_chuan]].
 */
export function readingPairs(prefix: string, text: string): string[][] {
  const readings = readingsOf(text);
  return readings
    .slice(1)
    .map((after, i) => [
      ...new Set(readings[i]!.flatMap((a) => after.flatMap((b) => syllableTerms(prefix, [a, b])))),
    ]);
}

function longestRun(runs: string[][]): string[] {
  const best = runs.reduce<string[]>((a, b) => (b.length > a.length ? b : a), []);
  return best.length >= 2 ? best : [];
}

/** Key of a whole text, to find equal titles, names and headings at once; undefined for an empty one. */
export function wholeKey(kind: "t" | "o" | "a" | "s" | "r", text: string): string | undefined {
  const known = analysisOf(text);
  known.key ??= foldKey(text);
  const { key } = known;
  return key ? `${kind}=${key}` : undefined;
}

/** Key of a row of syllables. */
export function syllableKey(kind: "tp" | "op" | "ap" | "xt" | "xa", syllables: string[]): string | undefined {
  return syllables.length > 0 ? `${kind}=${pinyinKey(syllables)}` : undefined;
}

const MOST_INITIALS = 16;

/** Key of the first letters of a title's or name's syllables: 红楼梦 -> `n=hlm`; undefined for a single syllable. */
export function initialsKey(syllables: string[]): string | undefined {
  if (syllables.length < 2 || syllables.length > MOST_INITIALS) return undefined;
  return `n=${syllables.map((syllable) => syllable[0]).join("")}`;
}
