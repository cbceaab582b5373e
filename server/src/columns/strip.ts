import { isSteward } from "../circles/index.ts";
import type { CircleStrip } from "../contracts/circle-strip.ts";
import { formatDay } from "../kernel/zones/dates.ts";
import { findArticles } from "./articles.ts";

/** A circle's latest articles, on its page. */
const LATEST = 5;

/** What a circle's columns say; its stewards begin one. */
export const columnsStrip: CircleStrip = async ({ db, site, personId, circleId }) => {
  const { t, base } = site;
  const [articles, mayBegin] = await Promise.all([
    findArticles(db, { personId }, { circleId, limit: LATEST }),
    isSteward(db, personId, circleId),
  ]);
  return {
    heading: t("columns.title"),
    begin: mayBegin
      ? { href: `${base}/columns?for=circle:${circleId}#begin`, label: t("columns.begin") }
      : null,
    items: articles.map(({ id, columnId, title, column, publishedAt }) => ({
      href: `${base}/columns/${columnId}/${id}`,
      title,
      line: `${column} · ${formatDay(publishedAt!, site)}`,
    })),
  };
};
