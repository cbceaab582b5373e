import { page, type ReaderPage } from "../contracts/reader-page.ts";
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

/** Pages of this room. */
export const homePages: readonly ReaderPage[] = [near];
