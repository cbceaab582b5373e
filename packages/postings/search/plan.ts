import { CLAUSES_MAX, DEPTH_MAX, PREFIX_TERMS_MAX, type Query } from "../query.ts";
import { IndexRefusal } from "../refusal.ts";
import type { IndexSchema } from "../schema.ts";
import type { Columns } from "../segments/columns.ts";
import type { FacetTable } from "../segments/facet-table.ts";
import { expandPrefix } from "../segments/prefix-dictionary.ts";
import { findTerm, type Segment, termSize } from "../segments/segment.ts";
import type { Shapes } from "../segments/shapes.ts";
import { hashTerm } from "../segments/term-hash.ts";
import type { Top } from "./top.ts";

/** Sums over the live documents, for BM25F's average field lengths. */
export type FieldTotals = { lengths: Float64Array; docs: Float64Array };

/** What a query is planned and evaluated against. */
export type Corpus = {
  schema: IndexSchema;
  shapes: Shapes;
  facets: readonly FacetTable[];
  totals: FieldTotals;
  segments: readonly Segment[];
  /** Live documents. */
  size: number;
  /** Best hits among all documents by order and number wanted; emptied by every write that could change them. */
  everything: Map<string, { top: Top; groups: number }>;
};

/** A term with its idf (times the weights above it) and, per field, the weight; 0 where it is not looked for. */
export type TermNode = {
  kind: "term";
  text: string;
  /** By the number of a segment: the term's reference in it, -1 for none, and how many documents have it there. */
  references: Int32Array;
  sizes: Int32Array;
  df: number;
  mask: number;
  allFields: boolean;
  weights: Float64Array;
  idf: number;
};
export type PhraseNode = {
  kind: "phrase";
  terms: TermNode[];
  /** Place of each term in the phrase. */
  places: number[];
  idf: number;
};

/** A query ready to run: names resolved, weights multiplied down to the leaves, prefixes expanded. */
export type Node =
  | TermNode
  | PhraseNode
  | { kind: "all" }
  | { kind: "and"; parts: Node[]; without: Node[] }
  | { kind: "or"; parts: Node[]; min: number }
  | { kind: "best"; parts: Node[]; what: string }
  | { kind: "should"; must: Node; parts: Node[] }
  | { kind: "facet"; facet: number; values: readonly string[] }
  | { kind: "range"; column: number; until: number; from: number; to: number }
  | { kind: "ids"; ids: readonly number[] }
  | { kind: "constant"; inner: Node; score: number };

/** Where a term is found; the same for every clause that looks for it. */
type TermPlaces = Pick<TermNode, "references" | "sizes" | "df">;
/** Which fields a clause looks at; the same for every term that looks at the same ones. */
type FieldChoice = Pick<TermNode, "mask" | "allFields" | "weights">;
type Planning = {
  corpus: Corpus;
  clauses: number;
  terms: Map<string, TermPlaces>;
  choices: Map<number, FieldChoice>;
};

/** Each segment proposes this many times the terms a prefix may expand to; the most frequent over all are taken. */
const PREFIX_WIDENING = 4;
export const SCORE_UNITS = 65_536;

/** Resolves a query against the index. Refuses `query-invalid`. */
export function planQuery(corpus: Corpus, query: Query): Node {
  return plan({ corpus, clauses: 0, terms: new Map(), choices: new Map() }, query, 1, 0);
}

function plan(planning: Planning, query: Query, weight: number, depth: number): Node {
  if (++planning.clauses > CLAUSES_MAX) refuse(`more than ${CLAUSES_MAX} clauses`);
  if (depth > DEPTH_MAX) refuse(`nested deeper than ${DEPTH_MAX}`);
  const own = weight * (("weight" in query ? query.weight : undefined) ?? 1);
  if (!Number.isFinite(own) || own < 0) refuse("weights are finite and not negative");
  const inner = (each: Query): Node => plan(planning, each, own, depth + 1);
  if ("term" in query) return planTerm(planning, query.term, fieldMask(planning.corpus, query.fields), own);
  if ("phrase" in query) return planPhrase(planning, query, own);
  if ("prefix" in query) return planPrefix(planning, query, own);
  if ("and" in query)
    return {
      kind: "and",
      parts: query.and.flatMap((each) => ("not" in each ? [] : [inner(each)])),
      without: query.and.flatMap((each) => ("not" in each ? [inner(each.not)] : [])),
    };
  if ("or" in query) return { kind: "or", parts: query.or.map(inner), min: 1 };
  if ("atLeast" in query) return { kind: "or", parts: query.atLeast.map(inner), min: Math.max(1, query.min) };
  if ("best" in query) return { kind: "best", parts: query.best.map(inner), what: "best" };
  if ("must" in query) return { kind: "should", must: inner(query.must), parts: query.should.map(inner) };
  if ("facet" in query)
    return { kind: "facet", facet: facetNumber(planning.corpus, query.facet), values: query.values };
  if ("range" in query) return planRange(planning.corpus, query);
  if ("ids" in query) return { kind: "ids", ids: query.ids };
  if ("constant" in query) {
    if (!Number.isFinite(query.score) || query.score < 0) refuse("scores are finite and not negative");
    return {
      kind: "constant",
      inner: inner(query.constant),
      score: Math.round(own * query.score * SCORE_UNITS),
    };
  }
  if ("all" in query) return { kind: "all" };
  return refuse("not is only meaningful directly inside and");
}

function refuse(detail: string): never {
  throw new IndexRefusal("query-invalid", detail);
}

function fieldMask(corpus: Corpus, names: readonly string[] | undefined): number {
  if (names === undefined) return -1;
  let mask = 0;
  for (const name of names) {
    const field = corpus.schema.fields.findIndex((each) => each.name === name);
    if (field < 0) refuse(`no field "${name}"`);
    mask |= 1 << field;
  }
  return mask;
}

/** The number of a facet by name. Refuses `query-invalid`. */
export function facetNumber(corpus: Corpus, name: string): number {
  const facet = corpus.facets.findIndex((each) => each.name === name);
  return facet < 0 ? refuse(`no facet "${name}"`) : facet;
}

/** The number of a number column by name. Refuses `query-invalid`. */
export function numberColumn(corpus: Corpus, name: string): number {
  const column = corpus.schema.numbers.indexOf(name);
  return column < 0 ? refuse(`no number column "${name}"`) : column;
}

/** A range with its column resolved and open ends made infinite. */
export function planRange(
  corpus: Corpus,
  range: Extract<Query, { range: string }>,
): Extract<Node, { kind: "range" }> {
  const column = numberColumn(corpus, range.range);
  const until = range.until === undefined ? column : numberColumn(corpus, range.until);
  return { kind: "range", column, until, from: range.from ?? -Infinity, to: range.to ?? Infinity };
}

/** Whether a number, or the range that begins with it, meets a planned range; a missing one (NaN) never does. */
export function holdsRange(
  columns: Columns,
  range: { column: number; until: number; from: number; to: number },
  doc: number,
) {
  return (
    columns.numbers[range.until]![doc]! >= range.from && columns.numbers[range.column]![doc]! <= range.to
  );
}

const hash = new Uint32Array(2);

/** Documents with a term over all segments, removed ones not yet purged included. */
export function documentFrequency(segments: readonly Segment[], term: string): number {
  if (term === "") return 0;
  hashTerm(term, hash);
  let df = 0;
  for (const segment of segments) df += termSize(segment, findTerm(segment, hash[0]!, hash[1]!));
  return df;
}

function idfOf(corpus: Corpus, df: number): number {
  const total = Math.max(corpus.size, df);
  return Math.log(1 + (total - df + 0.5) / (df + 0.5));
}

function placesOf({ corpus, terms }: Planning, text: string): TermPlaces {
  const known = terms.get(text);
  if (known) return known;
  const { segments } = corpus;
  const places = {
    references: new Int32Array(segments.length),
    sizes: new Int32Array(segments.length),
    df: 0,
  };
  hashTerm(text, hash);
  for (let number = 0; number < segments.length; number++) {
    const reference = text === "" ? -1 : findTerm(segments[number]!, hash[0]!, hash[1]!);
    places.references[number] = reference;
    if (reference >= 0) places.df += places.sizes[number] = termSize(segments[number]!, reference);
  }
  terms.set(text, places);
  return places;
}

function choiceOf({ corpus, choices }: Planning, mask: number): FieldChoice {
  const known = choices.get(mask);
  if (known) return known;
  const weights = Float64Array.from(corpus.schema.fields, (field, i) => (mask & (1 << i) ? field.weight : 0));
  const choice = { mask, allFields: weights.every((each) => each > 0), weights };
  choices.set(mask, choice);
  return choice;
}

function planTerm(planning: Planning, text: string, mask: number, weight: number): TermNode {
  const places = placesOf(planning, text);
  return {
    kind: "term",
    text,
    ...places,
    ...choiceOf(planning, mask),
    idf: weight * idfOf(planning.corpus, places.df),
  };
}

function planPhrase(planning: Planning, query: Extract<Query, { phrase: unknown }>, weight: number): Node {
  const mask = fieldMask(planning.corpus, query.fields);
  const places = query.phrase.flatMap((term, place) => (term === "" ? [] : [place]));
  const terms = places.map((place) => planTerm(planning, query.phrase[place]!, mask, 1));
  if (terms.length === 0) return { kind: "or", parts: [], min: 1 };
  let idf = 0;
  for (const term of terms) idf += term.idf;
  if (terms.length === 1) return { ...terms[0]!, idf: weight * idf };
  return { kind: "phrase", terms, places, idf: weight * idf };
}

function planPrefix(planning: Planning, query: Extract<Query, { prefix: string }>, weight: number): Node {
  const { corpus } = planning;
  if (!(query.limit >= 1 && query.limit <= PREFIX_TERMS_MAX)) refuse(`prefix limit 1 to ${PREFIX_TERMS_MAX}`);
  let prefixable = 0;
  corpus.schema.fields.forEach((field, i) => {
    if (field.prefixable) prefixable |= 1 << i;
  });
  const mask = fieldMask(corpus, query.fields) & prefixable;
  const candidates = new Set<string>();
  for (const { postings } of corpus.segments) {
    if (postings.kind === "sealed")
      for (const term of expandPrefix(postings.dictionary, query.prefix, query.limit * PREFIX_WIDENING))
        candidates.add(term);
    else for (const term of postings.prefixTerms) if (term.startsWith(query.prefix)) candidates.add(term);
  }
  const frequent = [...candidates].map((text) => ({ text, df: documentFrequency(corpus.segments, text) }));
  frequent.sort((a, b) => b.df - a.df || compareCodePoints(a.text, b.text));
  const parts = frequent.slice(0, query.limit).map(({ text }) => planTerm(planning, text, mask, weight));
  const shared = parts[0]?.idf ?? 0;
  return { kind: "best", parts: parts.map((part) => ({ ...part, idf: shared })), what: `${query.prefix}*` };
}

/** The order of UTF-8 bytes, which differs from JavaScript's own where surrogates are involved. */
function compareCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
