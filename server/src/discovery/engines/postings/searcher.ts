import { setImmediate } from "node:timers/promises";
import { emptySuggestTable, lookUp, type SuggestTable, suggest, wordsLike } from "@commonshelf/cjk";
import {
  createIndex,
  type Filter,
  type Index,
  IndexRefusal,
  type SearchResult as IndexResult,
  type Query,
  type SearchOptions,
} from "@commonshelf/postings";
import { everybody, type Viewer } from "../../../audience/index.ts";
import { Problem } from "../../../kernel/problem.ts";
import type { Language } from "../../../kernel/text.ts";
import { facetKey, shownValue } from "../../facet-values.ts";
import { type Recipe, ranking } from "../../ranking.ts";
import type { SearchNode, SearchRequest, SearchResult } from "../../search-node.ts";
import { wholeKey, wordTerms } from "../../terms.ts";
import { facetNames, type SortName } from "../../words.ts";
import { type ExplainedHit, type KnownAs, type Searcher, searchUnavailable } from "../contract.ts";
import { resolveReading } from "../resolve-reading.ts";
import { compileQuery, YEARS } from "./compile-query.ts";
import { NOT_FOR_ALL } from "./index-document.ts";
import { indexSchema } from "./index-schema.ts";

/** Longest a search may take before it shows what it has. */
const DEADLINE_MS = 1500;
const ALIKE_MS = 50;
/** Searches of one batch hold the event loop so long before others are let through. */
const TURN_MS = 20;
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

/**
 * The engine in this process. Answers from `index`, which may be replaced while it works (rebuilds) and is null until it
 * can be searched; spellings and suggestions from a table that is gathered by and by.
 */
export function createSearcher(
  index: () => Index | null,
  options: { recipe?: Recipe; suggestions?: { readonly table: SuggestTable } } = {},
): Searcher {
  const recipe = options.recipe ?? ranking;
  const nothing = emptySuggestTable();
  const table = (): SuggestTable => options.suggestions?.table ?? nothing;
  const open = (): Index => {
    const now = index();
    if (now === null) throw searchUnavailable();
    return now;
  };
  return {
    search: async (request) => searchIndex(open(), request, recipe),
    searchMany: (requests) => inTurns(requests, (request) => searchIndex(open(), request, recipe)),
    explain: async (request, other) => explainSearch(open(), request, other ?? recipe),
    recognise: async (texts) => texts.map((text) => recognise(open(), text)),
    alike: async (text, limit) => findAlike(open(), text, limit),
    suggest: async (typed, perKind) => suggest(table(), typed, perKind),
    readSo: async (letters, limit) => letters.map((one) => lookUp(table(), `p${one}`, limit)),
    wordsLike: async (words) => words.map((word) => wordsLike(table(), word)),
    size: async () => open().size,
  };
}

/** Does one after the other; a batch that takes long lets other work through in between. */
async function inTurns<In, Out>(list: readonly In[], work: (one: In) => Out): Promise<Out[]> {
  const done: Out[] = [];
  let began = performance.now();
  for (const one of list) {
    if (performance.now() - began > TURN_MS) {
      await setImmediate();
      began = performance.now();
    }
    done.push(work(one));
  }
  return done;
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

/** The reading that finds something for whoever asks; what they chose to narrow down does not change it. */
function readingIn(
  index: Index,
  { node, viewer }: Pick<SearchRequest, "node" | "viewer">,
  recipe: Recipe,
): ReturnType<typeof resolveReading> {
  const options = { limit: 0, countOnly: true, filters: forViewer(index, viewer), deadlineMs: DEADLINE_MS };
  const count = (one: SearchNode): number => ask(index, compileQuery(one, recipe), options).total;
  return resolveReading(node, count, index.size);
}

function explainSearch(
  index: Index,
  request: Pick<SearchRequest, "node" | "filters" | "size" | "viewer">,
  recipe: Recipe,
): ExplainedHit[] {
  const { node } = readingIn(index, request, recipe);
  const result = ask(index, compileQuery(node, recipe), {
    limit: request.size,
    filters: toFilters(index, request),
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
  return ask(index, query, { limit, deadlineMs: ALIKE_MS }).hits.map((hit) => hit.id);
}

const KINDS = [
  ["author", ["a"]],
  ["title", ["t", "o"]],
  ["subject", ["s"]],
] as const;

function recognise(index: Index, text: string): KnownAs | null {
  let best: { name: KnownAs; count: number } | null = null;
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

function toFilters(index: Index, request: Pick<SearchRequest, "filters" | "viewer">): Filter[] {
  const chosen = (request.filters ?? []).map((filter) =>
    "year" in filter
      ? { ...YEARS, from: filter.year.from, to: filter.year.to }
      : { ...filter, values: filter.values.map((value) => facetKey(filter.facet, value)) },
  );
  return [...chosen, ...forViewer(index, request.viewer)];
}

/** Leaves out what is not for whoever asks; nothing where everything is for everybody. */
function forViewer(index: Index, viewer: Viewer = everybody): Filter[] {
  if (viewer === "all" || index.documentFrequency(NOT_FOR_ALL) === 0) return [];
  return [{ facet: "audience", values: ["0", ...viewer.map(String)] }];
}

/** Facets with the names and headings in the reader's script. */
function shownFacets(facets: IndexResult["facets"], language: Language | undefined): SearchResult["facets"] {
  const shown = { ...facets };
  for (const name of ["subject", "author"] as const)
    if (shown[name])
      shown[name] = {
        ...shown[name],
        values: shown[name].values.map((one) => ({
          ...shownValue(name, one.value, language),
          count: one.count,
        })),
      };
  return shown;
}

/** What is counted beside the hits. */
function countsOf({ facetSize = 0, classSize }: SearchRequest): Pick<SearchOptions, "facets" | "histograms"> {
  if (facetSize === 0) return {};
  return {
    facets: facetNames.map((name) => ({
      name,
      limit: name === "class" ? (classSize ?? facetSize) : facetSize,
    })),
    histograms: [{ column: "year", interval: 10 }],
  };
}

function searchIndex(index: Index, request: SearchRequest, recipe: Recipe): SearchResult {
  const { node, readAs } = readingIn(index, request, recipe);
  const result = ask(index, compileQuery(node, recipe), {
    ...countsOf(request),
    limit: request.size,
    offset: request.offset ?? 0,
    after: request.cursor,
    sort: SORTS[request.sort ?? "relevance"],
    filters: toFilters(index, request),
    prior: { column: "prior", factor: recipe.prior },
    collapse: request.byWork ? { column: "work", lead: { column: "lead", within: LEADS_WITHIN } } : undefined,
    countOnly: request.size === 0 && !request.byWork,
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
