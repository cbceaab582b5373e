import type { EverywhereProps } from "../../../../web/reader/collections/everywhere.tsx";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import type { Db } from "../../kernel/database.ts";
import { pick } from "../../kernel/text.ts";
import { collectionById } from "../collections.ts";
import { liveConfigs } from "../revisions.ts";
import { countEverywhere, searchEverywhere } from "../search.ts";
import { rowOf } from "./look.ts";
import { emptyQuestion, searchHref } from "./search-address.ts";

const SHOWN = 48;

/** Objects of all collections, and in which collections how many are. */
export async function findEverywhere(
  db: Db,
  site: SiteContext,
  q: string,
): Promise<Omit<EverywhereProps, "site" | "query">> {
  const [found, counts] = await Promise.all([searchEverywhere(db, q, SHOWN), countEverywhere(db, q)]);
  const ids = counts.map((one) => one.collectionId);
  const [configs, collections] = await Promise.all([
    liveConfigs(db, ids),
    Promise.all(ids.map((id) => collectionById(db, id))),
  ]);
  return {
    total: found.total,
    rows: found.hits.flatMap((hit) => {
      const config = configs.get(hit.collectionId);
      return config ? [rowOf(config, hit, site, q)] : [];
    }),
    collections: counts.map((one, at) => ({
      name: pick(configs.get(one.collectionId)?.name ?? {}, site.language),
      count: one.count,
      href: searchHref(site.base, collections[at]!.slug, { ...emptyQuestion, q }),
    })),
  };
}
