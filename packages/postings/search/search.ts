import {
  FACET_VALUES_MAX,
  type FacetRequest,
  type Hit,
  type Query,
  type SearchOptions,
  type SearchResult,
  WINDOW_MAX,
} from "../query.ts";
import { IndexRefusal } from "../refusal.ts";
import { countGroups, firstOfGroups, type Groups, leadersOfGroups, startGroups } from "./collapse.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { dropRemoved, type Evaluation, evaluate } from "./evaluate.ts";
import { explainNode } from "./explain.ts";
import { countDocuments, countsOfAll, type FacetCounter, finishCounts, startCounts } from "./facet-counts.ts";
import { type FilterPlan, failuresOf, groupsOn, passing, planFilters } from "./filters.ts";
import { countNumbers, finishHistogram, type Histogram, startHistogram } from "./histogram.ts";
import type { MatchSet } from "./match-set.ts";
import { type Corpus, facetNumber, type Node, numberColumn, planQuery, SCORE_UNITS } from "./plan.ts";
import { planRanking, priorUnits, type Ranking, rankMatches } from "./ranking.ts";
import { createScorer } from "./score.ts";
import { createTop, DOCUMENT, ID, rankedRows, SCORE, SEGMENT, type Top } from "./top.ts";

/** One facet or number column to count: the groups of its own filters, which do not narrow it, set as bits. */
type FacetCount = { request: FacetRequest; facet: number; own: number; counter: FacetCounter | null };
type NumberCount = { column: number; own: number; histogram: Histogram };

type Search = {
  corpus: Corpus;
  root: Node;
  options: SearchOptions;
  ranking: Ranking;
  filters: FilterPlan;
  facets: FacetCount[];
  numbers: NumberCount[];
  top: Top;
  /** Rows wanted: `offset` and `limit` together. */
  wanted: number;
  groups: Groups | null;
  /** With groups, the matches per segment: the top may have to be looked for again, deeper. */
  kept: { number: number; hits: MatchSet }[];
  total: number;
  partial: boolean;
  expired: () => boolean;
  evaluations: Evaluation[];
};

/** Runs a query over all segments. `now` serves `deadlineMs`. Refuses `query-invalid` and `cursor-invalid`. */
export function searchCorpus(
  corpus: Corpus,
  query: Query,
  options: SearchOptions,
  now: (() => number) | undefined,
): SearchResult {
  checkOptions(options);
  const search = planSearch(corpus, query, options, now);
  if (isEverything(search)) searchEverything(search);
  else searchSegments(search);
  return finishSearch(search);
}

function searchSegments(search: Search): void {
  search.corpus.segments.forEach((_, number) => {
    if (number > 0 && search.expired()) return;
    searchSegment(search, number);
  });
  while (search.groups && isTooShallow(search)) deepenTop(search);
}

/** How many times deeper a top is looked for when one group fills too much of it. */
const DEEPER = 4;

/** Too few groups in a full top, and more of them among the matches. */
function isTooShallow(search: Search): boolean {
  const { top, groups, wanted } = search;
  if (!groups || search.partial || wanted === 0) return false;
  if (top.size < top.capacity || top.size >= search.total) return false;
  return collapsed(search).length < Math.min(wanted, groups.count);
}

function deepenTop(search: Search): void {
  search.top = createTop(search.top.capacity * DEEPER, null);
  for (const { number, hits } of search.kept)
    rankMatches(search.top, search.ranking, search.corpus.segments[number]!, number, hits);
}

function collapsed({ top, groups, corpus, options }: Search): Float64Array[] {
  const rows = rankedRows(top);
  if (!groups) return rows;
  const numberOf = (row: Float64Array, column: number): number =>
    corpus.segments[row[SEGMENT]!]!.columns.numbers[column]![row[DOCUMENT]!]!;
  const lead = options.collapse?.lead;
  const groupOf = (row: Float64Array): number => numberOf(row, groups.column);
  if (!lead) return firstOfGroups(rows, groupOf);
  const column = numberColumn(corpus, lead.column);
  return leadersOfGroups(rows, groupOf, {
    scoreOf: (row) => row[SCORE]!,
    rankOf: (row) => numberOf(row, column) || 0,
    within: lead.within,
  });
}

/** All documents from the start, no filter and nothing to count that is not kept counted: the page readers open on. */
function isEverything(search: Search): boolean {
  return (
    search.root.kind === "all" &&
    search.filters.groups.length === 0 &&
    search.numbers.length === 0 &&
    search.top.after === null
  );
}

/** Orders kept at a time; a site has few first pages. */
const EVERYTHING_MAX = 16;

/** Ranks all documents once and remembers the best until a write could change them. */
function searchEverything(search: Search): void {
  const { corpus, top, ranking } = search;
  const key = `${top.capacity} ${ranking.tag} ${ranking.prior} ${ranking.factor} ${search.groups?.column}`;
  const known = corpus.everything.get(key);
  if (known) {
    search.top = known.top;
    if (search.groups) search.groups.count = known.groups;
  } else if (top.capacity > 0 || search.groups) searchSegments(search);
  if (!search.partial) search.total = corpus.size;
  if (known || search.partial || top.capacity === 0) return;
  if (corpus.everything.size >= EVERYTHING_MAX) corpus.everything.clear();
  corpus.everything.set(key, { top: search.top, groups: search.groups?.count ?? 0 });
}

function checkOptions(options: SearchOptions): void {
  const { limit, offset = 0 } = options;
  if (!Number.isInteger(limit) || !Number.isInteger(offset) || limit < 0 || offset < 0)
    throw new IndexRefusal("query-invalid", "limit and offset are whole numbers from 0");
  if (limit + offset > WINDOW_MAX)
    throw new IndexRefusal("query-invalid", `offset + limit is at most ${WINDOW_MAX}; continue with after`);
  if (options.collapse && options.after !== undefined)
    throw new IndexRefusal("query-invalid", "collapse pages by offset, not by after");
  for (const { name, limit: values } of options.facets ?? [])
    if (!(values >= 0 && values <= FACET_VALUES_MAX))
      throw new IndexRefusal("query-invalid", `facet ${name}: limit 0 to ${FACET_VALUES_MAX}`);
}

function planSearch(
  corpus: Corpus,
  query: Query,
  options: SearchOptions,
  now: (() => number) | undefined,
): Search {
  const ranking = planRanking(corpus, options);
  const filters = planFilters(corpus, options.filters ?? []);
  const after = options.after === undefined ? null : readCursor(ranking.tag, options.after);
  const wanted = options.countOnly || options.limit === 0 ? 0 : options.limit + (options.offset ?? 0);
  const groups = options.collapse ? startGroups(numberColumn(corpus, options.collapse.column)) : null;
  const capacity = groups ? wanted * DEEPER : wanted;
  const search: Search = {
    corpus,
    root: planQuery(corpus, query),
    options,
    ranking,
    filters,
    facets: [],
    numbers: [],
    top: createTop(capacity, after),
    wanted,
    groups,
    kept: [],
    total: 0,
    partial: false,
    expired: () => false,
    evaluations: [],
  };
  const { deadlineMs } = options;
  if (now && deadlineMs !== undefined) {
    const end = now() + deadlineMs;
    search.expired = () => {
      if (!search.partial && now() >= end) search.partial = true;
      return search.partial;
    };
  }
  search.facets = (options.facets ?? []).map((request) => planFacet(search, request));
  search.numbers = (options.histograms ?? []).map((request) => {
    const column = numberColumn(corpus, request.column);
    return { column, own: groupsOn(filters, "range", column), histogram: startHistogram(request) };
  });
  const scorer = createScorer(corpus);
  const scored = capacity > 0;
  search.evaluations = corpus.segments.map((segment, number) => ({
    corpus,
    segment,
    number,
    scorer,
    scored,
    lastPhrase: { terms: [], within: null, size: 0, runs: null },
    expired: search.expired,
  }));
  return search;
}

/** A facet counted over all documents needs no counter: those counts are kept. */
function planFacet(search: Search, request: FacetRequest): FacetCount {
  const facet = facetNumber(search.corpus, request.name);
  const own = groupsOn(search.filters, "facet", facet);
  const everyGroup = (1 << search.filters.groups.length) - 1;
  const overAll = search.root.kind === "all" && own === everyGroup;
  return { request, facet, own, counter: overAll ? null : startCounts(search.corpus.facets[facet]!) };
}

function searchSegment(search: Search, number: number): void {
  const run = search.evaluations[number]!;
  const { segment } = run;
  const { columns } = segment;
  if (columns.size === columns.deleted) return;
  const matched = dropRemoved(segment, evaluate(run, search.root, null));
  if (matched.size === 0) return;
  const failures = failuresOf(search.filters, columns, matched);
  const hits = passing(matched, failures, 0);
  search.total += hits.size;
  rankMatches(search.top, search.ranking, segment, number, hits);
  if (search.groups) {
    countGroups(search.groups, columns, hits);
    search.kept.push({ number, hits });
  }
  const narrowed = new Map<number, MatchSet>([[0, hits]]);
  const over = (own: number): MatchSet => {
    const known = narrowed.get(own) ?? passing(matched, failures, own);
    narrowed.set(own, known);
    return known;
  };
  for (const { facet, own, counter } of search.facets) {
    if (!counter) continue;
    if (search.expired()) break;
    countDocuments(counter, columns.facets[facet]!, over(own));
  }
  for (const { column, own, histogram } of search.numbers) {
    if (search.expired()) break;
    countNumbers(histogram, columns.numbers[column]!, over(own));
  }
}

function finishSearch(search: Search): SearchResult {
  const { corpus, options, ranking } = search;
  const rows = collapsed(search).slice(options.offset ?? 0, search.wanted);
  const last = rows.at(-1);
  const facets: SearchResult["facets"] = {};
  for (const { request, facet, counter } of search.facets)
    facets[request.name] = counter
      ? finishCounts(counter, request)
      : countsOfAll(corpus.facets[facet]!, request);
  const histograms: SearchResult["histograms"] = {};
  for (const { histogram } of search.numbers)
    histograms[histogram.request.column] = finishHistogram(histogram);
  return {
    total: search.total,
    groups: search.groups ? search.groups.count : search.total,
    hits: rows.map((row) => toHit(search, row)),
    facets,
    histograms,
    partial: search.partial,
    cursor: last ? writeCursor(ranking.tag, last) : null,
  };
}

function toHit(search: Search, row: Float64Array): Hit {
  const hit: Hit = { id: row[ID]!, score: row[SCORE]! / SCORE_UNITS };
  if (!search.options.explain) return hit;
  const run = search.evaluations[row[SEGMENT]!]!;
  const explained = explainNode(run, search.root, row[DOCUMENT]!) ?? { what: "none", score: 0 };
  if (search.ranking.prior < 0) return { ...hit, explain: explained };
  const prior = priorUnits(search.ranking, run.segment, row[DOCUMENT]!) / SCORE_UNITS;
  return {
    ...hit,
    explain: { what: "with prior", score: hit.score, parts: [explained, { what: "prior", score: prior }] },
  };
}
