import type { ReactElement } from "react";
import type { Article, Column } from "../../../server/src/columns/index.ts";
import { articleInputSchema } from "../../../server/src/columns/schema.ts";
import { boundsOf } from "../frame/bounds.ts";
import { Layout } from "../frame/layout.tsx";
import { PostForm } from "../frame/post-form.tsx";
import { Field } from "../frame/readers/frame.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** Writing an article, or writing it anew. */
type WriteArticleProps = { site: SiteContext; column: Column; article: Article | null };

/** A sheet of paper with a title, the text and the books it is about; kept as a draft until it is published. */
export function WriteArticlePage({ site, column, article }: WriteArticleProps): ReactElement {
  const { t, base } = site;
  const href = `${base}/columns/${column.id}`;
  return (
    <Layout site={site} title={t("columns.write")} query="" hidden>
      <div className="article">
        <p className="quiet">
          <a href={article ? `${href}/${article.id}` : href}>{article?.title ?? column.title}</a>
        </p>
        <h1>{t(article ? "columns.edit" : "columns.write")}</h1>
        <PostForm
          site={site}
          action={article ? `${href}/${article.id}/change` : `${href}/write`}
          className="stacked article-write"
        >
          <Field label={t("columns.field.headline")}>
            <input
              className="field article-headline"
              name="title"
              required
              {...boundsOf(articleInputSchema, "title")}
              defaultValue={article?.title}
            />
          </Field>
          <Field label={t("columns.field.body")} note={t("columns.field.body-note")}>
            <textarea
              className="field"
              name="body"
              rows={18}
              required
              {...boundsOf(articleInputSchema, "body")}
              defaultValue={article?.body}
            />
          </Field>
          <Field label={t("columns.field.books")} note={t("columns.field.books-note")}>
            <textarea
              className="field"
              name="titles"
              rows={3}
              maxLength={4000}
              spellCheck={false}
              defaultValue={article?.instanceIds
                .map((id) => `${site.origin}${base}/instance/${id}`)
                .join("\n")}
            />
          </Field>
          <button className="primary" type="submit">
            {t(article ? "sharing.save" : "columns.keep")}
          </button>
        </PostForm>
      </div>
    </Layout>
  );
}
