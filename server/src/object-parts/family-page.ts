import type { FamilyProps } from "../../../web/reader/collections/family.tsx";
import type { SiteContext } from "../../../web/reader/frame/site-context.ts";
import {
  briefsOf,
  emptyQuestion,
  lookOf,
  type OpenObject,
  openForPage,
  rowOf,
  type Shown,
  searchCollection,
  titleOf,
} from "../collections/index.ts";
import { page, type ReaderPage } from "../contracts/reader-page.ts";
import type { Db } from "../kernel/database.ts";
import { countBelow, inside, kinAbove, kinBelow, parentsOf } from "./families.ts";

const SHOWN = 12;
const A_PAGE = 60;

/** To what an object belongs and what belongs to it, as far as readers find it. */
export async function familyShown(
  db: Db,
  site: SiteContext,
  shown: Shown,
  open: OpenObject,
  { offset, limit } = { offset: 0, limit: SHOWN },
): Promise<FamilyProps> {
  const { object, config } = open;
  const [above, below, count] = await Promise.all([
    kinAbove(db, object.id),
    kinBelow(db, object, { shown: true, offset, limit }),
    countBelow(db, object),
  ]);
  const numbers = below.map((one) => one.number);
  const hits = await briefsOf(db, shown.collection, numbers);
  return {
    above: above
      .filter((one) => one.state === "published")
      .map(({ number, identifier, data }) => ({
        title: titleOf(config, identifier, data),
        href: `${site.base}/objects/${number}`,
      })),
    parts: hits.map((hit) => rowOf(config, hit, site)),
    count,
    href: `${site.base}/objects/${object.number}/parts`,
  };
}

/** What is found inside an object at whatever depth, each with what it belongs to. */
async function foundInside(
  db: Db,
  site: SiteContext,
  { collection, config }: Shown,
  { object }: OpenObject,
  asked: { q: string; offset: number; limit: number },
): Promise<Pick<FamilyProps, "parts" | "count">> {
  const found = await searchCollection(db, collection, {
    ...emptyQuestion,
    ...asked,
    within: inside(object),
  });
  const parents = await parentsOf(
    db,
    found.hits.map((hit) => hit.number),
  );
  const label = site.t("collections.family-path");
  const parts = found.hits.map((hit) => {
    const row = rowOf(config, hit, site, asked.q);
    const parent = parents.get(hit.number);
    const text = parent && titleOf(config, parent.identifier, parent.data);
    return text === undefined ? row : { ...row, lines: [{ label, text, lang: undefined }, ...row.lines] };
  });
  return { parts, count: found.total };
}

/** Everything that belongs to an object, page by page; with `q` what is found inside it. */
const parts = page({
  path: "/objects/:number/parts",
  component: "PartsPage",
  find: async (visit) => {
    const { found, shown, q } = await openForPage(visit);
    const { db, site, query } = visit;
    const at = /^\d{1,6}$/.test(query.page ?? "") ? Math.max(1, Number(query.page)) : 1;
    const turn = { offset: (at - 1) * A_PAGE, limit: A_PAGE };
    const whole = await familyShown(db, site, shown, found, turn);
    const family =
      q === "" ? whole : { ...whole, ...(await foundInside(db, site, shown, found, { q, ...turn })) };
    const { identifier, data, number } = found.object;
    return {
      site,
      look: lookOf(shown, site.language),
      title: titleOf(found.config, identifier, data),
      objectHref: `${site.base}/objects/${number}`,
      family,
      query: q,
      page: at,
      last: Math.max(1, Math.ceil(family.count / A_PAGE)),
    };
  },
});

/** The pages of this room. */
export const partPages: readonly ReaderPage[] = [parts];
