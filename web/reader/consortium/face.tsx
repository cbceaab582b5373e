import type { ReactElement } from "react";
import type { Face, FaceChoice } from "../../../server/src/consortium/index.ts";
import { languages } from "../../../server/src/kernel/text.ts";
import { Layout } from "../frame/layout.tsx";
import { PostButton, PostForm } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** The field of a text in one language. */
const fieldIn = (name: string, language: string): string => [name, language].join(".");
const SCOPES = ["region", "own"] as const;

/** What a member's administrator works with. */
type FacePageProps = {
  site: SiteContext;
  member: { code: string; name: string };
  /** The office of the consortium gives host names; others see theirs. */
  mayHost: boolean;
  face: Pick<Face, "logoHash"> & FaceChoice;
  facets: readonly string[];
  /** The accent as it is used: by day and by night. */
  used: { light: string; dark: string };
  news: { id: number; title: string; days: string }[];
};

/** A member's face: colour, logo, scope, order of facets, languages, words, host name; and its news. */
export function FacePage(props: FacePageProps): ReactElement {
  const { site, member, mayHost, face, facets, used } = props;
  const { t, base } = site;
  return (
    <Layout site={site} title={t("face.title")} query="" hidden>
      <div className="face">
        <h1>{t("face.of", { name: member.name })}</h1>
        <p>
          <a href={`/m/${member.code.toLowerCase()}`}>{t("face.look")}</a>
        </p>
        <PostForm site={site} action={`${base}/face`} className="stacked">
          <label htmlFor="face-accent">{t("face.accent")}</label>
          <input className="field" id="face-accent" name="accent" type="color" defaultValue={face.accent} />
          <p className="quiet num">{t("face.used", used)}</p>
          <label htmlFor="face-scope">{t("face.scope")}</label>
          <select className="field" id="face-scope" name="scope" defaultValue={face.scope}>
            {SCOPES.map((scope) => (
              <option key={scope} value={scope}>
                {t(`face.scope.${scope}`)}
              </option>
            ))}
          </select>
          <label htmlFor="face-facets">{t("face.facets")}</label>
          <input
            className="field"
            id="face-facets"
            name="facetOrder"
            defaultValue={face.facetOrder.join(" ")}
            placeholder={facets.join(" ")}
            maxLength={200}
          />
          <fieldset className="choices">
            <legend>{t("face.languages")}</legend>
            {languages.map((language) => (
              <label key={language}>
                <input
                  type="checkbox"
                  name="languages"
                  value={language}
                  defaultChecked={face.languages.length === 0 || face.languages.includes(language)}
                />
                {t(`language.${language}`)}
              </label>
            ))}
          </fieldset>
          <IntroFields site={site} face={face} />
          <input type="hidden" name="member" value={member.code} />
          <HostField site={site} host={face.host} mayHost={mayHost} />
          <button className="primary" type="submit">
            {t("face.save")}
          </button>
        </PostForm>
        <LogoPart {...props} />
        <NewsPart {...props} />
      </div>
    </Layout>
  );
}

function IntroFields({ site: { t }, face }: Pick<FacePageProps, "site" | "face">): ReactElement {
  return (
    <>
      {languages.map((language) => (
        <div key={language}>
          <label htmlFor={`face-intro-${language}`}>
            {t("face.intro")} · {t(`language.${language}`)}
          </label>
          <textarea
            className="field"
            id={`face-intro-${language}`}
            name={fieldIn("intro", language)}
            rows={2}
            maxLength={500}
            defaultValue={face.intro[language]}
          />
        </div>
      ))}
    </>
  );
}

/** The picture of a face. */
function LogoPart({ site, member, face }: FacePageProps): ReactElement {
  const { t, base } = site;
  return (
    <section aria-labelledby="face-logo">
      <h2 id="face-logo" className="song">
        {t("face.logo")}
      </h2>
      {face.logoHash ? <img src={`/faces/logo/${face.logoHash}`} alt="" height={48} /> : null}
      <form method="post" action={`${base}/face/logo`} encType="multipart/form-data" className="stacked">
        <input type="hidden" name="member" value={member.code} />
        <label htmlFor="face-file">{t("face.logo.file")}</label>
        <input id="face-file" name="logo" type="file" accept="image/png,image/jpeg,image/webp" required />
        <button className="secondary" type="submit">
          {t("face.logo.send")}
        </button>
      </form>
    </section>
  );
}

/** What a member tells, and its form. */
function NewsPart({ site, member, news }: FacePageProps): ReactElement {
  const { t, base } = site;
  return (
    <section aria-labelledby="face-news">
      <h2 id="face-news" className="song">
        {t("face.news")}
      </h2>
      <ul className="face-list">
        {news.map((one) => (
          <li key={one.id}>
            <p>{one.title}</p>
            <p className="quiet num">{one.days}</p>
            <PostButton
              site={site}
              action={`${base}/face/news/${member.code}/${one.id}/remove`}
              label={t("face.news.remove")}
              name={`${t("face.news.remove")}: ${one.title}`}
              look="plain"
            />
          </li>
        ))}
      </ul>
      <PostForm site={site} action={`${base}/face/news`} className="stacked">
        <input type="hidden" name="member" value={member.code} />
        {languages.map((language) => (
          <div key={language}>
            <label htmlFor={`news-title-${language}`}>
              {t("face.news.title")} · {t(`language.${language}`)}
            </label>
            <input
              className="field"
              id={`news-title-${language}`}
              name={fieldIn("title", language)}
              maxLength={120}
            />
            <label htmlFor={`news-body-${language}`}>
              {t("face.news.body")} · {t(`language.${language}`)}
            </label>
            <textarea
              className="field"
              id={`news-body-${language}`}
              name={fieldIn("body", language)}
              rows={2}
              maxLength={1000}
            />
          </div>
        ))}
        <label htmlFor="news-from">{t("face.news.from")}</label>
        <input className="field" id="news-from" name="fromOn" type="date" required />
        <label htmlFor="news-until">{t("face.news.until")}</label>
        <input className="field" id="news-until" name="untilOn" type="date" required />
        <button className="secondary" type="submit">
          {t("face.news.add")}
        </button>
      </PostForm>
    </section>
  );
}

/** What a member tells on its own first page: its words, its hours today, its news. */
export type FaceHomeFacts = {
  intro: string;
  hours: { branch: string; hours: string }[];
  news: { id: number; title: string; body: string }[];
};

/** A member's own part of the first page. */
export function FaceHome({ site, facts }: { site: SiteContext; facts: FaceHomeFacts }): ReactElement {
  const { t } = site;
  return (
    <section className="band face-home" aria-labelledby="face-home">
      <div className="band-head">
        <h2 id="face-home">{site.face?.name}</h2>
        <a href="/m">{t("face.leave")}</a>
      </div>
      {facts.intro ? <p>{facts.intro}</p> : null}
      <div className="face-columns">
        <div>
          <h3 className="song">{t("face.hours")}</h3>
          {facts.hours.length === 0 ? <p className="quiet">{t("face.closed")}</p> : null}
          <dl className="face-hours">
            {facts.hours.map((one) => (
              <div key={one.branch}>
                <dt>{one.branch}</dt>
                <dd className="num">{one.hours}</dd>
              </div>
            ))}
          </dl>
        </div>
        {facts.news.length > 0 ? (
          <div>
            <h3 className="song">{t("face.news")}</h3>
            <ul className="face-news">
              {facts.news.map((one) => (
                <li key={one.id}>
                  <p>{one.title}</p>
                  {one.body ? <p className="quiet">{one.body}</p> : null}
                </li>
              ))}
            </ul>
          </div>
        ) : null}
      </div>
    </section>
  );
}

function HostField(props: { site: SiteContext; host: string | null; mayHost: boolean }): ReactElement {
  const { site, host, mayHost } = props;
  const { t } = site;
  if (!mayHost)
    return (
      <p className="quiet">
        {t("face.host")}: {host ?? t("face.host.none")}
      </p>
    );
  return (
    <>
      <label htmlFor="face-host">{t("face.host")}</label>
      <input className="field" id="face-host" name="host" maxLength={200} defaultValue={host ?? ""} />
    </>
  );
}
