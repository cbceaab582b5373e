import type { ReactElement } from "react";
import type { Strip } from "../../../server/src/contracts/result-strip.ts";
import type { SiteContext } from "../frame/site-context.ts";
import { pictureOf } from "./look.tsx";

/** What rooms find beside the titles of a search: objects of special collections, books of readers. */
export function ResultStrip({ site, strip }: { site: SiteContext; strip: Strip }): ReactElement {
  const { t } = site;
  return (
    <section className="result-strip">
      <h2>
        <a href={strip.href}>
          {strip.heading}{" "}
          <span className="num">{strip.counted ?? t("collections.objects", { count: strip.total })}</span>
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
