import type { ReactElement } from "react";
import { Icon } from "../../ui/icons.tsx";
import { Cover, type CoverFacts } from "../frame/cover.tsx";
import { Layout } from "../frame/layout.tsx";
import type { Run } from "../frame/record-language.ts";
import type { SiteContext } from "../frame/site-context.ts";

/** A title as it stands on a shelf. */
type ShelvedBook = {
  href: string;
  title: Run;
  author: Run | null;
  callNumber: string;
  year: number | null;
  cover: CoverFacts;
  /** The title whose neighbours these are. */
  here: boolean;
};

/** A title among its neighbours by call number. */
export type ShelfFacts = {
  /** Whose shelf; null: the region's. */
  library: string | null;
  /** Shelves it stands on; a null name is the region's. */
  choices: { name: string | null; href: string; current: boolean }[];
  books: ShelvedBook[];
  /** Call number of the title in the middle. */
  callNumber: string;
  /** The shelf's own page. */
  href: string;
  /** Further along the shelf, on pages of their own. */
  before: string | null;
  after: string | null;
};

/** The shelf on the page of a record: one row, to be pushed sideways. */
export function ShelfStrip({ site, shelf }: { site: SiteContext; shelf: ShelfFacts }): ReactElement {
  const { t } = site;
  return (
    <section className="band shelf-band" aria-labelledby="same-shelf">
      <div className="band-head">
        <h2 id="same-shelf" className="song">
          {t("shelf.title")}
        </h2>
        <a href={shelf.href}>{t("shelf.open")}</a>
      </div>
      <Whose site={site} shelf={shelf} />
      <section className="shelf-scroll" aria-label={t("shelf.row")} data-island="shelf">
        <Books site={site} shelf={shelf} className="shelf-row" />
      </section>
    </section>
  );
}

/** The shelf on a page of its own. */
export function ShelfPage({ site, shelf }: { site: SiteContext; shelf: ShelfFacts }): ReactElement {
  const { t } = site;
  const title = t("shelf.page-title", { number: shelf.callNumber });
  return (
    <Layout site={site} title={title} query="" hidden>
      <div className="shelf-page">
        <h1>{title}</h1>
        <Whose site={site} shelf={shelf} />
        <Choices site={site} shelf={shelf} />
        <Along site={site} shelf={shelf} />
        <Books site={site} shelf={shelf} className="shelf-grid" />
        <Along site={site} shelf={shelf} />
      </div>
    </Layout>
  );
}

function Whose({ site, shelf }: { site: SiteContext; shelf: ShelfFacts }): ReactElement {
  const { t } = site;
  const at = shelf.books.findIndex((book) => book.here);
  const around = { before: at, after: shelf.books.length - 1 - at };
  return (
    <p className="quiet">
      {shelf.library === null
        ? t("shelf.region", { number: shelf.callNumber, ...around })
        : t("shelf.library", { library: shelf.library, number: shelf.callNumber, ...around })}
    </p>
  );
}

function Choices({ site, shelf }: { site: SiteContext; shelf: ShelfFacts }): ReactElement | null {
  const { t } = site;
  if (shelf.choices.length < 2) return null;
  return (
    <nav className="sorts" aria-label={t("shelf.choices")}>
      {shelf.choices.map((choice) => (
        <a key={choice.href} href={choice.href} aria-current={choice.current ? "true" : undefined}>
          {choice.name ?? t("shelf.choice.region")}
        </a>
      ))}
    </nav>
  );
}

function Books({
  site,
  shelf,
  className,
}: {
  site: SiteContext;
  shelf: ShelfFacts;
  className: string;
}): ReactElement {
  const { t } = site;
  return (
    <ol className={className}>
      {shelf.books.map((book) => (
        <li key={book.href} className={book.here ? "here" : undefined}>
          <a href={book.href} aria-current={book.here ? "true" : undefined}>
            <Cover facts={book.cover} />
            <span className="shelf-title" lang={book.title.lang}>
              {book.title.value}
            </span>
            {book.author ? (
              <span className="shelf-author" lang={book.author.lang}>
                {book.author.value}
              </span>
            ) : null}
            <span className="shelf-number num">
              {book.callNumber}
              {book.year === null ? null : ` · ${book.year}`}
            </span>
            {book.here ? <span className="shelf-here">{t("shelf.here")}</span> : null}
          </a>
        </li>
      ))}
    </ol>
  );
}

function Along({ site, shelf }: { site: SiteContext; shelf: ShelfFacts }): ReactElement | null {
  const { t } = site;
  if (shelf.before === null && shelf.after === null) return null;
  return (
    <div className="browse-turn">
      {shelf.before === null ? null : (
        <a href={shelf.before} rel="prev">
          <Icon name="left" />
          {t("shelf.before")}
        </a>
      )}
      {shelf.after === null ? null : (
        <a href={shelf.after} rel="next">
          {t("shelf.after")}
          <Icon name="right" />
        </a>
      )}
    </div>
  );
}
