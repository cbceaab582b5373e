import type { ReactElement } from "react";
import type { ArticleLine, Column } from "../../../server/src/columns/index.ts";
import { saidIn } from "../../ui/own-words.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { Layout } from "../frame/layout.tsx";
import { PostButton, PostForm, ReaderWords } from "../frame/post-form.tsx";
import { Said } from "../frame/said.tsx";
import { ArticleLines, type DayedSite } from "./article-lines.tsx";
import { ColumnFields, ownerName } from "./columns.tsx";

/** One column; drafts among the articles, for who writes for it. */
type ColumnProps = { site: DayedSite; column: Column; mayWrite: boolean; articles: ArticleLine[] };

/** A column: what it is, its articles, following it; for its writers, writing and changing it. */
export function ColumnPage(props: ColumnProps): ReactElement {
  const { site, column, mayWrite, articles } = props;
  const { t, base } = site;
  const href = `${base}/columns/${column.id}`;
  const isOpen = !column.membersOnly && column.isPublic;
  return (
    <Layout site={site} title={column.title} description={column.about} query="" hidden={!isOpen}>
      {isOpen ? (
        <link rel="alternate" type="application/atom+xml" title={column.title} href={`${href}/feed.atom`} />
      ) : null}
      <p className="quiet">
        <a href={`${base}/columns`}>{t("columns.title")}</a>
      </p>
      <h1 {...saidIn(column.title, site.language)}>{column.title}</h1>
      <p className="quiet">
        <Said site={site} className="fact">
          {ownerName(site, column)}
        </Said>
        <span className="fact num">{t("columns.followers", { count: column.followers })}</span>
        {column.membersOnly ? <span className="fact">{t("columns.members-only")}</span> : null}
        {column.isClosed ? <StateMark mark="no">{t("columns.closed")}</StateMark> : null}
        {column.isPublic ? null : <StateMark mark="wait">{t("wanted.waits")}</StateMark>}
      </p>
      {column.about ? <ReaderWords site={site} text={column.about} /> : null}
      <div className="columns-page">
        <section aria-label={t("columns.latest")}>
          {articles.length === 0 ? <p className="quiet">{t("columns.none-yet")}</p> : null}
          <ArticleLines site={site} articles={articles} heading="h2" />
        </section>
        <div className="column-acts">
          {mayWrite && !column.isClosed ? (
            <a className="primary" href={`${href}/write`}>
              {t("columns.write")}
            </a>
          ) : null}
          {site.session ? (
            <PostButton
              site={site}
              action={`${href}/${column.isFollowed ? "unfollow" : "follow"}`}
              label={t(column.isFollowed ? "columns.unfollow" : "columns.follow")}
              look={mayWrite || column.isFollowed ? "secondary" : "primary"}
            />
          ) : null}
          {isOpen ? (
            <p className="quiet">
              <a href={`${href}/feed.atom`}>Atom</a> · <a href={`${href}/feed.rss`}>RSS</a>
            </p>
          ) : null}
          {mayWrite ? <Change {...props} /> : null}
        </div>
      </div>
    </Layout>
  );
}

function Change({ site, column }: ColumnProps): ReactElement {
  const { t, base } = site;
  const href = `${base}/columns/${column.id}`;
  return (
    <details>
      <summary>{t("columns.change")}</summary>
      <PostForm site={site} action={`${href}/change`} className="stacked">
        <ColumnFields site={site} column={column} asksMembers={column.owner === "circle"} />
        <button className="secondary" type="submit">
          {t("sharing.save")}
        </button>
      </PostForm>
      <PostButton
        site={site}
        action={`${href}/${column.isClosed ? "open" : "close"}`}
        label={t(column.isClosed ? "columns.open" : "columns.close")}
      />
    </details>
  );
}
