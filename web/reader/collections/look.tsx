import type { ReactElement, ReactNode } from "react";
import type { MediaForm } from "../../../server/src/assets/words.ts";
import type {
  themeColours,
  themeFaces,
  themeGrounds,
  themeNames,
  ViewName,
} from "../../../server/src/collections/words.ts";
import type { LocalText } from "../../../server/src/kernel/text.ts";
import { Layout } from "../frame/layout.tsx";
import { SearchIn } from "../frame/search-in.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** How the pages of one collection look, and where it stands. */
export type Look = {
  slug: string;
  name: string;
  names: LocalText;
  member: string;
  theme: (typeof themeNames)[number];
  colour: (typeof themeColours)[number];
  /** A colour of the curators' own instead, `#rrggbb`. */
  own: string | null;
  ground: (typeof themeGrounds)[number];
  face: (typeof themeFaces)[number];
  /** Hash of its logo. */
  logo: string | null;
  /** Seen only by those who work on it. */
  isPreview: boolean;
};

/** A row of a list of objects. */
export type ObjectRow = {
  href: string;
  title: string;
  /** The first year it is of, where it is known. */
  year: number | null;
  lang: string | undefined;
  /** Its picture by IIIF; null: it has none. */
  picture: string | null;
  kind: MediaForm | null;
  pages: number;
  /** What it holds beside pictures. */
  also: Exclude<MediaForm, "image">[];
  lines: { label: string; text: string; lang: string | undefined }[];
};

/** Addresses of a picture in the sizes that pages use. */
export function pictureOf(fileId: string, size: "row" | "card" | "wide" | "page"): string {
  const part = {
    row: "full/!160,200",
    card: "full/!480,480",
    wide: "full/!1200,900",
    page: "full/!1400,1400",
  }[size];
  return `/iiif/image/${fileId}/${part}/0/default.jpg`;
}

/** The classes that give a part of a page a collection's face. */
export function classesOf(look: Pick<Look, "theme" | "colour" | "own" | "ground" | "face">): string {
  const ink = look.own === null ? look.colour : `own-${look.own.slice(1)}`;
  return `col-${look.theme} col-ink-${ink} col-ground-${look.ground} col-face-${look.face}`;
}

/** A collection's own sign, where it has one; its name stands beside it. */
export function CollectionLogo({ look }: { look: Pick<Look, "logo"> }): ReactElement | null {
  return look.logo === null ? null : (
    <img className="col-logo" src={`/collection-logos/${look.logo}`} alt="" />
  );
}

/** The frame of a collection's pages: its own band over the site's frame. */
export function CollectionFrame(props: {
  site: SiteContext;
  look: Look;
  title: string | null;
  hidden?: boolean;
  /** The band is the front page's own. */
  isFront?: boolean;
  query?: string;
  jsonLd?: string;
  children: ReactNode;
}): ReactElement {
  const { site, look, title } = props;
  const { t, base } = site;
  const home = `${base}/collections/${look.slug}`;
  const whole = title === null ? look.name : `${title} · ${look.name}`;
  return (
    <Layout
      site={site}
      title={whole}
      {...(props.hidden || look.isPreview ? { hidden: true } : {})}
      {...(props.jsonLd !== undefined && { jsonLd: props.jsonLd })}
    >
      {look.own === null ? null : (
        <link rel="stylesheet" href={`/collection-inks/${look.own.slice(1)}.css`} />
      )}
      <div className={`col ${classesOf(look)}`}>
        {look.isPreview ? <p className="note note-wait col-preview">{t("collections.preview")}</p> : null}
        {props.isFront ? null : (
          <div className="col-band">
            <nav className="col-path" aria-label={t("collections.path")}>
              <a href={`${base}/collections`}>{t("collections.title")}</a>
              <a href={home} className="col-home">
                <CollectionLogo look={look} />
                {look.name}
              </a>
            </nav>
            <CollectionSearch site={site} look={look} query={props.query ?? ""} />
          </div>
        )}
        {props.children}
      </div>
    </Layout>
  );
}

/** The box that searches one collection. */
export function CollectionSearch(props: { site: SiteContext; look: Look; query: string }): ReactElement {
  const { site, look, query } = props;
  const { t } = site;
  return (
    <SearchIn
      t={t}
      action={`${site.base}/collections/${look.slug}/search`}
      className="col-search"
      id="col-q"
      label={t("collections.search-in", { name: look.name })}
      query={query}
    />
  );
}

const KIND_SIGNS = { image: "▦", document: "¶", audio: "♪", video: "▷", model: "◇" } as const;

/** The picture of an object, or a sheet of paper with its title where it has none. */
export function ObjectPicture(props: {
  row: ObjectRow;
  size: "row" | "card" | "wide";
  lazy?: boolean;
}): ReactElement {
  const { row } = props;
  // What holds no file of its own, such as a fonds: a folder with its name on a label, as it stands on a shelf.
  if (row.picture === null && row.kind === null)
    return (
      <span className="col-drawn" aria-hidden="true">
        <span className="col-drawn-label" lang={row.lang}>
          {row.title.slice(0, 14)}
        </span>
      </span>
    );
  if (row.picture === null)
    return (
      <span className="col-blank" aria-hidden="true">
        <span className="col-blank-sign">{KIND_SIGNS[row.kind ?? "document"]}</span>
        <span className="col-blank-title">{row.title.slice(0, 24)}</span>
      </span>
    );
  return (
    <img
      src={pictureOf(row.picture, props.size)}
      alt=""
      loading={props.lazy === false ? "eager" : "lazy"}
      decoding="async"
    />
  );
}

/** Objects side by side: `grid` with facts below, `gallery` pictures first, `list` line by line. */
export function ObjectRows(props: {
  site: SiteContext;
  rows: readonly ObjectRow[];
  view: Extract<ViewName, "list" | "grid" | "gallery">;
  start?: number;
}): ReactElement {
  const { t } = props.site;
  return (
    <ol className={`col-rows col-${props.view}`} start={props.start ?? 1}>
      {props.rows.map((row) => (
        <li key={row.href}>
          <a className="col-object" href={row.href}>
            <span className={row.also.includes("model") ? "col-frame col-frame-whole" : "col-frame"}>
              <ObjectPicture row={row} size={props.view === "list" ? "row" : "card"} />
            </span>
            <span className="col-facts">
              <span className="col-title" lang={row.lang}>
                {row.title}
              </span>
              {row.lines.slice(0, props.view === "gallery" ? 1 : 4).map((line) => (
                <span className="col-line" key={`${line.label} ${line.text}`}>
                  <span className="vh">{line.label}: </span>
                  <span lang={line.lang}>{line.text}</span>
                </span>
              ))}
              {row.pages > 1 || row.also.length > 0 ? (
                <span className="col-line col-count num">
                  {[
                    ...(row.pages > 1 ? [t("collections.pages", { count: row.pages })] : []),
                    ...row.also.map((kind) => t(`collections.holds.${kind}`)),
                  ].join(" · ")}
                </span>
              ) : null}
            </span>
          </a>
        </li>
      ))}
    </ol>
  );
}

/** That pictures are seen small, and how to see them large. */
export function SmallNote({ site }: { site: SiteContext }): ReactElement {
  return (
    <p className="col-small" role="note">
      {site.t("collections.small")}{" "}
      <a href={`${site.base}/sign-in?next=${encodeURIComponent(site.here)}`}>{site.t("site.sign-in")}</a>
    </p>
  );
}
