import { findCollectionResults, readAddress, rowOf, shownCollection } from "../collections/index.ts";
import { page, type ReaderPage } from "../contracts/reader-page.ts";
import { Problem } from "../kernel/problem.ts";
import { pick } from "../kernel/text.ts";
import { targetsOf } from "./elsewhere.ts";
import { findPlacing, firstPlaced } from "./placings.ts";
import { refuse } from "./refusals.ts";

/** A collection's own search; who edits other collections may place there what was found. */
const search = page({
  path: "/collections/:slug/search",
  component: "CollectionSearchPage",
  find: async (visit) => {
    const shown = await shownCollection(visit);
    const { db, site, actor } = visit;
    const [results, targets] = await Promise.all([
      findCollectionResults(db, site, shown, readAddress(visit.search, shown.config)),
      shown.isPreview ? [] : targetsOf(db, actor, shown.collection.slug, site.language),
    ]);
    return { ...results, placing: { targets, within: visit.search.toString() } };
  },
});

/** What was placed by one action, to whoever did it and who may undo it. */
const placing = page({
  path: "/placings/:id",
  component: "PlacingPage",
  find: async ({ db, site, actor, params }) => {
    if (actor === null) throw new Problem("sign-in-needed", 401);
    const found = await findPlacing(db, params.id!);
    const targets = found ? await targetsOf(db, actor, "", site.language) : [];
    if (!found || !targets.some((one) => one.slug === found.into.slug)) throw refuse("placing-unknown");
    const { id, objects, already, keptBack, undone, into } = found;
    const first = await firstPlaced(db, found);
    return {
      id,
      rows: first.map(({ config, hit }) => rowOf(config, hit, site)),
      objects,
      already,
      keptBack,
      undone,
      name: pick(into.name, site.language) || into.slug,
      href: `${site.base}/collections/${into.slug}/search`,
    };
  },
});

/** The readers' pages of this room. */
export const guestPages: readonly ReaderPage[] = [search, placing];
