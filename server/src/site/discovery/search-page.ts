import { isAskingWord } from "@commonshelf/cjk";
import { pageLinks } from "../../../../web/reader/discovery/page-links.ts";
import { printNode } from "../../../../web/reader/discovery/print-node.ts";
import type { ResultsProps, Understood } from "../../../../web/reader/discovery/results.tsx";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import type { Viewer as Sight } from "../../audience/index.ts";
import { knownParts, readQuestion, type Searcher } from "../../discovery/index.ts";
import { sortNames } from "../../discovery/words.ts";
import type { MemberDirectory } from "../../frame/index.ts";
import type { Db } from "../../kernel/database.ts";
import { feedHref } from "../catalogue/feed-routes.ts";
import { rowFacts } from "../catalogue/record-view.ts";
import type { PageReads } from "../page-reads.ts";
import { chosenValues, type FacetPage, facetViews, searchHref, yearsView } from "./facet-views.ts";
import { editionsFacts, readRows } from "./row-editions.ts";
import { findAlternatives, findRelaxed } from "./search-hints.ts";
import { filterParams, LAST_PAGE, PAGE_SIZE, type SearchState, searchRequestOf } from "./search-state.ts";

/** What a results page needs beside the address. */
export type SearchPageDeps = { db: Db; searcher: Searcher; reads: PageReads };

/** Who asks; `core`: what a sentence is about of which nothing is found, for its other words say nothing of books. */
export type ResultsAsker = {
  homeMemberId: number | null;
  personId: string | null;
  sight: Sight;
  core?: string | null;
};

/** The results page of an address: one search, and four queries for its rows. */
export async function findResults(
  deps: SearchPageDeps,
  site: SiteContext,
  directory: MemberDirectory,
  { homeMemberId, personId, sight, core = null }: ResultsAsker,
  state: SearchState,
): Promise<ResultsProps> {
  const result = await deps.searcher.search({ ...searchRequestOf(state, site.language), viewer: sight });
  const ids = result.hits.map((hit) => hit.id);
  const found = await readRows(deps, ids, { grouped: state.grouped, personId, sight });
  const viewer = { language: site.language, directory, homeMemberId };
  const page: FacetPage = { state, site, directory, homeMemberId };
  const href = (next: SearchState): string => searchHref(site, next);
  const asksNothing = state.q === "" && state.cql === "";
  const readAs = result.readAs === "as-typed" ? null : result.readAs;
  const [alternatives, relaxed, pieces] = await Promise.all([
    findAlternatives(deps, site, state, result.total),
    findRelaxed(
      deps,
      site,
      { ...viewer, personId },
      core === null ? state : { ...state, q: core },
      result.total,
    ),
    readAs === null ? understood(deps.searcher, state, site) : [],
  ]);
  return {
    site,
    query: state.q,
    total: result.total,
    works: result.works,
    grouped: state.grouped,
    groupHref: href({ ...state, grouped: !state.grouped, page: 1 }),
    first: (state.page - 1) * PAGE_SIZE + 1,
    partial: result.partial,
    understood: pieces,
    readAs: readAs === null || result.total === 0 ? null : site.t(`read-as.${readAs}`),
    alternatives,
    relaxed,
    expert: expertView(state, site),
    rows: found.instances.map((instance) => ({
      ...rowFacts(instance, found, viewer),
      editions: editionsFacts(instance, found, viewer, site.base),
    })),
    facets: facetViews(result, page),
    years: yearsView(result.years, state),
    chosen: chosenValues(page),
    widerHref: state.facets.library || state.facets.available ? href(widened(state)) : null,
    clearHref: href({ ...state, facets: {}, not: {}, from: null, to: null, page: 1 }),
    sorts: sortNames
      .filter((name) => name !== "relevance" || !asksNothing)
      .map((name) => ({
        name,
        href: href({ ...state, sort: name, page: 1 }),
        current: name === (asksNothing && state.sort === "relevance" ? "added" : state.sort),
      })),
    feedHref: feedHref(site.base, state, "atom"),
    pages: pageLinks(state.page, Math.min(LAST_PAGE, Math.ceil(result.works / PAGE_SIZE) || 1), (page) =>
      href({ ...state, page }),
    ),
    keep: [...filterParams(state), ...(state.grouped ? [] : [{ name: "group", value: "off" }])],
    hidden: [
      ...(state.q ? [{ name: "q", value: state.q }] : []),
      ...(state.cql ? [{ name: "cql", value: state.cql }] : []),
      ...(state.sort === "relevance" ? [] : [{ name: "sort", value: state.sort }]),
      ...(state.grouped ? [] : [{ name: "group", value: "off" }]),
      ...filterParams(state).filter(({ name }) => name.startsWith("not-")),
    ],
  };
}

function widened(state: SearchState): SearchState {
  const { library: _library, available: _available, ...facets } = state.facets;
  return { ...state, facets, page: 1 };
}

/** How the typed words were taken, when that is more than words: each piece with the search without it. */
async function understood(searcher: Searcher, state: SearchState, site: SiteContext): Promise<Understood[]> {
  const parts = await knownParts(searcher, state.q);
  const pieces = parts.map((piece) => ({
    ...piece,
    kind: piece.part.field === "any" ? (piece.known ?? "any") : piece.part.field,
  }));
  if (pieces.length === 1 && pieces[0]!.isPlain) return [];
  if (pieces.every((piece) => piece.isPlain && piece.kind === "any")) return [];
  return pieces
    .filter((piece) => !(piece.isPlain && piece.kind === "any" && isAskingWord(piece.text)))
    .map((piece) => ({
      kind: site.t(`understood.${piece.kind}`),
      text: signed(piece),
      negated: piece.part.negated,
      href: searchHref(site, { ...state, q: piece.without, page: 1 }),
    }));
}

const signed = ({ part, text }: Awaited<ReturnType<typeof knownParts>>[number]): string =>
  part.form === "phrase" ? `“${text}”` : part.form === "book-title" ? `《${text}》` : text;

/** The query of the expert form, how it was read, or the place of its error. */
function expertView(state: SearchState, site: SiteContext): ResultsProps["expert"] {
  if (state.cql === "") return null;
  const query = readQuestion(state);
  if ("node" in query) return { cql: state.cql, parsed: printNode(query.node), error: null };
  const { code, details, position, length } = query.diagnostic;
  const at = Math.min(position, state.cql.length);
  return {
    cql: state.cql,
    parsed: null,
    error: {
      message: site.t(`cql.${code}`, { details }),
      before: state.cql.slice(0, at),
      at: state.cql.slice(at, at + Math.max(1, length)),
      after: state.cql.slice(at + Math.max(1, length)),
      position: at + 1,
    },
  };
}
