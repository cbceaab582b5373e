import type { ReactElement } from "react";
import { Layout } from "../frame/layout.tsx";
import { OwnPages, PostForm } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** Where the reader is signed in, their password, and which desks looked them up. Times are told in words. */
type SecurityProps = {
  site: SiteContext;
  sessions: { id: string; agent: string; since: string; seen: string; isCurrent: boolean }[];
  hasPassword: boolean;
  lookUps: { at: string; by: string; where: string; reason: string }[];
};

/** Signing in and being looked at: what a reader can see and end. */
export function SecurityPage({ site, sessions, hasPassword, lookUps }: SecurityProps): ReactElement {
  const { t, base } = site;
  const path = `${base}/account/security`;
  return (
    <Layout site={site} title={t("security.title")} query="" hidden>
      <div className="account">
        <OwnPages site={site} here="security" />
        <h1 className="song">{t("security.title")}</h1>
        <section aria-labelledby="sessions">
          <h2 id="sessions" className="song">
            {t("security.sessions")}
          </h2>
          <p className="quiet">{t("security.sessions.note")}</p>
          <ul className="plain-list">
            {sessions.map((one) => (
              <li key={one.id} className="security-row">
                <span>
                  <b>{one.agent === "" ? t("security.agent.unknown") : one.agent}</b>{" "}
                  {one.isCurrent ? <span className="fact">{t("security.here")}</span> : null}
                  <br />
                  <span className="quiet">
                    {t("security.session.times", { since: one.since, seen: one.seen })}
                  </span>
                </span>
                {one.isCurrent ? null : (
                  <PostForm site={site} action={`${path}/${one.id}/end`}>
                    <button className="secondary" type="submit">
                      {t("security.end")}
                    </button>
                  </PostForm>
                )}
              </li>
            ))}
          </ul>
          {sessions.length > 1 ? (
            <PostForm site={site} action={`${path}/end-others`}>
              <button className="secondary" type="submit">
                {t("security.end-others")}
              </button>
            </PostForm>
          ) : null}
        </section>
        {hasPassword ? <PasswordForm site={site} action={`${path}/password`} /> : null}
        <section aria-labelledby="look-ups">
          <h2 id="look-ups" className="song">
            {t("security.look-ups")}
          </h2>
          <p className="quiet">{t("security.look-ups.note")}</p>
          {lookUps.length === 0 ? <p>{t("security.look-ups.none")}</p> : null}
          <ul className="plain-list">
            {lookUps.map((one) => (
              <li key={`${one.at} ${one.by}`} className="security-row">
                <span>
                  {one.where} · {t(`security.reason.${one.reason}`)}
                  <br />
                  <span className="quiet">
                    {one.at} · {one.by}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </Layout>
  );
}

function PasswordForm({ site, action }: { site: SiteContext; action: string }): ReactElement {
  const { t } = site;
  return (
    <section aria-labelledby="password-change">
      <h2 id="password-change" className="song">
        {t("security.password")}
      </h2>
      <p className="quiet">{t("security.password.note")}</p>
      <PostForm site={site} action={action} className="stacked">
        <label htmlFor="current">{t("security.password.current")}</label>
        <input
          className="field"
          id="current"
          name="current"
          type="password"
          autoComplete="current-password"
          required
        />
        <label htmlFor="new">{t("security.password.new")}</label>
        <input
          className="field"
          id="new"
          name="password"
          type="password"
          autoComplete="new-password"
          required
        />
        <button className="primary" type="submit">
          {t("security.password.change")}
        </button>
      </PostForm>
    </section>
  );
}
