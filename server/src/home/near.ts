import type { JourneyCard, NearFacts, OpenLibrary } from "../../../web/reader/home/near.tsx";
import { openSoon } from "../consortium/index.ts";
import { getJourney, type JourneyLine, journeysUnderWay } from "../drifting/index.ts";
import type { Db } from "../kernel/database.ts";
import { type Language, pick } from "../kernel/text.ts";
import { type Clock, dateIn } from "../kernel/time.ts";
import { formatDate } from "../kernel/zones/dates.ts";
import { type Cell, sharerOf } from "../neighbours/index.ts";
import { findNests, newestPhotos } from "../nests/index.ts";
import { findNearby } from "../shelves/index.ts";

/** Who looks. `zone`: of the region, for what belongs to no library. */
export type NearViewer = {
  personId: string | null;
  homeMemberId: number | null;
  language: Language;
  zone: string;
};

/** How much is shown of each. */
export type NearSizes = { libraries: number; nests: number; books: number };

const RADIUS_KM = 5;
/** Stops of a journey that are drawn, the last ones. */
const MOST_STOPS = 5;

/** What is near and open: for nobody signed in, or without a place, what is so for everybody. */
export async function findNear(
  db: Db,
  clock: Clock,
  viewer: NearViewer,
  sizes: NearSizes,
): Promise<NearFacts> {
  const { personId } = viewer;
  const me = personId === null ? null : await sharerOf(db, personId);
  const cell = me === null || me.isMinor ? null : me.cell;
  const [libraries, nests, journey, books] = await Promise.all([
    openSoon(db, clock, viewer.homeMemberId),
    findNests(db, clock, { cell }),
    findJourney(db, viewer),
    personId === null || cell === null ? null : booksNear(db, { ...viewer, personId, cell }, sizes.books),
  ]);
  const shown = nests.slice(0, sizes.nests);
  const photos = await newestPhotos(
    db,
    shown.map((nest) => nest.id),
  );
  return {
    libraries: libraries.slice(0, sizes.libraries).map((one) => openLibrary(one, viewer)),
    nests: shown.map((nest) => ({
      code: nest.code,
      name: nest.name,
      address: nest.address,
      km: nest.km,
      stock: nest.stock && { low: nest.stock.low, high: nest.stock.high },
      photo: photos.get(nest.id) ?? null,
      position: nest.position,
    })),
    journey,
    books,
    standing: personId === null ? "nobody" : cell === null ? "no-place" : "placed",
  };
}

function openLibrary(one: Awaited<ReturnType<typeof openSoon>>[number], viewer: NearViewer): OpenLibrary {
  return {
    code: one.memberCode,
    library: pick(one.member, viewer.language),
    branch: pick(one.name, viewer.language),
    isOwn: one.memberId === viewer.homeMemberId,
    isOpen: one.isOpen,
    hour: one.isOpen ? one.closes : one.opens,
    day: one.inDays > 1 ? dayOf(one.on, viewer.language) : one.inDays === 1 ? "tomorrow" : null,
  };
}

/** `2026-12-11` -> 12月11日周五, Fri, 11 Dec. */
function dayOf(date: string, language: Language): string {
  const locale = language === "en" ? "en-GB" : language;
  const parts = { weekday: "short", month: "short", day: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(locale, parts).format(new Date(`${date}T00:00:00Z`));
}

async function booksNear(
  db: Db,
  { personId, cell, language }: { personId: string; cell: Cell; language: Language },
  limit: number,
): Promise<NearFacts["books"]> {
  const { items } = await findNearby(db, personId, cell, { radiusKm: RADIUS_KM, limit });
  return items.map(({ id, title, author, owner, band, modes }) => ({
    id,
    title,
    author,
    owner: owner.library ? pick(owner.library, language) : (owner.nickname ?? owner.tag),
    band,
    isGiven: modes.includes("give"),
  }));
}

/** The journey with the most finds among those with the latest news. */
async function findJourney(db: Db, viewer: NearViewer): Promise<JourneyCard | null> {
  const best = (await journeysUnderWay(db)).reduce<JourneyLine | null>(
    (most, one) => (most === null || one.finds > most.finds ? one : most),
    null,
  );
  if (!best) return null;
  const { events } = await getJourney(db, viewer.personId, best.code);
  const stops = events
    .filter((event) => event.kind === "released" && event.place !== "")
    .slice(-MOST_STOPS)
    .map(({ at, place, position }) => ({
      place,
      day: formatDate(dateIn(viewer.zone, new Date(at)), viewer.language),
      position,
    }));
  const { code, title, author, state, finds } = best;
  return { code, title, author, state, finds, stops };
}
