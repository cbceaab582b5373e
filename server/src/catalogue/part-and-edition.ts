import { fold, foldKey } from "@commonshelf/cjk";
import type { Title } from "./description.ts";

const HAN_POSITIONS: Record<string, string[]> = { 上: ["1"], 中: ["2"], 下: ["2", "3"] };
const UNIT = "册|卷|集|部|辑|分册|编|冊|輯|回|函|辑";

/** `第2册`, `卷32`, `(上)`, `上册` at the end of a folded key. */
const HAN_TAIL = new RegExp(
  `^(.{2,}?)[(（\\s]*(?:第(\\d+)(?:${UNIT})|(?:卷|册|之)(\\d+)|(上|中|下)(?:${UNIT})?)[)）]?$`,
  "u",
);
const LATIN_TAIL =
  /^(.{3,}?)[\s,.(:]+(?:v(?:ol(?:ume)?)?\.?|part|pt\.?|book|band|bd\.?|tome?|t\.|di)\s*(\d{1,3}|one|two|three|four|five|six|i{1,3}|iv|vi{0,3}|ix|x)\s*(?:ce|juan|ji|bu)?[).]?$/i;

const WORD_NUMBERS: Record<string, string> = {
  one: "1",
  two: "2",
  three: "3",
  four: "4",
  five: "5",
  six: "6",
  i: "1",
  ii: "2",
  iii: "3",
  iv: "4",
  v: "5",
  vi: "6",
  vii: "7",
  viii: "8",
  ix: "9",
  x: "10",
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
};

/** Takes a part written into the title apart: `史记 第二册` -> rest `史记`, part `2`. */
export function splitPart(main: string): { rest: string; part: string[] | null } {
  const key = foldKey(main);
  const han = HAN_TAIL.exec(key);
  if (han) {
    const part = han[2] ?? han[3];
    return {
      rest: han[1]!.replace(/[(（\s]+$/u, ""),
      part: part ? [String(Number(part))] : HAN_POSITIONS[han[4]!]!,
    };
  }
  const latin = LATIN_TAIL.exec(fold(main));
  if (latin) {
    const word = latin[2]!.toLowerCase();
    return { rest: latin[1]!, part: [WORD_NUMBERS[word] ?? String(Number(word))] };
  }
  return { rest: main, part: null };
}

/** What a part statement means: `第二册`, `v. 2`, `下`, `Di 2 juan` -> possible numbers; a name stands for itself. */
export function readPart(text: string): string[] | null {
  const key = foldKey(text);
  if (!key) return null;
  const digits = /\d+/.exec(key);
  if (digits) return [String(Number(digits[0]))];
  const position = /上|中|下/u.exec(key);
  if (position) return HAN_POSITIONS[position[0]]!;
  const words = fold(text).split(" ");
  for (const word of words) {
    if (word === "shang") return ["1"];
    if (word === "zhong") return ["2"];
    if (word === "xia") return ["2", "3"];
    const number = WORD_NUMBERS[word];
    if (number) return [number];
  }
  return [key];
}

/** The part a title names, from its part subfields or its end; null when it names none. */
export function partOf(titles: Title[]): string[] | null {
  for (const title of titles) {
    const stated = title.part ?? title.partName;
    if (stated) return readPart(stated);
  }
  for (const title of titles) {
    const split = splitPart(title.main);
    if (split.part) return split.part;
    const sub =
      title.sub &&
      /^(上|中|下)(册|卷|集|编|部)?$|^第.{1,4}[册卷集部编]$|^v(ol)?\.? ?\d+$/iu.test(fold(title.sub));
    if (sub) return readPart(title.sub!);
  }
  return null;
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
  一: "1",
  二: "2",
  三: "3",
  四: "4",
  五: "5",
  六: "6",
  七: "7",
  八: "8",
  九: "9",
  十: "10",
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
  初: "1",
};

/**
 * The edition as a number or as its telling word: `第2版` = `2nd ed.` = `Di 2 ban` -> `2`; `修订版` -> `rev`.
 * Null when nothing is said; the first edition is `1`.
 */
export function editionOf(text: string | undefined): string | null {
  if (!text) return null;
  const folded = fold(text);
  const digits = /(\d{1,3})/.exec(foldKey(text));
  if (digits && Number(digits[1]) < 100) return String(Number(digits[1]));
  for (const word of folded.split(/[^\p{L}]+/u)) {
    const number = ORDINALS[word];
    if (number) return number;
  }
  const han = /[一二三四五六七八九十初]/u.exec(folded)?.[0];
  if (han) return ORDINALS[han]!;
  if (/修订|增订|增补|修[订訂]|rev|xiu ding|zeng ding|updated|enlarged/iu.test(folded)) return "rev";
  return foldKey(text) || null;
}
