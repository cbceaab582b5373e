import { hash } from "node:crypto";
import {
  arabicNumbers,
  callNumberKey,
  countedDigits,
  fold,
  foldKey,
  hasHan,
  personKey,
  pinyin,
  pinyinKey,
  segmentPinyin,
  wadeGiles,
} from "@commonshelf/cjk";
import type { BrowseKind, BrowseOrder } from "./words.ts";

/** Raised whenever a heading is folded or filed differently: lists built by other rules are built anew. */
export const BROWSE_RULES = 4;

const LONGEST_KEY = 120;
const LONGEST_SORT = 96;
const TIE_BYTES = 32;
const HAN = /[\p{Script=Han}〇]/u;
/** Which part of the pinyin order a text stands in. */
const PART = { han: 1, latin: 2, digit: 3, other: 4 } as const;

/** The folded form of a heading, by which its spellings are one; empty for a text without letters and digits. */
export function headingKey(kind: BrowseKind, text: string): string {
  const key =
    kind === "call-number"
      ? text.normalize("NFKC").toUpperCase().replace(/\s+/g, "")
      : kind === "author"
        ? personKey(text)
        : foldKey(text);
  return key.length <= LONGEST_KEY ? key : `${key.slice(0, LONGEST_KEY)}#${hash("sha1", key).slice(0, 16)}`;
}

/** Where a heading stands in both orders, as bytes that compare in the order of the list. */
export function sortKeys(kind: BrowseKind, text: string): { pinyin: Buffer; latin: Buffer } {
  if (kind === "call-number") {
    const shelf = callNumberKey(text);
    return { pinyin: shelf, latin: shelf };
  }
  const filed = filedForm(kind, text);
  const characters = [...filed];
  const syllables = syllablesOf(kind, text, characters);
  return {
    pinyin: pinyinBytes(characters, syllables),
    latin: latinBytes(characters, syllables, filed),
  };
}

const PARTS = new Set(["volume", "edition"] as const);

/** The folded text with numbers that stand by their value: Zebra 9 before Zebra 10, 第九册 before 第十册. */
function filedForm(kind: BrowseKind, text: string): string {
  return countedDigits(fold(kind === "title" && hasHan(text) ? arabicNumbers(text, PARTS) : text));
}

/** The letters a text is filed by in the Latin order: 沈从文, Shen Congwen and (read as Wade–Giles) Shen Tsung-wen alike. */
export function latinLetters(kind: BrowseKind, text: string): Buffer {
  const characters = [...filedForm(kind, text)];
  return letterBytes(characters, syllablesOf(kind, text, characters));
}

/** Initials that Wade–Giles tells apart by an apostrophe, which many records leave out. */
const ASPIRABLE = /(?<![\p{L}'’‘])(?:ch|ts|tz|p|t|k)(?=\p{L})/giu;
const MOST_ASPIRABLE = 3;

/**
 * Pinyin letters of a romanised text: as pinyin of any spacing, as Wade–Giles, and as Wade–Giles with the apostrophes
 * somebody left out (Tsao Hsueh-chin -> caoxueqin among others). None when it is nothing of these.
 */
export function romanLetters(text: string): Buffer[] {
  if (hasHan(text)) return [];
  const readings = [segmentPinyin(text), wadeGiles(text), ...aspirated(text).map((t) => wadeGiles(t))];
  const keys = readings.flatMap((reading) => (reading ? [pinyinKey(reading)] : []));
  return [...new Set(keys)].map((letters) => Buffer.from(letters));
}

/** The text with every choice of apostrophes, all of them first; nothing when it has some or could take too many. */
function aspirated(text: string): string[] {
  const places = [...text.matchAll(ASPIRABLE)].map((found) => found.index + found[0].length);
  if (/['’‘`ʻʼ]/u.test(text) || places.length === 0 || places.length > MOST_ASPIRABLE) return [];
  const choices = Array.from({ length: 2 ** places.length - 1 }, (_, i) => 2 ** places.length - 1 - i);
  return choices.map((choice) =>
    places.reduceRight(
      (made, at, i) => (choice & (1 << i) ? `${made.slice(0, at)}'${made.slice(at)}` : made),
      text,
    ),
  );
}

/**
 * True for a text that is most likely a romanisation and no word of another language: a name of two syllables, several
 * words, or three syllables (`Change` is no 嫦娥, `Chang e` is).
 */
export function isRomanised(kind: BrowseKind, text: string): boolean {
  if (hasHan(text)) return false;
  const syllables = segmentPinyin(text) ?? wadeGiles(text) ?? [];
  if (syllables.length < 2) return false;
  return kind === "author" || syllables.length > 2 || /[\p{L}’‘'][\s,-]+\p{L}/u.test(text.trim());
}

/** First bytes of a section: a letter of either order, `0` for digits, `latin` for what stands behind the Han headings. */
export function sectionKey(order: BrowseOrder, section: string): Buffer {
  if (order === "latin")
    return Buffer.from(section === "0" ? "0" : section === "other" ? "{" : section.toLowerCase());
  if (section === "latin") return Buffer.from([PART.latin]);
  if (section === "0") return Buffer.from([PART.digit]);
  if (section === "other") return Buffer.from([PART.other]);
  return Buffer.from([PART.han, ...syllableBytes(section.toLowerCase())]);
}

/** The syllable of each Han character, in order; the readings of the whole text, or one by one where they do not fit. */
function syllablesOf(kind: BrowseKind, text: string, characters: readonly string[]): string[] {
  const han = characters.filter((c) => HAN.test(c));
  if (han.length === 0) return [];
  const whole = pinyin(text, { name: kind === "author" });
  return whole.length === han.length ? whole : han.map((c) => pinyin(c)[0] ?? "");
}

/** Han as syllable and character, letters and digits as they are (before any Han), other scripts behind. */
function pinyinBytes(characters: readonly string[], syllables: readonly string[]): Buffer {
  const bytes: number[] = [partOf(characters[0] ?? "")];
  let at = 0;
  for (const character of characters) {
    if (bytes.length >= LONGEST_SORT) break;
    if (character === " ") continue;
    if (HAN.test(character)) bytes.push(...syllableBytes(syllables[at++] ?? ""), ...utf16Bytes(character));
    else bytes.push(...Buffer.from(character));
  }
  return Buffer.from(bytes);
}

function partOf(character: string): number {
  if (HAN.test(character)) return PART.han;
  if (/[a-z]/.test(character)) return PART.latin;
  return /\p{N}/u.test(character) ? PART.digit : PART.other;
}

/** Up to six letters in four bytes, above all ASCII and below all other UTF-8. */
function syllableBytes(syllable: string): number[] {
  let packed = 0;
  for (let i = 0; i < 6; i++) {
    const code = syllable.charCodeAt(i);
    packed = packed * 32 + (Number.isNaN(code) ? 0 : Math.min(31, Math.max(1, code - 96)));
  }
  return [0x80 | (packed >>> 24), (packed >>> 16) & 0xff, (packed >>> 8) & 0xff, packed & 0xff];
}

function utf16Bytes(character: string): number[] {
  const bytes: number[] = [];
  for (let i = 0; i < character.length; i++) {
    const unit = character.charCodeAt(i);
    bytes.push(unit >> 8, unit & 0xff);
  }
  return bytes;
}

function letterBytes(characters: readonly string[], syllables: readonly string[]): Buffer {
  let letters = "";
  let at = 0;
  for (const character of characters) {
    if (letters.length >= LONGEST_SORT) break;
    if (HAN.test(character)) letters += (syllables[at++] || character).replaceAll("v", "u");
    else if (character !== " ") letters += character;
  }
  return Buffer.from(letters).subarray(0, LONGEST_SORT);
}

/** Letters, then Han before Latin, then the text itself: homophones stay apart and in one order. */
function latinBytes(characters: readonly string[], syllables: readonly string[], folded: string): Buffer {
  const tie = Buffer.from(folded).subarray(0, TIE_BYTES);
  return Buffer.concat([
    letterBytes(characters, syllables),
    Buffer.from([0, syllables.length > 0 ? 0 : 1]),
    tie,
  ]);
}
