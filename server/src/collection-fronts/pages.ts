import { lookOf, type Shown, shownCollection } from "../collections/index.ts";
import { type PageVisit, page, type ReaderPage } from "../contracts/reader-page.ts";
import { pick } from "../kernel/text.ts";
import { findBlocks } from "./blocks.ts";
import { findTrial } from "./trials.ts";

/** The collection as whoever asks sees it; with `?preview=mine` as they are changing it, unsaved. */
async function shownFront(visit: PageVisit): Promise<Shown> {
  const shown = await shownCollection(visit);
  if (!shown.isPreview || visit.query.preview !== "mine" || visit.actor === null) return shown;
  const trial = await findTrial(visit.db, visit.actor, shown.collection.id);
  return trial ? { ...shown, config: trial } : shown;
}

const front = page({
  path: "/collections/:slug",
  component: "CollectionPage",
  find: async (visit) => {
    const { site } = visit;
    const shown = await shownFront(visit);
    const { rights, rightsNote } = shown.config;
    return {
      site,
      look: lookOf(shown, site.language),
      ...(await findBlocks(visit, shown)),
      rights: `${site.t(`collections.rights.${rights}`)} ${pick(rightsNote, site.language)}`.trim(),
    };
  },
});

/** The readers' page of this room. */
export const frontPages: readonly ReaderPage[] = [front];
