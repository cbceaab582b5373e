import { findDocument } from "../segments/columns.ts";
import { setsWithAny } from "../segments/facet-table.ts";
import { readRun, readRunWithin, type Segment } from "../segments/segment.ts";
import {
  addScores,
  allDocuments,
  carryScores,
  emptySet,
  filterSet,
  keepFlagged,
  type MatchSet,
  subtract,
  uniteAll,
} from "./match-set.ts";
import { matchPhrase, type PhraseRuns } from "./phrase.ts";
import { type Corpus, holdsRange, type Node, type TermNode } from "./plan.ts";
import { type Scorer, scoreRun } from "./score.ts";

/** One planned query running in one segment. */
export type Evaluation = {
  corpus: Corpus;
  segment: Segment;
  /** Place of the segment in the corpus. */
  number: number;
  scorer: Scorer;
  /** False when only matching matters; then sets carry no scores. */
  scored: boolean;
  /** Runs of the phrase read last: the same words are asked for in one field after the other. */
  lastPhrase: PhraseRuns;
  /** True once time is up: work that only adds to scores is left out. */
  expired: () => boolean;
};

/**
 * The documents of the segment a query matches, removed ones included, at most those in `within`. Every set is
 * sorted, so clauses meet by walking or galloping; scores are whole units, so sums do not depend on the order.
 */
export function evaluate(run: Evaluation, node: Node, within: MatchSet | null): MatchSet {
  switch (node.kind) {
    case "term":
      return matchTerm(run, node, within);
    case "phrase":
      return matchPhrase(run, node, within);
    case "all":
      return within ? { ...within, scores: null } : allDocuments(run.segment.columns.size);
    case "and":
      return matchAnd(run, node, within);
    case "or":
      return matchOr(run, node, within);
    case "best":
      return uniteAll(
        node.parts.map((part) => evaluate(run, part, within)),
        "best",
      );
    case "should":
      return matchShould(run, node, within);
    case "constant":
      return withConstant(evaluate(unscored(run), node.inner, within), run.scored, node.score);
    default:
      return matchColumn(run, node, within);
  }
}

function matchTerm(run: Evaluation, node: TermNode, within: MatchSet | null): MatchSet {
  const term = node.references[run.number]!;
  if (term < 0 || within?.size === 0) return emptySet();
  const postings = within
    ? readRunWithin(run.segment, term, null, within.docs, within.size)
    : readRun(run.segment, term, null);
  return scoreRun(run.scorer, run.segment, node, postings, run.scored);
}

/** About how many documents a node can match in a segment; what only filters is put behind everything else. */
function costOf(run: Evaluation, node: Node): number {
  switch (node.kind) {
    case "term":
      return node.sizes[run.number]!;
    case "phrase":
      return Math.min(...node.terms.map((term) => costOf(run, term))) * 2;
    case "and":
      return node.parts.reduce(
        (least, part) => Math.min(least, costOf(run, part)),
        run.segment.columns.size + 1,
      );
    case "or":
    case "best":
      return node.parts.reduce((sum, part) => sum + costOf(run, part), 0);
    case "should":
      return costOf(run, node.must);
    case "constant":
      return costOf(run, node.inner);
    case "ids":
      return node.ids.length;
    default:
      return run.segment.columns.size + 1;
  }
}

function cheapestFirst(run: Evaluation, parts: readonly Node[]): Node[] {
  return parts
    .map((part) => ({ part, cost: costOf(run, part) }))
    .sort((a, b) => a.cost - b.cost)
    .map(({ part }) => part);
}

/** From this size on a clause's documents are scored after the other clauses have thinned them out. */
const SCORED_LATER = 512;

/** The same query without scores. */
function unscored(run: Evaluation): Evaluation {
  return run.scored ? { ...run, scored: false } : run;
}

/** What every part gives to the scores of documents that are matched already. */
function withScores(run: Evaluation, parts: readonly Node[], matched: MatchSet): MatchSet {
  if (!run.scored || matched.size === 0) return matched;
  return parts.reduce((sum, part) => addScores(sum, evaluate(run, part, matched)), matched);
}

function matchAnd(run: Evaluation, node: Extract<Node, { kind: "and" }>, within: MatchSet | null): MatchSet {
  const parts = cheapestFirst(run, node.parts);
  const scoresLater = run.scored && parts.length > 1 && costOf(run, parts[0]!) > SCORED_LATER;
  if (!scoresLater) return matchAll(run, node, parts, within);
  return withScores(run, parts, matchAll(unscored(run), node, parts, within));
}

function matchAll(
  run: Evaluation,
  node: Extract<Node, { kind: "and" }>,
  parts: readonly Node[],
  within: MatchSet | null,
): MatchSet {
  let matched: MatchSet | null = null;
  for (const part of parts) {
    const narrowed = evaluate(run, part, matched ?? within);
    matched = matched ? carryScores(narrowed, matched) : narrowed;
    if (matched.size === 0) return emptySet();
  }
  matched ??= evaluate(run, { kind: "all" }, within);
  for (const part of node.without) matched = subtract(matched, evaluate(unscored(run), part, matched));
  return matched;
}

function matchOr(run: Evaluation, node: Extract<Node, { kind: "or" }>, within: MatchSet | null): MatchSet {
  if (node.min > 1) return matchAtLeast(run, node, within);
  return uniteAll(
    node.parts.map((part) => evaluate(run, part, within)),
    "sum",
  );
}

/**
 * Documents that hold at least `min` of n parts hold one of the n - min + 1 rarest: those are united, the common parts
 * are only looked for in what can still come to `min`.
 */
function matchAtLeast(
  run: Evaluation,
  node: Extract<Node, { kind: "or" }>,
  within: MatchSet | null,
): MatchSet {
  const parts = cheapestFirst(run, node.parts);
  const rare = parts.length - node.min + 1;
  if (rare < 1) return emptySet();
  const bare = unscored(run);
  const sets = parts.slice(0, rare).map((part) => evaluate(bare, part, within));
  let matched = uniteAll(sets, "sum");
  let held = new Uint16Array(matched.size);
  for (const set of sets) countHeld(matched, set, held);
  for (let p = rare; p < parts.length && matched.size > 0; p++) {
    const needed = node.min - (parts.length - p);
    if (needed > 0) [matched, held] = keepHeld(matched, held, needed);
    countHeld(matched, evaluate(bare, parts[p]!, matched), held);
  }
  return withScores(run, parts, keepHeld(matched, held, node.min)[0]);
}

/** Counts the documents of a set that are among the matched, at their places. */
function countHeld(matched: MatchSet, set: MatchSet, held: Uint16Array): void {
  for (let i = 0, j = 0; j < set.size; j++) {
    while (i < matched.size && matched.docs[i]! < set.docs[j]!) i++;
    if (i < matched.size && matched.docs[i] === set.docs[j]) held[i]!++;
  }
}

/** The matched that are held often enough, with their counts. */
function keepHeld(matched: MatchSet, held: Uint16Array, least: number): [MatchSet, Uint16Array<ArrayBuffer>] {
  const counts = new Uint16Array(matched.size);
  const docs = new Int32Array(matched.size);
  let size = 0;
  for (let i = 0; i < matched.size; i++) {
    if (held[i]! < least) continue;
    counts[size] = held[i]!;
    docs[size++] = matched.docs[i]!;
  }
  return [{ size, docs, scores: null }, counts];
}

function matchShould(
  run: Evaluation,
  node: Extract<Node, { kind: "should" }>,
  within: MatchSet | null,
): MatchSet {
  let matched = evaluate(run, node.must, within);
  if (!run.scored || matched.size === 0) return matched;
  for (const part of node.parts) {
    if (run.expired()) break;
    matched = addScores(matched, evaluate(run, part, matched));
  }
  return matched;
}

function withConstant(set: MatchSet, scored: boolean, score: number): MatchSet {
  return { ...set, scores: scored ? new Float64Array(set.size).fill(score) : null };
}

type ColumnNode = Extract<Node, { kind: "facet" | "range" | "ids" }>;

function matchColumn(run: Evaluation, node: ColumnNode, within: MatchSet | null): MatchSet {
  const { columns } = run.segment;
  if (node.kind === "ids") {
    const found = node.ids.map((id) => findDocument(columns, id)).filter((doc) => doc >= 0);
    const docs = Int32Array.from(new Set(found)).sort();
    const set = { size: docs.length, docs, scores: null };
    return within ? intersect(set, within) : set;
  }
  const candidates = within ? { ...within, scores: null } : allDocuments(columns.size);
  if (node.kind === "range") return filterSet(candidates, (doc) => holdsRange(columns, node, doc));
  const column = columns.facets[node.facet]!;
  const sets = setsWithAny(run.corpus.facets[node.facet]!, node.values);
  return filterSet(candidates, (doc) => sets[column[doc]!] === 1);
}

function intersect(set: MatchSet, within: MatchSet): MatchSet {
  let j = 0;
  return filterSet(set, (doc) => {
    while (j < within.size && within.docs[j]! < doc) j++;
    return j < within.size && within.docs[j] === doc;
  });
}

/** The set without documents that were removed since their segment was written. */
export function dropRemoved(segment: Segment, set: MatchSet): MatchSet {
  return segment.columns.deleted === 0 ? set : keepFlagged(set, segment.columns.live);
}
