import { type CqlDiagnostic, parseCql } from "@commonshelf/cql";
import {
  type FacetName,
  facetNames,
  parseSearchBox,
  type SearchFilter,
  type SearchNode,
  type SearchRequest,
  type SortName,
  sortNames,
  translateCql,
} from "../discovery/index.ts";

/** Values by facet, in the order they were chosen; facets without any are absent. */
export type FacetValues = Partial<Record<FacetName, string[]>>;

/** What a results page shows, as its address says it. */
export type SearchState = {
  q: string;
  /** A CQL query of the expert form; it stands instead of `q`. */
  cql: string;
  /** Values chosen. */
  facets: FacetValues;
  /** Values left out. */
  not: FacetValues;
  /** Earliest and latest year of publication. */
  from: number | null;
  to: number | null;
  sort: SortName;
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
  const facets: FacetValues = {};
  const not: FacetValues = {};
  for (const facet of facetNames) {
    const values = valuesOf(params, facet);
    const chosen = facet === "class" ? deepest(values) : values;
    if (chosen.length > 0) facets[facet] = chosen;
    const excluded = valuesOf(params, `not-${facet}`).filter((v) => !chosen.includes(v));
    if (excluded.length > 0) not[facet] = excluded;
  }
  const years = [yearOf(params.get("from")), yearOf(params.get("to"))] as const;
  const swapped = years[0] !== null && years[1] !== null && years[0] > years[1];
  const sort = params.get("sort") ?? "";
  return {
    q: textOf(params, "q"),
    cql: textOf(params, "cql"),
    facets,
    not,
    from: swapped ? years[1] : years[0],
    to: swapped ? years[0] : years[1],
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

/** Classes without those that a chosen narrower class lies in. */
function deepest(classes: string[]): string[] {
  return classes.filter((one) => !classes.some((other) => other !== one && other.startsWith(one)));
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

/** The query of a state as a tree; for a CQL query that cannot be read or answered, what is wrong with it and where. */
export function queryOf(state: SearchState): { node: SearchNode } | { diagnostic: CqlDiagnostic } {
  if (state.cql === "") return { node: parseSearchBox(state.q) };
  const parsed = parseCql(state.cql, { version: "2.0" });
  if (!parsed.ok) return { diagnostic: parsed.diagnostic };
  const translated = translateCql(parsed.query);
  return translated.ok ? { node: translated.node } : { diagnostic: translated.diagnostic };
}

/** The filters of a state. */
export function filtersOf(state: SearchState): SearchFilter[] {
  const filters: SearchFilter[] = facetNames.flatMap((facet) => {
    const values = state.facets[facet];
    const excluded = state.not[facet];
    return [
      ...(values ? [{ facet, values }] : []),
      ...(excluded ? [{ facet, values: excluded, exclude: true }] : []),
    ];
  });
  if (state.from !== null || state.to !== null)
    filters.push({ year: { from: state.from ?? undefined, to: state.to ?? undefined } });
  return filters;
}

/** The search a state stands for. Browsing everything shows what came last. */
export function searchRequestOf(state: SearchState): SearchRequest {
  const query = queryOf(state);
  const asksNothing = state.q === "" && state.cql === "";
  return {
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
