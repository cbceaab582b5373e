import type { ReactElement } from "react";
import { Layout } from "./layout.tsx";
import type { SiteContext } from "./site-context.ts";

/** What a phone shows without a network: what still works, and that what was sent is kept. */
export function OfflinePage({ site }: { site: SiteContext }): ReactElement {
  const { t, base } = site;
  return (
    <Layout site={site} title={t("offline.title")} hidden>
      <div className="offline">
        <h1 className="song">{t("offline.title")}</h1>
        <p>{t("offline.line")}</p>
        <ul className="plain-list">
          <li>
            <a href={`${base}/sharing/loans`}>{t("sharing.tab.loans")}</a>
          </li>
          <li>
            <a href={`${base}/sharing/books`}>{t("sharing.tab.books")}</a>
          </li>
          <li>
            <a href={`${base}/account`}>{t("site.account")}</a>
          </li>
        </ul>
      </div>
    </Layout>
  );
}
