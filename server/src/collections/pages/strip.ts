import type { FindStrip } from "../../contracts/result-strip.ts";
import { pick } from "../../kernel/text.ts";
import { liveConfigs } from "../revisions.ts";
import { searchEverywhere } from "../search.ts";
import { rowOf } from "./look.ts";

const SHOWN = 4;

/** Objects of all collections beside the titles of a search: the best few, and where all of them are. */
export const collectionStrip: FindStrip = async (db, query, site) => {
  const found = await searchEverywhere(db, query, SHOWN);
  if (found.total === 0) return null;
  const ids = found.hits.map((hit) => hit.collectionId);
  const configs = await liveConfigs(db, ids);
  return {
    heading: site.t("collections.title"),
    href: `${site.base}/collections/search?${new URLSearchParams({ q: query })}`,
    total: found.total,
    items: found.hits.flatMap((hit) => {
      const config = configs.get(hit.collectionId);
      if (!config) return [];
      const { href, title, picture } = rowOf(config, hit, site, query);
      return [{ href, title, line: pick(config.name, site.language), picture }];
    }),
  };
};
