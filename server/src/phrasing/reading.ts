import type { Db } from "../kernel/database.ts";
import { meaningsOf } from "./aliases.ts";
import { formNames, splitForm } from "./forms.ts";
import { guessAuthor, guessDynasty, guessTitles, wordsOf } from "./guesses.ts";
import { type LibraryNames, onlyAskedFor, readSentence, type Sentence } from "./sentences.ts";

/** How a text of the box is read: what stands in the box then, and what narrows it down. */
export type Reading = {
  kind: "alias" | "sentence";
  q: string;
  language?: string;
  from?: number;
  to?: number;
  available?: true;
  online?: true;
  library?: string;
  /** It may as well be a title: only where the words as they stand find nothing. */
  guess?: true;
  /** Less than was said: what narrows it down is left out. */
  wider?: true;
};

/** Words a title for beginners has one of. */
const FOR_BEGINNERS = {
  han: "(入门 或 基础 或 导论 或 教程 或 概论 或 初步 或 原理)",
  latin: "(introduction OR introductory OR beginner OR basic OR first OR primer)",
};
/** Words a record of a book for children has one of. */
const FOR_CHILDREN = "(儿童 或 少儿 或 少年 或 童话 或 绘本 或 children OR juvenile)";

/**
 * Readings of a text, the closest first; the first that finds something is the one meant. None: the text is words.
 * `libraries`: what the region's are called. Costs one look at the aliases.
 */
export async function readingsOf(
  db: Db,
  typed: string,
  year: number,
  libraries: LibraryNames = [],
): Promise<Reading[]> {
  const [means = null] = typed.length > LONGEST_ALIAS ? [] : await meaningsOf(db, [typed]);
  if (means !== null) return [{ kind: "alias", q: means }];
  const sentence = readSentence(typed, year, libraries);
  if (sentence !== null) return sentenceReadings(sentence);
  const only = onlyAskedFor(typed);
  if (only === null) return await guessesOf(db, typed);
  const [called = null] = await meaningsOf(db, [only]);
  const plain: Reading = { kind: "sentence", q: called ?? only, guess: true };
  return called === null ? [plain, ...(await guessesOf(db, only))] : [plain];
}

/** What a text may mean that finds nothing as it stands. */
async function guessesOf(db: Db, typed: string): Promise<Reading[]> {
  const guess = guessAuthor(typed);
  if (guess === null) {
    const titles = [...guessTitles(typed), ...guessDynasty(typed)];
    return [
      ...(await withAliasesIn(db, typed)),
      ...titles.map((one): Reading => ({ kind: "sentence", ...one, guess: true })),
    ];
  }
  const by = `author:"${guess.author}"`;
  const forms = formNames(guess.form);
  return [
    ...forms.map((form): Reading => ({ kind: "sentence", q: `${form} ${by}`, guess: true })),
    { kind: "sentence", q: by, guess: true, wider: true },
  ];
}

const MOST_WORDS = 4;
/** Nobody says a title by so many letters that mean another one. */
const LONGEST_ALIAS = 100;

/** Words of which some are or have aliases, those said as the catalogue says them: 同济高数 下册 -> 同济 高等数学 下册. A guess. */
async function withAliasesIn(db: Db, typed: string): Promise<Reading[]> {
  const words = wordsOf(typed);
  if (typed.length > LONGEST_ALIAS || words.length > MOST_WORDS || /["“《:：()]/.test(typed)) return [];
  const asked = [...new Set(words.flatMap((word) => [word, ...partsOf(word)]))];
  const meanings = await meaningsOf(db, asked);
  const means = new Map(asked.map((word, i) => [word, meanings[i]!]));
  const said = words.flatMap((word) => {
    const part = means.get(word) === null ? partsOf(word).find((one) => means.get(one) !== null) : undefined;
    if (part === undefined) return [grouped(means.get(word) ?? word)];
    const at = word.indexOf(part);
    return [word.slice(0, at), grouped(means.get(part)!), word.slice(at + part.length)].filter(Boolean);
  });
  if (said.join(" ") === words.join(" ")) return [];
  const reading: Reading = { kind: "alias", q: said.join(" "), guess: true };
  const isForm = formNames(said.at(-1)!).length > 0;
  return isForm ? [reading, { ...reading, q: said.slice(0, -1).join(" "), wider: true }] : [reading];
}

/** What is meant one way or another stands in brackets among other words. */
const grouped = (meaning: string): string => (/ (?:或|OR) /.test(meaning) ? `(${meaning})` : meaning);

const LONGEST_PART = 6;
const LONGEST_CUT = 16;

/** What a run of Chinese may hold as a name given to a book, the longest first. */
function partsOf(word: string): string[] {
  const characters = [...word];
  if (characters.length < 4 || characters.length > LONGEST_CUT || !/^\p{Script=Han}+$/u.test(word)) return [];
  const parts: string[] = [];
  for (let length = Math.min(LONGEST_PART, characters.length - 1); length >= 2; length--)
    for (let at = 0; at + length <= characters.length; at++)
      parts.push(characters.slice(at, at + length).join(""));
  return parts;
}

/** What a sentence asks, then less and less of it: without its level, without its kind of writing, without what narrows it. */
function sentenceReadings(sentence: Sentence): Reading[] {
  const { words, author, publisher, without, beginner, children, ...narrowing } = sentence;
  const fields = [
    author === undefined ? "" : `author:"${author}"`,
    publisher === undefined ? "" : `publisher:"${publisher}"`,
    without === undefined ? "" : `非 ${without}`,
  ].filter(Boolean);
  const joined = (...parts: string[]): string => [...parts, ...fields].filter(Boolean).join(" ");
  const split = splitForm(words);
  // A kind of writing alone is looked for by what each language calls it; behind other words it is a word of its own.
  const asked = split ? formNames(split.form).map((form) => `${split.about} ${form}`) : formNames(words);
  const level = /\p{Script=Han}/u.test(words) ? FOR_BEGINNERS.han : FOR_BEGINNERS.latin;
  const spoken = [...new Set([words, ...asked])].map((one) => joined(one));
  const closest = [
    ...(beginner ? spoken.map((q) => `${q} ${level}`.trim()) : []),
    ...(children ? spoken.map((q) => `${q} ${FOR_CHILDREN}`.trim()) : []),
    ...spoken,
  ];
  const dynasty = guessDynasty(words).map((one): Reading => ({ kind: "sentence", ...one, q: joined(one.q) }));
  const bare = split ? split.about : asked.length > 0 ? "" : words;
  const isNarrowed = Object.keys(narrowing).length > 0;
  const all: Reading[] = [
    ...closest.map((q) => ({ kind: "sentence" as const, q, ...narrowing })),
    ...dynasty.map((one) => ({ ...one, ...narrowing })),
    ...(bare !== words && joined(bare) !== ""
      ? [{ kind: "sentence" as const, q: joined(bare), ...narrowing, wider: true as const }]
      : []),
    ...(isNarrowed
      ? [...spoken, joined(bare)].map((q) => ({ kind: "sentence" as const, q, wider: true as const }))
      : []),
  ];
  const readings = all.filter(({ q, wider }) => !wider || q !== "");
  return readings.filter((one, i) => readings.findIndex((other) => isSame(one, other)) === i);
}

const isSame = (one: Reading, other: Reading): boolean => JSON.stringify(one) === JSON.stringify(other);
