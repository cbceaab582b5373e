import type { WallCollection } from "../../../../web/reader/collections/wall.tsx";
import { page, type ReaderPage } from "../../contracts/reader-page.ts";
import type { Db } from "../../kernel/database.ts";
import { type Language, pick } from "../../kernel/text.ts";
import { listCollections } from "../collections.ts";
import { liveConfig } from "../revisions.ts";
import { searchCollection } from "../search.ts";
import { findEverywhere } from "./everywhere-page.ts";
import { lookOf } from "./look.ts";
import { emptyQuestion, PAGE_SIZE, readAddress } from "./search-address.ts";
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
    return await findCollectionResults(visit.db, visit.site, shown, readAddress(visit.search, shown.config));
  },
});

/** The readers' pages of collections: the wall, and of each collection its front, its search, its objects. */
export const collectionPages: readonly ReaderPage[] = [wall, everywhere, search];

async function findWall(db: Db, language: Language): Promise<WallCollection[]> {
  const open = (await listCollections(db)).filter((one) => one.liveNumber !== null && !one.isWithdrawn);
  return await Promise.all(
    open.map(async (collection) => {
      const [config, found, member] = await Promise.all([
        liveConfig(db, collection),
        searchCollection(db, collection, { ...emptyQuestion, limit: PAGE_SIZE }),
        memberName(db, collection, language),
      ]);
      const shown = { collection, config: config!, member, isPreview: false };
      const pictures = found.hits.flatMap(({ brief }) =>
        brief.cover !== null && brief.coverType?.startsWith("image/") ? [brief.cover] : [],
      );
      return {
        look: lookOf(shown, language),
        intro: pick(config!.intro, language).split("\n")[0]!.slice(0, 140),
        objects: found.total,
        pictures: pictures.slice(0, WALL_PICTURES),
      };
    }),
  );
}
