import {
  type FacetName,
  facetNames,
  parseSearchBox,
  type SearchFilter,
  type SearchRequest,
  type SortName,
  sortNames,
} from "../discovery/index.ts";

/** What a results page shows, as its address says it. */
export type SearchState = {
  q: string;
  /** Values chosen per facet, in the order they were chosen; facets without any are absent. */
  facets: Partial<Record<FacetName, string[]>>;
  /** Earliest and latest year of publication. */
  from: number | null;
  to: number | null;
  sort: SortName;
  /** From 1. */
  page: number;
};

/** Titles on one page of results. */
export const PAGE_SIZE = 20;
/** Pages that can be turned to: 10,000 titles. */
export const LAST_PAGE = 500;
const FACET_SIZE = 20;
const LONGEST_QUERY = 1000;
const LONGEST_VALUE = 200;
const MOST_VALUES = 50;
const LATEST_YEAR = 9999;

/** Reads a results address. Anything can be read: what makes no sense is left out. */
export function parseSearchState(params: URLSearchParams): SearchState {
  const facets: SearchState["facets"] = {};
  for (const facet of facetNames) {
    const values = [...new Set(params.getAll(facet))].filter((v) => v !== "" && v.length <= LONGEST_VALUE);
    if (values.length > 0) facets[facet] = values.slice(0, MOST_VALUES);
  }
  const years = [yearOf(params.get("from")), yearOf(params.get("to"))] as const;
  const swapped = years[0] !== null && years[1] !== null && years[0] > years[1];
  const sort = params.get("sort") ?? "";
  return {
    q: (params.get("q") ?? "").trim().slice(0, LONGEST_QUERY).trim(),
    facets,
    from: swapped ? years[1] : years[0],
    to: swapped ? years[0] : years[1],
    sort: (sortNames as readonly string[]).includes(sort) ? (sort as SortName) : "relevance",
    page: Math.min(LAST_PAGE, Math.max(1, wholeNumber(params.get("page")) ?? 1)),
  };
}

/** Writes the address of a state, without `?`; what is usual is left out. The opposite of `parseSearchState`. */
export function writeSearchState(state: SearchState): string {
  const params = new URLSearchParams();
  if (state.q) params.set("q", state.q);
  for (const facet of facetNames) for (const value of state.facets[facet] ?? []) params.append(facet, value);
  if (state.from !== null) params.set("from", String(state.from));
  if (state.to !== null) params.set("to", String(state.to));
  if (state.sort !== "relevance") params.set("sort", state.sort);
  if (state.page > 1) params.set("page", String(state.page));
  return params.toString();
}

/** The search a state stands for. Browsing everything shows what came last. */
export function searchRequestOf(state: SearchState): SearchRequest {
  const filters: SearchFilter[] = facetNames.flatMap((facet) => {
    const values = state.facets[facet];
    return values ? [{ facet, values }] : [];
  });
  if (state.from !== null || state.to !== null)
    filters.push({ year: { from: state.from ?? undefined, to: state.to ?? undefined } });
  return {
    node: parseSearchBox(state.q),
    filters,
    sort: state.q === "" && state.sort === "relevance" ? "added" : state.sort,
    size: PAGE_SIZE,
    offset: (state.page - 1) * PAGE_SIZE,
    facetSize: FACET_SIZE,
  };
}

/** The state without one chosen value, back on the first page. */
export function withoutValue(state: SearchState, facet: FacetName, value: string): SearchState {
  const left = (state.facets[facet] ?? []).filter((v) => v !== value);
  const { [facet]: _removed, ...others } = state.facets;
  return { ...state, page: 1, facets: left.length > 0 ? { ...others, [facet]: left } : others };
}

/** How many values, years included, narrow the search down. */
export function filterCount(state: SearchState): number {
  const values = Object.values(state.facets).reduce((sum, list) => sum + list.length, 0);
  return values + (state.from !== null || state.to !== null ? 1 : 0);
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text.trim()) ? Number(text) : null;
}

function yearOf(text: string | null): number | null {
  const year = wholeNumber(text);
  return year !== null && year <= LATEST_YEAR ? year : null;
}
