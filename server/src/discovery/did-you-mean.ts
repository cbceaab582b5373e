import {
  editDistance1,
  fold,
  foldKey,
  hasHan,
  lettersOf,
  otherTranscriptions,
  pinyin,
  scriptOf,
  shapesLike,
  simplify,
} from "@commonshelf/cjk";
import { getInstances } from "../catalogue/index.ts";
import type { Db } from "../kernel/database.ts";
import type { Language } from "../kernel/text.ts";
import { countMany, type Searcher } from "./engines/contract.ts";
import { parseSearchBox } from "./parse-search-box.ts";
import type { SearchFilter } from "./search-node.ts";

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
 * nearly so, has a similar character, or one character wrong. Every offer has been asked and finds clearly more; who
 * writes characters is offered the Latin form of a heading only where nothing else is found.
 */
export async function didYouMean(
  { db, searcher }: { db: Db; searcher: Searcher },
  query: string,
  found: number,
  filters: SearchFilter[] = [],
  language?: Language,
): Promise<Alternative[]> {
  const text = query.trim();
  if (found > FEW_HITS || text === "" || /[:：=＝"“”《》()（）]/.test(text)) return [];
  // What is found and is itself a title, a name or a heading was meant, however rare it is.
  if (found > 0 && (await searcher.recognise([text]))[0] !== null) return [];
  const asCatalogued = hasHan(text)
    ? await wordByWord(db, searcher, text)
    : await latinCandidates(searcher, text, found);
  const byKey = new Map<string, string>();
  for (const one of asCatalogued) {
    const candidate = inScriptOf(text, one, language);
    const key = foldKey(candidate);
    if (!byKey.has(key) && key !== foldKey(text)) byKey.set(key, candidate);
  }
  const candidates = [...byKey.values()].slice(0, MOST_TRIED - 1);
  const totals = await countMany(
    searcher,
    candidates.map((candidate) => ({ node: parseSearchBox(candidate), filters })),
  );
  const tried = candidates.map((candidate, i) => ({ text: candidate, total: totals[i]! }));
  const offers = tried.filter((offer) => offer.total > found * 2);
  const written = hasHan(text) ? offers.filter((offer) => hasHan(offer.text)) : [];
  return (written.length > 0 ? written : offers).sort((a, b) => b.total - a.total).slice(0, MOST_OFFERED);
}

/** An offer in the script of the reader, or of what was typed: a simplified reader is not offered 線性代數. */
function inScriptOf(typed: string, candidate: string, language: Language | undefined): string {
  const isTraditional = language === "zh-Hant" || (language === undefined && scriptOf(typed) === "Hant");
  return isTraditional || scriptOf(candidate) !== "Hant" ? candidate : simplify(candidate);
}

/**
 * Every word one letter off that the catalogue knows, one word changed at a time, the most frequent first. Words it knows are
 * meant, unless all of them together find nothing: jane austin.
 */
async function latinCandidates(searcher: Searcher, text: string, found: number): Promise<string[]> {
  const words = fold(text).split(/\s+/).filter(Boolean);
  const [[whole = []], like] = await Promise.all([
    searcher.readSo([lettersOf(text)], 3),
    searcher.wordsLike(words),
  ]);
  const isAnyMeant = found === 0 && like.every(({ known }) => known);
  const changed = like.map(({ known, near }) => (known && !isAnyMeant ? [] : near));
  const unknown = changed.filter((list) => list.length > 0);
  const all = unknown.length > 1 ? [words.map((word, i) => changed[i]![0]?.text ?? word).join(" ")] : [];
  const single = changed.flatMap((list, i) =>
    list.map(({ text: other, titles }) => ({ text: words.with(i, other).join(" "), titles })),
  );
  return [
    ...whole.map((s) => s.text),
    ...all,
    ...single.sort((a, b) => b.titles - a.titles).map((s) => s.text),
  ];
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
  const characters = [...text.replace(/\s+/g, "")];
  if (characters.length < 2 || characters.length > LONGEST_HAN) return [];
  const syllables = pinyin(text);
  const near = syllables.flatMap((syllable, i) =>
    NEAR_SOUNDS.flatMap(([from, to]) =>
      from.test(syllable) ? [syllables.with(i, syllable.replace(from, to))] : [],
    ),
  );
  const shapes = characters.flatMap((character, i) =>
    shapesLike(character).map((other) => characters.with(i, other).join("")),
  );
  const [transcribed, sounds, known, oneOff] = await Promise.all([
    transcribedOtherwise(searcher, text),
    searcher.readSo(
      [syllables, ...near].map((list) => lettersOf(list.join(""))),
      4,
    ),
    searcher.recognise(shapes),
    oneCharacterOff(db, searcher, text),
  ]);
  const [same = [], ...nearly] = sounds.map((list) => list.map((s) => s.text));
  // Of similar shapes only what is a title, a name or a heading: a character has many that look like it.
  return [
    ...transcribed,
    ...same,
    ...shapes.filter((_, i) => known[i] !== null),
    ...oneOff,
    ...nearly.flat(),
  ];
}

/** Other transcriptions of a foreign name that the catalogue has. */
async function transcribedOtherwise(searcher: Searcher, text: string): Promise<string[]> {
  const others = otherTranscriptions(text);
  const totals = await countMany(
    searcher,
    others.map((other) => ({ node: { kind: "words", field: "any", text: other } })),
  );
  return others.filter((_, i) => totals[i]! > 0).slice(0, MOST_TRANSCRIBED);
}

const LOOKED_AT = 20;

/** Titles and names that share most of the query's pairs of characters and differ by one character. */
async function oneCharacterOff(db: Db, searcher: Searcher, text: string): Promise<string[]> {
  const key = foldKey(text);
  const instances = await getInstances(db, await searcher.alike(text, LOOKED_AT));
  return instances
    .flatMap(({ brief }) => [brief.title.main, ...brief.contributors.map((c) => c.value)])
    .filter((heading) => editDistance1(foldKey(heading), key));
}
