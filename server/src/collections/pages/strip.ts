import type { FindStrip } from "../../contracts/result-strip.ts";
import { pick } from "../../kernel/text.ts";
import { liveConfigs } from "../known-configs.ts";
import { countEverywhere, searchEverywhere } from "../search/questions.ts";
import { rowOf } from "./look.ts";

const SHOWN = 4;

/** Objects of all collections beside the titles of a search: the best few, and where all of them are. */
export const collectionStrip: FindStrip = async (db, query, site) => {
  const [hits, counts] = await Promise.all([searchEverywhere(db, query, SHOWN), countEverywhere(db, query)]);
  if (hits.length === 0) return null;
  const ids = hits.map((hit) => hit.collectionId);
  const configs = await liveConfigs(db, ids);
  return {
    heading: site.t("collections.title"),
    href: `${site.base}/collections/search?${new URLSearchParams({ q: query })}`,
    total: counts.reduce((sum, one) => sum + one.own, 0),
    items: hits.flatMap((hit) => {
      const config = configs.get(hit.collectionId);
      if (!config) return [];
      const { href, title, picture } = rowOf(config, hit, site, query);
      return [{ href, title, line: pick(config.name, site.language), picture }];
    }),
  };
};
