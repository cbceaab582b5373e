import { type PageVisit, page, type ReaderPage } from "../contracts/reader-page.ts";
import type { Db } from "../kernel/database.ts";
import { formatMoment } from "../kernel/zones/dates.ts";
import { type KnownReader, knownReaders } from "../neighbours/index.ts";
import { myBooks } from "../shelves/index.ts";
import { claimsFor } from "./finds.ts";
import { getJourney, journeysOf, journeysUnderWay } from "./journey-views.ts";
import { readFigures } from "./kept-figures.ts";
import { thoughtsOfJourney } from "./thoughts.ts";

/** The site with moments in the region's zone: a journey belongs to no library. */
function inRegion({ site }: PageVisit) {
  return { ...site, moment: (instant: string) => formatMoment(instant, site.language, site.zone) };
}

async function friendsOf(db: Db, personId: string | null): Promise<KnownReader[]> {
  if (personId === null) return [];
  return (await knownReaders(db, personId)).filter((reader) => reader.relation === "friend");
}

const front = page({
  path: "/drift",
  component: "DriftPage",
  find: async (visit) => {
    const { db, actor } = visit;
    const personId = actor?.personId ?? null;
    const [figures, underWay, mine, own, friends] = await Promise.all([
      readFigures(db),
      journeysUnderWay(db),
      personId === null ? [] : journeysOf(db, personId),
      personId === null ? null : myBooks(db, personId, {}),
      friendsOf(db, personId),
    ]);
    const free = (own?.items ?? []).filter((copy) => copy.isFree).map(({ id, title }) => ({ id, title }));
    return { site: inRegion(visit), figures, underWay, mine, own: free, friends };
  },
});

const journey = page({
  path: "/drift/:code",
  component: "JourneyPage",
  find: async (visit) => {
    const { db, actor, params } = visit;
    const personId = actor?.personId ?? null;
    const one = await getJourney(db, personId, params.code!);
    const [claims, thoughts, friends] = await Promise.all([
      personId === null ? [] : claimsFor(db, personId, one.id),
      thoughtsOfJourney(db, one.id, personId),
      friendsOf(db, one.isHolder ? personId : null),
    ]);
    return { site: inRegion(visit), journey: one, claims, thoughts, friends };
  },
});

/** Books on their way, and one journey. */
export const driftPages: readonly ReaderPage[] = [front, journey];
