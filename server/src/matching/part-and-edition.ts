import {
  countedPart,
  fold,
  foldKey,
  hasHan,
  isPartCount,
  partNameKeys,
  readPart,
  splitPart,
} from "@commonshelf/cjk";
import type { DescribedTitle } from "./described.ts";
import { isBookItself } from "./goes-with.ts";

/** A title's number of the part; its name too where that does nothing but count: $h第3卷$i上册. */
function statedPart({ part, partName }: DescribedTitle): string | undefined {
  if (isBookItself(partName)) return part;
  if (!part || !partName) return part ?? partName;
  return isPartCount(partName) ? `${part}, ${partName}` : part;
}

/** The part a title names, from its part subfields or its end; null when it names none. */
export function partOf(titles: readonly DescribedTitle[]): string[] | null {
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
export function partNamesOf(titles: readonly DescribedTitle[]): string[] {
  const numbered = titles.find((title) => title.part);
  if (!numbered) return [];
  const { part, partName = "" } = numbered;
  const name = isPartCount(partName) || isBookItself(partName) ? "" : partName;
  return countedPart(part!) ? partNameKeys(part!, name) : [];
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
