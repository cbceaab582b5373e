import { page, type ReaderPage } from "../contracts/reader-page.ts";
import { ranking, recipeKeys } from "../discovery/index.ts";
import { findNear } from "./near.ts";

/** The page of what is near shows more than the first page does. */
const SIZES = { libraries: 24, nests: 9, books: 24 };

const near = page({
  path: "/near",
  component: "NeighbourhoodPage",
  find: async ({ db, clock, site, actor, homeMemberId }) => ({
    near: await findNear(
      db,
      clock,
      { personId: actor?.personId ?? null, homeMemberId, language: site.language, zone: site.zone },
      SIZES,
    ),
  }),
});

const help = page({ path: "/help", component: "HelpPage", find: async () => ({}) });

/** The weights shown are those in force. */
const rankingHelp = page({
  path: "/help/ranking",
  component: "RankingHelpPage",
  find: async () => ({ weights: recipeKeys.map((name) => ({ name, weight: ranking[name] })) }),
});

/** What phones keep for when there is no network: nobody's own, whoever asks for it. */
const offline = page({
  path: "/offline",
  component: "OfflinePage",
  find: async ({ site }) => ({ site: { ...site, session: null, flash: null } }),
});

/** What is near, the readers' help, and the page without a network. */
export const homePages: readonly ReaderPage[] = [near, help, rankingHelp, offline];
