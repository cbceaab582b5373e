import type { FrontProps, Place } from "../../../../web/reader/collections/front.tsx";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import type { Db } from "../../kernel/database.ts";
import { pick } from "../../kernel/text.ts";
import type { Config, Term } from "../schema.ts";
import { briefsOf, type FacetCount, type Found, searchCollection } from "../search.ts";
import { vocabularyOf } from "../values.ts";
import { lookOf, rowOf, type Shown } from "./look.ts";
import { emptyQuestion, searchHref } from "./search-address.ts";

const NEWEST = 12;
const HERO = 3;
const DEEPEST = 3;
/** Six centuries. */
const MOST_DECADES = 60;

/** The front page of a collection: two queries, whatever is in it. */
export async function findFront(db: Db, site: SiteContext, shown: Shown): Promise<FrontProps> {
  const { collection, config } = shown;
  const wanted = config.featured.map((one) => one.object);
  const [found, featured] = await Promise.all([
    searchCollection(db, collection, { ...emptyQuestion, limit: NEWEST }),
    briefsOf(db, collection, wanted),
  ]);
  const href = (facets: Record<string, string[]>): string =>
    searchHref(site.base, collection.slug, { ...emptyQuestion, facets });
  const rows = found.hits.map((hit) => rowOf(config, hit, site));
  const chosen = featured.map((hit) => ({
    row: rowOf(config, hit, site),
    note: pick(config.featured.find((one) => one.object === hit.number)?.note ?? {}, site.language),
  }));
  const pictures = [...chosen.map((one) => one.row), ...rows].flatMap((row) => row.picture ?? []);
  return {
    site,
    look: lookOf(shown, site.language),
    intro: pick(config.intro, site.language),
    total: found.total,
    hero: [...new Set(pictures)].slice(0, HERO),
    trees: treesOf(config, found.facets, site, href),
    featured: chosen,
    topics: config.topics.map((topic) => ({
      name: pick(topic.name, site.language),
      intro: pick(topic.intro, site.language),
      href: searchHref(site.base, collection.slug, { ...emptyQuestion, topic }),
    })),
    newest: rows,
    decades: decadesOf(found, (from, to) =>
      searchHref(site.base, collection.slug, { ...emptyQuestion, from, to }),
    ),
    allHref: href({}),
    rights:
      `${site.t(`collections.rights.${config.rights}`)} ${pick(config.rightsNote, site.language)}`.trim(),
  };
}

/** Objects by decade, decades without any among them, each with the address of its objects. */
export function decadesOf(found: Found, href: (from: number, to: number) => string): FrontProps["decades"] {
  const known = new Map(found.decades.map(({ decade, count }) => [decade, count]));
  const [first, last] = [found.decades[0]?.decade ?? 0, found.decades.at(-1)?.decade ?? 0];
  const decades = Array.from(
    { length: Math.min(MOST_DECADES, (last - first) / 10 + 1) },
    (_one, at) => last - at * 10,
  );
  return decades
    .reverse()
    .map((decade) => ({ decade, count: known.get(decade) ?? 0, href: href(decade, decade + 9) }));
}

/** Classifications with the number of objects at each place; without any, the first facet's most frequent values. */
function treesOf(
  config: Config,
  counts: readonly FacetCount[],
  site: SiteContext,
  href: (facets: Record<string, string[]>) => string,
): FrontProps["trees"] {
  return config.trees.flatMap((key) => {
    const field = config.fields.find((one) => one.key === key);
    const vocabulary = vocabularyOf(config, field?.vocabulary ?? null);
    if (!field || !vocabulary) return [];
    const known = new Map(counts.filter((one) => one.field === key).map((one) => [one.value, one.count]));
    const below = (code: string | null, depth: number): Place[] =>
      depth > DEEPEST
        ? []
        : vocabulary.terms.flatMap((term: Term) =>
            term.broader === code
              ? [
                  {
                    label: pick(term.label, site.language) || term.code,
                    href: href({ [key]: [term.code] }),
                    count: known.get(term.code) ?? 0,
                    below: below(term.code, depth + 1),
                  },
                ]
              : [],
          );
    return [{ label: pick(field.label, site.language), places: below(null, 1) }];
  });
}
