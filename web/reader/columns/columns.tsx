import type { ReactElement } from "react";
import type { ArticleLine, Column } from "../../../server/src/columns/index.ts";
import { newColumnSchema } from "../../../server/src/columns/schema.ts";
import { saidIn } from "../../ui/own-words.ts";
import { boundsOf } from "../frame/bounds.ts";
import { Layout } from "../frame/layout.tsx";
import { PostForm } from "../frame/post-form.tsx";
import { Field } from "../frame/readers/frame.tsx";
import { ArticleLines, type DayedSite } from "./article-lines.tsx";

/** The latest articles, the columns they are of, and the way to begin one. */
type ColumnsProps = {
  site: DayedSite;
  articles: ArticleLine[];
  columns: Column[];
  /** Columns the reader writes for. */
  own: Column[];
  /** Whom the reader may speak for; `chosen`: one of them the address names. */
  voices: { value: string; name: string }[];
  chosen: string | null;
};

/** What is written in the region: articles on the left, columns on the right. */
export function ColumnsPage(props: ColumnsProps): ReactElement {
  const { site, articles, columns, own } = props;
  const { t, base } = site;
  return (
    <Layout site={site} title={t("columns.title")} description={t("columns.about")} query="">
      <link
        rel="alternate"
        type="application/atom+xml"
        title={t("columns.title")}
        href={`${base}/columns.atom`}
      />
      <h1 className="song">{t("columns.title")}</h1>
      <p className="quiet">{t("columns.about")}</p>
      <div className="columns-page">
        <section aria-label={t("columns.latest")}>
          {articles.length === 0 ? <p className="quiet">{t("columns.none")}</p> : null}
          <ArticleLines site={site} articles={articles} heading="h2" named />
        </section>
        <div>
          <ColumnList site={site} heading={t("columns.all")} columns={columns} />
          <ColumnList site={site} heading={t("columns.own")} columns={own} />
          <Begin {...props} />
          <p className="quiet">
            <a href={`${base}/columns.atom`}>Atom</a> · <a href={`${base}/columns.rss`}>RSS</a>
          </p>
        </div>
      </div>
    </Layout>
  );
}

function ColumnList(props: { site: DayedSite; heading: string; columns: Column[] }): ReactElement | null {
  const { site, heading, columns } = props;
  if (columns.length === 0) return null;
  return (
    <section>
      <h2>{heading}</h2>
      <ul className="column-list">
        {columns.map((column) => (
          <li key={column.id}>
            <a href={`${site.base}/columns/${column.id}`} {...saidIn(column.title, site.language)}>
              {column.title}
            </a>
            <small className="quiet">
              {ownerName(site, column)} · {site.t("columns.articles", { count: column.articles })}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Who speaks in a column, in words. */
export function ownerName({ t }: DayedSite, { owner, ownerName: name }: Column): string {
  if (owner === "office") return t("columns.office");
  return owner === "list" ? t("columns.of-list", { title: name }) : name;
}

function Begin({ site, voices, chosen }: ColumnsProps): ReactElement | null {
  const { t, base } = site;
  if (voices.length === 0) return null;
  return (
    <details className="column-begin" id="begin" open={chosen !== null}>
      <summary>{t("columns.begin")}</summary>
      <PostForm site={site} action={`${base}/columns`} className="stacked">
        <Field label={t("columns.for")}>
          <select className="field" name="for" defaultValue={chosen ?? undefined}>
            {voices.map(({ value, name }) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </Field>
        <ColumnFields
          site={site}
          column={null}
          asksMembers={voices.some(({ value }) => value.startsWith("circle:"))}
        />
        <button className="primary" type="submit">
          {t("columns.begin")}
        </button>
      </PostForm>
    </details>
  );
}

/** What a column is called, for beginning and for changing. */
export function ColumnFields(props: {
  site: DayedSite;
  column: Column | null;
  asksMembers: boolean;
}): ReactElement {
  const { site, column, asksMembers } = props;
  const { t } = site;
  return (
    <>
      <Field label={t("columns.field.title")}>
        <input
          className="field"
          name="title"
          required
          {...boundsOf(newColumnSchema, "title")}
          defaultValue={column?.title}
        />
      </Field>
      <Field label={t("columns.field.about")}>
        <textarea
          className="field"
          name="about"
          rows={2}
          {...boundsOf(newColumnSchema, "about")}
          defaultValue={column?.about}
        />
      </Field>
      {asksMembers ? (
        <label className="sharing-tick">
          <input type="checkbox" name="membersOnly" value="true" defaultChecked={column?.membersOnly} />
          <span>{t("columns.field.members-only")}</span>
        </label>
      ) : null}
    </>
  );
}
