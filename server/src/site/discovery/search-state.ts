import {
  filtersOf,
  readNarrowing,
  readQuestion,
  type SearchQuestion,
  type SearchRequest,
} from "../../discovery/index.ts";
import { type FacetName, facetNames, type SortName, sortNames } from "../../discovery/words.ts";
import type { Language } from "../../kernel/text.ts";

/** What a results page shows, as its address says it. */
export type SearchState = SearchQuestion & {
  /** Editions of one work as one row. */
  grouped: boolean;
  /** From 1. */
  page: number;
};

/** Nothing asked, nothing chosen. */
export const plainState: SearchState = {
  q: "",
  cql: "",
  facets: {},
  not: {},
  from: null,
  to: null,
  sort: "relevance",
  grouped: true,
  page: 1,
};

/** Titles on one page of results. */
export const PAGE_SIZE = 20;
/** Pages that can be turned to: 10,000 titles. */
export const LAST_PAGE = 500;
const FACET_SIZE = 20;
const MOST_CLASSES = 1000;
const LONGEST_QUERY = 1000;
const LONGEST_VALUE = 200;
const MOST_VALUES = 50;
const LATEST_YEAR = 9999;

/** Reads a results address. Anything can be read: what makes no sense is left out. */
export function parseSearchState(params: URLSearchParams): SearchState {
  const years = { from: yearOf(params.get("from")), to: yearOf(params.get("to")) };
  const sort = params.get("sort") ?? "";
  return {
    q: textOf(params, "q"),
    cql: textOf(params, "cql"),
    ...readNarrowing((name) => valuesOf(params, name), years),
    sort: (sortNames as readonly string[]).includes(sort) ? (sort as SortName) : "relevance",
    grouped: params.get("group") !== "off",
    page: Math.min(LAST_PAGE, Math.max(1, wholeNumber(params.get("page")) ?? 1)),
  };
}

function textOf(params: URLSearchParams, name: string): string {
  return (params.get(name) ?? "").trim().slice(0, LONGEST_QUERY).trim();
}

function valuesOf(params: URLSearchParams, name: string): string[] {
  const values = [...new Set(params.getAll(name))].filter((v) => v !== "" && v.length <= LONGEST_VALUE);
  return values.slice(0, MOST_VALUES);
}

/** Writes the address of a state, without `?`; what is usual is left out. The opposite of `parseSearchState`. */
export function writeSearchState(state: SearchState): string {
  const params = new URLSearchParams();
  if (state.q) params.set("q", state.q);
  if (state.cql) params.set("cql", state.cql);
  for (const { name, value } of filterParams(state)) params.append(name, value);
  if (state.sort !== "relevance") params.set("sort", state.sort);
  if (!state.grouped) params.set("group", "off");
  if (state.page > 1) params.set("page", String(state.page));
  return params.toString();
}

/** What narrows a search down, as parameters of its address. */
export function filterParams(state: SearchState): { name: string; value: string }[] {
  const params: { name: string; value: string }[] = [];
  for (const facet of facetNames) {
    for (const value of state.facets[facet] ?? []) params.push({ name: facet, value });
    for (const value of state.not[facet] ?? []) params.push({ name: `not-${facet}`, value });
  }
  if (state.from !== null) params.push({ name: "from", value: String(state.from) });
  if (state.to !== null) params.push({ name: "to", value: String(state.to) });
  return params;
}

/** The search a state stands for. Browsing everything shows what came last. */
export function searchRequestOf(state: SearchState, language?: Language): SearchRequest {
  const query = readQuestion(state, language);
  const asksNothing = state.q === "" && state.cql === "";
  return {
    language,
    node: "node" in query ? query.node : { kind: "or", nodes: [] },
    filters: filtersOf(state),
    sort: asksNothing && state.sort === "relevance" ? "added" : state.sort,
    size: PAGE_SIZE,
    offset: (state.page - 1) * PAGE_SIZE,
    facetSize: FACET_SIZE,
    classSize: MOST_CLASSES,
    byWork: state.grouped,
  };
}

/** The state without one chosen (`which` facets) or left out (`not`) value, back on the first page. */
export function withoutValue(
  state: SearchState,
  facet: FacetName,
  value: string,
  which: "facets" | "not" = "facets",
): SearchState {
  const left = (state[which][facet] ?? []).filter((v) => v !== value);
  const { [facet]: _removed, ...others } = state[which];
  return { ...state, page: 1, [which]: left.length > 0 ? { ...others, [facet]: left } : others };
}

/** The state with one more value chosen or left out, back on the first page; never both at once. */
export function withValue(
  state: SearchState,
  facet: FacetName,
  value: string,
  which: "facets" | "not" = "facets",
): SearchState {
  const free = withoutValue(withoutValue(state, facet, value, "not"), facet, value, "facets");
  return { ...free, [which]: { ...free[which], [facet]: [...(free[which][facet] ?? []), value] } };
}

/** How many values, years included, narrow the search down. */
export function filterCount(state: SearchState): number {
  const lists = [...Object.values(state.facets), ...Object.values(state.not)];
  const values = lists.reduce((sum, list) => sum + list.length, 0);
  return values + (state.from !== null || state.to !== null ? 1 : 0);
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text.trim()) ? Number(text) : null;
}

function yearOf(text: string | null): number | null {
  const year = wholeNumber(text);
  return year !== null && year <= LATEST_YEAR ? year : null;
}
