import type { ReactElement } from "react";
import type { SiteContext } from "../frame/site-context.ts";
import { ResultRow, type RowFacts } from "./result-row.tsx";

/** Another spelling and what it finds. */
export type Alternative = { text: string; total: number; href: string };

/** Results of a search that asks for less, and what it no longer asks. */
export type RelaxedFacts = { sentence: string; href: string; total: number; rows: RowFacts[] };

/** What may have been meant; only ever offered. */
export function DidYouMean({
  site,
  alternatives,
}: {
  site: SiteContext;
  alternatives: Alternative[];
}): ReactElement | null {
  const { t } = site;
  if (alternatives.length === 0) return null;
  return (
    <p className="did-you-mean">
      {t("hints.did-you-mean")}{" "}
      {alternatives.map(({ text, total, href }, i) => (
        <span key={text}>
          {i > 0 ? t("list.comma") : null}
          <a href={href} rel="nofollow">
            {text}
          </a>{" "}
          <span className="quiet">{t("hints.total", { total: t("count.titles", { count: total }) })}</span>
        </span>
      ))}
    </p>
  );
}

/** What is found when less is asked. */
export function Relaxed({ site, relaxed }: { site: SiteContext; relaxed: RelaxedFacts }): ReactElement {
  const { t } = site;
  return (
    <section className="relaxed" aria-labelledby="relaxed">
      <h2 id="relaxed">{relaxed.sentence}</h2>
      <ol className="rows">
        {relaxed.rows.map((row) => (
          <ResultRow key={row.href} site={site} row={row} />
        ))}
      </ol>
      <p>
        <a href={relaxed.href} rel="nofollow">
          {t("hints.all", { total: t("count.titles", { count: relaxed.total }) })}
        </a>
      </p>
    </section>
  );
}
