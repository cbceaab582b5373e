import type { ReactElement } from "react";
import { Icon } from "../../ui/icons.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** A value that can be ticked, or (`excludes`) left out by a button; `depth` in a tree of classes. */
export type FacetValue = {
  value: string;
  label: string;
  lang?: string;
  count: number;
  chosen: boolean;
  depth: number;
  excludes: boolean;
};

/** A group of values; `open`: unfolded at first. `moreHref`: where all of them can be looked through. */
export type FacetView = {
  name: string;
  values: FacetValue[];
  open: boolean;
  more: number;
  moreHref: string | null;
};

/** Years of publication: what is chosen, and how many titles each decade has. */
export type YearsView = {
  from: number | null;
  to: number | null;
  bars: { from: number; to: number; count: number; inside: boolean }[];
};

/** What narrows the results down. */
export type FiltersProps = {
  site: SiteContext;
  facets: FacetView[];
  years: YearsView;
  hidden: { name: string; value: string }[];
  total: number;
};

/** Check boxes in a GET form: a column beside the results, a sheet from below on small screens. */
export function Filters({ site, facets, years, hidden, total }: FiltersProps): ReactElement {
  const { t } = site;
  return (
    <aside className="filters" id="filters" aria-label={t("filters.legend")}>
      <form method="get" action={`${site.base}/search`} data-island="filters">
        {/* The Enter key in a field presses the first button, which must not be one that leaves a value out. */}
        <button className="vh" type="submit" tabIndex={-1} aria-hidden="true" />
        <div className="filters-head">
          <h2 className="song">{t("filters.legend")}</h2>
          <a className="close-filters" href="#results">
            <Icon name="x" />
            <span>{t("filters.close")}</span>
          </a>
        </div>
        {hidden.map(({ name, value }) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {facets.map((facet) => (
          <Facet key={facet.name} site={site} facet={facet} />
        ))}
        <Years site={site} years={years} />
        <div className="apply">
          <button type="submit">{t("filters.apply")}</button>
          <span className="quiet">{t("count.titles", { count: total })}</span>
        </div>
      </form>
    </aside>
  );
}

function Facet({ site, facet }: { site: SiteContext; facet: FacetView }): ReactElement | null {
  const { t } = site;
  if (facet.values.length === 0) return null;
  const legend = t(`facet.${facet.name}`);
  if (facet.name === "now") {
    return (
      <fieldset className="facet facet-now">
        <legend className="vh">{legend}</legend>
        <Values site={site} facet={facet} />
      </fieldset>
    );
  }
  return (
    <details className="facet" open={facet.open}>
      <summary>{legend}</summary>
      <fieldset>
        <legend className="vh">{legend}</legend>
        <Values site={site} facet={facet} />
        <More site={site} facet={facet} legend={legend} />
      </fieldset>
    </details>
  );
}

function More({
  site,
  facet,
  legend,
}: {
  site: SiteContext;
  facet: FacetView;
  legend: string;
}): ReactElement | null {
  const { t } = site;
  if (facet.more === 0) return null;
  if (facet.moreHref === null) return <p className="quiet">{t("facet.more", { count: facet.more })}</p>;
  return (
    <p>
      <a href={facet.moreHref} rel="nofollow">
        {t("facet.more-find", { count: facet.more })}
        <span className="vh">{t("facet.find-in", { facet: legend })}</span>
      </a>
    </p>
  );
}

function Values({ site, facet }: { site: SiteContext; facet: FacetView }): ReactElement {
  const { t } = site;
  return (
    <>
      {facet.values.map((value) => {
        const [name, code] = facet.name === "now" ? value.value.split("=", 2) : [facet.name, value.value];
        return (
          <div key={value.value} className={value.depth > 0 ? `tick-line depth-${value.depth}` : "tick-line"}>
            <label className="tick">
              <input type="checkbox" name={name} value={code} defaultChecked={value.chosen} />
              <span className="tick-label" lang={value.lang === site.language ? undefined : value.lang}>
                {value.label}
              </span>
              <span className="vh">
                {t("facet.counted", { titles: t("count.titles", { count: value.count }) })}
              </span>
              <span className="tick-count num" aria-hidden="true">
                {t("number", { value: value.count })}
              </span>
            </label>
            {value.excludes ? (
              <button
                className="leave-out"
                type="submit"
                name={`not-${name}`}
                value={code}
                aria-label={t("facet.exclude", { label: value.label })}
              >
                {t("facet.leave-out")}
              </button>
            ) : null}
          </div>
        );
      })}
    </>
  );
}

const BAR = 10;
const HEIGHT = 44;

function Years({ site, years }: { site: SiteContext; years: YearsView }): ReactElement {
  const { t } = site;
  const most = Math.max(1, ...years.bars.map((bar) => bar.count));
  return (
    <fieldset className="facet years">
      <legend>{t("facet.year")}</legend>
      {years.bars.length > 1 ? (
        <svg
          className="histogram"
          viewBox={`0 0 ${years.bars.length * BAR} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {years.bars.map((bar, i) => {
            if (bar.count === 0) return null;
            const height = Math.max(2, (bar.count / most) * HEIGHT);
            return (
              <rect
                key={bar.from}
                className={bar.inside ? "bar" : "bar bar-outside"}
                x={i * BAR + 1}
                y={Math.round((HEIGHT - height) * 10) / 10}
                width={BAR - 2}
                height={Math.round(height * 10) / 10}
              />
            );
          })}
        </svg>
      ) : null}
      {years.bars.length > 1 ? (
        <p className="histogram-ends num" aria-hidden="true">
          <span>{years.bars[0]?.from}</span>
          <span>{years.bars.at(-1)?.to}</span>
        </p>
      ) : null}
      <div className="year-range">
        <label>
          <span className="vh">{t("years.from")}</span>
          <input
            name="from"
            inputMode="numeric"
            pattern="[0-9]{1,4}"
            maxLength={4}
            placeholder={t("years.from")}
            defaultValue={years.from ?? ""}
          />
        </label>
        <span aria-hidden="true">–</span>
        <label>
          <span className="vh">{t("years.to")}</span>
          <input
            name="to"
            inputMode="numeric"
            pattern="[0-9]{1,4}"
            maxLength={4}
            placeholder={t("years.to")}
            defaultValue={years.to ?? ""}
          />
        </label>
      </div>
    </fieldset>
  );
}
