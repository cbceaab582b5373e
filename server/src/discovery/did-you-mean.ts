import { editDistance1, fold, foldKey, hasHan, pinyin, scriptOf, simplify } from "@commonshelf/cjk";
import { getInstances } from "../catalogue/index.ts";
import type { Db } from "../kernel/database.ts";
import type { Language } from "../kernel/text.ts";
import { parseSearchBox } from "./parse-search-box.ts";
import type { SearchFilter } from "./search-node.ts";
import type { Searcher } from "./searcher.ts";
import { shapesLike } from "./similar-shapes.ts";
import { type KeyRange, lettersOf, lookUp, rangeOf, type SuggestTable } from "./suggest-table.ts";
import { otherTranscriptions } from "./transcriptions.ts";

/** Another spelling that finds more, and how much. */
export type Alternative = { text: string; total: number };

/** Only a query that finds so little may have been meant otherwise. */
export const FEW_HITS = 3;
const MOST_OFFERED = 3;
const MOST_TRIED = 24;
const LONGEST_HAN = 16;
const MOST_TRANSCRIBED = 4;

/** Sounds that are easily taken for each other. */
const NEAR_SOUNDS: [RegExp, string][] = [
  [/^zh/, "z"],
  [/^ch/, "c"],
  [/^sh/, "s"],
  [/^z(?!h)/, "zh"],
  [/^c(?!h)/, "ch"],
  [/^s(?!h)/, "sh"],
  [/^n/, "l"],
  [/^l/, "n"],
  [/^f/, "h"],
  [/^h/, "f"],
  [/ing$/, "in"],
  [/in$/, "ing"],
  [/eng$/, "en"],
  [/en$/, "eng"],
  [/ang$/, "an"],
  [/an$/, "ang"],
];

/**
 * What a query that finds next to nothing may have meant: Latin words one letter off; Chinese that sounds the same or
 * nearly so, has a similar character, or one character wrong. Every offer has been asked and finds clearly more.
 */
export async function didYouMean(
  { db, searcher }: { db: Db; searcher: Searcher },
  query: string,
  found: number,
  filters: SearchFilter[] = [],
  language?: Language,
): Promise<Alternative[]> {
  const text = query.trim();
  const table = searcher.spellings;
  if (found > FEW_HITS || text === "" || /[:：=＝"“”《》()（）]/.test(text)) return [];
  // What is found and is itself a title, a name or a heading was meant, however rare it is.
  if (found > 0 && searcher.recognise(text) !== null) return [];
  const asCatalogued = hasHan(text) ? await wordByWord(db, searcher, text) : latinCandidates(table, text);
  const candidates = asCatalogued.map((candidate) => inScriptOf(text, candidate, language));
  const offers: Alternative[] = [];
  const tried = new Set([foldKey(text)]);
  for (const candidate of candidates) {
    const key = foldKey(candidate);
    if (tried.has(key)) continue;
    tried.add(key);
    if (tried.size > MOST_TRIED) break;
    const { total } = searcher.search({ node: parseSearchBox(candidate), filters, size: 1 });
    if (total > found * 2) offers.push({ text: candidate, total });
  }
  return offers.sort((a, b) => b.total - a.total).slice(0, MOST_OFFERED);
}

/** An offer in the script of the reader, or of what was typed: a simplified reader is not offered 線性代數. */
function inScriptOf(typed: string, candidate: string, language: Language | undefined): string {
  const isTraditional = language === "zh-Hant" || (language === undefined && scriptOf(typed) === "Hant");
  return isTraditional || scriptOf(candidate) !== "Hant" ? candidate : simplify(candidate);
}

/** Every word one letter off that the catalogue knows, one word changed at a time, the most frequent first. */
function latinCandidates(table: SuggestTable, text: string): string[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  const whole = lookUp(table, `p${lettersOf(text)}`, 3).map((s) => s.text);
  const changed = words.map((word) => (isKnown(table, word) ? [] : neighbours(table, word)));
  const unknown = changed.filter((list) => list.length > 0);
  const all = unknown.length > 1 ? [words.map((word, i) => changed[i]![0]?.text ?? word).join(" ")] : [];
  const single = changed.flatMap((list, i) =>
    list.map(({ text: other, titles }) => ({ text: words.with(i, other).join(" "), titles })),
  );
  return [...whole, ...all, ...single.sort((a, b) => b.titles - a.titles).map((s) => s.text)];
}

function isKnown(table: SuggestTable, word: string): boolean {
  return word.length < 4 || lookUp(table, `w${word}`, 1).length > 0;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/**
 * Known words one letter left out, added, changed or swapped away. Words that differ first at a letter begin alike
 * before it, so every step looks only among the words that begin as this one does so far.
 */
function neighbours(table: SuggestTable, word: string): { text: string; titles: number }[] {
  const seen = new Set([word]);
  const found: { text: string; titles: number }[] = [];
  let alike: KeyRange = rangeOf(table, "w");
  for (let i = 0; i <= word.length && alike.low < alike.high; i++) {
    const before = word.slice(0, i);
    const after = word.slice(i);
    const forms = [...LETTERS].flatMap((letter) => [
      before + letter + after,
      before + letter + after.slice(1),
    ]);
    if (after) forms.push(before + after.slice(1));
    if (after.length > 1) forms.push(before + after[1]! + after[0]! + after.slice(2));
    for (const form of forms) {
      if (seen.has(form)) continue;
      seen.add(form);
      found.push(...lookUp(table, `w${form}`, 1, alike));
    }
    alike = rangeOf(table, `w${word.slice(0, i + 1)}`, alike);
  }
  return found.sort((a, b) => b.titles - a.titles).slice(0, 5);
}

/** Several words: one of them is another one, the rest as typed. */
async function wordByWord(db: Db, searcher: Searcher, text: string): Promise<string[]> {
  const words = text.split(/[\s\u3000]+/).filter(Boolean);
  if (words.length < 2) return await hanCandidates(db, searcher, text);
  const lists = await Promise.all(
    words.map((word) => (hasHan(word) ? hanCandidates(db, searcher, word) : Promise.resolve([]))),
  );
  return lists.flatMap((list, i) => list.map((other) => words.with(i, other).join(" ")));
}

async function hanCandidates(db: Db, searcher: Searcher, text: string): Promise<string[]> {
  const table = searcher.spellings;
  const characters = [...text.replace(/\s+/g, "")];
  if (characters.length < 2 || characters.length > LONGEST_HAN) return [];
  const syllables = pinyin(text);
  const sound = (list: string[]): string[] =>
    lookUp(table, `p${lettersOf(list.join(""))}`, 4).map((s) => s.text);
  const near = syllables.flatMap((syllable, i) =>
    NEAR_SOUNDS.flatMap(([from, to]) =>
      from.test(syllable) ? sound(syllables.with(i, syllable.replace(from, to))) : [],
    ),
  );
  // Only what is a title, a name or a heading: a character has many that look like it.
  const shapes = characters.flatMap((character, i) =>
    shapesLike(character)
      .map((other) => characters.with(i, other).join(""))
      .filter((other) => searcher.recognise(other) !== null),
  );
  const transcribed = otherTranscriptions(text)
    .filter((other) => searcher.count({ kind: "words", field: "any", text: other }) > 0)
    .slice(0, MOST_TRANSCRIBED);
  return [
    ...transcribed,
    ...sound(syllables),
    ...shapes,
    ...(await oneCharacterOff(db, searcher, text)),
    ...near,
  ];
}

const LOOKED_AT = 20;

/** Titles and names that share most of the query's pairs of characters and differ by one character. */
async function oneCharacterOff(db: Db, searcher: Searcher, text: string): Promise<string[]> {
  const key = foldKey(text);
  const instances = await getInstances(db, searcher.alike(text, LOOKED_AT));
  return instances
    .flatMap(({ brief }) => [brief.title.main, ...brief.contributors.map((c) => c.value)])
    .filter((heading) => editDistance1(foldKey(heading), key));
}
