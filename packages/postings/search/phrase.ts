import { TERM_FREQUENCY_MAX } from "../schema.ts";
import { type PostingRun, readRun, readRunWithin, readSegmentPositions } from "../segments/segment.ts";
import type { Evaluation } from "./evaluate.ts";
import { emptySet, type MatchSet } from "./match-set.ts";
import type { PhraseNode } from "./plan.ts";
import { fieldShare, saturate } from "./score.ts";

const anchors = new Int32Array(TERM_FREQUENCY_MAX);
const others = new Int32Array(TERM_FREQUENCY_MAX);

/**
 * Documents where the terms stand at their places in one field; in a field without positions it is enough that
 * all are there. Occurrences of the phrase are its frequency, and its idf is the sum of its terms'.
 */
export function matchPhrase(run: Evaluation, node: PhraseNode, within: MatchSet | null): MatchSet {
  const runs = readRuns(run, node, within);
  const first = runs?.[0];
  if (!runs || !first) return emptySet();
  const docs = new Int32Array(first.size);
  const scores = run.scored ? new Float64Array(first.size) : null;
  const at = new Int32Array(runs.length);
  let size = 0;
  for (let i = 0; i < first.size; i++) {
    const doc = first.docs[i]!;
    if (!advance(runs, at, doc)) continue;
    const frequency = phraseFrequency(run, node, runs, at, doc);
    if (frequency === 0) continue;
    docs[size] = doc;
    if (scores) scores[size] = saturate(node.idf, frequency);
    size++;
  }
  return { size, docs, scores };
}

/** Postings of each term of a phrase among `within`; null runs when one term has none. */
export type PhraseRuns = {
  terms: readonly Int32Array[];
  within: Int32Array | null;
  size: number;
  runs: PostingRun[] | null;
};

function readRuns(run: Evaluation, node: PhraseNode, within: MatchSet | null): PostingRun[] | null {
  const last = run.lastPhrase;
  const docs = within?.docs ?? null;
  const isSame =
    last.within === docs &&
    last.size === (within?.size ?? 0) &&
    last.terms.length === node.terms.length &&
    node.terms.every((term, t) => term.references === last.terms[t]);
  if (isSame) return last.runs;
  last.terms = node.terms.map((term) => term.references);
  last.within = docs;
  last.size = within?.size ?? 0;
  last.runs = readTerms(run, node, within);
  return last.runs;
}

/** The rarest term is read first and the others only for its documents. */
function readTerms(run: Evaluation, node: PhraseNode, within: MatchSet | null): PostingRun[] | null {
  const { segment, corpus } = run;
  const found = node.terms.map((term, place) => ({
    reference: term.references[run.number]!,
    place,
    size: term.sizes[run.number]!,
  }));
  found.sort((a, b) => a.size - b.size);
  if (found[0]!.size === 0) return null;
  const runs: PostingRun[] = [];
  let bound = within;
  for (const { reference, place } of found) {
    const each = bound
      ? readRunWithin(segment, reference, corpus.shapes, bound.docs, bound.size)
      : readRun(segment, reference, corpus.shapes);
    runs[place] = each;
    bound = { size: each.size, docs: each.docs, scores: null };
    if (each.size === 0) return null;
  }
  return runs;
}

/** Moves every run on to `doc`; false when one does not have it. */
function advance(runs: readonly PostingRun[], at: Int32Array, doc: number): boolean {
  for (let t = 0; t < runs.length; t++) {
    const { docs, size } = runs[t]!;
    let i = at[t]!;
    while (i < size && docs[i]! < doc) i++;
    at[t] = i;
    if (i === size || docs[i] !== doc) return false;
  }
  return true;
}

function phraseFrequency(
  run: Evaluation,
  node: PhraseNode,
  runs: readonly PostingRun[],
  at: Int32Array,
  doc: number,
): number {
  const { shapes } = run.corpus;
  const weights = node.terms[0]!.weights;
  let sum = 0;
  for (let part = runs[0]!.shapes[at[0]!]!; part !== 0; part = shapes.rest[part]!) {
    const field = shapes.field[part]!;
    if (weights[field] === 0) continue;
    const count = shapes.positionalFields[field]
      ? adjacent(run, node, runs, at, field)
      : together(run, runs, at, field);
    if (count > 0) sum += fieldShare(run.scorer, run.segment, doc, field, weights[field]! * count);
  }
  return sum;
}

/** The part of a shape that tells about one field, or 0. */
function partFor(run: Evaluation, shape: number, field: number): number {
  const { shapes } = run.corpus;
  let part = shape;
  while (part !== 0 && shapes.field[part] !== field) part = shapes.rest[part]!;
  return part;
}

function together(run: Evaluation, runs: readonly PostingRun[], at: Int32Array, field: number): number {
  let least = TERM_FREQUENCY_MAX;
  for (let t = 0; t < runs.length; t++) {
    const part = partFor(run, runs[t]!.shapes[at[t]!]!, field);
    least = Math.min(least, run.corpus.shapes.tf[part]!);
  }
  return least;
}

function adjacent(
  run: Evaluation,
  node: PhraseNode,
  runs: readonly PostingRun[],
  at: Int32Array,
  field: number,
): number {
  let count = 0;
  for (let t = 0; t < runs.length; t++) {
    const positions = t === 0 ? anchors : others;
    const read = readField(run, runs[t]!, at[t]!, field, positions);
    if (read === 0) return 0;
    if (t === 0) count = read;
    else count = keepFollowed(count, read, node.places[t]! - node.places[0]!);
    if (count === 0) return 0;
  }
  return count;
}

function readField(
  run: Evaluation,
  postings: PostingRun,
  at: number,
  field: number,
  out: Int32Array,
): number {
  const { shapes } = run.corpus;
  const part = partFor(run, postings.shapes[at]!, field);
  if (part === 0) return 0;
  const count = shapes.tf[part]!;
  readSegmentPositions(run.segment, postings.starts![at]!, shapes.positions[shapes.rest[part]!]!, count, out);
  return count;
}

/** Keeps the anchors that have another term `distance` behind them. */
function keepFollowed(anchorCount: number, otherCount: number, distance: number): number {
  let kept = 0;
  let j = 0;
  for (let i = 0; i < anchorCount; i++) {
    const wanted = anchors[i]! + distance;
    while (j < otherCount && others[j]! < wanted) j++;
    if (j < otherCount && others[j] === wanted) anchors[kept++] = anchors[i]!;
  }
  return kept;
}
