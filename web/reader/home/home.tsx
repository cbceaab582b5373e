import type { ReactElement } from "react";
import { Seal } from "../../ui/icons.tsx";
import { FaceHome, type FaceHomeFacts } from "../consortium/face.tsx";
import { Cover, type CoverFacts } from "../frame/cover.tsx";
import { Layout } from "../frame/layout.tsx";
import type { Run } from "../frame/record-language.ts";
import { SearchBox } from "../frame/search-box.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** A title on the shelf of new arrivals. */
type ShelfBook = { href: string; title: Run; author: Run | null; cover: CoverFacts };

/** The page readers arrive at. */
export type HomeProps = {
  site: SiteContext;
  figures: { titles: number; copies: number; libraries: number };
  /** What the member whose face is shown tells; null: nothing of its own. */
  own?: FaceHomeFacts | null;
  arrivals: ShelfBook[];
  libraries: { name: string; href: string; titles: number; branches: number }[];
};

/** One box, a few honest figures, what came last, and who takes part. */
export function HomePage({ site, figures, own, arrivals, libraries }: HomeProps): ReactElement {
  const { t } = site;
  return (
    <Layout site={site} title={null} description={t("site.about")} canonical={`${site.origin}${site.base}/`}>
      <link
        rel="alternate"
        type="application/atom+xml"
        title={t("cite.feed.title-all")}
        href={`${site.base}/search.atom`}
      />
      <section className="hero">
        <div className="hero-words">
          <h1 className="motto">
            {t("home.motto", { count: figures.libraries })}
            <Seal />
          </h1>
          <p className="hero-line">{t("home.line", { count: figures.libraries })}</p>
        </div>
        <SearchBox site={site} query="" large />
        <dl className="figures">
          {(["titles", "copies", "libraries"] as const).map((name) => (
            <div key={name}>
              <dt>{t(`home.figure.${name}`)}</dt>
              <dd>{t("number", { value: figures[name] })}</dd>
            </div>
          ))}
        </dl>
      </section>
      {own ? <FaceHome site={site} facts={own} /> : null}
      {arrivals.length > 0 ? <Arrivals site={site} arrivals={arrivals} /> : null}
      <Libraries site={site} libraries={libraries} />
    </Layout>
  );
}

function Arrivals({ site, arrivals }: { site: SiteContext; arrivals: ShelfBook[] }): ReactElement {
  const { t } = site;
  return (
    <section className="band" aria-labelledby="arrivals">
      <div className="band-head">
        <h2 id="arrivals">{t("home.arrivals")}</h2>
        <a href={`${site.base}/search?sort=added`}>{t("home.arrivals.all")}</a>
      </div>
      <ul className="shelf">
        {arrivals.map((book) => (
          <li key={book.href}>
            <a href={book.href}>
              <Cover facts={book.cover} />
              <span className="shelf-title" lang={book.title.lang}>
                {book.title.value}
              </span>
              {book.author ? (
                <span className="shelf-author" lang={book.author.lang}>
                  {book.author.value}
                </span>
              ) : null}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Libraries({ site, libraries }: Pick<HomeProps, "site" | "libraries">): ReactElement {
  const { t } = site;
  return (
    <section className="band" aria-labelledby="libraries">
      <div className="band-head">
        <h2 id="libraries">{t("home.libraries")}</h2>
      </div>
      {libraries.length === 0 ? <p className="quiet">{t("home.libraries.none")}</p> : null}
      <ul className="members">
        {libraries.map((library) => (
          <li key={library.href}>
            <a href={library.href}>{library.name}</a>
            <span className="quiet">
              {t("home.library.facts", {
                titles: t("count.titles", { count: library.titles }),
                branches: t("count.branches", { count: library.branches }),
              })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
