import type { ReactElement } from "react";
import type { Article, ArticleLine, Column } from "../../../server/src/columns/index.ts";
import { saidIn } from "../../ui/own-words.ts";
import { Cover } from "../frame/cover.tsx";
import { Layout } from "../frame/layout.tsx";
import { PostButton } from "../frame/post-form.tsx";
import { Report } from "../frame/readers/report.tsx";
import { runOf } from "../frame/record-language.ts";
import { Said } from "../frame/said.tsx";
import { ArticleBody } from "./article-body.tsx";
import { ArticleState, type DayedSite } from "./article-lines.tsx";
import { ownerName } from "./columns.tsx";

/** An article with the titles it is about, and what else its column says. */
type ArticleProps = {
  site: DayedSite;
  column: Column;
  article: Article;
  mayWrite: boolean;
  books: { id: number; title: string; author: string; isbns: string[]; languages: string[] }[];
  others: ArticleLine[];
};

/** An article to be read. */
export function ArticlePage(props: ArticleProps): ReactElement {
  const { site, column, article, mayWrite } = props;
  const { base } = site;
  const href = `${base}/columns/${column.id}`;
  const isOpen = !column.membersOnly && column.isPublic && article.isPublic;
  return (
    <Layout
      site={site}
      title={article.title}
      description={article.opening}
      query=""
      hidden={!isOpen}
      {...(isOpen && { card: `/cards/article/${column.id}/${article.id}.png` })}
    >
      <article className="article">
        <p className="quiet">
          <a href={href} {...saidIn(column.title, site.language)}>
            {column.title}
          </a>
        </p>
        <h1 {...saidIn(article.title, site.language)}>{article.title}</h1>
        <p className="quiet">
          <Said site={site} className="fact">
            {ownerName(site, column)}
          </Said>
          {article.publishedAt ? <span className="fact">{site.day(article.publishedAt)}</span> : null}
          <ArticleState site={site} article={article} />
        </p>
        {mayWrite ? <Writing {...props} /> : null}
        <div {...saidIn(article.body, site.language)}>
          <ArticleBody body={article.body} />
        </div>
        <Books {...props} />
        {mayWrite ? null : (
          <Report site={site} action={`${href}/${article.id}/report`} about={article.title} />
        )}
      </article>
      <Others {...props} />
    </Layout>
  );
}

/** For who writes it: going on, publishing, taking it back. */
function Writing({ site, column, article }: ArticleProps): ReactElement {
  const { t, base } = site;
  const href = `${base}/columns/${column.id}/${article.id}`;
  return (
    <div className="article-acts">
      {article.state === "published" ? (
        <PostButton site={site} action={`${href}/withdraw`} label={t("columns.withdraw")} />
      ) : (
        <PostButton site={site} action={`${href}/publish`} label={t("columns.publish")} look="primary" />
      )}
      {article.state === "withdrawn" ? null : (
        <a className="secondary" href={`${href}/write`}>
          {t("columns.edit")}
        </a>
      )}
    </div>
  );
}

/** The titles it is about, each with its cover. */
function Books({ site, books }: ArticleProps): ReactElement | null {
  if (books.length === 0) return null;
  return (
    <section aria-labelledby="article-books">
      <h2 id="article-books">{site.t("columns.books")}</h2>
      <ul className="article-books">
        {books.map((book) => {
          const title = runOf(book.title, book.languages, site.language);
          return (
            <li key={book.id}>
              <a href={`${site.base}/instance/${book.id}`}>
                <Cover
                  facts={{ title: book.title, lang: title.lang, author: book.author, isbns: book.isbns }}
                />
                <span lang={title.lang}>{title.value}</span>
                <small>{book.author}</small>
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Others({ site, others, column }: ArticleProps): ReactElement | null {
  if (others.length === 0) return null;
  return (
    <nav className="article-others" aria-label={column.title}>
      <h2 {...saidIn(column.title, site.language)}>{column.title}</h2>
      <ul>
        {others.map(({ id, columnId, title, publishedAt }) => (
          <li key={id}>
            <a href={`${site.base}/columns/${columnId}/${id}`} {...saidIn(title, site.language)}>
              {title}
            </a>
            {publishedAt ? <small className="quiet">{site.day(publishedAt)}</small> : null}
          </li>
        ))}
      </ul>
    </nav>
  );
}
