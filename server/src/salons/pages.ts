import { qrPath } from "@commonshelf/qr";
import { findCircles } from "../circles/index.ts";
import { listBranches, loadDistances, minutesBetween } from "../consortium/index.ts";
import { type PageVisit, page, type ReaderPage } from "../contracts/reader-page.ts";
import { pick } from "../kernel/text.ts";
import { dateIn } from "../kernel/time.ts";
import { formatMoment } from "../kernel/zones/dates.ts";
import { sharerOf } from "../neighbours/index.ts";
import { checkInCode, guestsOf } from "./check-in.ts";
import { notesOf } from "./notes.ts";
import { findSalons, getSalon } from "./salons.ts";

/** Branches to choose among. */
const MOST_BRANCHES = 60;

/** Moments in the reader's zone. */
async function inZone({ db, site }: PageVisit, personId: string | null) {
  const me = personId === null ? { timeZone: site.zone, isMinor: false } : await sharerOf(db, personId);
  const zoned = {
    ...site,
    moment: (instant: string) => formatMoment(instant, site.language, me.timeZone),
    dayIn: (instant: string) => dateIn(me.timeZone, new Date(instant)),
    timeIn: (instant: string) =>
      new Intl.DateTimeFormat("en-GB", { timeZone: me.timeZone, hour: "2-digit", minute: "2-digit" }).format(
        new Date(instant),
      ),
  };
  return { me, site: zoned };
}

/** Branches where a salon can be, those of the reader's own library first, then the nearest. */
async function branchesOf({ db, site, homeMemberId }: PageVisit) {
  const [branches, distances] = await Promise.all([listBranches(db), loadDistances(db)]);
  const home = branches.find((branch) => branch.memberId === homeMemberId && branch.isMain)?.id;
  const way = (id: number): number => (home === undefined ? 0 : minutesBetween(distances, home, id));
  return branches
    .filter((branch) => branch.isPickup)
    .sort((a, b) => way(a.id) - way(b.id) || a.id - b.id)
    .slice(0, MOST_BRANCHES)
    .map(({ id, name }) => ({ id, name: pick(name, site.language) }));
}

const front = page({
  path: "/salons",
  component: "SalonsPage",
  find: async (visit) => {
    const { db, clock, actor } = visit;
    const { language } = visit.site;
    const personId = actor?.personId ?? null;
    const [{ me, site }, ahead, past, circles, branches] = await Promise.all([
      inZone(visit, personId),
      findSalons(db, clock, personId, { language }),
      findSalons(db, clock, personId, { past: true, language }),
      personId === null ? [] : findCircles(db, personId, { mine: true }),
      personId === null ? [] : branchesOf(visit),
    ]);
    const active = circles.filter((circle) => circle.standing === "active");
    const today = dateIn(me.timeZone, clock.now());
    return {
      site,
      ahead,
      past,
      branches,
      today,
      isMinor: me.isMinor,
      circles: active.map(({ id, name }) => ({ id, name })),
    };
  },
});

const one = page({
  path: "/salons/:id",
  component: "SalonPage",
  find: async (visit) => {
    const { db, clock, actor, params, query } = visit;
    const personId = actor?.personId ?? null;
    const salon = await getSalon(db, clock, personId, params.id!, visit.site.language);
    const isHosting = salon.mayHost && salon.state === "planned";
    const [{ site }, notes, guests, digits, branches] = await Promise.all([
      inZone(visit, personId),
      notesOf(db, personId, salon.id),
      isHosting && personId !== null ? guestsOf(db, clock, personId, salon.id) : [],
      isHosting && salon.isOn ? checkInCode(db, salon.id) : null,
      isHosting && !salon.isOver ? branchesOf(visit) : [],
    ]);
    const address = `${site.origin}${site.base}/salons/${salon.id}?code=${digits}`;
    const code = digits === null ? null : { digits, ...qrPath(address) };
    const typed = /^\d{6}$/.test(query.code ?? "") ? query.code! : "";
    return { site, salon, notes, guests, code, typed, branches };
  },
});

/** Salons, and one of them. */
export const salonsPages: readonly ReaderPage[] = [front, one];
