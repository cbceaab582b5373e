import type { ReactElement } from "react";
import { Layout } from "../frame/layout.tsx";
import { SearchIn } from "../frame/search-in.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { type ObjectRow, ObjectRows } from "./look.tsx";

/** Objects found over all collections. */
export type EverywhereProps = {
  site: SiteContext;
  query: string;
  total: number;
  rows: ObjectRow[];
  collections: { name: string; count: number; href: string }[];
};

/** One search over all collections, and where to go on in one of them. */
export function EverywherePage(props: EverywhereProps): ReactElement {
  const { site, query } = props;
  const { t, base } = site;
  return (
    <Layout site={site} title={t("collections.title")} hidden>
      <div className="col-wall col col-ink-ink">
        <header className="col-wall-head">
          <p>
            <a href={`${base}/collections`}>{t("collections.title")}</a>
          </p>
          <h1>{t("collections.found", { count: props.total })}</h1>
          <SearchIn
            t={t}
            action={`${base}/collections/search`}
            className="col-search"
            id="col-q"
            label={t("collections.search-all")}
            query={query}
          />
        </header>
        {props.collections.length > 0 ? (
          <ul className="col-chosen" aria-label={t("collections.only-in")}>
            {props.collections.map((one) => (
              <li key={one.href}>
                <a href={one.href} rel="nofollow">
                  {one.name} <span className="num">{one.count}</span>
                </a>
              </li>
            ))}
          </ul>
        ) : null}
        {props.rows.length > 0 ? (
          <ObjectRows site={site} rows={props.rows} view="list" />
        ) : (
          <p className="empty">{t("collections.nothing-anywhere")}</p>
        )}
      </div>
    </Layout>
  );
}
