import type { CircleStrip } from "../contracts/circle-strip.ts";
import { formatMoment } from "../kernel/zones/dates.ts";
import { sharerOf } from "../neighbours/index.ts";
import { findSalons } from "./salons.ts";

/** Salons of a circle that are to come, on its page. */
export const salonsStrip: CircleStrip = async ({ db, clock, site, personId, circleId }) => {
  const { t, base, language } = site;
  const [salons, me] = await Promise.all([
    findSalons(db, clock, personId, { circleId, language }),
    sharerOf(db, personId),
  ]);
  return {
    heading: t("salons.title"),
    begin: { href: `${base}/salons`, label: t("salons.announce") },
    items: salons.map(({ id, title, startsAt, place }) => ({
      href: `${base}/salons/${id}`,
      title,
      line: `${formatMoment(startsAt, language, me.timeZone)} · ${place}`,
    })),
  };
};
