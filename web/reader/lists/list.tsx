import type { ReactElement } from "react";
import { Icon } from "../../ui/icons.tsx";
import { saidIn } from "../../ui/own-words.ts";
import { ResultRow, type RowFacts } from "../discovery/result-row.tsx";
import { Cover, type CoverFacts } from "../frame/cover.tsx";
import { exportFormats } from "../frame/export-formats.ts";
import { Layout } from "../frame/layout.tsx";
import { PostForm, ReaderWords, ReportForm } from "../frame/post-form.tsx";
import { Said } from "../frame/said.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** A title in a list. `row` null: no library holds it any more. */
type EntryFacts = {
  instanceId: number;
  title: string;
  row: RowFacts | null;
  note: string;
  requirement: string | null;
};

/** A part of a list; the first may have no name. */
export type SectionFacts = { id: string | null; title: string; entries: EntryFacts[] };

/** What a list says about itself. */
type ListHead = {
  id: string;
  title: string;
  kind: string;
  description: string;
  facts: string[];
  owner: string | null;
  visibility: string;
  isHidden: boolean;
  titles: number;
  changed: string;
};

/** The page of one list. `editHref`: only for owner and editors. */
export type ListProps = {
  site: SiteContext;
  list: ListHead;
  cover: CoverFacts | null;
  sections: SectionFacts[];
  /** Address to pass on; null: nobody else can open it, or only its owner may pass it on. */
  address: string | null;
  /** That address as a QR code, to print or to show. */
  code: { path: string; size: number } | null;
  /** Ids of its titles for an export, as many as one file takes; empty: nothing to export. */
  exportIds: number[];
  editHref: string | null;
  reportAction: string;
  /** Key of the secret address that the list was opened by. */
  givenKey: string | null;
  pages: { previous: string | null; next: string | null };
  isPublic: boolean;
};

/** A list as its readers see it: who made it, why, and where each title can be had now. */
export function ListPage(props: ListProps): ReactElement {
  const { site, list, sections } = props;
  const { t } = site;
  return (
    <Layout
      site={site}
      title={list.title}
      query=""
      description={list.description.slice(0, 200)}
      canonical={props.isPublic && props.address ? props.address : undefined}
      hidden={!props.isPublic}
      {...(props.isPublic && props.address && { card: `/cards/list/${props.address.split("/").pop()}.png` })}
    >
      <article className="reading-list">
        <header className="list-head">
          {props.cover ? <Cover facts={props.cover} /> : null}
          <div>
            <p className="quiet">{t(`community.kind.${list.kind}`)}</p>
            <h1 {...saidIn(list.title, site.language)}>{list.title}</h1>
            {list.facts.length > 0 ? (
              <p>
                {list.facts.map((fact) => (
                  <Said site={site} className="fact" key={fact}>
                    {fact}
                  </Said>
                ))}
              </p>
            ) : null}
            <p className="quiet">
              <span className="fact">
                {list.owner === null ? t("community.a-reader") : t("community.by", { name: list.owner })}
              </span>
              <span className="fact num">{t("count.titles", { count: list.titles })}</span>
              <span className="fact num">{t("community.changed", { date: list.changed })}</span>
            </p>
            {list.description ? <ReaderWords site={site} text={list.description} /> : null}
            {props.address ? (
              <p className="quiet list-address">
                {t("community.list.address")} <span id="list-address">{props.address}</span>
              </p>
            ) : null}
            {props.code ? (
              <details>
                <summary>{t("community.list.code")}</summary>
                <svg
                  className="list-code"
                  viewBox={`0 0 ${props.code.size} ${props.code.size}`}
                  role="img"
                  aria-label={t("community.list.code")}
                  shapeRendering="crispEdges"
                >
                  <rect width={props.code.size} height={props.code.size} fill="#fff" />
                  <path d={props.code.path} fill="#000" />
                </svg>
              </details>
            ) : null}
            <ListTools {...props} />
          </div>
        </header>
        {list.isHidden ? <p className="note note-refused">{t("community.list.hidden-note")}</p> : null}
        {list.titles === 0 ? <p className="quiet">{t("community.list.empty")}</p> : null}
        {sections.map((section) => (
          <Section key={section.id ?? "first"} site={site} section={section} />
        ))}
        <StepLinks site={site} pages={props.pages} />
      </article>
    </Layout>
  );
}

function ListTools(props: ListProps): ReactElement {
  const { site, list } = props;
  const { t } = site;
  return (
    <div className="list-tools">
      {props.editHref ? (
        <a className="secondary" href={props.editHref}>
          {t("community.list.edit")}
        </a>
      ) : null}
      {props.exportIds.length > 0 ? <ExportForm {...props} /> : null}
      {props.address ? (
        <button
          className="secondary"
          type="button"
          data-island="copy-link"
          data-copy="#list-address"
          data-done={t("record.copied")}
          hidden
        >
          <Icon name="link" />
          <span>{t("record.copy-link")}</span>
        </button>
      ) : null}
      {props.editHref ? null : (
        <ReportForm
          site={site}
          action={props.reportAction}
          id={`report-${list.id}`}
          label={t("community.report")}
          hidden={props.givenKey === null ? [] : [{ name: "key", value: props.givenKey }]}
        />
      )}
    </div>
  );
}

function ExportForm({ site, exportIds }: ListProps): ReactElement {
  const { t } = site;
  return (
    <details className="report">
      <summary>{t("community.list.export")}</summary>
      <form className="section-form" method="post" action={`${site.base}/export`}>
        <input type="hidden" name="ids" value={exportIds.join(",")} />
        <select className="field" name="format" aria-label={t("community.list.export-as")}>
          {exportFormats.map((format) => (
            <option key={format} value={format}>
              {t(`cite.format.${format}`)}
            </option>
          ))}
        </select>
        <button className="secondary" type="submit">
          {t("community.list.export-get")}
        </button>
      </form>
    </details>
  );
}

function Section({ site, section }: { site: SiteContext; section: SectionFacts }): ReactElement | null {
  const { t } = site;
  if (section.entries.length === 0 && section.id === null) return null;
  return (
    <section className="list-section">
      {section.title ? <h2 {...saidIn(section.title, site.language)}>{section.title}</h2> : null}
      <ol className="rows">
        {section.entries.map((entry) =>
          entry.row === null ? (
            <li key={entry.instanceId} className="row row-gone">
              <div className="row-words">
                <Said site={site} as="p">
                  {entry.title}
                </Said>
                <p className="quiet">{t("community.entry.gone")}</p>
                <EntryWords site={site} entry={entry} />
              </div>
            </li>
          ) : (
            <ResultRow key={entry.instanceId} site={site} row={entry.row}>
              <EntryWords site={site} entry={entry} />
            </ResultRow>
          ),
        )}
      </ol>
    </section>
  );
}

function EntryWords({ site, entry }: { site: SiteContext; entry: EntryFacts }): ReactElement | null {
  if (!entry.note && !entry.requirement) return null;
  return (
    <div className="entry-words">
      {entry.requirement ? (
        <p className={`requirement requirement-${entry.requirement}`}>
          {site.t(`community.requirement.${entry.requirement}`)}
        </p>
      ) : null}
      {entry.note ? <ReaderWords site={site} text={entry.note} /> : null}
    </div>
  );
}

/** To the page before and after. */
export function StepLinks({
  site,
  pages,
}: {
  site: SiteContext;
  pages: { previous: string | null; next: string | null };
}): ReactElement | null {
  const { t } = site;
  if (!pages.previous && !pages.next) return null;
  return (
    <nav className="pages" aria-label={t("pages.legend")}>
      {pages.previous ? (
        <a href={pages.previous} rel="prev nofollow">
          <Icon name="left" />
          <span>{t("pages.previous")}</span>
        </a>
      ) : null}
      {pages.next ? (
        <a href={pages.next} rel="next nofollow">
          <span>{t("pages.next")}</span>
          <Icon name="right" />
        </a>
      ) : null}
    </nav>
  );
}

/** An invitation to edit a list together. */
type JoinListProps = { site: SiteContext; title: string; invitation: string; action: string };

/** Says what list it is and lets the person who was invited agree. */
export function JoinListPage({ site, title, invitation, action }: JoinListProps): ReactElement {
  const { t } = site;
  return (
    <Layout site={site} title={t("community.join.title")} query="" hidden>
      <div className="account">
        <h1 className="song">{t("community.join.title")}</h1>
        <p>{t("community.join.words", { title })}</p>
        <PostForm site={site} action={action}>
          <input type="hidden" name="key" value={invitation} />
          <button className="primary" type="submit">
            {t("community.join")}
          </button>
        </PostForm>
      </div>
    </Layout>
  );
}
