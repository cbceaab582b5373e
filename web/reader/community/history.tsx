import type { ReactElement } from "react";
import { saidIn } from "../../ui/own-words.ts";
import { Layout } from "../frame/layout.tsx";
import { OwnPages, PostButton } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** A book somebody had on loan. */
type ReadingLine = { loanId: string; title: string; href: string; loaned: string; returned: string };

/** What somebody has read. `since` null: nothing is kept. */
type HistoryProps = {
  site: SiteContext;
  since: string | null;
  readings: ReadingLine[];
  older: string | null;
};

/** One's own reading history: off until it is switched on, gone when it is switched off. */
export function HistoryPage({ site, since, readings, older }: HistoryProps): ReactElement {
  const { t } = site;
  const action = `${site.base}/account/history`;
  return (
    <Layout site={site} title={t("community.history")} query="" hidden>
      <div className="account">
        <OwnPages site={site} here="history" />
        <h1 className="song">{t("community.history")}</h1>
        {since === null ? (
          <>
            <p>{t("community.history.off")}</p>
            <PostButton
              site={site}
              action={`${action}/on`}
              label={t("community.history.switch-on")}
              look="primary"
            />
          </>
        ) : (
          <>
            <p>{t("community.history.on", { date: since })}</p>
            {readings.length === 0 ? <p className="quiet">{t("community.history.none")}</p> : null}
            <ul className="list-lines">
              {readings.map((reading) => (
                <li key={reading.loanId} className="add-line">
                  <div>
                    <a href={reading.href} {...saidIn(reading.title, site.language)}>
                      {reading.title}
                    </a>
                    <p className="quiet num">
                      {t("community.history.span", { from: reading.loaned, to: reading.returned })}
                    </p>
                  </div>
                  <PostButton
                    site={site}
                    action={`${action}/${reading.loanId}/forget`}
                    label={t("community.remove")}
                    name={t("community.history.forget-this", { title: reading.title })}
                  />
                </li>
              ))}
            </ul>
            {older ? <a href={older}>{t("community.reviews.older")}</a> : null}
            <details className="danger">
              <summary>{t("community.history.switch-off")}</summary>
              <p>{t("community.history.off-sure")}</p>
              <PostButton site={site} action={`${action}/off`} label={t("community.history.off-yes")} />
            </details>
          </>
        )}
      </div>
    </Layout>
  );
}
