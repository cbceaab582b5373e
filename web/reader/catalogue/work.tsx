import type { ReactElement } from "react";
import { Layout } from "../frame/layout.tsx";
import { FormTokens } from "../frame/post-form.tsx";
import type { Run } from "../frame/record-language.ts";
import { RecordText } from "../frame/record-text.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** One edition of a work, with the form that says it does not belong. */
type WorkEdition = {
  href: string;
  title: Run;
  makers: string[];
  facts: string[];
  libraries: number;
  available: number;
  /** The one to begin with: the reader's language and script, here now, held by most. */
  isBest: boolean;
  /** Where a report is posted; null: the reader has to sign in first. */
  reportAction: string | null;
};

/** All editions and translations of one work. */
export type WorkProps = {
  site: SiteContext;
  title: Run;
  maker: string;
  editions: WorkEdition[];
  /** Address of this page behind a sign-in. */
  signInHref: string;
};

/** The page of a work: its editions, the one to begin with, then the newest first, why they stand together, and how to say that one does not. */
export function WorkPage(props: WorkProps): ReactElement {
  const { site, title, maker, editions } = props;
  const { t } = site;
  return (
    <Layout site={site} title={t("work.title", { title: title.value })} query="">
      <div className="work">
        <h1 lang={title.lang}>{title.value}</h1>
        {maker ? <p className="quiet">{maker}</p> : null}
        <p>{t("count.editions", { count: editions.length })}</p>
        <details className="why">
          <summary>{t("work.why")}</summary>
          <p>{t("work.because")}</p>
        </details>
        <ol className="work-editions">
          {editions.map((edition) => (
            <Edition key={edition.href} {...props} edition={edition} />
          ))}
        </ol>
      </div>
    </Layout>
  );
}

function Edition({ site, edition, signInHref }: WorkProps & { edition: WorkEdition }): ReactElement {
  const { t } = site;
  return (
    <li>
      <h2>
        <a href={edition.href}>
          <RecordText run={edition.title} />
        </a>{" "}
        {edition.isBest ? <small className="quiet">{t("work.best")}</small> : null}
      </h2>
      <p className="row-facts">
        {[...edition.makers, ...edition.facts].map((fact) => (
          <span key={fact} className="fact num">
            {fact}
          </span>
        ))}
      </p>
      <p className="quiet">
        {t("work.state", {
          libraries: t("count.libraries", { count: edition.libraries }),
          available: t("count.on-shelf", { count: edition.available }),
        })}
      </p>
      <details className="report">
        <summary>
          {t("work.report")}
          <span className="vh">{edition.title.value}</span>
        </summary>
        {edition.reportAction === null || !site.session ? (
          <p>
            <a href={signInHref}>{t("work.report-sign-in")}</a>
          </p>
        ) : (
          <form method="post" action={edition.reportAction}>
            <FormTokens site={site} />
            <label>
              <span>{t("work.report-why")}</span>
              <textarea name="comment" maxLength={1000} rows={3} />
            </label>
            <button type="submit">{t("work.report-send")}</button>
          </form>
        )}
      </details>
    </li>
  );
}
