import type { ReactElement } from "react";
import type { SiteContext } from "../frame/site-context.ts";
import { Contents, type ContentsLine, pathOf } from "./contents.tsx";
import { CollectionFrame, type Look, pictureOf, SmallNote } from "./look.tsx";

/** A piece of the text of a page: plain, or a word that was looked for. */
export type TextPiece = { text: string; isHit: boolean };

/** One opening of an object's pages: one page, or two side by side. */
export type LeafProps = {
  site: SiteContext;
  look: Look;
  title: string;
  lang: string | undefined;
  objectHref: string;
  place: number;
  last: number;
  /** Pages that are seen at once, in reading order. */
  shown: { place: number; fileId: string; label: string; width: number; height: number; text: TextPiece[] }[];
  previous: string | null;
  next: string | null;
  /** Whether one page is shown at a time, and how the other way is chosen; null: there is but one way. */
  turning: { isSingle: boolean; href: string } | null;
  /** What was chosen, for forms to keep. */
  kept: string | undefined;
  rightToLeft: boolean;
  /** Its pictures are seen small only. */
  isSmall: boolean;
  /** Its sections; none: it has none. */
  contents: ContentsLine[];
  thumbs: { place: number; href: string; fileId: string; label: string; isHit: boolean; current: boolean }[];
  query: string;
  /** What is laid beside it to compare them; without a page: it is not there, or closed. Null: nothing was asked for. */
  beside: {
    asked: string;
    page: {
      fileId: string;
      title: string;
      label: string;
      place: number;
      width: number;
      height: number;
      href: string;
    } | null;
  } | null;
  /** The same page with nothing beside it. */
  alone: string;
  hits: { place: number; href: string; current: boolean }[];
  action: string;
  /** Words the viewer shows itself. */
  words: string;
};

/** The page-turning viewer: complete as pages with links, quicker with its island. */
export function LeafPage(props: LeafProps): ReactElement {
  const { site, look, title, shown, place, last } = props;
  const { t } = site;
  const direction = props.rightToLeft ? "col-leaf-rtl" : "";
  const where = t("collections.page-of", { page: place, last });
  const beside = props.beside?.page;
  return (
    <CollectionFrame site={site} look={look} title={`${where} · ${title}`} hidden>
      <div
        className={`col-leaf ${direction}`}
        data-island="leaf"
        data-words={props.words}
        data-direction={props.rightToLeft ? "rtl" : "ltr"}
        data-single={props.kept === undefined && shown.length === 2 ? props.turning?.href : undefined}
      >
        <header className="col-leaf-head">
          <p className="col-leaf-title">
            <a href={props.objectHref} lang={props.lang}>
              {title}
            </a>
          </p>
          <TurnPages {...props} />
          <Tools {...props} />
        </header>
        {props.isSmall ? <SmallNote site={site} /> : null}
        <Compared {...props} />
        <Hits {...props} />
        <div className="col-leaf-open">
          <div className={`col-leaf-pages col-leaf-${shown.length + (beside ? 1 : 0)}`} data-leaf-stage>
            {shown.map((page) => (
              <img
                key={page.place}
                src={pictureOf(page.fileId, "page")}
                data-image={page.fileId}
                width={page.width}
                height={page.height}
                alt={page.label || t("collections.page", { page: page.place })}
              />
            ))}
            {beside ? (
              <img
                src={pictureOf(beside.fileId, "page")}
                data-image={beside.fileId}
                width={beside.width}
                height={beside.height}
                alt={`${beside.title} · ${beside.label || t("collections.page", { page: beside.place })}`}
              />
            ) : null}
          </div>
          <Texts {...props} />
        </div>
        <Thumbs {...props} />
      </div>
    </CollectionFrame>
  );
}

/** The way back and on, and where one is. */
function TurnPages(props: LeafProps): ReactElement {
  const { site } = props;
  const { t } = site;
  return (
    <nav className="col-leaf-turn" aria-label={t("collections.turn")}>
      <Turn
        site={site}
        href={props.previous}
        rel="prev"
        label={t("collections.previous-page")}
        sign={props.rightToLeft ? "›" : "‹"}
      />
      <span className="num" aria-live="polite">
        {t("collections.page-of", { page: props.place, last: props.last })}
      </span>
      <Turn
        site={site}
        href={props.next}
        rel="next"
        label={t("collections.next-page")}
        sign={props.rightToLeft ? "‹" : "›"}
      />
    </nav>
  );
}

/** What else can be done while pages are turned: sections, one page or two, a page beside another, words looked for. */
function Tools(props: LeafProps): ReactElement {
  const { turning, query } = props;
  const { t } = props.site;
  return (
    <div className="col-leaf-tools">
      <InSections {...props} />
      {turning ? (
        <a className="col-leaf-tool" href={turning.href} rel="nofollow">
          {t(turning.isSingle ? "collections.two-pages" : "collections.one-page")}
        </a>
      ) : null}
      <Compare {...props} />
      <form action={props.action} className="col-leaf-search">
        <Kept {...props} />
        <label className="vh" htmlFor="leaf-q">
          {t("collections.search-object")}
        </label>
        <input
          id="leaf-q"
          name="q"
          type="search"
          defaultValue={query}
          maxLength={100}
          placeholder={t("collections.search-object")}
        />
        <button type="submit" className="secondary">
          {t("collections.search")}
        </button>
      </form>
    </div>
  );
}

function Kept({ kept }: LeafProps): ReactElement | null {
  return kept === undefined ? null : <input type="hidden" name="single" value={kept} />;
}

/** In which section the open page lies, and the others. */
function InSections({ site, contents, lang }: LeafProps): ReactElement | null {
  if (contents.length === 0) return null;
  const path = pathOf(contents);
  return (
    <details className="col-leaf-contents">
      <summary>
        {site.t("collections.contents")}
        {path.length > 0 ? <span lang={lang}> {path.join(" › ")}</span> : null}
      </summary>
      <nav className="col-leaf-drop" aria-label={site.t("collections.contents")}>
        <Contents lines={contents} lang={lang} />
      </nav>
    </details>
  );
}

/** What lies beside the open page, and how it is put away. */
function Compared(props: LeafProps): ReactElement | null {
  const page = props.beside?.page;
  const { t } = props.site;
  if (!page) return null;
  return (
    <p className="col-leaf-compared" role="status">
      {t("collections.compared-with")}{" "}
      <a href={page.href}>
        {page.title} · {page.label || t("collections.page", { page: page.place })}
      </a>{" "}
      <a href={props.alone}>{t("collections.compare-end")}</a>
    </p>
  );
}

/** A page laid beside another one: of the same object, or of any other. */
function Compare(props: LeafProps): ReactElement {
  const { beside, query } = props;
  const { t } = props.site;
  return (
    <details className="col-leaf-compare" open={beside !== null && beside.page === null}>
      <summary>{t("collections.compare")}</summary>
      <div className="col-leaf-drop">
        {beside && !beside.page ? <p role="alert">{t("collections.compare-nothing")}</p> : null}
        <form action={props.action} className="col-leaf-search">
          {query === "" ? null : <input type="hidden" name="q" value={query} />}
          <Kept {...props} />
          <label htmlFor="leaf-beside">{t("collections.compare-what")}</label>
          <input id="leaf-beside" name="beside" defaultValue={beside?.asked ?? ""} maxLength={300} required />
          <button type="submit" className="secondary">
            {t("collections.compare-do")}
          </button>
        </form>
      </div>
    </details>
  );
}

function Hits(props: LeafProps): ReactElement | null {
  const { t } = props.site;
  if (!props.query) return null;
  return (
    <p className="col-leaf-hits" role="status">
      {t("collections.hits", { count: props.hits.length, query: props.query })}{" "}
      {props.hits.slice(0, 20).map((one) => (
        <a key={one.place} className="num" href={one.href} aria-current={one.current ? "true" : undefined}>
          {one.place}
        </a>
      ))}
    </p>
  );
}

/** All pages, small; those with what was looked for bear a mark. */
function Thumbs(props: LeafProps): ReactElement {
  const { t } = props.site;
  return (
    <ol className="col-strip col-leaf-strip" aria-label={t("collections.all-pages")}>
      {props.thumbs.map((one) => (
        <li key={one.place}>
          <a
            href={one.href}
            aria-current={one.current ? "page" : undefined}
            className={one.isHit ? "col-thumb-hit" : undefined}
          >
            <img src={pictureOf(one.fileId, "row")} alt="" loading="lazy" />
            <span className="num">{one.label || one.place}</span>
            {one.isHit ? <span className="vh">{t("collections.has-hit")}</span> : null}
          </a>
        </li>
      ))}
    </ol>
  );
}

function Turn(props: {
  site: SiteContext;
  href: string | null;
  rel: string;
  label: string;
  sign: string;
}): ReactElement {
  if (props.href === null)
    return (
      <span className="col-turn col-turn-none" aria-hidden="true">
        {props.sign}
      </span>
    );
  return (
    <a className="col-turn" href={props.href} rel={props.rel} aria-label={props.label} title={props.label}>
      {props.sign}
    </a>
  );
}

/** The text of the open pages beside their pictures, with what was looked for marked; readers put it right. */
function Texts(props: LeafProps): ReactElement | null {
  const { site, shown, objectHref } = props;
  const { t } = site;
  const base = objectHref.split("?")[0]!;
  if (props.last < 2 && shown.every((page) => page.text.length === 0)) return null;
  return (
    <section className="col-leaf-text" aria-label={t("collections.text")}>
      {shown
        .toSorted((a, b) => a.place - b.place)
        .map((page) => (
          <div key={page.place}>
            <h2 className="quiet num">{page.label || t("collections.page", { page: page.place })}</h2>
            <p>
              {page.text.map((piece, at) =>
                // biome-ignore lint/suspicious/noArrayIndexKey: pieces stand in their order and nothing moves
                piece.isHit ? <mark key={at}>{piece.text}</mark> : <span key={at}>{piece.text}</span>,
              )}
            </p>
            <a className="col-put-right" href={`${base}/pages/${page.place}/text`} rel="nofollow">
              {t(page.text.length === 0 ? "voices.text.write" : "voices.text.right")}
            </a>
          </div>
        ))}
    </section>
  );
}
