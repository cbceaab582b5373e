import characterReadings from "pinyin-pro/dist/esm/data/dict1.mjs";
import words2 from "pinyin-pro/dist/esm/data/dict2.mjs";
import words3 from "pinyin-pro/dist/esm/data/dict3.mjs";
import words4 from "pinyin-pro/dist/esm/data/dict4.mjs";
import words5 from "pinyin-pro/dist/esm/data/dict5.mjs";
import surnames from "pinyin-pro/dist/esm/data/surname.mjs";
import { fold } from "./fold.ts";
import { nameReadings } from "./name-readings.ts";
import { addPhrase, createPhraseTrie, eachPhrase } from "./phrase-trie.ts";
import { pinyinPhrases, usualReadings } from "./pinyin-phrases.ts";
import { foldCharacter, simplify } from "./simplified.ts";

type ReadPhrase = { readings: readonly string[]; others: readonly string[] | undefined; cost: number };

/** Our own phrases win when two divisions have as many words: 组成长沙 is 长沙, not 成长. */
const ownPhraseCost = 0.9;
const listedPhraseCost = 1;
const phrases = createPhraseTrie<ReadPhrase>();
/** Up to two toneless readings of each character, most usual first; filled from the list as characters are met. */
const readingsOf: Map<string, readonly string[]> = new Map();
const surnameReadings: Map<string, readonly string[]> = new Map();
const biography = "传";
const longestShortName = 3;
/** Surnames read otherwise than the character is, and what ends a title that begins with a name: 单士元传, 查良镛全集. */
const namedTitle =
  /^([单查仇曾解缪翟][\p{Script=Han}]{1,2}?)(?:(?:自|评|画)?传|全集|文集|选集|文选|文存|诗集|诗选|年谱|日记|书信集?|评书集?|回忆录|作品集?)/u;

loadPhrases();

/** Tone marks off, ü as v: lǜ -> lv. */
function tonelessOf(reading: string): string {
  const spelled = reading.normalize("NFD").replace(/u([\u0300-\u0307\u0309-\u036f]*)\u0308/gu, "v$1");
  return spelled.replace(/[\u0300-\u036f]/gu, "").replace(/ɡ/gu, "g");
}

function loadPhrases(): void {
  for (const entry of usualReadings.split("|")) {
    const [character = "", readings = ""] = entry.split("=");
    readingsOf.set(character, readings.split(" "));
  }
  for (const entry of nameReadings.split("|")) {
    const [name = "", readings = ""] = entry.split("=");
    const [first = "", second] = readings.split("/");
    addPhrase(phrases, simplify(name), {
      readings: first.split(" "),
      others: second?.split(" "),
      cost: ownPhraseCost,
    });
  }
  for (const entry of pinyinPhrases.split("|")) {
    const [phrase = "", readings = ""] = entry.split("=");
    addPhrase(phrases, phrase, { readings: readings.split(" "), others: undefined, cost: ownPhraseCost });
  }
  for (const words of [words5, words4, words3, words2, surnames]) {
    for (const [word, reading] of Object.entries(words)) {
      if (word.length === 1) surnameReadings.set(foldCharacter(word), [tonelessOf(reading)]);
      else
        addPhrase(phrases, simplify(word), {
          readings: tonelessOf(reading).split(" "),
          others: undefined,
          cost: listedPhraseCost,
        });
      if (words === surnames) surnameReadings.set(simplify(word), tonelessOf(reading).split(" "));
    }
  }
}

/** Plausible toneless readings of one folded character, the usual one first; empty for what is not Han. */
function readCharacter(character: string): readonly string[] {
  const known = readingsOf.get(character);
  if (known !== undefined) return known;
  const listed = character === "〇" ? "líng" : (characterReadings.get(character) ?? "");
  const toneless = listed
    .split(" ")
    .map(tonelessOf)
    .filter((reading) => /^[a-z]+$/.test(reading));
  const readings = [...new Set(toneless)].slice(0, 2);
  readingsOf.set(character, readings);
  return readings;
}

/**
 * One reading per Han character of a folded run, divided into the fewest words (银行 before 行), which is what picks
 * chong in 重庆 and zhong in 重要.
 */
function readRun(run: string, isName: boolean): readonly string[][] {
  const count = run.length;
  const costs: number[] = new Array(count + 1).fill(0);
  const ends: number[] = new Array(count + 1).fill(0);
  const values: Array<ReadPhrase | null> = new Array(count).fill(null);
  for (let start = count - 1; start >= 0; start -= 1) {
    costs[start] = costs[start + 1]! + 1;
    ends[start] = start + 1;
    if (phrases.starts[run.charCodeAt(start)] === undefined) continue;
    eachPhrase(phrases, run, start, (end, value) => {
      const cost = costs[end]! + value.cost;
      if (end > count || cost > costs[start]!) return;
      costs[start] = cost;
      ends[start] = end;
      values[start] = value;
    });
  }
  const name = isName ? run : values[0] ? null : namedTitle.exec(run)?.[1];
  const surname = name && values[0]?.cost !== ownPhraseCost ? surnameOf(name) : null;
  const result: string[][] = [];
  let start = 0;
  if (surname !== null) {
    for (const [i, reading] of surname.entries()) result.push(withOther(reading, run[i] ?? ""));
    start = surname.length;
  }
  while (start < count) {
    const value = values[start];
    if (value === null || value === undefined) {
      start += pushCharacter(result, run, start, ends[start]!);
      continue;
    }
    for (const [i, reading] of value.readings.entries()) {
      const other = value.others?.[i];
      const isOther = other !== undefined && other !== reading;
      result.push(isOther ? [reading, other] : withOther(reading, run[start + i] ?? ""));
    }
    start = ends[start]!;
  }
  return result;
}

/** The reading a word asks for, then the usual one when that differs. */
function withOther(reading: string, character: string): string[] {
  const other = readCharacter(character).find((candidate) => candidate !== reading);
  return other === undefined ? [reading] : [reading, other];
}

/** Reads the single character at `start` and returns its width; a closing 传 is the biography (zhuan). */
function pushCharacter(result: string[][], run: string, start: number, end: number): number {
  const character = String.fromCodePoint(run.codePointAt(start)!);
  const readings = readCharacter(character);
  if (character === biography && start > 0 && end === run.length) result.push(["zhuan", "chuan"]);
  else result.push([...readings]);
  return character.length;
}

/** Readings of the surname a short name starts with, when the surname list has one. */
function surnameOf(name: string): readonly string[] | null {
  const double = name.length >= 3 ? surnameReadings.get(name.slice(0, 2)) : undefined;
  if (double !== undefined) return double;
  if (name.length < 2 || name.length > longestShortName) return null;
  return surnameReadings.get(name.slice(0, 1)) ?? null;
}

const hanRuns = /[\p{Script=Han}〇]+/gu;

/** Readings of every Han character of a text, in order, each with the reading its word asks for first. */
function readText(text: string, isName: boolean): string[][] {
  const result: string[][] = [];
  const pieces = isName ? text.split(/[^\p{L}\p{M}\s·•・]+/u) : text.split(/[\p{P}]+/u);
  for (const piece of pieces) {
    for (const [run] of fold(piece).matchAll(hanRuns)) {
      const isForeign = /[·•・]/u.test(piece);
      for (const readings of readRun(run, isName && !isForeign))
        if (readings.length > 0) result.push(readings);
    }
  }
  return result;
}

/**
 * Toneless pinyin of the Han characters of a text, one syllable each, ü as v: 重慶 -> chong qing, 吕 -> lv. The text is
 * folded first, so every form of a character reads alike. With `name` the reading surnames have is used: 单雄信 -> shan,
 * 解缙 -> xie. Other text is passed over; characters without a known reading too.
 */
export function pinyin(text: string, options: { name?: boolean } = {}): string[] {
  return readText(text, options.name === true).map((readings) => readings[0]!);
}

/**
 * Up to two plausible readings per Han character, the one `pinyin` gives first: 重庆 -> [chong, zhong] [qing]. For an
 * index that should also be found by the reading a hurried reader types. With `name` as `pinyin` has it.
 */
export function pinyinReadings(text: string, options: { name?: boolean } = {}): string[][] {
  return readText(text, options.name === true);
}

/** First letters of the syllables: 红楼梦 -> hlm, 长安 -> ca. */
export function pinyinInitials(text: string): string {
  return pinyin(text)
    .map((syllable) => syllable[0])
    .join("");
}
