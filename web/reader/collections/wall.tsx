import type { ReactElement } from "react";
import { Layout } from "../frame/layout.tsx";
import { SearchIn } from "../frame/search-in.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { classesOf, type Look, pictureOf } from "./look.tsx";

/** A collection on the wall of all collections. */
export type WallCollection = { look: Look; intro: string; objects: number; pictures: string[] };

/** All published collections of the region. */
export function CollectionsPage(props: { site: SiteContext; collections: WallCollection[] }): ReactElement {
  const { site, collections } = props;
  const { t, base } = site;
  return (
    <Layout site={site} title={t("collections.title")} description={t("collections.about")}>
      <div className="col-wall col-ink-ink">
        <header className="col-wall-head">
          <h1 className="song">{t("collections.title")}</h1>
          <p>{t("collections.about")}</p>
          <SearchIn
            t={t}
            action={`${base}/collections/search`}
            className="col-search"
            id="col-q"
            label={t("collections.search-all")}
          />
          <p>
            <a href={`${base}/exhibitions`}>{t("exhibitions.title")}</a>{" "}
            <span className="quiet">{t("exhibitions.about")}</span>
          </p>
        </header>
        {collections.length === 0 ? (
          <div className="empty">
            <p className="empty-what">{t("collections.none")}</p>
            <p className="empty-later">{t("collections.none-next")}</p>
          </div>
        ) : (
          <ul className="col-wall-list">
            {collections.map((one) => (
              <li key={one.look.slug} className={`col-card ${classesOf(one.look)}`}>
                <a href={`${base}/collections/${one.look.slug}`}>
                  <span className="col-card-pictures" aria-hidden="true">
                    {one.pictures.slice(0, 3).map((id) => (
                      <img key={id} src={pictureOf(id, "card")} alt="" loading="lazy" />
                    ))}
                  </span>
                  <span className="col-card-label">
                    <span className="col-card-name">{one.look.name}</span>
                    <span className="col-card-member">
                      {one.look.member} ·{" "}
                      <span className="num">{t("collections.objects", { count: one.objects })}</span>
                    </span>
                    {one.intro ? <span className="col-card-intro">{one.intro}</span> : null}
                  </span>
                </a>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Layout>
  );
}
