import type { ReactElement } from "react";
import { Layout } from "./layout.tsx";
import type { SiteContext } from "./site-context.ts";

/** What went wrong. `detail`: the refusal in words, when there is one. */
type ErrorProps = { site: SiteContext; status: number; detail: string | null };

const SPOKEN = [403, 404, 429, 500, 503, 507];

/** Says what happened, what was kept and where to go. */
export function ErrorPage({ site, status, detail }: ErrorProps): ReactElement {
  const { t } = site;
  const known = SPOKEN.includes(status);
  const title = known ? t(`error.${status}.title`) : t("error.other.title");
  return (
    <Layout site={site} title={title} query="" hidden>
      <div className="problem">
        <p className="problem-code num" aria-hidden="true">
          {status}
        </p>
        <h1>{title}</h1>
        {known ? <p>{t(`error.${status}.text`)}</p> : null}
        {detail ? <p className="quiet">{detail}</p> : null}
        <p>
          <a href={`${site.base}/`}>{t("error.home")}</a>
        </p>
      </div>
    </Layout>
  );
}
