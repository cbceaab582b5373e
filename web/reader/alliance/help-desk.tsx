import type { ReactElement } from "react";
import type { HelpCase, HelpMessage } from "../../../server/src/alliance/schema.ts";
import { saidIn } from "../../ui/own-words.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { Layout } from "../frame/layout.tsx";
import { PostButton, PostForm, ReaderWords } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** A reader's cases at the service centre. */
type HelpDeskProps = { site: SiteContext; day: (date: string) => string; cases: HelpCase[] };

/** One's cases, and a form that asks. */
export function HelpDeskPage({ site, day, cases }: HelpDeskProps): ReactElement {
  const { t, base } = site;
  // Whoever comes from a search that found nothing brings it along.
  const searched = new URLSearchParams(site.here.split("?")[1]).get("q")?.slice(0, 100) ?? "";
  return (
    <Layout site={site} title={t("alliance.help")} query="" hidden>
      <div className="alliance alliance-wide">
        <p>
          <a href={`${base}/alliance`}>{t("alliance.title")}</a>
        </p>
        <h1 className="song">{t("alliance.help")}</h1>
        <p>{t("alliance.help.line")}</p>
        <div>
          <CaseList site={site} day={day} cases={cases} none={t("alliance.help.none")} />
        </div>
        <section aria-labelledby="ask" className="alliance-ask">
          <h2 id="ask" className="song">
            {t("alliance.help.ask")}
          </h2>
          <PostForm site={site} action={`${base}/alliance/help`} className="stacked">
            <label htmlFor="case-subject">{t("alliance.help.subject")}</label>
            <input
              className="field"
              id="case-subject"
              name="subject"
              required
              minLength={2}
              maxLength={120}
              defaultValue={searched && t("alliance.help.searched", { query: searched })}
            />
            <label htmlFor="case-body">{t("alliance.help.body")}</label>
            <textarea className="field" id="case-body" name="body" required rows={5} maxLength={4000} />
            <button className="primary" type="submit">
              {t("alliance.help.send")}
            </button>
          </PostForm>
        </section>
      </div>
    </Layout>
  );
}

/** Cases with their states. */
export function CaseList(props: {
  site: SiteContext;
  day: (date: string) => string;
  cases: HelpCase[];
  none: string;
}): ReactElement {
  const { site, day, cases, none } = props;
  const { t } = site;
  if (cases.length === 0) return <p className="quiet">{none}</p>;
  return (
    <ul className="alliance-list">
      {cases.map((one) => (
        <li key={one.id}>
          <h3>
            <a href={`${site.base}/alliance/help/${one.id}`}>{one.subject}</a>
          </h3>
          <p>
            <StateMark mark={one.state === "open" ? "wait" : "yes"}>
              {t(`alliance.case.${one.state}`)}
            </StateMark>{" "}
            <span className="quiet num">{day(one.changedAt.slice(0, 10))}</span>
          </p>
        </li>
      ))}
    </ul>
  );
}

/** One case. `isOwn`: the reader whose it is looks at it, else the office. */
type HelpCaseProps = {
  site: SiteContext;
  day: (date: string) => string;
  helpCase: HelpCase & { messages: HelpMessage[]; isOwn: boolean };
};

/** What was asked and answered, and the way to go on. */
export function HelpCasePage({ site, day, helpCase }: HelpCaseProps): ReactElement {
  const { t, base } = site;
  const action = `${base}/alliance/help/${helpCase.id}`;
  const mayWrite = helpCase.isOwn || helpCase.state !== "closed";
  return (
    <Layout site={site} title={helpCase.subject} query="" hidden>
      <div className="alliance">
        <p>
          <a href={helpCase.isOwn ? `${base}/alliance/help` : `${base}/alliance/office`}>
            {t(helpCase.isOwn ? "alliance.help" : "alliance.office")}
          </a>
        </p>
        <h1 {...saidIn(helpCase.subject, site.language)}>{helpCase.subject}</h1>
        <p>
          <StateMark mark={helpCase.state === "open" ? "wait" : "yes"}>
            {t(`alliance.case.${helpCase.state}`)}
          </StateMark>
        </p>
        <ol className="alliance-talk">
          {helpCase.messages.map((message) => (
            <li key={message.at + message.body} className={message.byOffice ? "by-office" : undefined}>
              <p className="quiet">
                <span className="fact">{t(message.byOffice ? "alliance.office" : "alliance.reader")}</span>
                <span className="fact num">{day(message.at.slice(0, 10))}</span>
              </p>
              <ReaderWords site={site} text={message.body} />
            </li>
          ))}
        </ol>
        {mayWrite ? (
          <PostForm site={site} action={`${action}/messages`} className="stacked">
            <label htmlFor="case-words">{t("alliance.help.more")}</label>
            <textarea className="field" id="case-words" name="body" required rows={4} maxLength={4000} />
            <button className="primary" type="submit">
              {t("alliance.help.send")}
            </button>
          </PostForm>
        ) : null}
        {helpCase.state === "closed" ? null : (
          <PostButton site={site} action={`${action}/close`} label={t("alliance.help.close")} look="plain" />
        )}
      </div>
    </Layout>
  );
}
