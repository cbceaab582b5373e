import type { WallCollection } from "../../../../web/reader/collections/wall.tsx";
import { page, type ReaderPage } from "../../contracts/reader-page.ts";
import type { Db } from "../../kernel/database.ts";
import { type Language, pick } from "../../kernel/text.ts";
import { listCollections } from "../collections.ts";
import { liveConfigs } from "../known-configs.ts";
import { countShown } from "../search/facet-values.ts";
import { hitsOf } from "../search/questions.ts";
import { findEverywhere } from "./everywhere-page.ts";
import { lookOf } from "./look.ts";
import { emptyQuestion, PAGE_SIZE } from "./search-address.ts";
import { memberName, wordsOf } from "./shown.ts";

const WALL_PICTURES = 3;

const wall = page({
  path: "/collections",
  component: "CollectionsPage",
  find: async ({ db, site }) => ({ collections: await findWall(db, site.language) }),
});

const everywhere = page({
  path: "/collections/search",
  component: "EverywherePage",
  find: async ({ db, site, query }) => {
    const q = wordsOf(query.q);
    return { query: q, ...(await findEverywhere(db, site, q)) };
  },
});

/** The readers' pages of all collections together: the wall, and one search. */
export const collectionPages: readonly ReaderPage[] = [wall, everywhere];

async function findWall(db: Db, language: Language): Promise<WallCollection[]> {
  const open = (await listCollections(db)).filter((one) => one.liveNumber !== null && !one.isWithdrawn);
  const ids = open.map((one) => one.id);
  const [configs, counts] = await Promise.all([liveConfigs(db, ids), countShown(db, ids)]);
  return await Promise.all(
    open.map(async (collection) => {
      const config = configs.get(collection.id)!;
      const [hits, member] = await Promise.all([
        hitsOf(db, collection, { ...emptyQuestion, limit: PAGE_SIZE }),
        memberName(db, collection, language),
      ]);
      const shown = { collection, config, member, isPreview: false };
      const pictures = hits.flatMap(({ brief }) =>
        brief.cover !== null && brief.coverType?.startsWith("image/") ? [brief.cover] : [],
      );
      return {
        look: lookOf(shown, language),
        intro: pick(config.intro, language).split("\n")[0]!.slice(0, 140),
        objects: counts.get(collection.id) ?? 0,
        pictures: pictures.slice(0, WALL_PICTURES),
      };
    }),
  );
}
