import type { Alternative, RelaxedFacts } from "../../../../web/reader/discovery/hints.tsx";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import { didYouMean, FEW_HITS, filtersOf, relax, type Searcher } from "../../discovery/index.ts";
import type { Db } from "../../kernel/database.ts";
import { rowFacts, type Viewer } from "../catalogue/record-view.ts";
import type { PageReads } from "../page-reads.ts";
import { searchHref } from "./facet-views.ts";
import { readRows } from "./row-editions.ts";
import type { SearchState } from "./search-state.ts";

const RELAXED_ROWS = 10;
type Deps = { db: Db; searcher: Searcher; reads: PageReads };

/** Other spellings of a query that finds next to nothing. */
export async function findAlternatives(
  deps: Deps,
  site: SiteContext,
  state: SearchState,
  total: number,
): Promise<Alternative[]> {
  if (total > FEW_HITS || state.page > 1 || state.q === "") return [];
  const found = await didYouMean(deps, state.q, total, filtersOf(state), site.language);
  return found.map(({ text, total: hits }) => ({
    text,
    total: hits,
    href: searchHref(site, { ...state, q: text, page: 1 }),
  }));
}

/** When nothing is found: the first rows of a search that asks for less, and what it no longer asks. */
export async function findRelaxed(
  deps: Deps,
  site: SiteContext,
  viewer: Viewer & { personId: string | null },
  state: SearchState,
  total: number,
): Promise<RelaxedFacts | null> {
  if (total > 0 || state.q === "") return null;
  const relaxed = await relax(deps.searcher, state.q, filtersOf(state));
  if (!relaxed) return null;
  const { hits } = await deps.searcher.search({
    node: relaxed.node,
    filters: relaxed.filters,
    size: RELAXED_ROWS,
    byWork: true,
  });
  const ids = hits.map((hit) => hit.id);
  const found = await readRows(deps, ids, { grouped: false, personId: viewer.personId });
  const { dropped } = relaxed;
  const words = dropped.what === "words" ? dropped.words.join(site.t("list.comma")) : "";
  return {
    sentence: site.t(`hints.without-${dropped.what}`, { words }),
    href: searchHref(site, { ...state, q: relaxed.text, facets: {}, not: {}, from: null, to: null, page: 1 }),
    total: relaxed.total,
    rows: found.instances.map((instance) => rowFacts(instance, found, viewer)),
  };
}
