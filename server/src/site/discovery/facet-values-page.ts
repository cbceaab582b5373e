import { fold, hasHan, pinyin, pinyinInitials } from "@commonshelf/cjk";
import type { FacetValuesProps } from "../../../../web/reader/discovery/facet-values.tsx";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import { isSameValue, type Searcher, type SearchNode } from "../../discovery/index.ts";
import type { FacetName } from "../../discovery/words.ts";
import type { MemberDirectory } from "../../frame/index.ts";
import { facetValue, searchHref } from "./facet-views.ts";
import { filterParams, type SearchState, searchRequestOf, withoutValue, withValue } from "./search-state.ts";

const SHOWN = 100;
/** Values looked at when something is typed; the search is narrowed to titles that have it first. */
const LOOKED_AT = 2000;

/** Facets whose values can be looked through by typing. */
export const searchableFacets = ["subject", "author"] as const satisfies FacetName[];

/** The values of a facet of this search that hold `find`, in any script, most titles first. */
export async function findFacetValues(
  searcher: Searcher,
  site: SiteContext,
  directory: MemberDirectory,
  state: SearchState,
  facet: (typeof searchableFacets)[number],
  find: string,
): Promise<FacetValuesProps> {
  const request = searchRequestOf(state, site.language);
  const narrowed: SearchNode = find
    ? { kind: "and", nodes: [request.node, { kind: "prefix", field: facet, text: find }] }
    : request.node;
  const result = await searcher.search({
    ...request,
    node: narrowed,
    size: 1,
    offset: 0,
    byWork: false,
    facetSize: find ? LOOKED_AT : SHOWN,
  });
  const counted = result.facets[facet] ?? { values: [], distinct: 0 };
  const holds = matcherOf(find);
  const isFound = (one: { value: string; label?: string }) => holds(one.value) || holds(one.label ?? "");
  const matching = find ? counted.values.filter(isFound) : counted.values;
  const page = { state, site, directory, homeMemberId: null };
  const chosen = state.facets[facet] ?? [];
  return {
    site,
    query: state.q,
    facet: site.t(`facet.${facet}`),
    find,
    values: matching.slice(0, SHOWN).map((counted) => {
      const same = chosen.find((one) => isSameValue(facet, one, counted.value));
      const isChosen = same !== undefined;
      return {
        ...facetValue(facet, counted, isChosen, page),
        href: searchHref(
          site,
          isChosen ? withoutValue(state, facet, same) : withValue(state, facet, counted.value),
        ),
        excludeHref: isChosen ? null : searchHref(site, withValue(state, facet, counted.value, "not")),
      };
    }),
    more: Math.max(0, (find ? matching.length : counted.distinct) - SHOWN),
    action: `${site.base}/search/values/${facet}`,
    hidden: [
      ...(state.q ? [{ name: "q", value: state.q }] : []),
      ...(state.cql ? [{ name: "cql", value: state.cql }] : []),
      ...(state.sort === "relevance" ? [] : [{ name: "sort", value: state.sort }]),
      ...(state.grouped ? [] : [{ name: "group", value: "off" }]),
      ...filterParams(state),
    ],
    backHref: searchHref(site, state),
  };
}

/** Whether a value holds what was typed: as written in any script, as pinyin or as initials. */
function matcherOf(find: string): (value: string) => boolean {
  const wanted = fold(find);
  const letters = wanted.replace(/[^a-z0-9]/g, "");
  return (value) => {
    const folded = fold(value);
    if (folded.includes(wanted)) return true;
    if (letters === "" || hasHan(find) || !hasHan(value)) return false;
    return pinyin(value).join("").includes(letters) || pinyinInitials(value).includes(letters);
  };
}
