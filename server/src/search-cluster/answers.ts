import {
  type ExplainedHit,
  type FacetName,
  facetNames,
  type Recipe,
  type SearchRequest,
  type SearchResult,
  shownValue,
} from "../discovery/index.ts";
import type { Language } from "../kernel/text.ts";
import { HEADING_FACETS, keptField, PRIOR_SHIFT } from "./mapping.ts";
import { writeCursor } from "./request-body.ts";
import { keyOfKept } from "./title-document.ts";

/** A first volume that scores so nearly as well as a later one stands for the work. */
const LEADS_WITHIN = 0.8;
const OLDEST_YEAR = 1000;
const LATEST_YEAR = 2100;

type Reason = { value: number; description: string; details?: Reason[] };
type Hit = {
  _score: number | null;
  sort?: unknown[];
  fields: { added: [number]; lead?: [number] };
  _explanation?: Reason;
  inner_hits?: { editions: { hits: { hits: Hit[] } } };
};
type Bucket = {
  key: string;
  doc_count: number;
  titles?: { hits: { hits: { fields?: Record<string, string[]> }[] } };
};
type Counted = {
  values: { buckets: Bucket[]; doc_count_error_upper_bound: number };
  distinct: { value: number };
};

/** What OpenSearch answers to one search. */
export type Answer = {
  timed_out: boolean;
  _shards: { failed: number };
  hits: { total: { value: number }; hits: Hit[] };
  aggregations?: Record<FacetName, Counted> & {
    years?: { decades: { buckets: { key: number; doc_count: number }[] } };
    works?: { works: { value: number } };
  };
};

/** The answer to a search as everybody knows it. */
export function readAnswer(
  answer: Answer,
  request: SearchRequest,
  recipe: Recipe,
): Omit<SearchResult, "readAs"> {
  const { size, sort = "relevance", facetSize = 0, byWork = false, language } = request;
  const { hits, aggregations } = answer;
  const last = hits.hits.at(-1);
  const isFull = size > 0 && hits.hits.length === size && !byWork;
  return {
    total: hits.total.value,
    works: aggregations?.works?.works.value ?? hits.total.value,
    hits: hits.hits.map((hit) => {
      const shown = leaderOf(hit, recipe);
      return { id: shown.fields.added[0], score: scoreOf(shown, recipe) };
    }),
    cursor: isFull && last?.sort ? writeCursor(sort, last.sort) : null,
    facets:
      facetSize > 0 && aggregations
        ? Object.fromEntries(facetNames.map((name) => [name, readFacet(name, aggregations[name], language)]))
        : {},
    years: (aggregations?.years?.decades.buckets ?? [])
      .map(({ key, doc_count: count }) => ({ from: key, to: key + 10, count }))
      .filter(({ from, to }) => from >= OLDEST_YEAR && to <= LATEST_YEAR),
    partial: answer.timed_out || (facetSize > 0 && aggregations !== undefined && !areExact(aggregations)),
  };
}

function areExact(aggregations: NonNullable<Answer["aggregations"]>): boolean {
  return facetNames.every((name) => aggregations[name].values.doc_count_error_upper_bound === 0);
}

/** A score as the recipe makes it. */
function scoreOf({ _score }: Hit, recipe: Recipe): number {
  return _score === null ? 0 : _score - PRIOR_SHIFT * recipe.prior;
}

/** The edition that stands for a work: the first volume of those that score nearly as well as the best. */
function leaderOf(hit: Hit, recipe: Recipe): Hit {
  const editions = hit.inner_hits?.editions.hits.hits;
  if (!editions || editions.length < 2) return hit;
  const best = scoreOf(hit, recipe);
  const near = editions.filter((edition) => scoreOf(edition, recipe) >= LEADS_WITHIN * best);
  const place = (edition: Hit): number => edition.fields.lead?.[0] ?? 0;
  return near.reduce((first, edition) => (place(edition) < place(first) ? edition : first), editions[0]!);
}

function readFacet(
  name: FacetName,
  { values, distinct }: Counted,
  language: Language | undefined,
): SearchResult["facets"][string] {
  const isHeading = HEADING_FACETS.some((heading) => heading === name);
  return {
    values: values.buckets.map((bucket) => ({
      ...(isHeading ? shownValue(name, keptText(name, bucket), language) : { value: bucket.key }),
      count: bucket.doc_count,
    })),
    distinct: distinct.value,
  };
}

/** A heading as some of its titles write it: its key and every form met. */
function keptText(name: FacetName, bucket: Bucket): string {
  const kept = (bucket.titles?.hits.hits ?? [])
    .flatMap((title) => title.fields?.[keptField(name)] ?? [])
    .filter((text) => keyOfKept(text) === bucket.key);
  const labels = new Set(kept.flatMap((text) => text.split("\u001f").slice(1)));
  return [bucket.key, ...labels].join("\u001f");
}

/** The first hits with the tree of what each score is made of. */
export function readExplained(answer: Answer, recipe: Recipe): ExplainedHit[] {
  return answer.hits.hits.map((hit) => ({
    id: hit.fields.added[0],
    score: scoreOf(hit, recipe),
    explanation: hit._explanation ? readReason(hit._explanation) : { what: "none", score: 0 },
  }));
}

function readReason({ description, value, details = [] }: Reason): ExplainedHit["explanation"] {
  return {
    what: description,
    score: value,
    ...(details.length > 0 && { parts: details.map(readReason) }),
  };
}
