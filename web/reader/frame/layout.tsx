import type { ReactElement, ReactNode } from "react";
import type { Language } from "../../../server/src/kernel/text.ts";
import { Icon, Seal } from "../../ui/icons.tsx";
import { CoverSource } from "./cover-source.ts";
import { SearchBox } from "./search-box.tsx";
import { type SiteContext, themes } from "./site-context.ts";

const SHORT: Record<Language, string> = { "zh-Hans": "简", "zh-Hant": "繁", en: "EN" };

/** What a page puts into the frame. */
export type LayoutProps = {
  site: SiteContext;
  /** Title of the page; null: the site's own name only. */
  title: string | null;
  description?: string;
  /** What the box in the head of the page holds; undefined: no box there. */
  query?: string;
  /** Parameters that box carries along to the next search. */
  keep?: { name: string; value: string }[];
  /** The one address of what the page shows. */
  canonical?: string;
  /** Picture that stands for the page where its address is passed on: `/cards/…`. */
  card?: string;
  /** schema.org as JSON-LD, without any `<`. */
  jsonLd?: string;
  /** Keep out of other search engines. */
  hidden?: boolean;
  /** A page of finding: it needs no other room's style sheet. */
  lean?: boolean;
  children: ReactNode;
};

/** The frame of every page: head, seal and search box, what happened last, foot. */
export function Layout(props: LayoutProps): ReactElement {
  const { site, title, query, children } = props;
  const { t } = site;
  return (
    <html
      lang={site.language}
      data-theme={site.theme === "auto" ? undefined : site.theme}
      data-text={site.isLarge ? "large" : undefined}
    >
      <Head {...props} />
      <body>
        <a className="skip" href="#main">
          {t("site.skip")}
        </a>
        <header className={query === undefined ? "top" : "top top-search"}>
          <a className="brand" href={`${site.base}/`}>
            {site.face ? (
              <span className="brand-face">
                {site.face.logo ? <img src={site.face.logo} alt="" /> : <Seal />}
                <span className="brand-name">{site.face.name}</span>
              </span>
            ) : (
              <>
                <Seal />
                <span className="brand-name song">{t("site.name")}</span>
              </>
            )}
          </a>
          {query === undefined ? null : <SearchBox site={site} query={query} keep={props.keep} />}
          <Rooms site={site} />
          <TopLinks site={site} />
        </header>
        <FlashNote site={site} />
        <main id="main" tabIndex={-1} aria-label={title === null ? t("site.name") : undefined}>
          <CoverSource value={site.coverOf}>{children}</CoverSource>
        </main>
        <Foot site={site} />
      </body>
    </html>
  );
}

function Head({
  site,
  title,
  description,
  hidden,
  lean,
  canonical,
  card,
  jsonLd,
}: LayoutProps): ReactElement {
  const { t } = site;
  return (
    <head>
      <meta charSet="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{title === null ? t("site.title") : t("site.page-title", { title })}</title>
      {description ? <meta name="description" content={description} /> : null}
      {hidden ? <meta name="robots" content="noindex" /> : null}
      <meta name="theme-color" content={site.theme === "dark" ? "#161512" : "#fbfaf7"} />
      <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
      <link rel="manifest" href="/app.webmanifest" />
      <link rel="stylesheet" href={site.assets.css} />
      {lean ? null : <link rel="stylesheet" href={site.assets.rooms} />}
      {site.face ? <link rel="stylesheet" href={site.face.css} /> : null}
      <script type="module" src={site.assets.js} />
      {canonical ? <link rel="canonical" href={canonical} /> : null}
      {card ? <ShareTags site={site} title={title} description={description} card={card} /> : null}
      {jsonLd ? (
        // biome-ignore lint/security/noDangerouslySetInnerHtml: data, not script; `<` is escaped where it is made
        <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: jsonLd }} />
      ) : null}
      {hidden
        ? null
        : site.editions.map(({ language, href }) => (
            <link key={language} rel="alternate" hrefLang={language} href={site.origin + href} />
          ))}
    </head>
  );
}

/** What messengers show where the address is passed on (the Open Graph protocol). */
function ShareTags(
  props: Pick<LayoutProps, "site" | "title" | "description"> & { card: string },
): ReactElement {
  const { site, title, description, card } = props;
  return (
    <>
      <meta property="og:type" content="website" />
      <meta property="og:title" content={title ?? site.t("site.title")} />
      {description ? <meta property="og:description" content={description} /> : null}
      <meta property="og:image" content={site.origin + card} />
      <meta property="og:image:width" content="1200" />
      <meta property="og:image:height" content="630" />
      <meta name="twitter:card" content="summary_large_image" />
    </>
  );
}

/** The six rooms of the house, on every page, signed in or not; `at`: the pages that belong to it. */
const ROOMS = [
  { name: "find", path: "/", at: /^\/($|\?|(search|instance|work|browse|expert|shelf)\b)/ },
  { name: "near", path: "/near", at: /^\/(near|sharing|wanted|salons|readings|ebooks)\b/ },
  { name: "nests", path: "/nests", at: /^\/nests\b/ },
  { name: "drift", path: "/drift", at: /^\/drift\b/ },
  { name: "lists", path: "/lists", at: /^\/lists?\b/ },
  { name: "collections", path: "/collections", at: /^\/(collections|objects|exhibitions)\b/ },
];

function Rooms({ site }: { site: SiteContext }): ReactElement {
  const here = site.here.slice(site.base.length);
  return (
    <nav className="rooms" aria-label={site.t("nav.legend")}>
      {ROOMS.map(({ name, path, at }) => (
        <a key={name} href={site.base + path} aria-current={at.test(here) ? "true" : undefined}>
          {site.t(`nav.${name}`)}
        </a>
      ))}
    </nav>
  );
}

function TopLinks({ site }: { site: SiteContext }): ReactElement {
  const { t } = site;
  return (
    <div className="top-links">
      <nav className="languages" aria-label={t("site.languages")}>
        {site.editions.map(({ language, href }) => (
          <a
            key={language}
            href={href}
            lang={language}
            hrefLang={language}
            aria-label={t(`language.${language}`)}
            aria-current={language === site.language ? "true" : undefined}
          >
            {SHORT[language]}
          </a>
        ))}
      </nav>
      {site.session && site.session.unread > 0 ? (
        <a className="who bell" href={`${site.base}/account#notices`}>
          <Icon name="bell" />
          <span className="num" aria-hidden="true">
            {site.session.unread}
          </span>
          <span className="vh">{t("notice.bell.unread", { count: site.session.unread })}</span>
        </a>
      ) : null}
      {site.session ? (
        <a className="who" href={`${site.base}/account`}>
          <Icon name="user" />
          <span>{t("site.account")}</span>
        </a>
      ) : (
        <a className="who" href={`${site.base}/sign-in?next=${encodeURIComponent(site.here)}`}>
          <Icon name="user" />
          <span>{t("site.sign-in")}</span>
        </a>
      )}
    </div>
  );
}

function FlashNote({ site }: { site: SiteContext }): ReactElement | null {
  const { flash, t } = site;
  if (!flash) return null;
  return (
    <div className={`note note-${flash.tone}`} role={flash.tone === "done" ? "status" : "alert"}>
      {t(flash.key, flash.params)}
    </div>
  );
}

function Foot({ site }: { site: SiteContext }): ReactElement {
  const { t } = site;
  return (
    <footer className="foot">
      <p className="foot-name">{t("site.about")}</p>
      <form className="themes" method="post" action="/theme" data-island="theme">
        <fieldset>
          <legend>{t("theme.legend")}</legend>
          <input type="hidden" name="back" value={site.here} />
          {themes.map((theme) => (
            <button key={theme} type="submit" name="theme" value={theme} aria-pressed={theme === site.theme}>
              {t(`theme.${theme}`)}
            </button>
          ))}
        </fieldset>
      </form>
      <form className="text-size" method="post" action="/theme">
        <input type="hidden" name="back" value={site.here} />
        <button
          type="submit"
          name="size"
          value={site.isLarge ? "usual" : "large"}
          aria-pressed={site.isLarge}
        >
          {t("theme.large")}
        </button>
      </form>
      <a href={`${site.base}/browse`}>{t("site.browse")}</a>
      <a href={`${site.base}/help`}>{t("help.title")}</a>
      {site.navigation.map(({ path, label }) => (
        <a key={path} href={site.base + path}>
          {t(label)}
        </a>
      ))}
      {site.face && !site.face.byHost ? <a href="/m">{t("face.leave")}</a> : null}
      {site.session?.isStaff ? <a href={`${site.base}/face`}>{t("face.title")}</a> : null}
      {site.session?.isStaff ? <a href="/staff">{t("site.staff")}</a> : null}
      {site.session ? (
        <form method="post" action={`${site.base}/sign-out`}>
          <input type="hidden" name="_csrf" value={site.session.csrfToken} />
          <button className="plain" type="submit">
            {t("site.sign-out", { name: site.session.name })}
          </button>
        </form>
      ) : null}
    </footer>
  );
}
