import { fold, pinyin, pinyinInitials, tokens } from "@commonshelf/cjk";
import { beginningOf } from "../beginning.ts";

/** Scripts that are written without spaces: searched by pairs of characters. */
const GRAMS = new Set(["han", "kana", "hangul", "cluster"]);
/** Between words that stand apart, which folding would write as one: 林墨 南山集. */
const APART =
  /(?<=[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}])[\s\p{P}]+|[\s\p{P}]+(?=[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}])/u;
const LONGEST = 60;
const MOST_WORDS = 20_000;

/** What is indexed of texts: folded words, single characters and pairs of neighbours. */
export function indexWords(texts: readonly string[]): string[] {
  const words = new Set<string>();
  for (const text of texts) {
    const pieces = tokens(fold(text));
    for (const [at, { kind, text: piece }] of pieces.entries()) {
      if (words.size >= MOST_WORDS) return [...words];
      words.add(beginningOf(piece, LONGEST));
      const next = pieces[at + 1];
      if (next && GRAMS.has(kind) && GRAMS.has(next.kind)) words.add(piece + next.text);
    }
  }
  return [...words];
}

/** Titles are found by their pinyin too, whole and by initials. */
export function pinyinWords(texts: readonly string[]): string[] {
  return texts.flatMap((text) => {
    const whole = [pinyin(text).join(""), pinyinInitials(text)].map((one) => one.replace(/[^a-z]/g, ""));
    return whole.filter((one) => one.length > 1 && one.length <= LONGEST);
  });
}

const SPECIAL = /['\\]/g;

/** A word as it stands in the text of a `tsquery` or `tsvector`. */
export const quoted = (word: string): string => `'${word.replace(SPECIAL, "$&$&")}'`;

/**
 * A reader's words as a `tsquery`: all of them, Han by pairs of neighbours, Latin words also as beginnings. Null: nothing
 * to look for.
 */
export function wordsQuery(text: string): string | null {
  const parts = new Set<string>();
  for (const pieces of text
    .slice(0, 300)
    .split(APART)
    .map((run) => tokens(fold(run))))
    for (const [at, { kind, text: piece }] of pieces.entries()) {
      const [before, next] = [pieces[at - 1], pieces[at + 1]];
      const isGram = GRAMS.has(kind);
      if (isGram && next && GRAMS.has(next.kind)) parts.add(quoted(piece + next.text));
      else if (!isGram || !before || !GRAMS.has(before.kind))
        parts.add(kind === "latin" ? `${quoted(piece)}:*` : quoted(piece));
    }
  return parts.size === 0 ? null : [...parts].join(" & ");
}

/** The characters of a text that a query hit, as spans: where the words stand in it as they are written. */
export function hitsIn(text: string, query: string): [number, number][] {
  const runs = runsOf(query);
  const spans: [number, number][] = [];
  const folded = [...text].map((character) => fold(character));
  const starts: number[] = [];
  let joined = "";
  const ownerAt: number[] = [];
  let offset = 0;
  for (const [i, character] of [...text].entries()) {
    starts.push(offset);
    for (let n = 0; n < folded[i]!.length; n++) ownerAt.push(i);
    joined += folded[i];
    offset += character.length;
  }
  starts.push(offset);
  for (const run of runs)
    for (let at = joined.indexOf(run); at >= 0; at = joined.indexOf(run, at + run.length))
      spans.push([starts[ownerAt[at]!]!, starts[ownerAt[at + run.length - 1]! + 1]!]);
  return spans.sort((a, b) => a[0] - b[0]);
}

/** Runs of a query that are looked for as they stand. */
const runsOf = (query: string): string[] =>
  query
    .split(APART)
    .flatMap((run) => fold(run).split(/[^\p{L}\p{N}]+/u))
    .filter((run) => run !== "");
