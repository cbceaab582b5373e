import type { ReactElement, ReactNode } from "react";
import type { themeColours } from "../../../server/src/collections/words.ts";
import { pictureOf } from "../collections/look.tsx";
import { Layout } from "../frame/layout.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { ShownBlockPart } from "./blocks.tsx";
import { type ExhibitionFile, type ShownBlock, Words } from "./shown.tsx";

type Colour = (typeof themeColours)[number];

export type ShownPage = { key: string; title: string; sections: { title: string; blocks: ShownBlock[] }[] };

/** What all pages of an exhibition share. */
export type ExhibitionHead = {
  slug: string;
  title: string;
  colour: Colour;
  member: string;
  isPreview: boolean;
  href: string;
  printHref: string;
  pages: { key: string; title: string; href: string }[];
};
export type ExhibitionCover = {
  subtitle: string;
  intro: string;
  credits: string;
  picture: ExhibitionFile | null;
};

function Frame(props: {
  site: SiteContext;
  head: ExhibitionHead;
  title: string;
  hidden?: boolean;
  children: ReactNode;
}): ReactElement {
  const { site, head, title } = props;
  const { t } = site;
  return (
    <Layout site={site} title={title} {...(props.hidden || head.isPreview ? { hidden: true } : {})}>
      <div className={`exh col-ink-${head.colour}`}>
        {head.isPreview ? <p className="note note-wait exh-preview">{t("exhibitions.preview")}</p> : null}
        {props.children}
      </div>
    </Layout>
  );
}

/** An open exhibition, to be gone to. */
export type ExhibitionCard = {
  href: string;
  title: string;
  subtitle: string;
  colour: Colour;
  member: string;
  picture: string | null;
  /** It is seen small only. */
  isSmall: boolean;
};

/** All open exhibitions. */
export function ExhibitionsPage(props: { site: SiteContext; exhibitions: ExhibitionCard[] }): ReactElement {
  const { site, exhibitions } = props;
  const { t } = site;
  return (
    <Layout site={site} title={t("exhibitions.title")} description={t("exhibitions.about")}>
      <div className="exh-list">
        <header>
          <h1>{t("exhibitions.title")}</h1>
          <p className="quiet">{t("exhibitions.about")}</p>
        </header>
        {exhibitions.length === 0 ? (
          <div className="empty">
            <p className="empty-what">{t("exhibitions.none")}</p>
            <p className="empty-later">
              <a href={`${site.base}/collections`}>{t("exhibitions.none-next")}</a>
            </p>
          </div>
        ) : (
          <ul>
            {exhibitions.map((one) => (
              <li
                key={one.href}
                className={`exh-card ${one.isSmall ? "exh-small " : ""}col-ink-${one.colour}`}
              >
                <a href={one.href}>
                  {one.picture ? <img src={pictureOf(one.picture, "wide")} alt="" loading="lazy" /> : null}
                  <span className="exh-card-words">
                    <span className="exh-card-title">{one.title}</span>
                    {one.subtitle ? <span>{one.subtitle}</span> : null}
                    <span className="exh-card-member">{one.member}</span>
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

type CoverProps = { site: SiteContext; head: ExhibitionHead; cover: ExhibitionCover };

function CoverHead({ head, cover }: CoverProps): ReactElement {
  return (
    <header
      className={`exh-cover${cover.picture ? "" : " exh-cover-plain"}${cover.picture?.isSmall ? " exh-small" : ""}`}
    >
      {cover.picture ? (
        <img className="exh-cover-picture" src={pictureOf(cover.picture.fileId, "page")} alt="" />
      ) : null}
      <div className="exh-cover-words">
        <p className="exh-member">{head.member}</p>
        <h1>{head.title}</h1>
        {cover.subtitle ? <p className="exh-subtitle">{cover.subtitle}</p> : null}
      </div>
    </header>
  );
}

/** The cover of an exhibition: what it is about, and its pages. */
export function ExhibitionCoverPage(props: CoverProps): ReactElement {
  const { site, head, cover } = props;
  const { t } = site;
  const first = head.pages[0];
  return (
    <Frame site={site} head={head} title={head.title}>
      <CoverHead {...props} />
      <div className="exh-inside">
        {cover.intro ? <Words text={cover.intro} className="exh-words exh-lead" /> : null}
        <nav className="exh-contents" aria-label={t("exhibitions.contents")}>
          <h2>{t("exhibitions.contents")}</h2>
          <ol>
            {head.pages.map((one) => (
              <li key={one.key}>
                <a href={one.href}>{one.title}</a>
              </li>
            ))}
          </ol>
          <p className="exh-acts">
            {first ? (
              <a className="primary" href={first.href}>
                {t("exhibitions.begin")}
              </a>
            ) : null}
            <a href={head.printHref}>{t("exhibitions.sheet")}</a>
          </p>
        </nav>
      </div>
      {cover.credits ? <Words text={cover.credits} className="exh-credits quiet" /> : null}
    </Frame>
  );
}

function PageBody({ site, page }: { site: SiteContext; page: ShownPage }): ReactElement {
  return (
    <>
      {page.sections.map((section, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: sections have no other name, and are never moved here
        <section key={at} className="exh-section">
          {section.title ? <h2>{section.title}</h2> : null}
          {section.blocks.map((block, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same
            <ShownBlockPart key={place} site={site} block={block} />
          ))}
        </section>
      ))}
    </>
  );
}

/** One page of an exhibition, and the way on. */
export function ExhibitionPage(props: {
  site: SiteContext;
  head: ExhibitionHead;
  page: ShownPage;
}): ReactElement {
  const { site, head, page } = props;
  const { t } = site;
  const at = head.pages.findIndex((one) => one.key === page.key);
  const [before, after] = [head.pages[at - 1], head.pages[at + 1]];
  return (
    <Frame site={site} head={head} title={`${page.title} · ${head.title}`}>
      <nav className="exh-band" aria-label={t("exhibitions.contents")}>
        <a className="exh-home" href={head.href}>
          {head.title}
        </a>
        <ol>
          {head.pages.map((one) => (
            <li key={one.key}>
              <a href={one.href} aria-current={one.key === page.key ? "page" : undefined}>
                {one.title}
              </a>
            </li>
          ))}
        </ol>
      </nav>
      <article className="exh-page">
        <h1>{page.title}</h1>
        <PageBody site={site} page={page} />
      </article>
      <nav className="exh-turn" aria-label={t("exhibitions.turn")}>
        {before ? (
          <a rel="prev" href={before.href}>
            <span className="quiet">{t("exhibitions.before")}</span> {before.title}
          </a>
        ) : (
          <a href={head.href}>{t("exhibitions.cover")}</a>
        )}
        {after ? (
          <a rel="next" href={after.href}>
            <span className="quiet">{t("exhibitions.after")}</span> {after.title}
          </a>
        ) : (
          <a href={head.printHref}>{t("exhibitions.sheet")}</a>
        )}
      </nav>
    </Frame>
  );
}

/** The whole exhibition on one sheet, as it is printed: a catalogue. */
export function ExhibitionSheetPage(props: CoverProps & { pages: ShownPage[] }): ReactElement {
  const { site, head, cover, pages } = props;
  return (
    <Frame site={site} head={head} title={head.title} hidden>
      <div className="exh-sheet">
        <p className="exh-sheet-how">
          <a href={head.href}>{site.t("exhibitions.cover")}</a>{" "}
          <span className="quiet">{site.t("exhibitions.sheet-how")}</span>
        </p>
        <CoverHead {...props} />
        {cover.intro ? <Words text={cover.intro} className="exh-words exh-lead" /> : null}
        {pages.map((page) => (
          <article key={page.key} className="exh-page">
            <h2 className="exh-page-title">{page.title}</h2>
            <PageBody site={site} page={page} />
          </article>
        ))}
        {cover.credits ? <Words text={cover.credits} className="exh-credits quiet" /> : null}
      </div>
    </Frame>
  );
}
