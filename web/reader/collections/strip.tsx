import type { ReactElement } from "react";
import type { Strip } from "../../../server/src/contracts/result-strip.ts";
import type { SiteContext } from "../frame/site-context.ts";
import { pictureOf } from "./look.tsx";

/** Objects of special collections beside the titles of a search. */
export function ResultStrip({ site, strip }: { site: SiteContext; strip: Strip }): ReactElement {
  const { t } = site;
  return (
    <section className="result-strip" aria-labelledby="result-strip">
      <h2 id="result-strip">
        <a href={strip.href}>
          {strip.heading} <span className="num">{t("collections.objects", { count: strip.total })}</span>
        </a>
      </h2>
      <ul>
        {strip.items.map((one) => (
          <li key={one.href}>
            <a href={one.href}>
              {one.picture ? <img src={pictureOf(one.picture, "row")} alt="" loading="lazy" /> : null}
              <span>
                <span className="result-strip-title">{one.title}</span>
                <span className="quiet">{one.line}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
