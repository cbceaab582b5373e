import type { CircleStrip } from "../contracts/circle-strip.ts";
import { findReadings } from "./reading-views.ts";

/** What a circle reads together, on its page. */
export const readingsStrip: CircleStrip = async ({ db, clock, site, personId, circleId }) => {
  const { t, base } = site;
  const readings = await findReadings(db, clock, personId, { circleId });
  return {
    heading: t("readings.title"),
    begin: { href: `${base}/readings?circle=${circleId}#begin`, label: t("readings.begin") },
    items: readings.map((reading) => ({
      href: `${base}/readings/${reading.id}`,
      title: reading.title,
      line: t("readings.line", { part: reading.part, parts: reading.parts, count: reading.readers }),
    })),
  };
};
