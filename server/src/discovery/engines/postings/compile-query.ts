import {
  callNumberForm,
  directName,
  figureBehindHan,
  figuresInHan,
  figuresInRoman,
  fold,
  hasHan,
  shortAndSpellings,
} from "@commonshelf/cjk";
import type { Query } from "@commonshelf/postings";
import { identifierIn } from "../../box-codes.ts";
import { facetKey } from "../../facet-values.ts";
import { type Recipe, ranking } from "../../ranking.ts";
import type { SearchNode } from "../../search-node.ts";
import {
  foldedTokens,
  hanSyllables,
  isCharacter,
  romanReadings,
  scriptKey,
  syllableKey,
  syllableTerms,
  wholeKey,
  wordTerms,
} from "../../terms.ts";
import type { SearchField } from "../../words.ts";
import {
  allOf,
  matchFigureBehind,
  matchNumbers,
  matchRuns,
  NOTHING,
  phraseTerms,
  runsOf,
  syllableFields,
  textFields,
} from "./match-words.ts";

/** First letters of syllables as readers type them. */
const INITIALS = /^[a-z]{2,16}$/;
const MOST_SYLLABLES = 80;

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
      const value = identifierIn(node.text) ?? node.text.replace(/[\s-]/g, "");
      return { constant: { term: `i=${value}`, fields: ["key"] }, score: recipe.identifier };
    }
    case "instance":
      return { ids: [node.id] };
    case "work":
      return { range: "work", from: node.id, to: node.id };
    case "year":
      return { ...YEARS, from: node.from, to: node.to };
    case "facet":
      return { facet: node.facet, values: node.values.map((value) => facetKey(node.facet, value)) };
    case "script":
      return { constant: { term: scriptKey(node.script), fields: ["key"] }, score: recipe.inScript };
    case "and":
      return compileAnd(node.nodes, recipe);
    case "prefer":
      return {
        must: compileQuery(node.node, recipe),
        should: node.hints.map((hint) => compileHint(hint, recipe)),
      };
    case "or":
      return node.nodes.length > 0 ? { or: node.nodes.map((one) => compileQuery(one, recipe)) } : NOTHING;
    case "first-of":
      // Which reading finds something is known to the searcher alone; unasked, all of them are meant.
      return compileQuery({ kind: "or", nodes: node.readings.map((one) => one.node) }, recipe);
    case "not":
      return { and: [{ all: true }, { not: compileQuery(node.node, recipe) }] };
  }
}

/** Years of publication; a span of years (19--, 1990–1995) is in each of its own. */
export const YEARS = { range: "year", until: "yearTo" } as const;

function compileHint(hint: SearchNode, recipe: Recipe): Query {
  const query = compileQuery(hint, recipe);
  if (hint.kind === "year") return { constant: query, score: recipe.yearHint };
  if (hint.kind === "or") return { constant: query, score: recipe.wholeSubject };
  if (hint.kind !== "facet") return query;
  return { constant: query, score: hint.facet === "available" ? recipe.availableNow : recipe.inLanguage };
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

/** All words of the text, each in any of the field's scripts, and what makes a hit better than another. */
function compileWords(text: string, field: SearchField, recipe: Recipe): Query {
  if (field === "call-number") return compileCallNumber(text, recipe);
  const runs = runsOf(text);
  if (runs.length === 0) return NOTHING;
  const must = matchText(runs, text, field, recipe);
  const behind = figureBehindHan(text);
  const inDigits = behind ? `${behind.before}${behind.value}` : text;
  const spelled = [text, figuresInHan(text), figuresInRoman(inDigits)].filter((one) => one !== undefined);
  const should = [
    ...spelled.flatMap((one) => wholeBoosts(one, field, recipe)),
    ...runBoosts(runs, field, recipe),
    ...phraseBoosts(text, field, recipe),
  ];
  return should.length > 0 ? { must, should } : must;
}

function matchText(runs: string[], text: string, field: SearchField, recipe: Recipe): Query {
  const literal = allOf(matchRuns(runs, field, recipe.romanLane));
  const numbers = matchNumbers(text, field, recipe.romanLane);
  const lanes: Query[] = numbers ? [literal, numbers] : [literal];
  lanes.push(...matchFigureBehind(text, field, recipe.romanLane));
  const inHan = figuresInHan(text);
  for (const spelled of inHan ? [inHan, ...shortAndSpellings(text)] : shortAndSpellings(text))
    lanes.push(allOf(matchRuns(runsOf(spelled), field, recipe.romanLane)));
  const fields = syllableFields("pinyin", field);
  const isSounded = !hasHan(text) && fields.length > 0;
  for (const syllables of isSounded ? romanReadings(text) : [])
    lanes.push(pinyinLane(syllables, fields, recipe));
  const initials =
    field === "any" || field === "title" || field === "author" ? INITIALS.exec(fold(text))?.[0] : undefined;
  if (initials) lanes.push(...constant(`n=${initials}`, recipe.initials));
  return lanes.length === 1 ? literal : { best: lanes };
}

/** Pinyin typed by a reader: all neighbouring pairs, with room for the seam between title and author in long ones. */
function pinyinLane(syllables: string[], fields: string[], recipe: Recipe): Query {
  const terms = [...new Set(syllableTerms("y:", syllables.slice(0, MOST_SYLLABLES)))].map(
    (term): Query => ({ term, fields }),
  );
  if (terms.length === 1) return terms[0]!;
  if (terms.length <= 2) return { and: terms };
  return { atLeast: terms, min: terms.length - (terms.length >= 7 ? 2 : 1), weight: recipe.pinyinLane };
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
    list.push(...constant(wholeKey("a", directName(text)), recipe.wholeAuthor));
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
  const terms = phraseTerms(text);
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
  const terms = phraseTerms(text);
  if (terms.length === 0) return NOTHING;
  if (terms.length === 1) return compileWords(text, field, recipe);
  const lanes: Query[] = [{ phrase: terms, fields: textFields(field) }];
  const inner = withoutLoneEnds(text, field, terms);
  if (inner) lanes.push(inner);
  const syllables = hanSyllables(text, false);
  const fields = syllableFields("roman", field).filter((f) => f !== "roman-other");
  if (syllables.length >= 3 && fields.length > 0)
    lanes.push({ phrase: syllableTerms("x:", syllables), fields, weight: recipe.romanLane });
  return lanes.length === 1 ? lanes[0]! : { best: lanes };
}

/** A phrase whose first or last character stands alone beside another script: the index has it only with its neighbour. */
function withoutLoneEnds(text: string, field: SearchField, terms: readonly string[]): Query | null {
  const pieces = foldedTokens(text);
  const lone = [pieces[0], pieces.at(-1)].filter((piece, i) => {
    const neighbour = i === 0 ? pieces[1] : pieces.at(-2);
    return piece && isCharacter(piece) && !(neighbour && isCharacter(neighbour));
  });
  if (lone.length === 0) return null;
  const kept = terms.filter(
    (term, i) => !((i === 0 || i === terms.length - 1) && lone.some((p) => p!.text === term)),
  );
  if (kept.length === 0) return null;
  const characters = matchRuns(
    lone.map((piece) => piece!.text),
    field,
    1,
  );
  return { and: [{ phrase: kept, fields: textFields(field) }, ...characters] };
}

function compileAnyWord(text: string, field: SearchField, recipe: Recipe): Query {
  const runs = runsOf(text);
  return runs.length > 0 ? { or: runs.map((run) => compileWords(run, field, recipe)) } : NOTHING;
}

/** Words a beginning may stand for; the most frequent ones when there are more. */
const PREFIX_TERMS = 1000;
const PREFIXABLE = new Set(["title", "author", "subject", "publisher", "series"]);

/** All words of the text, the last one as the beginning of a word. */
function compilePrefix(text: string, field: SearchField, recipe: Recipe): Query {
  if (field === "call-number") return compileCallNumber(text, recipe);
  const runs = runsOf(text);
  const last = runs.pop();
  if (last === undefined) return NOTHING;
  const before = matchRuns(runs, field, recipe.romanLane);
  const asWord = matchRuns([last], field, recipe.romanLane);
  const fields = textFields(field).filter((name) => PREFIXABLE.has(name));
  const words = wordTerms(last);
  // Han is found by pairs, which are beginnings and middles alike; words in parts end with the one that is cut.
  if (hasHan(last) || fields.length === 0 || words.length === 0) return allOf([...before, ...asWord]);
  const pieces = foldedTokens(last);
  const beginning = pieces.at(-1)!.text;
  const tail: Query = { best: [{ prefix: beginning, fields, limit: PREFIX_TERMS }, allOf(asWord)] };
  const inner = pieces.slice(0, -1).map((piece) => piece.text);
  return allOf([...before, ...matchRuns(inner, field, recipe.romanLane), tail]);
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

function compileExact(text: string, field: keyof typeof EXACT_KIND | "call-number", recipe: Recipe): Query {
  if (field === "call-number") return wholeCallNumber(callNumberForm(text), recipe);
  const whole = field === "author" ? directName(text) : text;
  const keys: Query[] = constant(wholeKey(EXACT_KIND[field], whole), recipe.wholeTitle);
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

/** A whole call number first, then all that begin so, of copies and of classes. */
function compileCallNumber(text: string, recipe: Recipe): Query {
  const form = callNumberForm(text);
  if (form === "") return NOTHING;
  const beginning: Query = { term: `c=${form}`, fields: ["key"] };
  return {
    best: [wholeCallNumber(form, recipe), { constant: beginning, score: recipe.callNumberBeginning }],
  };
}

function wholeCallNumber(form: string, recipe: Recipe): Query {
  return form === ""
    ? NOTHING
    : { constant: { term: `C=${form}`, fields: ["key"] }, score: recipe.identifier };
}
