import {
  countedPart,
  fold,
  foldKey,
  hasHan,
  isPartCount,
  partNameKeys,
  partPositions,
  partUnits,
  pinyin,
  pinyinKey,
  wordNumbers,
} from "@commonshelf/cjk";
import type { Title } from "./description.ts";

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

/** `shang ce`, `di er juan` at the end of a romanised title. */
const PINYIN_TAIL =
  /^(.{3,}?) ((?:shang|zhong|xia) ce|di (?:\d+|yi|er|san|si|wu|liu|qi|ba|jiu|shi) (?:ce|juan|ji|bu|bian))$/;

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
  const romanised = PINYIN_TAIL.exec(fold(main));
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
  const words = fold(text).split(" ");
  const romanised = PINYIN_POSITION.exec(words.join(" "));
  if (romanised) return PINYIN_POSITIONS[romanised[1]!]!;
  for (const word of words) {
    const number = wordNumbers[word];
    if (number) return [number];
  }
  // A named part is compared by its sound as well: 上海卷 is `Shang hai juan` in a romanising library.
  return hasHan(key) ? [key, pinyinKey(pinyin(key))] : [key];
}

const PINYIN_POSITION = /^(shang|zhong|xia)(?: (?:ce|juan|ji|bu|bian))?$/;
const PINYIN_POSITIONS: Record<string, string[]> = {
  shang: partPositions.上!,
  zhong: partPositions.中!,
  xia: partPositions.下!,
};

/** A title's number of the part; its name too where that does nothing but count: $h第3卷$i上册. */
function statedPart({ part, partName }: Title): string | undefined {
  if (!part || !partName) return part ?? partName;
  return isPartCount(partName) ? `${part}, ${partName}` : part;
}

/** The part a title names, from its part subfields or its end; null when it names none. */
export function partOf(titles: Title[]): string[] | null {
  for (const title of titles) {
    const stated = statedPart(title);
    if (stated) return readPart(stated);
  }
  for (const title of titles) {
    const split = splitPart(title.main);
    if (split.part) return split.part;
    if (title.sub && isPartCount(title.sub)) return readPart(title.sub);
  }
  return null;
}

/** What a numbered part is called beside its number, folded: 诗 of $n 第3卷 $p 诗; empty when nothing. */
export function partNamesOf(titles: Title[]): string[] {
  const numbered = titles.find((title) => title.part);
  if (!numbered) return [];
  const { part, partName = "" } = numbered;
  return countedPart(part!) ? partNameKeys(part!, isPartCount(partName) ? "" : partName) : [];
}

const ORDINALS: Record<string, string> = {
  first: "1",
  second: "2",
  third: "3",
  fourth: "4",
  fifth: "5",
  sixth: "6",
  seventh: "7",
  eighth: "8",
  ninth: "9",
  tenth: "10",
  eleventh: "11",
  twelfth: "12",
  yi: "1",
  er: "2",
  san: "3",
  si: "4",
  wu: "5",
  liu: "6",
  qi: "7",
  ba: "8",
  jiu: "9",
  shi: "10",
  chu: "1",
};

/** The number before 版 in a Chinese statement; a year (`1998年版`) is none. */
const HAN_EDITION = /第(\d{1,2})(?:次|版)|(?<!\d)(\d{1,2})版/u;
/** `di shi er ban`: the number word in romanised form, over ten as two words. */
const PINYIN_EDITION = /\bdi (?:(shi) )?(yi|er|san|si|wu|liu|qi|ba|jiu|shi)\b/;

/**
 * The edition as a number or as its telling word: `第2版` = `2nd ed.` = `Di 2 ban` -> `2`; `1998年第2版` -> `2`;
 * `修订版` -> `rev`. Null when nothing is said; the first edition is `1`.
 */
export function editionOf(text: string | undefined): string | null {
  if (!text) return null;
  const folded = fold(text);
  const key = foldKey(text);
  const number = hasHan(text) ? hanEdition(key) : latinEdition(folded);
  if (number) return number;
  if (/修订|增订|增补|修[订訂]|rev|xiu ding|zeng ding|updated|enlarged/iu.test(folded)) return "rev";
  return key || null;
}

function hanEdition(key: string): string | undefined {
  const found = HAN_EDITION.exec(key);
  if (found) return String(Number(found[1] ?? found[2]));
  return /初版/u.test(key) ? "1" : undefined;
}

function latinEdition(folded: string): string | undefined {
  const digits = /(?<!\d)(\d{1,2})(?!\d)/.exec(folded);
  if (digits) return String(Number(digits[1]));
  const pinyinWords = PINYIN_EDITION.exec(folded);
  if (pinyinWords) return String((pinyinWords[1] ? 10 : 0) + Number(ORDINALS[pinyinWords[2]!]));
  for (const word of folded.split(/[^\p{L}]+/u)) if (ORDINALS[word]) return ORDINALS[word];
  return undefined;
}
