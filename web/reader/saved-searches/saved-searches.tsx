import type { ReactElement } from "react";
import { frequencies } from "../../../server/src/saved-searches/words.ts";
import { saidIn } from "../../ui/own-words.ts";
import { Layout } from "../frame/layout.tsx";
import { NothingYet } from "../frame/nothing-yet.tsx";
import { OwnPages, PostButton, PostForm } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** A saved search on its owner's page. */
type SearchLine = {
  id: string;
  name: string;
  href: string;
  frequency: string;
  found: number;
  lastRun: string | null;
  feed: string;
};

type SavedSearchesProps = { site: SiteContext; searches: SearchLine[]; mail: boolean };

/** Saved searches: go there again, be told of new titles, follow the feed, stop. */
export function SavedSearchesPage({ site, searches, mail }: SavedSearchesProps): ReactElement {
  const { t } = site;
  return (
    <Layout site={site} title={t("community.searches")} query="" hidden>
      <div className="account">
        <OwnPages site={site} here="searches" />
        <h1 className="song">{t("community.searches")}</h1>
        <p className="quiet">{t(mail ? "community.searches.hint-mail" : "community.searches.hint")}</p>
        {searches.length === 0 ? (
          <NothingYet
            what={t("community.searches.none")}
            next={t("community.searches.next")}
            href={`${site.base}/search`}
          />
        ) : null}
        <ul className="list-lines">
          {searches.map((search) => (
            <SearchItem key={search.id} site={site} search={search} />
          ))}
        </ul>
      </div>
    </Layout>
  );
}

function SearchItem({ site, search }: { site: SiteContext; search: SearchLine }): ReactElement {
  const { t } = site;
  const action = `${site.base}/account/saved-searches/${search.id}`;
  return (
    <li className="search-line">
      <h2 className="line-title">
        <a href={search.href} {...saidIn(search.name, site.language)}>
          {search.name}
        </a>
      </h2>
      <p className="quiet">
        <span className="fact num">{t("community.search.found", { count: search.found })}</span>
        {search.lastRun ? (
          <span className="fact num">{t("community.search.last", { date: search.lastRun })}</span>
        ) : null}
      </p>
      <PostForm site={site} action={action} className="section-form">
        <label htmlFor={`f-${search.id}`}>{t("community.search.frequency")}</label>
        <select
          className="field"
          id={`f-${search.id}`}
          name="frequency"
          defaultValue={search.frequency}
          aria-label={t("community.search.frequency-of", { name: search.name })}
        >
          {frequencies.map((frequency) => (
            <option key={frequency} value={frequency}>
              {t(`community.frequency.${frequency}`)}
            </option>
          ))}
        </select>
        <button
          className="secondary"
          type="submit"
          aria-label={t("community.search.save-of", { name: search.name })}
        >
          {t("community.save")}
        </button>
      </PostForm>
      <details>
        <summary>
          {t("community.feed")}
          <span className="vh"> {search.name}</span>
        </summary>
        <div className="stacked">
          <label htmlFor={`feed-${search.id}`}>{t("community.feed.address")}</label>
          <input className="field address" id={`feed-${search.id}`} value={search.feed} readOnly />
          <PostButton
            site={site}
            action={`${action}/feed-key`}
            label={t("community.feed.renew")}
            name={t("community.feed.renew-of", { name: search.name })}
          />
        </div>
      </details>
      <PostButton
        look="plain"
        site={site}
        action={`${action}/delete`}
        label={t("community.remove")}
        name={t("community.search.remove-this", { name: search.name })}
      />
    </li>
  );
}

type SaveSearchProps = {
  site: SiteContext;
  /** Address of the search, without `?`. */
  query: string;
  name: string;
  /** The search in words. */
  href: string;
  total: number;
};

/** Names a search and says how often to tell of new titles. */
export function SaveSearchPage({ site, query, name, href, total }: SaveSearchProps): ReactElement {
  const { t } = site;
  return (
    <Layout site={site} title={t("community.search.save")} query="" hidden>
      <div className="account">
        <h1 className="song">{t("community.search.save")}</h1>
        <p>
          <a href={href}>{t("count.titles", { count: total })}</a>
        </p>
        <PostForm site={site} action={`${site.base}/account/saved-searches`} className="stacked">
          <input type="hidden" name="query" value={query} />
          <label htmlFor="search-name">{t("community.search.name")}</label>
          <input
            className="field"
            id="search-name"
            name="name"
            defaultValue={name}
            required
            maxLength={200}
          />
          <fieldset className="choices choices-column">
            <legend>{t("community.search.frequency")}</legend>
            {frequencies.map((frequency) => (
              <label key={frequency}>
                <input
                  type="radio"
                  name="frequency"
                  value={frequency}
                  defaultChecked={frequency === "weekly"}
                />
                {t(`community.frequency.${frequency}`)}
              </label>
            ))}
          </fieldset>
          <button className="primary" type="submit">
            {t("community.save")}
          </button>
        </PostForm>
      </div>
    </Layout>
  );
}

type StopAlertProps = { site: SiteContext; name: string; action: string; stopped: boolean };

/** Where a mail's last address leads: one button ends the mails, no sign-in. */
export function StopAlertPage({ site, name, action, stopped }: StopAlertProps): ReactElement {
  const { t } = site;
  return (
    <Layout site={site} title={t("community.stop.title")} query="" hidden>
      <div className="account">
        <h1 className="song">{t("community.stop.title")}</h1>
        {stopped ? (
          <p role="status">{t("community.stop.done", { name })}</p>
        ) : (
          <form method="post" action={action} className="stacked">
            <p>{t("community.stop.words", { name })}</p>
            <button className="primary" type="submit">
              {t("community.stop.button")}
            </button>
          </form>
        )}
      </div>
    </Layout>
  );
}
