import type { CircleStrip } from "../contracts/circle-strip.ts";
import { findEbooks } from "./ebooks.ts";

/** E-books a circle's page shows. */
const LATEST = 5;

/** E-books recommended in a circle, on its page. */
export const ebooksStrip: CircleStrip = async ({ db, site, personId, circleId }) => {
  const { t, base } = site;
  const ebooks = await findEbooks(db, personId, { circleId });
  const href = `${base}/ebooks?circle=${circleId}`;
  return {
    heading: t("ebooks.title"),
    begin: { href: `${href}#recommend`, label: t("ebooks.recommend") },
    items: ebooks.slice(0, LATEST).map(({ id, title, author, rights }) => ({
      href: `${href}#e-${id}`,
      title,
      line: [author, t(`ebooks.rights.${rights}`)].filter((part) => part !== "").join(" · "),
    })),
  };
};
