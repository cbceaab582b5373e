import { findDocument } from "./columns.ts";
import { setsWithAny } from "./facet-table.ts";
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
import { matchPhrase } from "./phrase.ts";
import { type Corpus, holdsRange, type Node, type TermNode } from "./plan.ts";
import { type Scorer, scoreRun } from "./score.ts";
import { findTerm, readRun, readRunWithin, type Segment, termSize } from "./segment.ts";

/** One planned query running in one segment. */
export type Evaluation = {
  corpus: Corpus;
  segment: Segment;
  scorer: Scorer;
  /** False when only matching matters; then sets carry no scores. */
  scored: boolean;
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
      return withConstant(evaluate({ ...run, scored: false }, node.inner, within), run.scored, node.score);
    default:
      return matchColumn(run, node, within);
  }
}

function matchTerm(run: Evaluation, node: TermNode, within: MatchSet | null): MatchSet {
  const term = findTerm(run.segment, node.high, node.low);
  if (term < 0 || within?.size === 0) return emptySet();
  const postings = within
    ? readRunWithin(run.segment, term, null, within.docs, within.size)
    : readRun(run.segment, term, null);
  return scoreRun(run.scorer, run.segment, node, postings, run.scored);
}

/** About how many documents a node can match in a segment; what only filters is put behind everything else. */
function costOf(segment: Segment, node: Node): number {
  switch (node.kind) {
    case "term":
      return termSize(segment, findTerm(segment, node.high, node.low));
    case "phrase":
      return Math.min(...node.terms.map((term) => costOf(segment, term))) * 2;
    case "and":
      return node.parts.reduce(
        (least, part) => Math.min(least, costOf(segment, part)),
        segment.columns.size + 1,
      );
    case "or":
    case "best":
      return node.parts.reduce((sum, part) => sum + costOf(segment, part), 0);
    case "should":
      return costOf(segment, node.must);
    case "constant":
      return costOf(segment, node.inner);
    case "ids":
      return node.ids.length;
    default:
      return segment.columns.size + 1;
  }
}

function matchAnd(run: Evaluation, node: Extract<Node, { kind: "and" }>, within: MatchSet | null): MatchSet {
  const parts = node.parts.map((part) => ({ part, cost: costOf(run.segment, part) }));
  parts.sort((a, b) => a.cost - b.cost);
  let matched: MatchSet | null = null;
  for (const { part } of parts) {
    const narrowed = evaluate(run, part, matched ?? within);
    matched = matched ? carryScores(narrowed, matched) : narrowed;
    if (matched.size === 0) return emptySet();
  }
  matched ??= evaluate(run, { kind: "all" }, within);
  for (const part of node.without)
    matched = subtract(matched, evaluate({ ...run, scored: false }, part, matched));
  return matched;
}

function matchOr(run: Evaluation, node: Extract<Node, { kind: "or" }>, within: MatchSet | null): MatchSet {
  const sets = node.parts.map((part) => evaluate(run, part, within));
  const united = uniteAll(sets, "sum");
  if (node.min <= 1) return united;
  const held = new Uint16Array(run.segment.columns.size);
  for (const { docs, size } of sets) for (let i = 0; i < size; i++) held[docs[i]!]!++;
  return filterSet(united, (doc) => held[doc]! >= node.min);
}

function matchShould(
  run: Evaluation,
  node: Extract<Node, { kind: "should" }>,
  within: MatchSet | null,
): MatchSet {
  let matched = evaluate(run, node.must, within);
  if (!run.scored) return matched;
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
