import { getInstances } from "../catalogue/index.ts";
import { findCircles } from "../circles/index.ts";
import { page, type ReaderPage } from "../contracts/reader-page.ts";
import type { Db } from "../kernel/database.ts";
import type { Language } from "../kernel/text.ts";
import { dateIn } from "../kernel/time.ts";
import { formatDate, formatMoment } from "../kernel/zones/dates.ts";
import { sharerOf } from "../neighbours/index.ts";
import { notesOf } from "./clock-ins.ts";
import { fellowsOf, ownDays } from "./fellows.ts";
import { findReadings, getReading, partsOf } from "./reading-views.ts";

/** Days and moments in the reader's words and zone. */
const inWords = (language: Language, zone: string) => ({
  day: (date: string) => formatDate(date, language),
  moment: (instant: string) => formatMoment(instant, language, zone),
});

/** Zone and age of whoever looks; a visitor's is the region's zone. */
async function viewerOf(
  db: Db,
  zone: string,
  personId: string | null,
): Promise<{ timeZone: string; isMinor: boolean }> {
  return personId === null ? { timeZone: zone, isMinor: false } : await sharerOf(db, personId);
}

/** The title a reading group is to be about, where its address names one. */
async function chosen(db: Db, given: string | undefined) {
  const id = Number(given);
  if (!Number.isSafeInteger(id) || id <= 0) return null;
  const [found] = await getInstances(db, [id]);
  if (!found) return null;
  return { id, title: found.brief.title.main, author: found.brief.contributors[0]?.value ?? "" };
}

const front = page({
  path: "/readings",
  component: "ReadingsPage",
  find: async ({ db, clock, site, actor, query }) => {
    const personId = actor?.personId ?? null;
    const me = await viewerOf(db, site.zone, personId);
    const [now, past, circles, book] = await Promise.all([
      findReadings(db, clock, personId),
      findReadings(db, clock, personId, { past: true, mine: true }),
      personId === null ? [] : findCircles(db, personId, { mine: true }),
      chosen(db, query.instance),
    ]);
    return {
      site: { ...site, ...inWords(site.language, me.timeZone) },
      now,
      past,
      book,
      today: dateIn(me.timeZone, clock.now()),
      isMinor: me.isMinor,
      circleId: query.circle ?? null,
      circles: circles.filter((circle) => circle.standing === "active").map(({ id, name }) => ({ id, name })),
    };
  },
});

const one = page({
  path: "/readings/:id",
  component: "ReadingPage",
  find: async ({ db, clock, site, actor, params }) => {
    const personId = actor?.personId ?? null;
    const reading = await getReading(db, clock, personId, params.id!);
    const isInside = reading.isIn || reading.mayLead;
    const [me, parts, fellows, notes, own] = await Promise.all([
      viewerOf(db, site.zone, personId),
      partsOf(db, reading),
      isInside && personId !== null ? fellowsOf(db, personId, reading.id) : [],
      isInside && personId !== null ? notesOf(db, personId, reading) : [],
      ownDays(db, personId, reading),
    ]);
    return {
      site: { ...site, ...inWords(site.language, me.timeZone) },
      reading,
      parts,
      fellows,
      notes,
      ...own,
    };
  },
});

/** Reading groups, and one of them. */
export const readingsPages: readonly ReaderPage[] = [front, one];
