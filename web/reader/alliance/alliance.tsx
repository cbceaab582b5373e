import type { ReactElement } from "react";
import type { assumed, Saved } from "../../../server/src/alliance/saved.ts";
import type {
  Announcement,
  Campaign,
  Organisation,
  SharingFigures,
} from "../../../server/src/alliance/schema.ts";
import type { OrganisationKind } from "../../../server/src/alliance/words.ts";
import { saidIn } from "../../ui/own-words.ts";
import { Layout } from "../frame/layout.tsx";
import { PostForm, ReaderWords } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** An organisation with what it comes to. */
type OrganisationLine = Organisation & { figures: SharingFigures };

/** The alliance's first page. `day`: a date in the page's language. */
type AllianceProps = {
  site: SiteContext;
  day: (date: string) => string;
  region: SharingFigures & { organisations: number; circles: number };
  saved: Saved & { assumed: typeof assumed };
  organisations: OrganisationLine[];
  announcements: Announcement[];
  campaigns: Campaign[];
  kinds: readonly OrganisationKind[];
  isOffice: boolean;
};

const FIGURES = [
  "organisations",
  "circles",
  "readers",
  "copies",
  "loans",
  "turnover",
  "nests",
  "journeys",
] as const;

/** Who belongs to the alliance, what it comes to, what is on, and whom to ask. */
export function AlliancePage(props: AllianceProps): ReactElement {
  const { site, region, organisations } = props;
  const { t, base } = site;
  return (
    <Layout site={site} title={t("alliance.title")} query="">
      <div className="alliance">
        <h1 className="song">{t("alliance.title")}</h1>
        <p>{t("alliance.line")}</p>
        <Figures site={site} names={FIGURES} figures={region} />
        <WhatWasSaved site={site} saved={props.saved} />
        <p className="list-tools">
          <a className="secondary" href={`${base}/alliance/help`}>
            {t("alliance.help")}
          </a>
          {props.isOffice ? (
            <a className="secondary" href={`${base}/alliance/office`}>
              {t("alliance.office")}
            </a>
          ) : null}
        </p>
        <Announcements site={site} day={props.day} announcements={props.announcements} />
        <Campaigns site={site} day={props.day} campaigns={props.campaigns} />
        <section aria-labelledby="organisations">
          <h2 id="organisations" className="song">
            {t("alliance.organisations")}
          </h2>
          {organisations.length === 0 ? <p className="quiet">{t("alliance.organisations.none")}</p> : null}
          <ul className="alliance-list">
            {organisations.map((one) => (
              <li key={one.id}>
                <h3>
                  <a href={`${base}/alliance/organisations/${one.id}`} {...saidIn(one.name, site.language)}>
                    {one.name}
                  </a>
                </h3>
                <p className="quiet">
                  <span className="fact">{t(`alliance.kind.${one.kind}`)}</span>
                  {one.figures.readers > 0 ? (
                    <span className="fact num">{t("alliance.readers", { count: one.figures.readers })}</span>
                  ) : null}
                  {one.figures.copies > 0 ? (
                    <span className="fact num">{t("alliance.copies", { count: one.figures.copies })}</span>
                  ) : null}
                  {one.figures.loans > 0 ? (
                    <span className="fact num">{t("alliance.loans", { count: one.figures.loans })}</span>
                  ) : null}
                </p>
              </li>
            ))}
          </ul>
          <details className="alliance-more">
            <summary>{t("alliance.propose")}</summary>
            {site.session ? (
              <PostForm site={site} action={`${base}/alliance/organisations`} className="stacked">
                <OrganisationFields site={site} kinds={props.kinds} />
                <button className="primary" type="submit">
                  {t("alliance.propose.send")}
                </button>
              </PostForm>
            ) : (
              <p>
                <a href={`${base}/sign-in?next=${encodeURIComponent(site.here)}`}>{t("alliance.sign-in")}</a>
              </p>
            )}
          </details>
        </section>
      </div>
    </Layout>
  );
}

/** Figures as a list of terms, those that are there; numbers grouped as the language does. */
export function Figures(props: {
  site: SiteContext;
  names: readonly string[];
  figures: Record<string, number>;
}): ReactElement {
  const { site, names, figures } = props;
  return (
    <dl className="big-figures">
      {names
        .filter((name) => figures[name])
        .map((name) => (
          <div key={name}>
            <dt>{site.t(`alliance.figure.${name}`)}</dt>
            <dd className="num">{site.t("number", { value: figures[name] ?? 0 })}</dd>
          </div>
        ))}
    </dl>
  );
}

/** What readers' lending saved, with what is assumed beside it; nothing before there is a book to speak of. */
function WhatWasSaved({ site, saved }: Pick<AllianceProps, "site" | "saved">): ReactElement | null {
  const { t } = site;
  if (saved.books === 0) return null;
  return (
    <section aria-labelledby="saved">
      <h2 id="saved" className="song">
        {t("alliance.saved")}
      </h2>
      <p className="num">{t("alliance.saved.kept", { count: saved.kept, lendings: saved.lendings })}</p>
      <p className="num">
        {t("alliance.saved.line", { count: saved.books, yuan: saved.yuan, kilograms: saved.kilograms })}
      </p>
      <p className="quiet num">{t("alliance.saved.assumed", { ...saved.assumed })}</p>
    </section>
  );
}

/** Kind, name, words and contact of an organisation; `known`: what it says now. */
export function OrganisationFields(props: {
  site: SiteContext;
  kinds: readonly OrganisationKind[];
  known?: Organisation;
}): ReactElement {
  const { site, kinds, known } = props;
  const { t } = site;
  return (
    <>
      <label htmlFor="organisation-name">{t("alliance.name")}</label>
      <input
        className="field"
        id="organisation-name"
        name="name"
        required
        minLength={2}
        maxLength={80}
        defaultValue={known?.name}
      />
      <label htmlFor="organisation-kind">{t("alliance.kind")}</label>
      <select
        className="field"
        id="organisation-kind"
        name="kind"
        defaultValue={known?.kind ?? "student-society"}
      >
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`alliance.kind.${kind}`)}
          </option>
        ))}
      </select>
      <label htmlFor="organisation-about">{t("alliance.about")}</label>
      <textarea
        className="field"
        id="organisation-about"
        name="about"
        rows={3}
        maxLength={2000}
        defaultValue={known?.about}
      />
      <label htmlFor="organisation-contact">{t("alliance.contact")}</label>
      <input
        className="field"
        id="organisation-contact"
        name="contact"
        maxLength={200}
        defaultValue={known?.contact}
      />
    </>
  );
}

/** Announcements that hold today; nothing where there are none. */
export function Announcements(props: {
  site: SiteContext;
  day: (date: string) => string;
  announcements: Announcement[];
  /** True for those who may take them back. */
  own?: boolean;
}): ReactElement | null {
  const { site, day, announcements, own } = props;
  const { t } = site;
  if (announcements.length === 0) return null;
  return (
    <section aria-labelledby="announcements">
      <h2 id="announcements" className="song">
        {t("alliance.announcements")}
      </h2>
      <ul className="alliance-list">
        {announcements.map((one) => (
          <li key={one.id}>
            <h3 {...saidIn(one.title, site.language)}>{one.title}</h3>
            <ReaderWords site={site} text={one.body} />
            <p className="quiet">
              <span className="fact">{one.organisation?.name ?? t("alliance.office")}</span>
              <span className="fact num">{day(one.publishedAt.slice(0, 10))}</span>
              {one.waits ? <span className="fact">{t("community.review.pending")}</span> : null}
            </p>
            {own ? (
              <PostForm site={site} action={`${site.base}/alliance/announcements/${one.id}/withdraw`}>
                <button
                  className="plain"
                  type="submit"
                  aria-label={`${t("alliance.withdraw")}: ${one.title}`}
                >
                  {t("alliance.withdraw")}
                </button>
              </PostForm>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Campaigns that go on or will; nothing where there are none. */
export function Campaigns(props: {
  site: SiteContext;
  day: (date: string) => string;
  campaigns: Campaign[];
}): ReactElement | null {
  const { site, day, campaigns } = props;
  const { t } = site;
  if (campaigns.length === 0) return null;
  return (
    <section aria-labelledby="campaigns">
      <h2 id="campaigns" className="song">
        {t("alliance.campaigns")}
      </h2>
      <ul className="alliance-list">
        {campaigns.map((one) => (
          <li key={one.id}>
            <h3 {...saidIn(one.title, site.language)}>{one.title}</h3>
            {one.about ? <ReaderWords site={site} text={one.about} /> : null}
            <p className="quiet">
              <span className="fact">
                <a href={`${site.base}/alliance/organisations/${one.organisation.id}`}>
                  {one.organisation.name}
                </a>
              </span>
              <span className="fact num">
                {t("alliance.days", { from: day(one.startsOn), to: day(one.endsOn) })}
              </span>
              {one.waits ? <span className="fact">{t("community.review.pending")}</span> : null}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Title, words and last day of an announcement. */
export function AnnounceForm({ site, action }: { site: SiteContext; action: string }): ReactElement {
  const { t } = site;
  return (
    <PostForm site={site} action={action} className="stacked">
      <label htmlFor="announce-title">{t("alliance.heading")}</label>
      <input className="field" id="announce-title" name="title" required minLength={2} maxLength={100} />
      <label htmlFor="announce-body">{t("alliance.body")}</label>
      <textarea className="field" id="announce-body" name="body" required rows={3} maxLength={4000} />
      <label htmlFor="announce-until">{t("alliance.until")}</label>
      <input className="field" id="announce-until" name="until" type="date" required />
      <button className="secondary" type="submit">
        {t("alliance.announce")}
      </button>
    </PostForm>
  );
}
