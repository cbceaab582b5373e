import { everybody, type Viewer } from "../audience/index.ts";
import {
  compileQuery,
  type FacetName,
  facetKey,
  facetNames,
  type Recipe,
  type SearchFilter,
  type SearchNode,
  type SearchRequest,
  type SortName,
  YEARS,
} from "../discovery/index.ts";
import { Problem } from "../kernel/problem.ts";
import { type Dsl, rangeDsl, toDsl } from "./dsl.ts";
import { type FieldBoosts, facetField, HEADING_FACETS, keptField } from "./mapping.ts";

/** Longest a search may take before it shows what it has. */
const DEADLINE = "1500ms";
/** Hits that can be skipped to; a cursor goes on from any. */
const WINDOW = 10_000;
/** Distinct values are told exactly up to about so many. */
const EXACT_DISTINCT = 40_000;
/** Values each of several shards tells of a facet, so that their sums are those of all titles. */
const SHARD_VALUES = 20_000;
/** Editions of a work among which its first volume is looked for. */
const EDITIONS = 20;
/** Titles whose forms of a heading are looked at for the one a reader is shown. */
const LABELLED = 3;

const ORDER: Record<SortName, Dsl[]> = {
  relevance: [{ _score: "desc" }, { added: "asc" }],
  newest: [{ year: { order: "desc", missing: "_last" } }, { added: "asc" }],
  oldest: [{ year: { order: "asc", missing: "_last" } }, { added: "asc" }],
  title: [{ "sort-title": { order: "asc", missing: "_last" } }, { added: "asc" }],
  added: [{ added: "desc" }],
};

/** By which weights, and of which kind of cluster. */
export type Asking = { recipe: Recipe; boosts: FieldBoosts; shards: number };

/** What a search is asked as. Its node has no choice between readings left. */
export function requestBody(request: SearchRequest, { recipe, boosts, shards }: Asking): Dsl {
  const { size, offset = 0, sort = "relevance", filters = [], facetSize = 0, byWork = false } = request;
  if (offset + size > WINDOW) throw new Problem("query-too-long", 400);
  const isRanked = sort === "relevance" && size > 0;
  const isNarrowedLater = facetSize > 0 && filters.length > 0;
  const found = forViewer(toDsl(compileQuery(request.node, recipe), boosts), request.viewer);
  const query =
    isNarrowedLater || filters.length === 0
      ? found
      : { bool: { must: [found], filter: [allFilters(filters)] } };
  const whole: Dsl = {
    query: isRanked ? withPrior(query, recipe) : { bool: { filter: [query] } },
    ...pageOf(request),
    track_total_hits: true,
    timeout: DEADLINE,
    // Facets count titles that the filters on themselves leave out.
    ...(isNarrowedLater && { post_filter: allFilters(filters) }),
  };
  if (byWork && size > 0) whole.collapse = byWorkDsl(isRanked);
  const aggs = { ...(facetSize > 0 && countsOf(request, shards)), ...(byWork && worksDsl(filters)) };
  if (Object.keys(aggs).length > 0) whole.aggs = aggs;
  return whole;
}

/** Only what is for whoever asks. */
function forViewer(found: Dsl, viewer: Viewer = everybody): Dsl {
  if (viewer === "all") return found;
  const audience = { terms: { [facetField("audience")]: ["0", ...viewer.map(String)] } };
  return { bool: { must: [found], filter: [audience] } };
}

function pageOf({ size, offset = 0, cursor, sort = "relevance" }: SearchRequest): Dsl {
  return {
    size,
    ...(cursor === undefined ? { from: offset } : { search_after: readCursor(cursor, sort) }),
    sort: ORDER[sort],
    docvalue_fields: ["added"],
    stored_fields: "_none_",
  };
}

/** Only how many titles a node finds. */
export function countBody(node: SearchNode, { recipe, boosts }: Asking): Dsl {
  return {
    query: { bool: { filter: [toDsl(compileQuery(node, recipe), boosts)] } },
    size: 0,
    track_total_hits: true,
    timeout: DEADLINE,
  };
}

/** The first hits of a search with how each score came about. */
export function explainBody(
  request: Pick<SearchRequest, "node" | "filters" | "size" | "viewer">,
  asking: Asking,
): Dsl {
  return { ...requestBody(request, asking), explain: true };
}

function withPrior(query: Dsl, recipe: Recipe): Dsl {
  return {
    function_score: {
      query,
      functions: [{ field_value_factor: { field: "prior", factor: recipe.prior, missing: 0 } }],
      boost_mode: "sum",
    },
  };
}

function byWorkDsl(isRanked: boolean): Dsl {
  if (!isRanked) return { field: "group" };
  const editions = {
    size: EDITIONS,
    sort: ORDER.relevance,
    docvalue_fields: ["added", "lead"],
    stored_fields: "_none_",
  };
  return { field: "group", inner_hits: { name: "editions", ...editions } };
}

function worksDsl(filters: readonly SearchFilter[]): Dsl {
  const works = { cardinality: { field: "group", precision_threshold: EXACT_DISTINCT } };
  return { works: { filter: allFilters(filters), aggs: { works } } };
}

/** Values of one facet are alternatives, also of several filters; different facets all apply. */
function allFilters(filters: readonly SearchFilter[], except?: FacetName): Dsl {
  const wanted = new Map<FacetName, Set<string>>();
  const filter: Dsl[] = [];
  const not: Dsl[] = [];
  for (const one of filters) {
    if ("year" in one) filter.push(rangeDsl({ ...YEARS, ...one.year }));
    else if (one.facet === except) continue;
    else {
      const values = one.values.map((value) => facetKey(one.facet, value));
      if (one.exclude) not.push({ terms: { [facetField(one.facet)]: values } });
      else wanted.set(one.facet, new Set([...(wanted.get(one.facet) ?? []), ...values]));
    }
  }
  for (const [facet, values] of wanted) filter.push({ terms: { [facetField(facet)]: [...values] } });
  if (filter.length + not.length === 0) return { match_all: {} };
  return { bool: { filter, must_not: not } };
}

/** Facets, each without the filters on itself, and the decades. */
function countsOf({ filters = [], facetSize = 0, classSize }: SearchRequest, shards: number): Dsl {
  const aggs: Dsl = {};
  for (const facet of facetNames) {
    const size = facet === "class" ? (classSize ?? facetSize) : facetSize;
    aggs[facet] = {
      filter: allFilters(filters, facet),
      aggs: {
        values: {
          terms: {
            field: facetField(facet),
            size,
            ...(shards > 1 && { shard_size: SHARD_VALUES }),
            order: [{ _count: "desc" }, { _key: "asc" }],
          },
          ...(HEADING_FACETS.some((heading) => heading === facet) && { aggs: { titles: keptOf(facet) } }),
        },
        distinct: { cardinality: { field: facetField(facet), precision_threshold: EXACT_DISTINCT } },
      },
    };
  }
  aggs.years = {
    filter: allFilters(filters),
    aggs: { decades: { histogram: { field: "year", interval: 10, min_doc_count: 1 } } },
  };
  return aggs;
}

function keptOf(facet: FacetName): Dsl {
  return {
    top_hits: {
      size: LABELLED,
      sort: ["_doc"],
      docvalue_fields: [keptField(facet)],
      stored_fields: "_none_",
    },
  };
}

/** The place behind a hit: the order it belongs to and the hit's place in it. */
export function writeCursor(sort: SortName, place: readonly unknown[]): string {
  return Buffer.from(JSON.stringify([sort, ...place])).toString("base64url");
}

/** Refuses `cursor-invalid` 400 for what is no cursor, or belongs to another order. */
function readCursor(cursor: string, sort: SortName): unknown[] {
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    throw new Problem("cursor-invalid", 400);
  }
  if (!Array.isArray(read) || read[0] !== sort || read.length !== ORDER[sort].length + 1)
    throw new Problem("cursor-invalid", 400);
  const [place, ...rest] = read.slice(1) as unknown[];
  const isPlace =
    sort === "title" ? place === null || /^[0-9a-f]*$/.test(String(place)) : Number.isFinite(place);
  if (!isPlace || !rest.every(Number.isFinite)) throw new Problem("cursor-invalid", 400);
  return [place, ...rest];
}
