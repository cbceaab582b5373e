import type { FacetView, YearsView } from "../../../web/reader/filters.tsx";
import type { ChosenValue, PageLinks, ResultsProps } from "../../../web/reader/results.tsx";
import type { SiteContext } from "../../../web/reader/site-context.ts";
import { getInstances } from "../catalogue/index.ts";
import { availabilityOf } from "../circulation/index.ts";
import {
  type FacetName,
  facetNames,
  type Searcher,
  type SearchResult,
  sortNames,
} from "../discovery/index.ts";
import type { Db } from "../kernel/database.ts";
import { facetLabel } from "./facet-labels.ts";
import type { MemberDirectory } from "./member-directory.ts";
import { rowFacts } from "./record-view.ts";
import {
  filterCount,
  LAST_PAGE,
  PAGE_SIZE,
  type SearchState,
  searchRequestOf,
  withoutValue,
  writeSearchState,
} from "./search-state.ts";

/** Facets in the order of the column; `available` is offered as one box above them. */
const COLUMN: FacetName[] = ["library", "language", "type", "class", "subject", "author", "carrier"];
const OPEN: FacetName[] = ["library", "language", "class"];
const VALUES_SHOWN = 12;
const DECADES_SHOWN = 20;
const PAGES_AROUND = 2;

/** What a results page needs beside the address. */
export type SearchPageDeps = { db: Db; searcher: Searcher };

/** The results page of an address: one search, and two queries for its rows. */
export async function findResults(
  deps: SearchPageDeps,
  site: SiteContext,
  directory: MemberDirectory,
  homeMemberId: number | null,
  state: SearchState,
): Promise<ResultsProps> {
  const result = deps.searcher.search(searchRequestOf(state));
  const ids = result.hits.map((hit) => hit.id);
  const [instances, availability] = await Promise.all([
    getInstances(deps.db, ids),
    availabilityOf(deps.db, ids),
  ]);
  const viewer = { language: site.language, directory, homeMemberId };
  const href = (next: SearchState): string => `${site.base}/search?${writeSearchState(next)}`;
  return {
    site,
    query: state.q,
    total: result.total,
    first: (state.page - 1) * PAGE_SIZE + 1,
    partial: result.partial,
    rows: instances.map((instance) => rowFacts(instance, availability.get(instance.id), viewer)),
    facets: facetViews(result, state, site, directory, homeMemberId),
    years: yearsView(result.years, state),
    chosen: chosenValues(state, site, directory, href),
    clearHref: href({ ...state, facets: {}, from: null, to: null, page: 1 }),
    sorts: sortNames
      .filter((name) => name !== "relevance" || state.q !== "")
      .map((name) => ({
        name,
        href: href({ ...state, sort: name, page: 1 }),
        current: name === (state.q === "" && state.sort === "relevance" ? "added" : state.sort),
      })),
    pages: pageLinks(result.total, state, href),
    hidden: [
      ...(state.q ? [{ name: "q", value: state.q }] : []),
      ...(state.sort === "relevance" ? [] : [{ name: "sort", value: state.sort }]),
    ],
  };
}

function facetViews(
  result: SearchResult,
  state: SearchState,
  site: SiteContext,
  directory: MemberDirectory,
  homeMemberId: number | null,
): FacetView[] {
  const page = { language: site.language, t: site.t, directory };
  const home = homeMemberId === null ? undefined : directory.memberById.get(homeMemberId)?.code;
  const countOf = (facet: FacetName, value: string): number =>
    result.facets[facet]?.values.find((v) => v.value === value)?.count ?? 0;
  const chosen = (facet: FacetName, value: string): boolean => state.facets[facet]?.includes(value) ?? false;
  const box = (facet: FacetName, value: string, label: string): FacetView["values"][number] => ({
    value: `${facet}=${value}`,
    label,
    count: countOf(facet, value),
    chosen: chosen(facet, value),
  });
  const now: FacetView = {
    name: "now",
    open: true,
    more: 0,
    values: [
      box("available", "now", site.t("facet.now")),
      ...(home === undefined ? [] : [box("library", home, site.t("facet.mine"))]),
    ],
  };
  const column = COLUMN.map((facet): FacetView => {
    const selected = state.facets[facet] ?? [];
    const isHome = facet === "library" && home !== undefined && countOf(facet, home) > 0;
    const offered = (result.facets[facet]?.values ?? []).filter(
      (v) => !(facet === "library" && v.value === home),
    );
    const values = [
      ...selected
        .filter((value) => !(facet === "library" && value === home))
        .map((value) => ({ value, count: countOf(facet, value) })),
      ...offered.filter((v) => !selected.includes(v.value)).slice(0, VALUES_SHOWN),
    ];
    return {
      name: facet,
      open: OPEN.includes(facet) || selected.length > 0,
      more: Math.max(0, (result.facets[facet]?.distinct ?? 0) - values.length - (isHome ? 1 : 0)),
      values: values.map(({ value, count }) => {
        const label = facetLabel(facet, value, page);
        return { value, label: label.value, lang: label.lang, count, chosen: selected.includes(value) };
      }),
    };
  });
  return [now, ...column];
}

/** Bars by decade without gaps; what lies before the last twenty decades is gathered in the first bar. */
export function yearsView(years: SearchResult["years"], state: Pick<SearchState, "from" | "to">): YearsView {
  const found = years.filter((bucket) => bucket.count > 0);
  const view = { from: state.from, to: state.to };
  if (found.length === 0) return { ...view, bars: [] };
  const decadeOf = (year: number): number => Math.floor(year / 10) * 10;
  const last = Math.max(...found.map((bucket) => decadeOf(bucket.from)));
  const oldest = Math.min(...found.map((bucket) => decadeOf(bucket.from)));
  const first = Math.max(oldest, last - (DECADES_SHOWN - 1) * 10);
  const bars: YearsView["bars"] = [];
  for (let decade = first; decade <= last; decade += 10) {
    bars.push({
      from: decade === first ? oldest : decade,
      to: decade + 9,
      count: 0,
      inside: (state.from ?? 0) <= decade + 9 && (state.to ?? Number.POSITIVE_INFINITY) >= decade,
    });
  }
  for (const bucket of found) {
    const bar = bars[Math.max(0, (decadeOf(bucket.from) - first) / 10)];
    if (bar) bar.count += bucket.count;
  }
  return { ...view, bars };
}

function chosenValues(
  state: SearchState,
  site: SiteContext,
  directory: MemberDirectory,
  href: (state: SearchState) => string,
): ChosenValue[] {
  if (filterCount(state) === 0) return [];
  const page = { language: site.language, t: site.t, directory };
  const values: ChosenValue[] = facetNames.flatMap((facet) =>
    (state.facets[facet] ?? []).map((value) => {
      const label = facetLabel(facet, value, page);
      return {
        facet: site.t(`facet.${facet}`),
        label: label.value,
        lang: label.lang,
        href: href(withoutValue(state, facet, value)),
      };
    }),
  );
  if (state.from !== null || state.to !== null) {
    values.push({
      facet: site.t("facet.year"),
      label: yearsLabel(state, site),
      href: href({ ...state, from: null, to: null, page: 1 }),
    });
  }
  return values;
}

function yearsLabel({ from, to }: SearchState, site: SiteContext): string {
  if (to === null) return site.t("years.since", { from: String(from) });
  if (from === null) return site.t("years.until", { to: String(to) });
  return site.t("years.span", { from: String(from), to: String(to) });
}

/** Links to the first page, the pages around this one and the last that can be turned to. */
export function pageLinks(
  total: number,
  state: SearchState,
  href: (state: SearchState) => string,
): PageLinks {
  const last = Math.min(LAST_PAGE, Math.max(1, Math.ceil(total / PAGE_SIZE)));
  const to = (page: number): string => href({ ...state, page });
  const shown = new Set([1, last]);
  for (let page = state.page - PAGES_AROUND; page <= state.page + PAGES_AROUND; page++)
    if (page >= 1 && page <= last) shown.add(page);
  const numbers: PageLinks["numbers"] = [];
  let before = 0;
  for (const page of [...shown].sort((a, b) => a - b)) {
    if (page > before + 1) numbers.push(null);
    numbers.push({ page, href: to(page), current: page === state.page });
    before = page;
  }
  return {
    previous: state.page > 1 ? to(Math.min(last, state.page - 1)) : null,
    next: state.page < last ? to(state.page + 1) : null,
    numbers,
  };
}
