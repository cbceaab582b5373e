import type { ReactElement } from "react";
import type { Strip } from "../../../server/src/contracts/result-strip.ts";
import type { SaidAs } from "../../../server/src/phrasing/index.ts";
import { Icon } from "../../ui/icons.tsx";
import { PickedForm } from "../account/picked.tsx";
import { ResultStrip } from "../collections/strip.tsx";
import { Layout } from "../frame/layout.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { type FacetView, Filters, type YearsView } from "./filters.tsx";
import { type Alternative, DidYouMean, Relaxed, type RelaxedFacts } from "./hints.tsx";
import { NothingFound, SaidOtherwise, saveHref } from "./nothing-found.tsx";
import { ResultRow, type RowFacts } from "./result-row.tsx";

/** A chosen value and the address without it. */
export type ChosenValue = {
  facet: string;
  label: string;
  lang?: string;
  /** Left out instead of chosen. */
  excluded: boolean;
  href: string;
};

/** A piece of the query as it was understood, and the address without it. */
export type Understood = { kind: string; text: string; negated: boolean; href: string };

/** A query of the expert form: how it was read, or the place of its error. */
export type ExpertFacts = {
  cql: string;
  parsed: string | null;
  error: { message: string; before: string; at: string; after: string; position: number } | null;
};

/** One page of results. */
export type ResultsProps = {
  site: SiteContext;
  query: string;
  total: number;
  /** Works among them; the rows when `grouped`. */
  works: number;
  grouped: boolean;
  /** Address with the other way of grouping. */
  groupHref: string;
  understood: Understood[];
  /** Says that the box was not read as its signs would have it; null when it was. */
  readAs: string | null;
  /** What was typed, where it was read as something else: an alias, a sentence. */
  said?: string | null;
  /** How it was taken: as it reads, without what narrows it down, or as words. */
  saidAs?: SaidAs;
  /** Other spellings that find more. */
  alternatives: Alternative[];
  /** What is found when less is asked; null unless nothing was found. */
  relaxed: RelaxedFacts | null;
  expert: ExpertFacts | null;
  /** Parameters the search box carries along: filters are kept across searches. */
  keep: { name: string; value: string }[];
  /** Position of the first row, from 1. */
  first: number;
  partial: boolean;
  rows: RowFacts[];
  facets: FacetView[];
  years: YearsView;
  chosen: ChosenValue[];
  /** Address without any filter. */
  clearHref: string;
  /** Address that looks in all libraries, for what is on loan too; null where it does already. */
  widerHref: string | null;
  sorts: { name: string; href: string; current: boolean }[];
  pages: PageLinks;
  /** Address of the feed that follows this search. */
  feedHref: string;
  /** Parameters the filter form carries along. */
  hidden: { name: string; value: string }[];
  /** What is found beside the catalogue's titles. */
  strips?: Strip[];
};

/** Links to other pages; null where there is none. `numbers`: null stands for a gap. */
export type PageLinks = {
  previous: string | null;
  next: string | null;
  numbers: ({ page: number; href: string; current: boolean } | null)[];
};

/** What was found, what narrows it down, and what is on the shelf now. */
export function ResultsPage(props: ResultsProps): ReactElement {
  const { site, query, total } = props;
  const { t } = site;
  const title = query ? t("results.title", { query }) : t("results.title-all");
  return (
    <Layout site={site} title={title} query={query} keep={props.keep} hidden lean>
      <link rel="alternate" type="application/atom+xml" title={t("cite.feed")} href={props.feedHref} />
      <p className="vh" role="status" id="said" />
      <div className="results">
        <div className="results-main" id="results">
          <div className="results-head">
            <h1 className="total song">
              {t(query ? "results.total" : props.expert ? "results.total-expert" : "results.total-all", {
                total: t("count.titles", { count: total }),
                query,
              })}
            </h1>
            {total === 0 ? null : (
              <a className="open-filters" href="#filters">
                <Icon name="sliders" />
                {props.chosen.length > 0
                  ? t("filters.open-chosen", { count: props.chosen.length })
                  : t("filters.open")}
              </a>
            )}
          </div>
          {props.partial ? <p className="note note-wait">{t("results.partial")}</p> : null}
          {props.expert ? <Expert site={site} expert={props.expert} /> : null}
          {props.said ? (
            <SaidOtherwise site={site} said={props.said} taken={props.saidAs ?? "read"} query={query} />
          ) : null}
          {props.readAs ? <p className="note">{props.readAs}</p> : null}
          <UnderstoodAs site={site} parts={props.understood} />
          <Chosen {...props} />
          {total === 0 ? null : <Tools {...props} />}
          <DidYouMean site={site} alternatives={props.alternatives} />
          {props.strips?.map((strip) => (
            <ResultStrip key={strip.href} site={site} strip={strip} />
          ))}
          {total === 0 ? <NothingFound {...props} /> : <Found {...props} />}
          {props.relaxed ? <Relaxed site={site} relaxed={props.relaxed} /> : null}
        </div>
        {total === 0 ? null : (
          <Filters
            site={site}
            facets={props.facets}
            years={props.years}
            hidden={props.hidden}
            total={total}
          />
        )}
      </div>
    </Layout>
  );
}

/** What can be done with a search that found something: keep it, follow it, pass it on. */
function Tools({ site, feedHref }: ResultsProps): ReactElement {
  const { t } = site;
  return (
    <p className="row-add results-tools">
      <a href={saveHref(site)} rel="nofollow">
        {t("community.search.save")}
      </a>
      <a href={feedHref} type="application/atom+xml">
        {t("results.feed")}
      </a>
      <button className="plain" type="button" data-island="copy-link" data-done={t("record.copied")} hidden>
        <span>{t("record.copy-link")}</span>
      </button>
    </p>
  );
}

/** What the words were taken for; each piece can be taken away. */
function UnderstoodAs({ site, parts }: { site: SiteContext; parts: Understood[] }): ReactElement | null {
  const { t } = site;
  if (parts.length === 0) return null;
  return (
    <ul className="chosen understood" aria-label={t("understood.legend")}>
      {parts.map((part) => (
        <li key={`${part.kind} ${part.text} ${part.href}`}>
          <a href={part.href} rel="nofollow">
            <span className="vh">{t("understood.remove")}</span>
            <span className="chosen-facet">
              {part.negated ? t("understood.not", { kind: part.kind }) : part.kind}
            </span>
            <span>{part.text}</span>
            <Icon name="x" />
          </a>
        </li>
      ))}
    </ul>
  );
}

function Expert({ site, expert }: { site: SiteContext; expert: ExpertFacts }): ReactElement {
  const { t } = site;
  const form = `${site.base}/expert?${new URLSearchParams({ cql: expert.cql })}`;
  if (expert.error) {
    const { error } = expert;
    return (
      <div className="note note-wrong" role="alert">
        <p>{t("expert.wrong", { message: error.message, position: error.position })}</p>
        <pre className="cql">
          {error.before}
          <mark>{error.at || " "}</mark>
          {error.after}
        </pre>
        <a href={form}>{t("expert.edit")}</a>
      </div>
    );
  }
  return (
    <div className="expert-read">
      <p className="quiet">{t("expert.read-as")}</p>
      <pre className="cql">{expert.parsed}</pre>
      <a href={form}>{t("expert.edit")}</a>
    </div>
  );
}

function Chosen({ site, chosen, clearHref }: ResultsProps): ReactElement | null {
  const { t } = site;
  if (chosen.length === 0) return null;
  return (
    <ul className="chosen" aria-label={t("filters.chosen")}>
      {chosen.map((value) => (
        <li key={value.href}>
          <a href={value.href} rel="nofollow">
            <span className="vh">{t("filters.remove")}</span>
            <span className="chosen-facet">
              {value.excluded ? t("filters.excluded", { facet: value.facet }) : value.facet}
            </span>
            <span lang={value.lang}>{value.label}</span>
            <Icon name="x" />
          </a>
        </li>
      ))}
      {chosen.length > 1 ? (
        <li>
          <a className="clear" href={clearHref} rel="nofollow">
            {t("filters.clear")}
          </a>
        </li>
      ) : null}
    </ul>
  );
}

function Found(props: ResultsProps): ReactElement {
  const { site, rows, first, sorts, pages } = props;
  const { t } = site;
  return (
    <>
      <p className="grouping quiet">
        {props.grouped
          ? props.works < props.total
            ? t("group.on", { count: props.works })
            : null
          : t("group.off")}{" "}
        {props.grouped && props.works >= props.total ? null : (
          <a href={props.groupHref} rel="nofollow">
            {props.grouped ? t("group.show-all") : t("group.show-works")}
          </a>
        )}
      </p>
      <nav className="sorts" aria-label={t("sort.legend")}>
        {sorts.map((sort) => (
          <a key={sort.name} href={sort.href} rel="nofollow" aria-current={sort.current ? "true" : undefined}>
            {t(`sort.${sort.name}`)}
          </a>
        ))}
      </nav>
      <ol className="rows" start={first}>
        {rows.map((row) => (
          <ResultRow key={row.href} site={site} row={row} picks="picked" />
        ))}
      </ol>
      <Pages site={site} pages={pages} />
      <PickedForm site={site} />
    </>
  );
}

function Pages({ site, pages }: { site: SiteContext; pages: PageLinks }): ReactElement | null {
  const { t } = site;
  if (pages.numbers.length < 2) return null;
  return (
    <nav className="pages" aria-label={t("pages.legend")}>
      {pages.previous ? (
        <a href={pages.previous} rel="prev nofollow">
          <Icon name="left" />
          <span>{t("pages.previous")}</span>
        </a>
      ) : null}
      <ul>
        {pages.numbers.map((number, i) =>
          number === null ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: gaps have nothing else to be told apart by
            <li key={`gap-${i}`} aria-hidden="true">
              …
            </li>
          ) : (
            <li key={number.page}>
              <a
                href={number.href}
                rel="nofollow"
                aria-label={t("pages.number", { page: number.page })}
                aria-current={number.current ? "page" : undefined}
              >
                {number.page}
              </a>
            </li>
          ),
        )}
      </ul>
      {pages.next ? (
        <a href={pages.next} rel="next nofollow">
          <span>{t("pages.next")}</span>
          <Icon name="right" />
        </a>
      ) : null}
    </nav>
  );
}
