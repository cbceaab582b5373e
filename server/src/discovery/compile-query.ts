import { fold, hasHan } from "@commonshelf/cjk";
import type { Query } from "@commonshelf/postings";
import { normaliseIsbn, normaliseIssn } from "../catalogue/index.ts";
import { type Recipe, ranking } from "./ranking.ts";
import type { SearchField, SearchNode } from "./search-node.ts";
import {
  hanSyllables,
  readingPairs,
  romanReadings,
  syllableKey,
  syllableTerms,
  wholeKey,
  wordTerms,
} from "./terms.ts";

/** First letters of syllables as readers type them. */
const INITIALS = /^[a-z]{2,16}$/;
const NOTHING: Query = { ids: [] };
/** Words of one query that are looked at; the rest of a pasted page says nothing more. */
const MOST_RUNS = 32;

const TEXT_FIELDS: Record<SearchField, string[]> = {
  any: ["title", "author", "subject", "publisher", "series", "note"],
  title: ["title"],
  author: ["author"],
  subject: ["subject"],
  publisher: ["publisher"],
  series: ["series"],
  note: ["note"],
  "call-number": ["key"],
};

function syllableFields(kind: "pinyin" | "roman", field: SearchField): string[] {
  if (field === "any") return [`${kind}-title`, `${kind}-author`, `${kind}-other`];
  if (field === "title" || field === "author") return [`${kind}-${field}`];
  return field === "note" || field === "call-number" ? [] : [`${kind}-other`];
}

/** Engine query of a search tree. Never throws: what says nothing matches nothing. */
export function compileQuery(node: SearchNode, recipe: Recipe = ranking): Query {
  switch (node.kind) {
    case "everything":
      return { all: true };
    case "words":
      return compileWords(node.text, node.field, recipe);
    case "any-word":
      return compileAnyWord(node.text, node.field, recipe);
    case "phrase":
      return compilePhrase(node.text, node.field, recipe);
    case "prefix":
      return compilePrefix(node.text, node.field, recipe);
    case "exact":
      return compileExact(node.text, node.field, recipe);
    case "identifier": {
      const value = normaliseIsbn(node.text) ?? normaliseIssn(node.text) ?? node.text.replace(/[\s-]/g, "");
      return { constant: { term: `i=${value}`, fields: ["key"] }, score: recipe.identifier };
    }
    case "instance":
      return { ids: [node.id] };
    case "work":
      return { range: "work", from: node.id, to: node.id };
    case "year":
      return { range: "year", from: node.from, to: node.to };
    case "facet":
      return { facet: node.facet, values: node.values };
    case "and":
      return compileAnd(node.nodes, recipe);
    case "prefer":
      return {
        must: compileQuery(node.node, recipe),
        should: node.hints.map((hint) => compileHint(hint, recipe)),
      };
    case "or":
      return node.nodes.length > 0 ? { or: node.nodes.map((one) => compileQuery(one, recipe)) } : NOTHING;
    case "not":
      return { and: [{ all: true }, { not: compileQuery(node.node, recipe) }] };
  }
}

function compileHint(hint: SearchNode, recipe: Recipe): Query {
  const query = compileQuery(hint, recipe);
  return hint.kind === "year" ? { constant: query, score: recipe.yearHint } : query;
}

function compileAnd(nodes: SearchNode[], recipe: Recipe): Query {
  if (nodes.length === 0) return NOTHING;
  const parts: Query[] = [];
  const excluded: Query[] = [];
  for (const node of nodes) {
    if (node.kind === "not") excluded.push({ not: compileQuery(node.node, recipe) });
    else parts.push(compileQuery(node, recipe));
  }
  if (parts.length === 0) parts.push({ all: true });
  return parts.length === 1 && excluded.length === 0 ? parts[0]! : { and: [...parts, ...excluded] };
}

/** Runs of one script, in order: the units that must each be found. `红楼梦 hong` -> `红楼梦`, `hong`. */
function runsOf(text: string): string[] {
  const runs: string[] = [];
  // Split before folding: folding drops what stands between Han characters.
  for (const piece of text
    .normalize("NFKC")
    .split(/[\s,;:!?()[\]{}"“”，。、；：！？（）《》〈〉【】「」·…—]+/u)) {
    for (const run of piece.split(/((?:\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|ー)+)/u))
      if (fold(run)) runs.push(run);
  }
  return runs.slice(0, MOST_RUNS);
}

function allTerms(terms: readonly string[], fields: string[]): Query {
  const parts = [...new Set(terms)].map((term): Query => ({ term, fields }));
  return parts.length === 1 ? parts[0]! : { and: parts };
}

/** All words of the text, each in any of the field's scripts, and what makes a hit better than another. */
function compileWords(text: string, field: SearchField, recipe: Recipe): Query {
  if (field === "call-number") return compileCallNumber(text, recipe);
  const runs = runsOf(text);
  if (runs.length === 0) return NOTHING;
  const must = matchRuns(runs, text, field, recipe);
  const should = [
    ...wholeBoosts(text, field, recipe),
    ...runBoosts(runs, field, recipe),
    ...phraseBoosts(text, field, recipe),
  ];
  return should.length > 0 ? { must, should } : must;
}

function matchRuns(runs: string[], text: string, field: SearchField, recipe: Recipe): Query {
  const literal = runs.map((run) => matchRun(run, field, recipe));
  const lane: Query = literal.length === 1 ? literal[0]! : { and: literal };
  if (hasHan(text)) return lane;
  const fields = syllableFields("pinyin", field);
  const readings = fields.length > 0 ? romanReadings(text) : [];
  const initials = INITIALS.exec(fold(text))?.[0];
  const sounded = field === "any" || field === "title" || field === "author";
  if (readings.length === 0 && !(initials && sounded)) return lane;
  return {
    best: [
      lane,
      ...readings.map((syllables) => pinyinLane(syllables, fields, recipe)),
      ...(initials && sounded ? constant(`n=${initials}`, recipe.initials) : []),
    ],
  };
}

/** Pinyin typed by a reader: all neighbouring pairs, with room for the seam between title and author in long ones. */
function pinyinLane(syllables: string[], fields: string[], recipe: Recipe): Query {
  const terms = [...new Set(syllableTerms("y:", syllables))].map((term): Query => ({ term, fields }));
  if (terms.length === 1) return terms[0]!;
  if (terms.length <= 2) return { and: terms };
  return { atLeast: terms, min: terms.length - (terms.length >= 7 ? 2 : 1), weight: recipe.pinyinLane };
}

/** One run in the texts as written, or, for Han, in records that have only the romanised form. */
function matchRun(run: string, field: SearchField, recipe: Recipe): Query {
  const fields = TEXT_FIELDS[field];
  const terms = wordTerms(run);
  if (terms.length === 0) return NOTHING;
  const isHan = hasHan(run);
  if (isHan && [...run].length === 1) return { term: run, fields: ["character"] };
  const literal = allTerms(terms, fields);
  if (!isHan) return literal;
  const roman = syllableFields("roman", field);
  const pairs = readingPairs("x:", run);
  if (roman.length === 0 || pairs.length === 0) return literal;
  const sounded = pairs.map((variants): Query => {
    const terms = variants.map((term): Query => ({ term, fields: roman }));
    return terms.length === 1 ? terms[0]! : { best: terms };
  });
  return { best: [literal, { and: sounded, weight: recipe.romanLane }] };
}

function constant(key: string | undefined, score: number): Query[] {
  return key ? [{ constant: { term: key, fields: ["key"] }, score }] : [];
}

/** The whole text is a title, a name, a heading: in any script. */
function wholeBoosts(text: string, field: SearchField, recipe: Recipe): Query[] {
  const list: Query[] = [];
  const inField = (name: SearchField): boolean => field === "any" || field === name;
  const isHan = hasHan(text);
  const readings = isHan ? [] : romanReadings(text).filter((syllables) => syllables.length > 1);
  if (inField("title")) {
    list.push(
      ...constant(wholeKey("t", text), recipe.wholeTitle),
      ...constant(wholeKey("o", text), recipe.wholeOtherTitle),
    );
    const title = isHan ? hanSyllables(text, false) : [];
    if (title.length > 1) list.push(...constant(syllableKey("xt", title), recipe.wholeTitlePinyin));
    for (const reading of readings)
      list.push(
        ...constant(syllableKey("tp", reading), recipe.wholeTitlePinyin),
        ...constant(syllableKey("op", reading), recipe.wholeOtherTitlePinyin),
      );
  }
  if (inField("author")) {
    list.push(...constant(wholeKey("a", text), recipe.wholeAuthor));
    const name = isHan ? hanSyllables(text, true) : [];
    if (name.length > 1) list.push(...constant(syllableKey("xa", name), recipe.wholeAuthorPinyin));
    for (const reading of readings)
      list.push(...constant(syllableKey("ap", reading), recipe.wholeAuthorPinyin));
  }
  if (inField("subject")) list.push(...constant(wholeKey("s", text), recipe.wholeSubject));
  if (inField("series")) list.push(...constant(wholeKey("r", text), recipe.wholeSeries));
  return list;
}

/** One of several runs is a whole title or name: `呐喊 鲁迅`. */
function runBoosts(runs: string[], field: SearchField, recipe: Recipe): Query[] {
  if (runs.length < 2 || field !== "any") return [];
  return runs
    .filter(hasHan)
    .flatMap((run) => [
      ...constant(wholeKey("t", run), recipe.partTitle),
      ...constant(wholeKey("o", run), recipe.partTitle),
      ...constant(wholeKey("a", run), recipe.partAuthor),
    ]);
}

function phraseBoosts(text: string, field: SearchField, recipe: Recipe): Query[] {
  const terms = wordTerms(text);
  if (terms.length < 2) return [];
  const boosts: Query[] = [];
  for (const [name, weight] of [
    ["title", recipe.phraseTitle],
    ["author", recipe.phraseAuthor],
    ["subject", recipe.phraseSubject],
  ] as const)
    if (field === "any" || field === name)
      boosts.push({ constant: { phrase: terms, fields: [name] }, score: weight });
  return boosts;
}

function compilePhrase(text: string, field: SearchField, recipe: Recipe): Query {
  const terms = wordTerms(text);
  if (terms.length === 0) return NOTHING;
  if (terms.length === 1) return compileWords(text, field, recipe);
  const literal: Query = { phrase: terms, fields: TEXT_FIELDS[field] };
  const syllables = hanSyllables(text, false);
  const fields = syllableFields("roman", field).filter((f) => f !== "roman-other");
  if (syllables.length < 3 || fields.length === 0) return literal;
  return { best: [literal, { phrase: syllableTerms("x:", syllables), fields, weight: recipe.romanLane }] };
}

function compileAnyWord(text: string, field: SearchField, recipe: Recipe): Query {
  const runs = runsOf(text);
  return runs.length > 0 ? { or: runs.map((run) => compileWords(run, field, recipe)) } : NOTHING;
}

const PREFIX_TERMS = 64;

function compilePrefix(text: string, field: SearchField, recipe: Recipe): Query {
  const runs = runsOf(text);
  const last = runs.pop();
  if (last === undefined) return NOTHING;
  const fields = TEXT_FIELDS[field].filter((f) => ["title", "author", "subject"].includes(f));
  const tail: Query = hasHan(last)
    ? matchRun(last, field, recipe)
    : { prefix: last, fields: fields.length > 0 ? fields : ["title"], limit: PREFIX_TERMS };
  return runs.length > 0 ? { and: [...runs.map((run) => matchRun(run, field, recipe)), tail] } : tail;
}

/** Kinds of keys by sound that a query in Han, or in Latin letters, may equal, with their weights. */
const SOUND_KINDS = {
  title: {
    han: [["xt", "wholeTitlePinyin"]],
    latin: [
      ["tp", "wholeTitlePinyin"],
      ["op", "wholeOtherTitlePinyin"],
    ],
  },
  author: { han: [["xa", "wholeAuthorPinyin"]], latin: [["ap", "wholeAuthorPinyin"]] },
} as const;
const EXACT_KIND = { title: "t", author: "a", subject: "s", series: "r" } as const;

function compileExact(text: string, field: keyof typeof EXACT_KIND, recipe: Recipe): Query {
  const keys: Query[] = constant(wholeKey(EXACT_KIND[field], text), recipe.wholeTitle);
  if (field === "title") keys.push(...constant(wholeKey("o", text), recipe.wholeOtherTitle));
  if (field === "title" || field === "author") {
    const isHan = hasHan(text);
    const readings = isHan ? [hanSyllables(text, field === "author")] : romanReadings(text);
    const kinds = SOUND_KINDS[field][isHan ? "han" : "latin"];
    for (const syllables of readings)
      if (syllables.length > 1)
        for (const [kind, weight] of kinds)
          keys.push(...constant(syllableKey(kind, syllables), recipe[weight]));
  }
  return keys.length > 0 ? { best: keys } : NOTHING;
}

function compileCallNumber(text: string, recipe: Recipe): Query {
  const key = fold(text).replaceAll(" ", "");
  return key ? { constant: { term: `c=${key}`, fields: ["key"] }, score: recipe.identifier } : NOTHING;
}
