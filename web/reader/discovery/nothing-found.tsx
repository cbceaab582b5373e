import type { ReactElement } from "react";
import type { SaidAs } from "../../../server/src/phrasing/index.ts";
import { FormTokens } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import type { ResultsProps } from "./results.tsx";

/** Where a search is kept as it stands, with its filters, whether it found something or not. */
export function saveHref(site: SiteContext): string {
  return `${site.base}/account/saved-searches/new?${site.here.split("?", 2)[1] ?? ""}`;
}

/** The box was read as more than words: what was typed, what it was taken for, and the way back to the words. */
export function SaidOtherwise(props: {
  site: SiteContext;
  said: string;
  taken: SaidAs;
  query: string;
}): ReactElement {
  const { site, said, taken, query } = props;
  const { t } = site;
  const typed = new URLSearchParams({ q: said, as: "typed" });
  // A person is named in words: the box alone holds the sign.
  const inWords = query
    .replace(/author:"([^"]*)"/g, (_sign, name: string) => t("said.by", { name }))
    .replace(/publisher:"([^"]*)"/g, (_sign, name: string) => t("said.from", { name }))
    .replace(/\((\S+) (?:或|OR) [^)]*\)/g, "$1");
  return (
    <p className="quiet">
      {t(inWords === "" && taken === "read" ? "said.filters" : `said.${taken}`, {
        said,
        query: inWords || said,
      })}{" "}
      {taken === "words" ? null : (
        <a href={`${site.base}/search?${typed}`} rel="nofollow">
          {t("said.as-typed")}
        </a>
      )}
    </p>
  );
}

/** Nothing found: wider, in other places, written otherwise, or later. */
export function NothingFound({
  site,
  query,
  expert,
  chosen,
  clearHref,
  widerHref,
}: ResultsProps): ReactElement {
  const { t, base } = site;
  return (
    <div className="empty">
      <p className="empty-what">{t("empty.what")}</p>
      {query === "" ? null : <SuggestIt site={site} query={query} />}
      <ul>
        {widerHref ? <Onward href={widerHref} what={t("empty.all-libraries")} /> : null}
        {chosen.length > 0 ? <Onward href={clearHref} what={t("empty.without-filters")} /> : null}
        {query ? (
          <>
            <Onward
              href={`${base}/sharing/near?${new URLSearchParams({ q: query.slice(0, 100) })}`}
              what={t("empty.near")}
              why={t("empty.near-why")}
            />
            <Onward
              href={`${base}/wanted?${new URLSearchParams({ q: query.slice(0, 200) })}`}
              what={t("wanted.from-search")}
              why={t("wanted.from-search-why")}
            />
            <Onward
              href={`${base}/browse/title?${new URLSearchParams({ at: query.slice(0, 100) })}`}
              what={t("empty.beside")}
              why={t("empty.beside-why")}
            />
          </>
        ) : null}
        {query.includes(" ") ? <li>{t("empty.fewer-words")}</li> : null}
        <li>{t("empty.scripts")}</li>
        <li>
          {t("empty.isbn")} {t("empty.call-number")}
        </li>
        {query ? (
          <Onward
            href={`${base}/alliance/help?${new URLSearchParams({ q: query.slice(0, 100) })}`}
            what={t("empty.ask")}
            why={t("empty.ask-why")}
          />
        ) : null}
        <Onward href={`${base}/search?sort=added`} what={t("empty.browse")} />
      </ul>
      {query === "" && !expert?.parsed ? null : (
        <p className="empty-later">
          <a className="secondary" href={saveHref(site)} rel="nofollow">
            {t("empty.tell-me")}
          </a>{" "}
          <span className="quiet">{t("empty.tell-me-why")}</span>
        </p>
      )}
    </div>
  );
}

/** Asking the library to buy it: one tap for who is signed in. */
function SuggestIt({ site, query }: { site: SiteContext; query: string }): ReactElement {
  const { t, base } = site;
  const asked = query.slice(0, 300);
  if (!site.session)
    return (
      <p className="empty-later">
        <a
          className="primary"
          href={`${base}/suggestions?${new URLSearchParams({ q: asked })}`}
          rel="nofollow"
        >
          {t("empty.suggest-sign-in")}
        </a>{" "}
        <span className="quiet">{t("empty.suggest-why")}</span>
      </p>
    );
  return (
    <form method="post" action={`${base}/suggestions`} className="empty-later">
      <FormTokens site={site} />
      <input type="hidden" name="search" value={asked} />
      <button className="primary" type="submit">
        {t("empty.suggest", { query: asked.slice(0, 40) })}
      </button>{" "}
      <span className="quiet">{t("empty.suggest-why")}</span>
    </form>
  );
}

function Onward({ href, what, why }: { href: string; what: string; why?: string }): ReactElement {
  return (
    <li>
      <a href={href} rel="nofollow">
        {what}
      </a>{" "}
      {why ? <span className="quiet">{why}</span> : null}
    </li>
  );
}
