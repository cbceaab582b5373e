import {
  classes,
  foldPlain,
  isDropped,
  isWordCharacter,
  longFolds,
  unitClass,
  units,
  voiced,
} from "./fold-classes.ts";
import { foldLetterVariants } from "./letter-variants.ts";
import { figuresInDigits } from "./numbers/figures.ts";
import { arabicVolumeNumbers } from "./numerals.ts";
import { mayFold, simplify } from "./simplified.ts";

/** Raised whenever `fold` or `tokens` gives another result for some text: stored indexes then need rebuilding. */
export const analyserVersion: number = 4;

const space = 0x20;
const maxRounds = 6;
/** Words before an apostrophe that are elided articles: l'homme is two words, O'Neill and Ts'ao are one. */
const elided: ReadonlySet<string> = new Set(["l", "d", "j", "m", "s", "n", "c", "qu"]);

let buffer = new Uint16Array(1024);
/** The text folded last has letters of a script in which some are written two ways. */
let hasVariants = false;
/** In the text folded last a D, G or K follows upon Han: 三D. */
let hasFigures = false;

/**
 * The one form under which titles, names and queries are indexed and compared; never shown to a reader.
 *
 * Compatibility forms (NFKC), case, accents and combining marks, traditional, variant and Japanese characters are folded;
 * punctuation becomes one space, and separators between two Han or kana characters disappear, so 《紅樓夢》: 研究 and
 * 红楼梦研究 are the same text. Idempotent; never throws, lone surrogates included.
 */
export function fold(text: string): string {
  const quick = foldUnits(text, false);
  if (quick !== null) return finished(quick);
  let current = text;
  for (let round = 0; round < maxRounds; round += 1) {
    const next = finished(foldUnits(spellOut(current), true) ?? "");
    if (next === current) return next;
    current = next;
  }
  return current;
}

function finished(folded: string): string {
  const text = hasVariants ? foldLetterVariants(folded) : folded;
  return hasFigures ? figuresInDigits(text) : text;
}

/**
 * `fold` without spaces and with volume and edition numbers in digits: the key for exact titles and for matching.
 * 第二版 -> 第2版, 卷三十二 -> 卷32, 一九九六年 -> 1996年; 二十四史 and 三国 stay.
 */
export function foldKey(text: string): string {
  return arabicVolumeNumbers(fold(text).replaceAll(" ", ""));
}

/** Rewrites a text so that every character stands for itself: composed, marks gone, æ as ae, stray surrogates as spaces. */
function spellOut(text: string): string {
  let result = "";
  for (const character of text.normalize("NFKC").toLowerCase()) {
    const unit = character.charCodeAt(0);
    const single = character.length === 1;
    const kind = single ? classes[unit]! : unitClass.slow;
    if (kind === unitClass.several) result += longFolds.get(unit) ?? "";
    else if (kind !== unitClass.slow) result += character;
    else if (!isDropped(character)) result += isWordCharacter(character) ? foldPlain(character) : " ";
  }
  return result;
}

/**
 * The folding loop. Returns null when a character needs its neighbours to be understood and `spelledOut` is false.
 * One pass over UTF-16 units into a reused buffer: a 40-character title takes about a microsecond.
 */
function foldUnits(text: string, spelledOut: boolean): string | null {
  if (buffer.length < text.length * 2 + 2) buffer = new Uint16Array(text.length * 4);
  let length = 0;
  let wordStart = 0;
  let separated = false;
  let afterHan = false;
  let folding = spelledOut;
  hasVariants = false;
  hasFigures = false;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    let kind = classes[unit]!;
    let folded = units[unit]!;
    if (kind === unitClass.apostrophe)
      kind = apostropheClass(text, i, wordStart, length, separated || afterHan);
    else if (kind === unitClass.sign) {
      kind = isProgrammingSign(text, i, wordStart, length, separated || afterHan)
        ? unitClass.letter
        : unitClass.separator;
    } else if (kind === unitClass.slow || kind === unitClass.several) {
      if (!spelledOut) return null;
      const han = isAstralHan(text, i);
      kind = han ? unitClass.han : unitClass.letter;
      folded = unit;
    } else if (kind === unitClass.repeat) {
      const lastIsSurrogate = length > 0 && buffer[length - 1]! >= 0xdc00 && buffer[length - 1]! <= 0xdfff;
      kind = unitClass.han;
      folded = afterHan && !lastIsSurrogate ? buffer[length - 1]! : unit;
      if (unit === 0x309e || unit === 0x30fe) folded = voiced(folded);
    }
    if (kind === unitClass.separator) separated = true;
    else if (kind !== unitClass.dropped) {
      const isHan = kind === unitClass.han || kind === unitClass.kana;
      if (separated && length > 0 && !(isHan && afterHan)) buffer[length++] = space;
      if (separated || isHan !== afterHan) wordStart = length;
      if (isHan && mayFold(folded)) folding = true;
      if (afterHan && (folded === 0x64 || folded === 0x67 || folded === 0x6b)) hasFigures = true;
      separated = false;
      afterHan = isHan;
      if (folded >= 0x620 && folded <= 0x97f) hasVariants = true;
      buffer[length++] = folded;
    }
  }
  const result = textOf(length);
  return folding ? simplify(result) : result;
}

function textOf(length: number): string {
  if (length <= 4096)
    return String.fromCharCode.apply(null, buffer.subarray(0, length) as unknown as number[]);
  let result = "";
  for (let i = 0; i < length; i += 4096) {
    result += String.fromCharCode.apply(
      null,
      buffer.subarray(i, Math.min(i + 4096, length)) as unknown as number[],
    );
  }
  return result;
}

/** Inside a word an apostrophe goes (o'neill -> oneill), after an elided article it parts two words, elsewhere it separates. */
function apostropheClass(
  text: string,
  at: number,
  wordStart: number,
  length: number,
  outside: boolean,
): number {
  const next = classes[text.charCodeAt(at + 1)];
  if (outside || length === wordStart || next !== unitClass.letter) return unitClass.separator;
  if (length - wordStart > 2) return unitClass.dropped;
  const word = String.fromCharCode(...buffer.subarray(wordStart, length));
  return elided.has(word) ? unitClass.separator : unitClass.dropped;
}

/** True for the signs of C++, C# and F#: after a one-letter word and before no other word character. */
function isProgrammingSign(
  text: string,
  at: number,
  wordStart: number,
  length: number,
  outside: boolean,
): boolean {
  if (outside || length === wordStart) return false;
  const first = buffer[wordStart]!;
  if (first < 0x61 || first > 0x7a) return false;
  for (let i = wordStart + 1; i < length; i += 1) if (classes[buffer[i]!] !== unitClass.sign) return false;
  let next = at + 1;
  while (classes[text.charCodeAt(next)] === unitClass.sign) next += 1;
  const following = next < text.length ? classes[text.charCodeAt(next)] : unitClass.separator;
  return following === unitClass.separator || following === unitClass.han;
}

/** True for either half of a surrogate pair that encodes a Han character of planes 2 and 3. */
function isAstralHan(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  const lead = unit >= 0xdc00 && unit <= 0xdfff ? text.charCodeAt(at - 1) : unit;
  return lead >= 0xd840 && lead <= 0xd8bf;
}
