import type { EverywhereProps } from "../../../../web/reader/collections/everywhere.tsx";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import type { Db } from "../../kernel/database.ts";
import { pick } from "../../kernel/text.ts";
import { slugsOf } from "../collections.ts";
import { liveConfigs } from "../known-configs.ts";
import { countEverywhere, searchEverywhere } from "../search/questions.ts";
import { rowOf } from "./look.ts";
import { emptyQuestion, searchHref } from "./search-address.ts";

const SHOWN = 48;
const MOST_COLLECTIONS = 100;

/** Objects of all collections, and in which collections how many are. */
export async function findEverywhere(
  db: Db,
  site: SiteContext,
  q: string,
): Promise<Omit<EverywhereProps, "site" | "query">> {
  const [hits, counts] = await Promise.all([searchEverywhere(db, q, SHOWN), countEverywhere(db, q)]);
  const told = counts.slice(0, MOST_COLLECTIONS);
  const ids = [...new Set([...told, ...hits].map((one) => one.collectionId))];
  const [configs, slugs] = await Promise.all([liveConfigs(db, ids), slugsOf(db, ids)]);
  return {
    total: counts.reduce((sum, one) => sum + one.own, 0),
    rows: hits.flatMap((hit) => {
      const config = configs.get(hit.collectionId);
      if (!config) return [];
      const text = pick(config.name, site.language);
      const whose = { label: site.t("collections.title"), text, lang: undefined };
      const row = rowOf(config, hit, site, q);
      return [{ ...row, lines: [whose, ...row.lines] }];
    }),
    collections: told.map((one) => ({
      name: pick(configs.get(one.collectionId)?.name ?? {}, site.language),
      count: one.count,
      href: searchHref(site.base, slugs.get(one.collectionId)!, { ...emptyQuestion, q }),
    })),
  };
}
