import { parseHanNumber } from "../numerals.ts";
import { hasHan } from "../scripts.ts";

const written: Readonly<Record<string, string>> = {
  yi: "一",
  er: "二",
  san: "三",
  si: "四",
  wu: "五",
  liu: "六",
  qi: "七",
  ba: "八",
  jiu: "九",
  shi: "十",
  bai: "百",
  ling: "零",
};
const syllable = `(?:${Object.keys(written)
  .toSorted((a, b) => b.length - a.length)
  .join("|")})`;
/** No part has a number of more words: 九百九十九 are five, 一百零一 four. */
const MOST_WORDS = 6;
/** A number by its sound, as part of an expression: `er shi san`, `shi'er` with whatever apostrophe. */
export const spokenNumber = `${syllable}(?:[ '’ʼʾ-]?${syllable}){0,${MOST_WORDS - 1}}`;

const UNITS = "ce|juan|ji|bu|bian|hui|han";
const COUNTED = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:(?<=(?:di|${UNITS})[ -]?)${spokenNumber}(?![\\p{L}\\p{N}])|${spokenNumber}(?= (?:${UNITS})(?![\\p{L}\\p{N}])))`,
  "giu",
);

/**
 * Numbers of two words and more by their sound, beside what they count, in digits: `juan shi er` -> `juan 12`, `di er shi san
 * ce` -> `di 23 ce`. One word stays: 卷诗 sounds like 卷十. Text with Han in it stays too.
 */
export function spokenNumbers(text: string): string {
  if (hasHan(text)) return text;
  const bare = text.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  const counted = bare.replace(COUNTED, (found) => inDigits(found) ?? found);
  return counted === bare ? text : counted;
}

/** Undefined for one word, and where it counts nothing: 一十 is not said, it is 卷一 诗. */
function inDigits(spoken: string): string | undefined {
  const words = spoken.toLowerCase().match(new RegExp(syllable, "g"))!;
  if (words.length < 2 || (words[0] === "yi" && words[1] === "shi")) return undefined;
  const number = parseHanNumber(words.map((word) => written[word]).join(""));
  return number === null || !words.some((word) => word === "shi" || word === "bai")
    ? undefined
    : String(number);
}
