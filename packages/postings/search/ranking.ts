import type { SearchOptions, Sort } from "../query.ts";
import { IndexRefusal } from "../refusal.ts";
import { SORT_KEY_WORDS } from "../schema.ts";
import type { Segment } from "../segments/segment.ts";
import type { MatchSet } from "./match-set.ts";
import { type Corpus, numberColumn, SCORE_UNITS } from "./plan.ts";
import { DOCUMENT, ID, KEYS, offerRow, ROW, SCORE, SEGMENT, type Top } from "./top.ts";

/** How hits are ordered, resolved: by score, or by a number column or sort key with missing ones last. */
export type Ranking = {
  kind: "score" | "number" | "sortKey";
  column: number;
  sign: 1 | -1;
  /** Number column added to scores, -1 for none. */
  prior: number;
  factor: number;
  /** Identifies the order, so that a cursor of another order is refused. */
  tag: string;
};

/** Resolves the order asked for. Refuses `query-invalid` for a column that is not there. */
export function planRanking(corpus: Corpus, options: SearchOptions): Ranking {
  const sort: Sort = options.sort ?? { by: "score" };
  const descending = sort.descending ?? sort.by === "score";
  const prior = options.prior ? numberColumn(corpus, options.prior.column) : -1;
  const factor = options.prior?.factor ?? 0;
  const base = { sign: descending ? (-1 as const) : (1 as const), prior, factor };
  if (sort.by === "score") {
    const tag = JSON.stringify(["score", descending, options.prior ?? null]);
    return { ...base, kind: "score", column: -1, tag };
  }
  const tag = JSON.stringify([sort.by, descending]);
  const number = corpus.schema.numbers.indexOf(sort.by);
  if (number >= 0) return { ...base, kind: "number", column: number, tag };
  const sortKey = corpus.schema.sortKeys.indexOf(sort.by);
  if (sortKey >= 0) return { ...base, kind: "sortKey", column: sortKey, tag };
  throw new IndexRefusal("query-invalid", `nothing named "${sort.by}" to sort by`);
}

/** What the prior column adds to a document's score, in whole units. */
export function priorUnits(ranking: Ranking, segment: Segment, doc: number): number {
  if (ranking.prior < 0) return 0;
  const value = segment.columns.numbers[ranking.prior]![doc]!;
  return Number.isNaN(value) ? 0 : Math.round(ranking.factor * value * SCORE_UNITS);
}

const row = new Float64Array(ROW);

/** Every so many-th match is offered first. */
const SAMPLE = 64;

/**
 * Offers every match of one segment to the top, a thin sample first: it sets the bar, so that nearly all others are
 * dismissed by their first key even when documents come in the worst order, newest last and wanted first.
 */
export function rankMatches(
  top: Top,
  ranking: Ranking,
  segment: Segment,
  segmentNumber: number,
  set: MatchSet,
): void {
  if (top.capacity === 0) return;
  row[SEGMENT] = segmentNumber;
  const rank = RANKERS[ranking.kind];
  rank(top, ranking, segment, set, SAMPLE);
  rank(top, ranking, segment, set, 1);
}

type Ranker = (top: Top, ranking: Ranking, segment: Segment, set: MatchSet, step: number) => void;

const RANKERS: Record<Ranking["kind"], Ranker> = {
  score: rankByScore,
  number: rankByNumber,
  sortKey: rankBySortKey,
};

/** Whether a match belongs to the other of the two passes. */
function isSampled(i: number, step: number): boolean {
  return step === 1 && i % SAMPLE === 0;
}

function rankByScore(top: Top, ranking: Ranking, segment: Segment, set: MatchSet, step: number): void {
  const { ids, numbers } = segment.columns;
  const { docs, scores, size } = set;
  const { sign, factor } = ranking;
  const priors = ranking.prior < 0 ? null : numbers[ranking.prior]!;
  for (let i = 0; i < size; i += step) {
    const doc = docs[i]!;
    let score = scores ? scores[i]! : 0;
    let prior = 0;
    if (priors) {
      prior = priors[doc]!;
      if (Number.isNaN(prior)) prior = 0;
      else score += Math.round(factor * prior * SCORE_UNITS);
    }
    const key = sign * score;
    if (key > top.bar || isSampled(i, step)) continue;
    row[0] = key;
    row[1] = sign * prior;
    row.fill(0, 2, KEYS);
    row[ID] = ids[doc]!;
    row[SCORE] = score;
    row[DOCUMENT] = doc;
    offerRow(top, row);
  }
}

function rankByNumber(top: Top, ranking: Ranking, segment: Segment, set: MatchSet, step: number): void {
  const column = segment.columns.numbers[ranking.column]!;
  row.fill(0, 1, KEYS);
  for (let i = 0; i < set.size; i += step) {
    const value = column[set.docs[i]!]!;
    const key = Number.isNaN(value) ? Infinity : ranking.sign * value;
    if (key > top.bar || isSampled(i, step)) continue;
    row[0] = key;
    offerSorted(top, ranking, segment, set, i);
  }
}

function rankBySortKey(top: Top, ranking: Ranking, segment: Segment, set: MatchSet, step: number): void {
  const words = segment.columns.sortKeys[ranking.column]!;
  for (let i = 0; i < set.size; i += step) {
    const at = set.docs[i]! * SORT_KEY_WORDS;
    let missing = true;
    for (let word = 0; word < SORT_KEY_WORDS && missing; word++) missing = words[at + word] === 0;
    const key = missing ? Infinity : ranking.sign * words[at]!;
    if (key > top.bar || isSampled(i, step)) continue;
    row[0] = key;
    for (let word = 1; word < SORT_KEY_WORDS; word++)
      row[word] = missing ? 0 : ranking.sign * words[at + word]!;
    offerSorted(top, ranking, segment, set, i);
  }
}

function offerSorted(top: Top, ranking: Ranking, segment: Segment, set: MatchSet, i: number): void {
  const doc = set.docs[i]!;
  row[ID] = segment.columns.ids[doc]!;
  row[SCORE] = (set.scores ? set.scores[i]! : 0) + priorUnits(ranking, segment, doc);
  row[DOCUMENT] = doc;
  offerRow(top, row);
}
