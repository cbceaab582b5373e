import { pinyinInitials } from "@commonshelf/cjk";
import type {
  CollectionFacet,
  CollectionSearchProps,
  FacetChoice,
} from "../../../../web/reader/collections/search.tsx";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import type { Db } from "../../kernel/database.ts";
import { pick } from "../../kernel/text.ts";
import type { Config, Field } from "../schema.ts";
import { yearsField } from "../search/entry.ts";
import { suggestValues } from "../search/facet-suggest.ts";
import { type FacetCount, searchCollection } from "../search/questions.ts";
import { vocabularyOf } from "../values.ts";
import { decadesOf, mapOf } from "./divisions.ts";
import { facetLabel, lookOf, rowOf, type Shown } from "./look.ts";
import {
  addressParams,
  type CollectionState,
  PAGE_SIZE,
  type readAddress,
  searchHref,
  sortsFor,
} from "./search-address.ts";

const MOST_CHOICES = 40;
/** Facets with more values than this have a box to look for them. */
const SHORT = 10;
/** Facets that stand open. */
const OPEN = 3;

/** The results page of a collection: one search, no query for its configuration. */
export async function findCollectionResults(
  db: Db,
  site: SiteContext,
  shown: Shown,
  { typed, ...asked }: ReturnType<typeof readAddress>,
): Promise<Omit<CollectionSearchProps, "placing">> {
  const { collection, config } = shown;
  const { language } = site;
  const view = asked.view ?? config.views[0]!;
  // Along the years there are two orders.
  const isUndated = view === "timeline" && asked.sort !== "newest";
  const state = isUndated ? { ...asked, sort: "oldest" as const } : asked;
  const suggested = Object.entries(typed).map(([field, text]) =>
    suggestValues(db, collection, config, state, { field, typed: text, language }),
  );
  const [found, places, ...likely] = await Promise.all([
    searchCollection(db, collection, state, treeFields(config)),
    view === "map" ? mapOf(db, collection, state, site) : [],
    ...suggested,
  ]);
  // Of a facet whose values are looked for, what was found stands there in place of what most objects bear.
  const counts = [...found.facets.filter(({ field }) => !(field in typed)), ...likely.flat()];
  const href = (next: CollectionState): string => searchHref(site.base, collection.slug, next);
  const page = state.offset / PAGE_SIZE + 1;
  const last = Math.max(1, Math.ceil(found.total / PAGE_SIZE));
  const to = (number: number): string => href({ ...state, offset: (number - 1) * PAGE_SIZE });
  const first = { ...state, offset: 0 };
  return {
    site,
    look: lookOf(shown, site.language),
    query: state.q,
    topic: state.topic && {
      name: pick(state.topic.name, site.language),
      intro: pick(state.topic.intro, site.language),
    },
    total: found.total,
    first: state.offset + 1,
    rows: found.hits.map((hit) => rowOf(config, hit, site, state.q)),
    places,
    facets: facetsOf(config, counts, { ...state, typed }, site),
    decades: decadesOf(found, (from, until) => href({ ...first, from, to: until })),
    years: yearsField(config) ? { from: String(state.from ?? ""), to: String(state.to ?? "") } : null,
    chosen: chosenOf(config, first, site, href),
    sorts: sortsFor(state, view).map((name) => ({
      name,
      href: href({ ...first, sort: name }),
      current: name === (state.sort === "relevance" && state.q === "" ? "added" : state.sort),
    })),
    views: config.views
      .filter((name) => name !== "timeline" || yearsField(config))
      .map((name) => ({ name, href: href({ ...state, view: name }), current: name === view })),
    pages: { previous: page > 1 ? to(page - 1) : null, next: page < last ? to(page + 1) : null, page, last },
    hidden: addressParams({ ...first, facets: {}, from: null, to: null }),
    clearHref: href({ ...first, q: "", facets: {}, from: null, to: null }),
  };
}

/** Fields whose values stand below each other: all are counted, or a branch would be missing. */
function treeFields(config: Config): string[] {
  return config.fields.filter((field) => field.facet === "tree").map((field) => field.key);
}

function chosenOf(
  config: Config,
  state: CollectionState,
  site: SiteContext,
  href: (next: CollectionState) => string,
): { label: string; href: string }[] {
  const values = Object.entries(state.facets).flatMap(([field, chosen]) =>
    chosen.map((value) => ({
      label: facetLabel(config, field, value, site),
      href: href({ ...state, facets: { ...state.facets, [field]: chosen.filter((one) => one !== value) } }),
    })),
  );
  const hasYears = state.from !== null || state.to !== null;
  const years = {
    label: `${state.from ?? ""}–${state.to ?? ""}`,
    href: href({ ...state, from: null, to: null }),
  };
  return hasYears ? [...values, years] : values;
}

function facetsOf(
  config: Config,
  counts: readonly FacetCount[],
  state: ReturnType<typeof readAddress>,
  site: SiteContext,
): CollectionFacet[] {
  const shown = config.fields.filter((field) => field.facet !== "none" && field.facet !== "years");
  return shown.flatMap((field, at) => {
    const chosen = new Set(state.facets[field.key] ?? []);
    const own = counts.filter((one) => one.field === field.key);
    const typed = state.typed[field.key];
    // What is looked for in a tree stands without what is above it.
    const flat = typed === undefined ? field : { ...field, facet: "list" as const };
    const choices = choicesOf(config, flat, own, chosen, site);
    if (choices.length === 0 && typed === undefined) return [];
    const label = pick(field.label, site.language) || field.key;
    const isLong = typed !== undefined || choices.length > SHORT;
    const isOpen = at < OPEN || chosen.size > 0 || typed !== undefined;
    return [{ field: field.key, label, choices, isOpen, typed: isLong ? (typed ?? "") : null }];
  });
}

function choicesOf(
  config: Config,
  field: Field,
  counts: readonly FacetCount[],
  chosen: ReadonlySet<string>,
  site: SiteContext,
): FacetChoice[] {
  const choice = (value: string, count: number, depth = 0): FacetChoice => ({
    value,
    label: facetLabel(config, field.key, value, site),
    lang: undefined,
    count,
    chosen: chosen.has(value),
    depth,
  });
  if (field.facet === "tree") return treeChoices(config, field, counts, choice);
  const all = counts.map(({ value, count }) => choice(value, count));
  for (const value of chosen) if (!all.some((one) => one.value === value)) all.push(choice(value, 0));
  const letter = (one: FacetChoice): string => pinyinInitials(one.label) || one.label.toLowerCase();
  all.sort(
    field.facet === "letters"
      ? (a, b) => (letter(a) < letter(b) ? -1 : 1)
      : (a, b) => Number(b.chosen) - Number(a.chosen) || b.count - a.count || (a.label < b.label ? -1 : 1),
  );
  return all.slice(0, MOST_CHOICES);
}

/** Terms below each other in the order of their vocabulary. */
function treeChoices(
  config: Config,
  field: Field,
  counts: readonly FacetCount[],
  choice: (value: string, count: number, depth: number) => FacetChoice,
): FacetChoice[] {
  const terms = vocabularyOf(config, field.vocabulary)?.terms ?? [];
  const known = new Map(counts.map((one) => [one.value, one.count]));
  const below = (code: string | null, depth: number): FacetChoice[] =>
    depth > 6
      ? []
      : terms.flatMap((term) => {
          const count = term.broader === code ? (known.get(term.code) ?? 0) : 0;
          return count === 0 ? [] : [choice(term.code, count, depth), ...below(term.code, depth + 1)];
        });
  return below(null, 0);
}
