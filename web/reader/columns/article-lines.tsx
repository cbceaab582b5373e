import type { ReactElement } from "react";
import type { ArticleLine } from "../../../server/src/columns/index.ts";
import { saidIn } from "../../ui/own-words.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { Said } from "../frame/said.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** The site with days in words. */
export type DayedSite = SiteContext & { day(instant: string): string };

/** Articles one below the other: title, first words, whose and when. */
export function ArticleLines(props: {
  site: DayedSite;
  articles: readonly ArticleLine[];
  heading: "h2" | "h3";
  /** Say whose they are. */
  named?: boolean;
  /** Beside each other where there is room. */
  beside?: boolean;
}): ReactElement {
  const { site, articles, heading: H, named, beside } = props;
  return (
    <ul className={beside ? "article-lines article-beside" : "article-lines"}>
      {articles.map((article) => {
        return (
          <li key={article.id}>
            <H>
              <a
                href={`${site.base}/columns/${article.columnId}/${article.id}`}
                {...saidIn(article.title, site.language)}
              >
                {article.title}
              </a>
            </H>
            <p {...saidIn(article.opening, site.language)}>{article.opening}</p>
            <p className="quiet">
              {named ? (
                <Said site={site} className="fact">
                  {article.column}
                </Said>
              ) : null}
              {article.publishedAt ? <span className="fact">{site.day(article.publishedAt)}</span> : null}
              <ArticleState site={site} article={article} />
            </p>
          </li>
        );
      })}
    </ul>
  );
}

/** What an article is to who writes it, when it is not simply there. */
export function ArticleState({
  site,
  article,
}: {
  site: SiteContext;
  article: ArticleLine;
}): ReactElement | null {
  const { t } = site;
  if (article.state === "draft") return <StateMark mark="no">{t("columns.draft")}</StateMark>;
  if (article.state === "withdrawn") return <StateMark mark="no">{t("columns.withdrawn")}</StateMark>;
  return article.isPublic ? null : <StateMark mark="wait">{t("wanted.waits")}</StateMark>;
}
