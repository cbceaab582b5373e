import type { FacetValue, FacetView, YearsView } from "../../../../web/reader/discovery/filters.tsx";
import type { ChosenValue } from "../../../../web/reader/discovery/results.tsx";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import { isSameValue, type SearchResult } from "../../discovery/index.ts";
import { type FacetName, facetNames } from "../../discovery/words.ts";
import type { MemberDirectory } from "../../frame/index.ts";
import { facetLabel } from "./facet-labels.ts";
import { filterCount, type SearchState, withoutValue, writeSearchState } from "./search-state.ts";

/** Facets in the order of the column; `available` is offered as one box above them. */
const COLUMN: FacetName[] = ["library", "language", "type", "class", "subject", "author", "carrier"];
const OPEN: FacetName[] = ["library", "language", "class"];
/** Facets whose values are too many to list: they can be looked through on a page of their own. */
const SEARCHABLE: FacetName[] = ["subject", "author"];
const VALUES_SHOWN = 12;
const CLASSES_SHOWN = 30;
const DECADES_SHOWN = 20;

/** What the views of one page have in common. */
export type FacetPage = {
  state: SearchState;
  site: SiteContext;
  directory: MemberDirectory;
  homeMemberId: number | null;
};

/** Address of a state. */
export function searchHref(site: SiteContext, state: SearchState): string {
  const query = writeSearchState(state);
  return query ? `${site.base}/search?${query}` : `${site.base}/search`;
}

/** The column of facets: what can be had now, then the others with their counts. */
export function facetViews(result: SearchResult, page: FacetPage): FacetView[] {
  const first = COLUMN.filter((facet) => page.site.face?.facetOrder.includes(facet)).sort(
    (a, b) => page.site.face!.facetOrder.indexOf(a) - page.site.face!.facetOrder.indexOf(b),
  );
  const column = [...first, ...COLUMN.filter((facet) => !first.includes(facet))];
  return [nowView(result, page), ...column.map((facet) => facetView(facet, result, page))];
}

function nowView(result: SearchResult, page: FacetPage): FacetView {
  const { site } = page;
  const home = homeCode(page);
  const box = (facet: FacetName, value: string, label: string): FacetValue => ({
    value: `${facet}=${value}`,
    label,
    count: offeredAs(result, facet, value).count,
    chosen: page.state.facets[facet]?.includes(value) ?? false,
    depth: 0,
    excludes: false,
  });
  return {
    name: "now",
    open: true,
    more: 0,
    moreHref: null,
    values: [
      box("available", "now", site.t("facet.now")),
      ...(home === undefined ? [] : [box("library", home, site.t("facet.mine"))]),
    ],
  };
}

function homeCode({ homeMemberId, directory }: FacetPage): string | undefined {
  return homeMemberId === null ? undefined : directory.memberById.get(homeMemberId)?.code;
}

type Counted = SearchResult["facets"][string]["values"][number];

function offeredAs(result: SearchResult, facet: FacetName, value: string): Counted {
  const found = result.facets[facet]?.values.find((v) => isSameValue(facet, v.value, value));
  return found ?? { value, count: 0 };
}

function facetView(facet: FacetName, result: SearchResult, page: FacetPage): FacetView {
  const { state, site } = page;
  const home = facet === "library" ? homeCode(page) : undefined;
  const selected = (state.facets[facet] ?? []).filter((value) => value !== home);
  const excluded = state.not[facet] ?? [];
  const offered = (result.facets[facet]?.values ?? []).filter(
    (v) => v.value !== home && !excluded.some((value) => isSameValue(facet, value, v.value)),
  );
  const shown =
    facet === "class"
      ? classTree(offered, selected)
      : [
          ...selected.map((value) => ({ ...offeredAs(result, facet, value), value })),
          ...offered
            .filter((v) => !selected.some((value) => isSameValue(facet, value, v.value)))
            .slice(0, VALUES_SHOWN),
        ];
  const isHomeCounted = home !== undefined && offeredAs(result, "library", home).count > 0;
  const distinct = result.facets[facet]?.distinct ?? 0;
  const more =
    facet === "class" ? 0 : Math.max(0, distinct - shown.length - excluded.length - (isHomeCounted ? 1 : 0));
  return {
    name: facet,
    open: OPEN.includes(facet) || selected.length > 0,
    more,
    moreHref:
      more > 0 && SEARCHABLE.includes(facet)
        ? `${site.base}/search/values/${facet}?${writeSearchState({ ...state, page: 1 })}`
        : null,
    values: shown.map((one) => facetValue(facet, one, selected.includes(one.value), page)),
  };
}

/** One box of a facet. */
export function facetValue(
  facet: FacetName,
  { value, label: known, count }: Counted,
  chosen: boolean,
  page: FacetPage,
): FacetValue {
  const { language, t } = page.site;
  const label = facetLabel(facet, known ?? value, { language, t, directory: page.directory });
  return {
    value,
    ...{ label: label.value, lang: label.lang, count },
    chosen,
    depth: facet === "class" ? value.length - 1 : 0,
    excludes: !chosen,
  };
}

/** The widest classes, and below each one that is open its own classes: open are the chosen and those above them. */
function classTree(counted: Counted[], selected: string[]): Counted[] {
  const isOpen = (value: string): boolean => selected.some((chosen) => chosen.startsWith(value));
  const widest = counted.filter((v) => v.value.length === 1);
  const open = widest.length === 1 ? widest[0]!.value : undefined;
  const shown = counted.filter(({ value }) => {
    const above = value.slice(0, -1);
    return above === "" || isOpen(above) || above === open;
  });
  const missing = selected.filter((value) => !shown.some((v) => v.value === value));
  return [...shown, ...missing.map((value) => ({ value, count: 0 }))]
    .sort((a, b) => (a.value < b.value ? -1 : 1))
    .slice(0, CLASSES_SHOWN + widest.length);
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

/** What narrows the search down, each with the address without it. */
export function chosenValues(page: FacetPage): ChosenValue[] {
  const { state, site, directory } = page;
  if (filterCount(state) === 0) return [];
  const values: ChosenValue[] = facetNames.flatMap((facet) =>
    (["facets", "not"] as const).flatMap((which) =>
      (state[which][facet] ?? []).map((value) => {
        const shown = facetLabel(facet, value, { language: site.language, t: site.t, directory });
        return {
          facet: site.t(`facet.${facet}`),
          label: shown.value,
          lang: shown.lang,
          excluded: which === "not",
          href: searchHref(site, withoutValue(state, facet, value, which)),
        };
      }),
    ),
  );
  if (state.from !== null || state.to !== null) {
    values.push({
      facet: site.t("facet.year"),
      label: yearsLabel(state, site),
      excluded: false,
      href: searchHref(site, { ...state, from: null, to: null, page: 1 }),
    });
  }
  return values;
}

function yearsLabel({ from, to }: SearchState, site: SiteContext): string {
  if (to === null) return site.t("years.since", { from: String(from) });
  if (from === null) return site.t("years.until", { to: String(to) });
  return site.t("years.span", { from: String(from), to: String(to) });
}
