import type { ReactElement } from "react";
import { Icon } from "../../ui/icons.tsx";
import { Layout } from "../frame/layout.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import type { FacetValue } from "./filters.tsx";

/** The values of one facet of a search, looked through by typing. */
export type FacetValuesProps = {
  site: SiteContext;
  query: string;
  facet: string;
  /** What is typed to find a value. */
  find: string;
  values: (FacetValue & { href: string; excludeHref: string | null })[];
  /** Values there are beyond those shown. */
  more: number;
  action: string;
  hidden: { name: string; value: string }[];
  backHref: string;
};

/** Finds a value inside a facet; each one leads to the search narrowed to it, or without it. */
export function FacetValuesPage(props: FacetValuesProps): ReactElement {
  const { site, facet, find, values, more } = props;
  const { t } = site;
  const title = t("facet.find-title", { facet });
  return (
    <Layout site={site} title={title} query={props.query} hidden>
      <div className="facet-values">
        <p>
          <a href={props.backHref} rel="nofollow">
            <Icon name="left" /> {t("facet.back")}
          </a>
        </p>
        <h1>{title}</h1>
        <search>
          <form method="get" action={props.action}>
            {props.hidden.map(({ name, value }) => (
              <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
            ))}
            <label>
              <span>{t("facet.find-label")}</span>
              <input
                className="field"
                name="find"
                type="search"
                defaultValue={find}
                maxLength={100}
                autoComplete="off"
              />
            </label>
            <button className="secondary" type="submit">
              {t("facet.find-submit")}
            </button>
          </form>
        </search>
        <p role="status" className="quiet">
          {values.length === 0
            ? t("facet.find-none")
            : more > 0
              ? t("facet.find-more", { shown: values.length, count: more })
              : t("facet.find-all", { count: values.length })}
        </p>
        <ul className="value-list">
          {values.map((value) => (
            <li key={value.value}>
              <a href={value.href} rel="nofollow" aria-current={value.chosen ? "true" : undefined}>
                <span lang={value.lang}>{value.label}</span>{" "}
                <span className="quiet num">{t("count.titles", { count: value.count })}</span>
              </a>
              {value.excludeHref === null ? null : (
                <a className="leave-out" href={value.excludeHref} rel="nofollow">
                  {t("facet.leave-out")}
                  <span className="vh"> {value.label}</span>
                </a>
              )}
            </li>
          ))}
        </ul>
      </div>
    </Layout>
  );
}
