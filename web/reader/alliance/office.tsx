import type { ReactElement } from "react";
import type { Announcement, HelpCase, Organisation } from "../../../server/src/alliance/schema.ts";
import { saidIn } from "../../ui/own-words.ts";
import { Layout } from "../frame/layout.tsx";
import { PostForm, ReaderWords } from "../frame/post-form.tsx";
import { Said } from "../frame/said.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { AnnounceForm, Announcements } from "./alliance.tsx";
import { CaseList } from "./help-desk.tsx";

/** What waits for the consortium's office. */
type OfficeProps = {
  site: SiteContext;
  day: (date: string) => string;
  waiting: Organisation[];
  cases: HelpCase[];
  announcements: Announcement[];
};

/** Organisations that ask to join, cases that wait for an answer, and the region's announcements. */
export function OfficePage({ site, day, waiting, cases, announcements }: OfficeProps): ReactElement {
  const { t, base } = site;
  return (
    <Layout site={site} title={t("alliance.office")} query="" hidden>
      <div className="alliance">
        <p>
          <a href={`${base}/alliance`}>{t("alliance.title")}</a>
        </p>
        <h1 className="song">{t("alliance.office")}</h1>
        <section aria-labelledby="waiting">
          <h2 id="waiting" className="song">
            {t("alliance.waiting")}
          </h2>
          {waiting.length === 0 ? <p className="quiet">{t("alliance.waiting.none")}</p> : null}
          <ul className="alliance-list">
            {waiting.map((one) => (
              <li key={one.id}>
                <h3 {...saidIn(one.name, site.language)}>{one.name}</h3>
                <p className="quiet">
                  <span className="fact">{t(`alliance.kind.${one.kind}`)}</span>
                  <Said site={site} className="fact">
                    {one.contact}
                  </Said>
                  <span className="fact num">{day(one.createdAt.slice(0, 10))}</span>
                </p>
                {one.about ? <ReaderWords site={site} text={one.about} /> : null}
                <PostForm
                  site={site}
                  action={`${base}/alliance/organisations/${one.id}/decision`}
                  className="stacked"
                  label={one.name}
                >
                  <label htmlFor={`reason-${one.id}`}>{t("alliance.reason")}</label>
                  <input className="field" id={`reason-${one.id}`} name="reason" maxLength={500} />
                  <div className="list-tools">
                    <button className="primary" type="submit" name="decision" value="admit">
                      {t("alliance.admit")}
                    </button>
                    <button className="secondary" type="submit" name="decision" value="refuse">
                      {t("alliance.refuse")}
                    </button>
                  </div>
                </PostForm>
              </li>
            ))}
          </ul>
        </section>
        <section aria-labelledby="cases">
          <h2 id="cases" className="song">
            {t("alliance.cases")}
          </h2>
          <CaseList site={site} day={day} cases={cases} none={t("alliance.cases.none")} />
        </section>
        <Announcements site={site} day={day} announcements={announcements} own />
        <section aria-labelledby="announce">
          <h2 id="announce" className="song">
            {t("alliance.announce")}
          </h2>
          <AnnounceForm site={site} action={`${base}/alliance/announcements`} />
        </section>
      </div>
    </Layout>
  );
}
