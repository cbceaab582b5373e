import type { PostingRun, Segment } from "../segments/segment.ts";
import type { Shapes } from "../segments/shapes.ts";
import type { MatchSet } from "./match-set.ts";
import { type Corpus, SCORE_UNITS, type TermNode } from "./plan.ts";

const K1 = 1.2;

/** BM25F's length normalisation per field: a frequency is divided by `base + slope * length`. */
export type Scorer = { shapes: Shapes; base: Float64Array; slope: Float64Array };

/** Fixes average field lengths for the time of one search. */
export function createScorer(corpus: Corpus): Scorer {
  const { fields } = corpus.schema;
  return {
    shapes: corpus.shapes,
    base: Float64Array.from(fields, (field) => 1 - (field.lengthNorm ?? 0)),
    slope: Float64Array.from(fields, (field, i) => {
      const docs = corpus.totals.docs[i]!;
      return (field.lengthNorm ?? 0) / (docs === 0 ? 1 : corpus.totals.lengths[i]! / docs);
    }),
  };
}

/** The score in whole units for a weighted, normalised frequency. */
export function saturate(idf: number, frequency: number): number {
  return Math.round(((idf * (K1 + 1) * frequency) / (frequency + K1)) * SCORE_UNITS);
}

/** `frequency` occurrences in one field, weighted and normalised by the field's length in that document. */
export function fieldShare(
  scorer: Scorer,
  segment: Segment,
  doc: number,
  field: number,
  weightedFrequency: number,
): number {
  const lengths = segment.columns.lengths[field];
  return lengths
    ? weightedFrequency / (scorer.base[field]! + scorer.slope[field]! * lengths[doc]!)
    : weightedFrequency;
}

/** The documents of a run that have the term in one of the fields looked for, with scores when wanted. */
export function scoreRun(
  scorer: Scorer,
  segment: Segment,
  node: TermNode,
  run: PostingRun,
  scored: boolean,
): MatchSet {
  if (!scored)
    return node.allFields ? { size: run.size, docs: run.docs, scores: null } : unscored(scorer, node, run);
  const { field, tf, rest } = scorer.shapes;
  const { weights, idf } = node;
  const { lengths } = segment.columns;
  const { base, slope } = scorer;
  const { docs, shapes } = run;
  const scores = new Float64Array(run.size);
  let size = 0;
  for (let i = 0; i < run.size; i++) {
    const doc = docs[i]!;
    let sum = 0;
    for (let shape = shapes[i]!; shape !== 0; shape = rest[shape]!) {
      const f = field[shape]!;
      const weighted = weights[f]! * tf[shape]!;
      if (weighted === 0) continue;
      const column = lengths[f];
      sum += column ? weighted / (base[f]! + slope[f]! * column[doc]!) : weighted;
    }
    if (sum === 0) continue;
    docs[size] = doc;
    scores[size++] = Math.round(((idf * (K1 + 1) * sum) / (sum + K1)) * SCORE_UNITS);
  }
  return { size, docs, scores };
}

function unscored(scorer: Scorer, node: TermNode, run: PostingRun): MatchSet {
  const { mask } = scorer.shapes;
  let size = 0;
  for (let i = 0; i < run.size; i++) if (mask[run.shapes[i]!]! & node.mask) run.docs[size++] = run.docs[i]!;
  return { size, docs: run.docs, scores: null };
}
