import type { ReactElement } from "react";
import { Layout } from "../frame/layout.tsx";
import { OwnPages, PostForm } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** What is kept about the reader: a copy of it, and how to be forgotten. `contacts`: how they sign in by a code. */
export function OwnDataPage(props: {
  site: SiteContext;
  contacts: { channel: string; hint: string }[];
}): ReactElement {
  const { site, contacts } = props;
  const { t, base } = site;
  return (
    <Layout site={site} title={t("data.title")} query="" hidden>
      <div className="account">
        <OwnPages site={site} here="data" />
        <h1 className="song">{t("data.title")}</h1>
        {contacts.length > 0 ? (
          <p>
            {t("data.contacts")}{" "}
            {contacts.map((one) => (
              <span key={one.hint} className="fact num">
                {one.hint}
              </span>
            ))}
          </p>
        ) : null}
        <section aria-labelledby="copy">
          <h2 id="copy" className="song">
            {t("data.copy")}
          </h2>
          <p>{t("data.copy.note")}</p>
          <p>
            <a className="secondary" href={`${base}/account/data/copy`}>
              {t("data.copy.get")}
            </a>
          </p>
        </section>
        <section aria-labelledby="forget">
          <h2 id="forget" className="song">
            {t("data.forget")}
          </h2>
          <details className="danger">
            <summary>{t("data.forget.open")}</summary>
            <p>{t("data.forget.note")}</p>
            <PostForm site={site} action={`${base}/account/data/forget`} className="stacked">
              <label className="big-tick">
                <input type="checkbox" name="sure" value="1" required />
                <span>{t("data.forget.sure")}</span>
              </label>
              <button className="secondary" type="submit">
                {t("data.forget.yes")}
              </button>
            </PostForm>
          </details>
        </section>
      </div>
    </Layout>
  );
}
