import type { ReactElement } from "react";
import type { ViewName } from "../../../server/src/collections/words.ts";
import { type MapPlace, PlaceMap } from "../frame/maps/place-map.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { type Decade, Timeline } from "./front.tsx";
import { CollectionFrame, type Look, type ObjectRow, ObjectRows } from "./look.tsx";
import { PlaceForm, type PlaceTarget } from "./placing.tsx";

/** A value of a facet: what it is called, how many objects bear it, and whether it is chosen. */
export type FacetChoice = {
  value: string;
  label: string;
  lang: string | undefined;
  count: number;
  chosen: boolean;
  depth: number;
};
/** A facet of a collection's own. `typed`: what its values are looked for by; null: there are few. */
export type CollectionFacet = {
  field: string;
  label: string;
  choices: FacetChoice[];
  isOpen: boolean;
  typed: string | null;
};

/** Results of a collection's own search. */
export type CollectionSearchProps = {
  site: SiteContext;
  look: Look;
  query: string;
  topic: { name: string; intro: string } | null;
  total: number;
  first: number;
  rows: ObjectRow[];
  /** Where what was found lies, when it is looked at as a map. */
  places: MapPlace[];
  facets: CollectionFacet[];
  decades: Decade[];
  years: { from: string; to: string } | null;
  chosen: { label: string; href: string }[];
  sorts: { name: string; href: string; current: boolean }[];
  views: { name: ViewName; href: string; current: boolean }[];
  pages: { previous: string | null; next: string | null; page: number; last: number };
  /** Parameters the filter form carries along. */
  hidden: { name: string; value: string }[];
  clearHref: string;
  /** Collections in which what was found may be placed, and what was asked. */
  placing: { targets: PlaceTarget[]; within: string };
};

/** What a collection's own search found, and what narrows it. */
export function CollectionSearchPage(props: CollectionSearchProps): ReactElement {
  const { site, look, query, total } = props;
  const { t } = site;
  const view = props.views.find((one) => one.current)?.name ?? "list";
  const title = props.topic?.name ?? (query || t("collections.all"));
  return (
    <CollectionFrame site={site} look={look} title={title} query={query} hidden>
      <div className="col-results">
        <div className="col-found" id="results">
          <h1>{props.topic ? props.topic.name : t("collections.found", { count: total })}</h1>
          {props.topic ? (
            <p className="col-topic-intro">{props.topic.intro || t("collections.found", { count: total })}</p>
          ) : null}
          <Chosen {...props} />
          <Tools {...props} />
          {total === 0 ? (
            <div className="empty">
              <p className="empty-what">{t("collections.nothing")}</p>
              <ul>
                <li>
                  <a href={props.clearHref}>{t("collections.nothing-all")}</a>
                </li>
                <li>
                  <a href={`${site.base}/search?${new URLSearchParams({ q: query })}`}>
                    {t("collections.nothing-region")}
                  </a>
                </li>
              </ul>
            </div>
          ) : (
            <Found {...props} view={view} />
          )}
          <Turn {...props} />
          {total > 0 ? (
            <PlaceForm
              site={site}
              action={`${site.base}/collections/${look.slug}/placings`}
              targets={props.placing.targets}
              within={props.placing.within}
              label={t("guests.place-all", { count: total })}
            />
          ) : null}
        </div>
        <aside className="col-filters" id="filters" aria-label={t("filters.open")}>
          <FilterForm {...props} />
          <Timeline site={site} decades={props.decades} />
        </aside>
      </div>
    </CollectionFrame>
  );
}

/** What was found, laid out as the reader chose. */
function Found(props: CollectionSearchProps & { view: ViewName }): ReactElement {
  const { site, rows, view, first, places } = props;
  if (view === "timeline") return <AlongYears site={site} rows={rows} />;
  if (view === "table") return <ObjectTable site={site} rows={rows} />;
  if (view !== "map") return <ObjectRows site={site} rows={rows} view={view} start={first} />;
  return (
    <>
      {places.length > 0 ? (
        <PlaceMap site={site} label={site.t("collections.map")} here={null} places={places} />
      ) : (
        <p className="quiet">{site.t("collections.map-none")}</p>
      )}
      <ObjectRows site={site} rows={rows} view="grid" start={first} />
    </>
  );
}

/** Objects along a line of decades, those without a year at its end. */
function AlongYears({ site, rows }: { site: SiteContext; rows: ObjectRow[] }): ReactElement {
  const decades: { from: number | null; rows: ObjectRow[] }[] = [];
  for (const row of rows) {
    const from = row.year === null ? null : Math.floor(row.year / 10) * 10;
    const last = decades.at(-1);
    if (last && last.from === from) last.rows.push(row);
    else decades.push({ from, rows: [row] });
  }
  return (
    <ol className="col-along">
      {decades.map((one) => (
        <li key={one.from}>
          <h2 className="num">
            {one.from === null ? site.t("collections.undated") : `${one.from}–${one.from + 9}`}
          </h2>
          <ObjectRows site={site} rows={one.rows} view="grid" />
        </li>
      ))}
    </ol>
  );
}

/** Objects line by line, what is said of them in columns. */
function ObjectTable({ site, rows }: { site: SiteContext; rows: ObjectRow[] }): ReactElement {
  const labels = [...new Set(rows.flatMap((row) => row.lines.map((line) => line.label)))];
  return (
    <div className="col-table">
      <table>
        <thead>
          <tr>
            <th scope="col">{site.t("collections.object-title")}</th>
            {labels.map((label) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.href}>
              <th scope="row" lang={row.lang}>
                <a href={row.href}>{row.title}</a>
              </th>
              {labels.map((label) => (
                <td key={label}>
                  {row.lines
                    .filter((line) => line.label === label)
                    .map((line) => line.text)
                    .join(site.t("list.semicolon"))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Chosen(props: CollectionSearchProps): ReactElement | null {
  const { t } = props.site;
  if (props.chosen.length === 0) return null;
  return (
    <ul className="col-chosen" aria-label={t("filters.chosen")}>
      {props.chosen.map((one) => (
        <li key={one.href}>
          <a href={one.href} rel="nofollow">
            <span className="vh">{t("filters.remove")}</span>
            {one.label} <span aria-hidden="true">×</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Orders and layouts. */
function Tools(props: CollectionSearchProps): ReactElement {
  const { t } = props.site;
  return (
    <div className="col-tools">
      <nav className="sorts" aria-label={t("sort.legend")}>
        {props.sorts.map((one) => (
          <a key={one.name} href={one.href} rel="nofollow" aria-current={one.current ? "true" : undefined}>
            {t(`collections.sort.${one.name}`)}
          </a>
        ))}
      </nav>
      {props.views.length > 1 ? (
        <nav className="col-views" aria-label={t("collections.views")}>
          {props.views.map((one) => (
            <a key={one.name} href={one.href} rel="nofollow" aria-current={one.current ? "true" : undefined}>
              {t(`collections.view.${one.name}`)}
            </a>
          ))}
        </nav>
      ) : null}
    </div>
  );
}

function Turn({ site, pages }: CollectionSearchProps): ReactElement | null {
  const { t } = site;
  if (pages.last < 2) return null;
  return (
    <nav className="pages" aria-label={t("pages.legend")}>
      {pages.previous ? (
        <a href={pages.previous} rel="prev nofollow">
          {t("pages.previous")}
        </a>
      ) : null}
      <span className="num">{t("collections.page-of", { page: pages.page, last: pages.last })}</span>
      {pages.next ? (
        <a href={pages.next} rel="next nofollow">
          {t("pages.next")}
        </a>
      ) : null}
    </nav>
  );
}

function FilterForm(props: CollectionSearchProps): ReactElement {
  const { site, look, facets, years } = props;
  const { t } = site;
  return (
    <form action={`${site.base}/collections/${look.slug}/search`} className="col-filter-form">
      {props.hidden.map((one) => (
        <input key={`${one.name}=${one.value}`} type="hidden" name={one.name} value={one.value} />
      ))}
      {facets.map((facet) => (
        <details key={facet.field} open={facet.isOpen}>
          <summary>{facet.label}</summary>
          <fieldset>
            <legend className="vh">{facet.label}</legend>
            <ValueFinder site={site} slug={look.slug} facet={facet} />
            {facet.choices.map((one) => (
              <label key={one.value} className={`col-choice col-depth-${Math.min(one.depth, 3)}`}>
                <input
                  type="checkbox"
                  name={["f", facet.field].join(".")}
                  value={one.value}
                  defaultChecked={one.chosen}
                />
                <span lang={one.lang}>{one.label}</span>
                <span className="num col-choice-count">{one.count}</span>
              </label>
            ))}
          </fieldset>
        </details>
      ))}
      {years ? (
        <fieldset className="col-years">
          <legend>{t("collections.years")}</legend>
          <input
            name="from"
            inputMode="numeric"
            defaultValue={years.from}
            maxLength={5}
            aria-label={t("collections.years-from")}
          />
          <span aria-hidden="true">–</span>
          <input
            name="to"
            inputMode="numeric"
            defaultValue={years.to}
            maxLength={5}
            aria-label={t("collections.years-to")}
          />
        </fieldset>
      ) : null}
      {facets.length > 0 || years ? (
        <button className="secondary" type="submit">
          {t("collections.narrow")}
        </button>
      ) : null}
    </form>
  );
}

/** The box that looks for values of a long facet, and what it says when none has what is typed. */
function ValueFinder(props: {
  site: SiteContext;
  slug: string;
  facet: CollectionFacet;
}): ReactElement | null {
  const { site, slug, facet } = props;
  const { t } = site;
  if (facet.typed === null) return null;
  return (
    <>
      <input
        className="col-find"
        type="search"
        name={["find", facet.field].join(".")}
        defaultValue={facet.typed}
        maxLength={100}
        autoComplete="off"
        placeholder={t("collections.find-value")}
        aria-label={t("collections.find-value-of", { field: facet.label })}
        data-values={`/api/v1/collections/${slug}/facets/${facet.field}?language=${site.language}`}
      />
      <p className="quiet" role="status" data-none={t("facet.find-none")}>
        {facet.typed !== "" && facet.choices.length === 0 ? t("facet.find-none") : ""}
      </p>
    </>
  );
}
