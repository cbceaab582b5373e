import type { ReactElement, ReactNode } from "react";
import type { ArticleLine } from "../../../server/src/columns/index.ts";
import { Seal } from "../../ui/icons.tsx";
import { ArticleLines } from "../columns/article-lines.tsx";
import { FaceHome, type FaceHomeFacts } from "../consortium/face.tsx";
import { Cover, type CoverFacts } from "../frame/cover.tsx";
import { Layout } from "../frame/layout.tsx";
import type { Run } from "../frame/record-language.ts";
import { Said } from "../frame/said.tsx";
import { SearchBox } from "../frame/search-box.tsx";
import { shortName } from "../frame/short-name.ts";
import type { SiteContext } from "../frame/site-context.ts";
import { NearBooks, type NearFacts, NearParts } from "./near.tsx";
import { Waiting, type WaitingFacts } from "./waiting.tsx";

/** A title on the shelf of new arrivals. */
type ShelfBook = { href: string; title: Run; author: Run | null; cover: CoverFacts };

/** A course or a reader's list, with the covers it shows. */
export type CourseCard = {
  href: string;
  title: string;
  facts: string[];
  titles: number;
  covers: CoverFacts[];
};

/** The page readers arrive at. */
export type HomeProps = {
  site: SiteContext;
  figures: { titles: number; copies: number; libraries: number };
  /** What the member whose face is shown tells; null: nothing of its own. */
  own?: FaceHomeFacts | null;
  /** What waits for the reader; null: nobody is signed in. */
  waiting: WaitingFacts | null;
  near: NearFacts;
  courses: CourseCard[];
  /** The latest articles of all columns, and their days in words. */
  articles: ArticleLine[];
  day: (instant: string) => string;
  /** New books this reader can read; `arrivalsHref`: all of them. */
  arrivals: ShelfBook[];
  arrivalsOf: "own" | "library" | "language";
  arrivalsHref: string;
  libraries: { name: string; href: string; titles: number; branches: number }[];
};

/** One box, what waits, what is near, courses, what came last for this reader, and who takes part. */
export function HomePage(props: HomeProps): ReactElement {
  const { site, figures, own, waiting, near, courses, articles, arrivals } = props;
  const { t, base } = site;
  return (
    <Layout site={site} title={null} description={t("site.about")} canonical={`${site.origin}${site.base}/`}>
      <link
        rel="alternate"
        type="application/atom+xml"
        title={t("cite.feed.title-all")}
        href={`${site.base}/search.atom`}
      />
      <section className="hero">
        <h1 className={own ? "motto motto-name" : "motto song"}>
          {own && site.face ? shortName(site.face.name) : t("home.motto", { count: figures.libraries })}
          {own ? null : <Seal />}
        </h1>
        <div className="hero-words">
          <p className="hero-line">{t("home.line", { count: figures.libraries })}</p>
          <SearchBox site={site} query="" large />
          <p className="figures">
            {(["titles", "copies", "libraries"] as const).map((name) => (
              <span key={name}>
                <b>{t("number", { value: figures[name] })}</b> {t(`home.figure.${name}`)}
              </span>
            ))}
            <a href={`${base}/browse`}>{t("home.browse")}</a>
          </p>
          {waiting ? <Waiting site={site} waiting={waiting} /> : null}
        </div>
      </section>
      {own ? <FaceHome site={site} facts={own} /> : null}
      <Band site={site} name="home.near" all="home.near.all" href={`${base}/near`}>
        <NearParts site={site} near={near} heading="h3" />
        <NearBooks site={site} near={near} />
      </Band>
      {courses.length > 0 ? (
        <Band site={site} name="home.courses" all="home.courses.all" href={`${base}/lists`}>
          <Courses site={site} courses={courses} />
        </Band>
      ) : null}
      {articles.length > 0 ? (
        <Band site={site} name="home.columns" all="home.columns.all" href={`${base}/columns`}>
          <ArticleLines site={{ ...site, day: props.day }} articles={articles} heading="h3" named beside />
        </Band>
      ) : null}
      {arrivals.length > 0 ? (
        <Band
          site={site}
          name={`home.arrivals.${props.arrivalsOf}`}
          all="home.arrivals.all"
          href={props.arrivalsHref}
        >
          <Arrivals arrivals={arrivals} />
        </Band>
      ) : null}
      <Libraries site={site} libraries={props.libraries} />
    </Layout>
  );
}

function Band(props: {
  site: SiteContext;
  name: string;
  all: string;
  href: string;
  children: ReactNode;
}): ReactElement {
  const { t } = props.site;
  return (
    <section className="band" aria-labelledby={props.name}>
      <div className="band-head">
        <h2 id={props.name} className="song">
          {t(props.name)}
        </h2>
        <a href={props.href}>{t(props.all)}</a>
      </div>
      {props.children}
    </section>
  );
}

function Courses({ site, courses }: Pick<HomeProps, "site" | "courses">): ReactElement {
  const { t } = site;
  return (
    <ul className="courses">
      {courses.map((course) => (
        <li key={course.href}>
          <a href={course.href}>
            <span className="course-covers">
              {course.covers.map((cover) => (
                <Cover key={cover.title} facts={cover} />
              ))}
            </span>
            <Said site={site} as="b">
              {course.title}
            </Said>
            <small>{[...course.facts, t("count.titles", { count: course.titles })].join(" · ")}</small>
          </a>
        </li>
      ))}
    </ul>
  );
}

function Arrivals({ arrivals }: Pick<HomeProps, "arrivals">): ReactElement {
  return (
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
  );
}

function Libraries({ site, libraries }: Pick<HomeProps, "site" | "libraries">): ReactElement {
  const { t } = site;
  return (
    <section className="band" aria-labelledby="libraries">
      <div className="band-head">
        <h2 id="libraries" className="song">
          {t("home.libraries")}
        </h2>
      </div>
      {libraries.length === 0 ? <p className="quiet">{t("home.libraries.none")}</p> : null}
      <ul className="members">
        {libraries.map((library) => (
          <li key={library.href}>
            <a href={library.href}>{shortName(library.name)}</a>
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
