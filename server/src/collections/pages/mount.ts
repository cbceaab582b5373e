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
import { emptyQuestion, PAGE_SIZE, readAddress, readTyped } from "./search-address.ts";
import { findCollectionResults } from "./search-page.ts";
import { memberName, shownCollection, wordsOf } from "./shown.ts";

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

const search = page({
  path: "/collections/:slug/search",
  component: "CollectionSearchPage",
  find: async (visit) => {
    const shown = await shownCollection(visit);
    return await findCollectionResults(visit.db, visit.site, shown, {
      ...readAddress(visit.search, shown.config),
      typed: readTyped(visit.search, shown.config),
    });
  },
});

/** The readers' pages of collections: the wall, and of each collection its front, its search, its objects. */
export const collectionPages: readonly ReaderPage[] = [wall, everywhere, search];

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
