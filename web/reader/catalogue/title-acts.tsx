import type { ReactElement } from "react";
import type { SiteContext } from "../frame/site-context.ts";

/**
 * What a reader does with a title beside borrowing it: a list, reading it together, and, where a library offers it on line,
 * recommending it to a circle.
 */
export function TitleActs(props: { site: SiteContext; canonical: string; isOnline: boolean }): ReactElement {
  const { site, canonical, isOnline } = props;
  const { t, base } = site;
  const id = canonical.split("/").pop();
  return (
    <p className="row-add">
      <a href={`${canonical.slice(site.origin.length)}/list`} rel="nofollow">
        ＋ {t("community.add.short")}
      </a>{" "}
      <a href={`${base}/readings?instance=${id}#begin`} rel="nofollow">
        {t("readings.join")}
      </a>
      {isOnline ? (
        <>
          {" "}
          <a href={`${base}/ebooks?instance=${id}#recommend`} rel="nofollow">
            {t("ebooks.recommend-this")}
          </a>
        </>
      ) : null}
    </p>
  );
}
