import {
  createIndex,
  type Explanation,
  type Filter,
  type Index,
  IndexRefusal,
  type SearchResult as IndexResult,
  type Query,
  type SearchOptions,
} from "@commonshelf/postings";
import { Problem } from "../kernel/problem.ts";
import type { Language } from "../kernel/text.ts";
import { compileQuery } from "./compile-query.ts";
import { facetKey, shownValue } from "./facet-values.ts";
import { indexSchema } from "./index-schema.ts";
import { type Recipe, ranking } from "./ranking.ts";
import { resolveReading } from "./resolve-reading.ts";
import {
  facetNames,
  type SearchNode,
  type SearchRequest,
  type SearchResult,
  type SortName,
} from "./search-node.ts";
import { emptySuggestTable, type SuggestTable } from "./suggest-table.ts";
import { wholeKey, wordTerms } from "./terms.ts";

/** The door to the index for everybody who asks: site, API, SRU. Answers from memory, without waiting. */
export type Searcher = {
  search(request: SearchRequest): SearchResult;
  /** How many titles a search finds, without ranking them. */
  count(node: SearchNode): number;
  /** The first hits of a search with how each score came about, by the recipe in force or another one. */
  explain(request: Pick<SearchRequest, "node" | "filters" | "size">, recipe?: Recipe): ExplainedHit[];
  /** Headings by the ways they may be typed, for suggestions and other spellings; empty until they are gathered. */
  readonly spellings: SuggestTable;
  /** Ids of titles that share most pairs of characters of a Chinese text with it in their title or a name. */
  alike(text: string, limit: number): number[];
  /** What a whole text is best known as: a name, a title, a heading; null when it is none of them. */
  recognise(text: string): "title" | "author" | "subject" | null;
  /** Titles that can be found now. */
  readonly size: number;
};

/** Longest a search may take before it shows what it has. */
const DEADLINE_MS = 1500;
const ALIKE_MS = 50;
/** A first volume that scores so nearly as well as a later one stands for the work. */
const LEADS_WITHIN = 0.8;
const OLDEST_YEAR = 1000;
const LATEST_YEAR = 2100;

const SORTS: Record<SortName, SearchOptions["sort"]> = {
  relevance: undefined,
  newest: { by: "year", descending: true },
  oldest: { by: "year" },
  title: { by: "title" },
  added: { by: "added", descending: true },
};

/** An empty index with the catalogue's fields. */
export function createCatalogueIndex(): Index {
  return createIndex(indexSchema, { now: () => performance.now() });
}

/** Answers searches from `index`, which may be replaced while it works (rebuilds). */
export function createSearcher(
  index: () => Index,
  options: { recipe?: Recipe; suggestions?: { readonly table: SuggestTable } } = {},
): Searcher {
  const recipe = options.recipe ?? ranking;
  const nothing = emptySuggestTable();
  return {
    get spellings() {
      return options.suggestions?.table ?? nothing;
    },
    get size() {
      return index().size;
    },
    search: (request) => searchIndex(index(), request, recipe),
    count: (node) => countTitles(index(), node, recipe),
    explain: (request, other) => explainSearch(index(), request, other ?? recipe),
    recognise: (text) => recognise(index(), text),
    alike: (text, limit) => findAlike(index(), text, limit),
  };
}

/**
 * Asks the index. Refuses `cursor-invalid` for a cursor that is none or belongs to another order, `query-too-long` for what
 * it will not look for.
 */
function ask(index: Index, query: Query, options: SearchOptions): IndexResult {
  try {
    return index.search(query, options);
  } catch (error) {
    if (!(error instanceof IndexRefusal)) throw error;
    if (error.code === "cursor-invalid") throw new Problem("cursor-invalid", 400);
    if (error.code === "query-invalid") throw new Problem("query-too-long", 400);
    throw error;
  }
}

function countTitles(index: Index, node: SearchNode, recipe: Recipe): number {
  const { node: read } = readingIn(index, node, recipe);
  return ask(index, compileQuery(read, recipe), { limit: 0, countOnly: true }).total;
}

/** The reading that finds something; filters do not change it. */
function readingIn(index: Index, node: SearchNode, recipe: Recipe): ReturnType<typeof resolveReading> {
  const count = (one: SearchNode): number =>
    ask(index, compileQuery(one, recipe), { limit: 0, countOnly: true, deadlineMs: DEADLINE_MS }).total;
  return resolveReading(node, count, index.size);
}

/** A hit and the tree of what its score is made of. */
export type ExplainedHit = { id: number; score: number; explanation: Explanation };

function explainSearch(
  index: Index,
  request: Pick<SearchRequest, "node" | "filters" | "size">,
  recipe: Recipe,
): ExplainedHit[] {
  const { node } = readingIn(index, request.node, recipe);
  const result = ask(index, compileQuery(node, recipe), {
    limit: request.size,
    filters: toFilters(request),
    prior: { column: "prior", factor: recipe.prior },
    explain: true,
    deadlineMs: DEADLINE_MS,
  });
  return result.hits.map(({ id, score, explain }) => ({
    id,
    score,
    explanation: explain ?? { what: "none", score },
  }));
}

function findAlike(index: Index, text: string, limit: number): number[] {
  const terms = wordTerms(text).map((term) => ({ term, fields: ["title", "author"] }));
  if (terms.length < 3) return [];
  // One wrong character spoils two pairs.
  const query = { atLeast: terms, min: Math.max(1, terms.length - 2) };
  return index.search(query, { limit, deadlineMs: ALIKE_MS }).hits.map((hit) => hit.id);
}

const KINDS = [
  ["author", ["a"]],
  ["title", ["t", "o"]],
  ["subject", ["s"]],
] as const;

function recognise(index: Index, text: string): "title" | "author" | "subject" | null {
  let best: { name: "title" | "author" | "subject"; count: number } | null = null;
  for (const [name, kinds] of KINDS) {
    let count = 0;
    for (const kind of kinds) {
      const key = wholeKey(kind, text);
      if (key) count += index.documentFrequency(key);
    }
    if (count > (best?.count ?? 0)) best = { name, count };
  }
  return best?.name ?? null;
}

function toFilters(request: Pick<SearchRequest, "filters">): Filter[] {
  return (request.filters ?? []).map((filter) =>
    "year" in filter
      ? { range: "year", from: filter.year.from, to: filter.year.to }
      : { ...filter, values: filter.values.map((value) => facetKey(filter.facet, value)) },
  );
}

/** Facets with the names and headings in the reader's script. */
function shownFacets(facets: IndexResult["facets"], language: Language | undefined): SearchResult["facets"] {
  const shown = { ...facets };
  for (const name of ["subject", "author"])
    if (shown[name])
      shown[name] = {
        ...shown[name],
        values: shown[name].values.map(({ value, count }) => ({ value: shownValue(value, language), count })),
      };
  return shown;
}

function searchIndex(index: Index, request: SearchRequest, recipe: Recipe): SearchResult {
  const withFacets = (request.facetSize ?? 0) > 0;
  const { node, readAs } = readingIn(index, request.node, recipe);
  const result = ask(index, compileQuery(node, recipe), {
    limit: request.size,
    offset: request.offset ?? 0,
    after: request.cursor,
    sort: SORTS[request.sort ?? "relevance"],
    filters: toFilters(request),
    prior: { column: "prior", factor: recipe.prior },
    facets: withFacets
      ? facetNames.map((name) => ({
          name,
          limit: name === "class" ? (request.classSize ?? request.facetSize!) : request.facetSize!,
        }))
      : [],
    histograms: withFacets ? [{ column: "year", interval: 10 }] : [],
    collapse: request.byWork ? { column: "work", lead: { column: "lead", within: LEADS_WITHIN } } : undefined,
    deadlineMs: DEADLINE_MS,
  });
  return {
    total: result.total,
    works: result.groups,
    hits: result.hits,
    cursor: result.hits.length === request.size && !request.byWork ? result.cursor : null,
    facets: shownFacets(result.facets, request.language),
    years: (result.histograms.year?.buckets ?? []).filter(
      (b) => b.from >= OLDEST_YEAR && b.to <= LATEST_YEAR,
    ),
    partial: result.partial,
    readAs,
  };
}
