import type { ReactElement } from "react";
import type { TextPiece } from "../collections/leaf.tsx";
import { CollectionFrame, type Look } from "../collections/look.tsx";
import { SearchIn } from "../frame/search-in.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** A document opened at one of its pages. */
export type DocumentProps = {
  site: SiteContext;
  look: Look;
  title: string;
  lang: string | undefined;
  objectHref: string;
  source: string;
  fileName: string;
  page: number;
  /** How many pages it has; null: it was not read yet. */
  last: number | null;
  action: string;
  previous: string | null;
  next: string | null;
  query: string;
  hits: { page: number; href: string; current: boolean }[];
  /** Its bookmarks, in their order; none: it has none, or was not read yet. */
  outline: { label: string; depth: number; page: number; href: string; current: boolean }[];
  text: TextPiece[];
  /** Why there is no text; null: there is. */
  silent: string | null;
  assets: { script: string; worker: string; base: string };
};

/** One page of a document as it looks, its text beside it with the words that were looked for. */
export function DocumentPage(props: DocumentProps): ReactElement {
  const { site, title, page, query } = props;
  const { t } = site;
  return (
    <CollectionFrame site={site} look={props.look} title={title}>
      <article
        className="doc"
        data-island="document"
        data-script={props.assets.script}
        data-worker={props.assets.worker}
        data-base={props.assets.base}
        data-source={props.source}
        data-page={page}
        data-query={query}
        data-broken={t("media.document-broken")}
      >
        <header className="doc-head">
          <h1 lang={props.lang}>
            <a href={props.objectHref}>{title}</a>
          </h1>
          <SearchIn
            t={t}
            action={props.action}
            className="doc-search"
            isPlain
            id="doc-q"
            label={t("media.find-in-document")}
            query={query}
          />
        </header>
        <Turn {...props} />
        {query ? <Hits {...props} /> : null}
        {props.outline.length > 0 ? <Outline {...props} /> : null}
        <Panes {...props} />
      </article>
    </CollectionFrame>
  );
}

/** The page before, the page after, and any other by its number. */
function Turn(props: DocumentProps): ReactElement {
  const { site, page, last, query } = props;
  const { t } = site;
  return (
    <nav className="doc-turn" aria-label={t("media.pages")}>
      {props.previous ? (
        <a rel="prev" href={props.previous}>
          {t("collections.previous-page")}
        </a>
      ) : (
        <span />
      )}
      <form action={props.action} className="doc-go">
        {query ? <input type="hidden" name="q" value={query} /> : null}
        <label>
          <span className="vh">{t("media.go-to-page")}</span>
          <input
            type="number"
            name="page"
            min={1}
            max={last ?? undefined}
            defaultValue={page}
            inputMode="numeric"
          />
        </label>
        <span className="num">{last === null ? "" : t("media.of-pages", { last })}</span>
        <button type="submit" className="secondary">
          {t("media.go")}
        </button>
      </form>
      {props.next ? (
        <a rel="next" href={props.next}>
          {t("collections.next-page")}
        </a>
      ) : (
        <span />
      )}
    </nav>
  );
}

/** All pages with the words that were looked for. */
function Hits({ site, query, hits }: DocumentProps): ReactElement {
  const { t } = site;
  return (
    <p className="doc-hits">
      {t("media.hits-in-document", { count: hits.length, query })}{" "}
      {hits.slice(0, 60).map((one) => (
        <a key={one.page} href={one.href} aria-current={one.current ? "page" : undefined} className="num">
          {one.page}
        </a>
      ))}
    </p>
  );
}

/** Bookmarks of the document, each opening at its page. */
function Outline({ site, outline }: DocumentProps): ReactElement {
  return (
    <details className="doc-outline">
      <summary>{site.t("media.outline")}</summary>
      <nav aria-label={site.t("media.outline")}>
        <ol>
          {outline.map((one) => (
            <li
              key={`${one.page} ${one.depth} ${one.label}`}
              className={`doc-depth-${Math.min(one.depth, 4)}`}
            >
              <a href={one.href} aria-current={one.current ? "location" : undefined}>
                <span>{one.label}</span> <span className="num">{one.page}</span>
              </a>
            </li>
          ))}
        </ol>
      </nav>
    </details>
  );
}

/** The page as it looks, and its text. */
function Panes(props: DocumentProps): ReactElement {
  const { site, page } = props;
  const { t } = site;
  return (
    <div className="doc-panes">
      <div className="doc-stage" data-stage role="img" aria-label={t("media.picture-of-page", { page })}>
        <p>
          <a href={`${props.source}#page=${page}`}>
            {t("collections.open.document", { name: props.fileName })}
          </a>
        </p>
      </div>
      <section className="doc-text" aria-label={t("media.text-of-page", { page })}>
        <h2>{t("media.text-of-page", { page })}</h2>
        {props.silent ? (
          <p className="quiet">{props.silent}</p>
        ) : (
          <p className="reader-words">
            {props.text.map((piece, at) =>
              piece.isHit ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, in their order
                <mark key={at}>{piece.text}</mark>
              ) : (
                piece.text
              ),
            )}
          </p>
        )}
      </section>
    </div>
  );
}
