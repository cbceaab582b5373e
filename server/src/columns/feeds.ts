import { type Feed, type FeedFormat, feedFormats, sendFeed } from "../feeds/index.ts";
import { type App, originOf, type Reply, type Request, type RouteDeps } from "../kernel/http.ts";
import { type Language, languages } from "../kernel/text.ts";
import { translator } from "../messages/index.ts";
import { type ArticleLine, findArticles } from "./articles.ts";
import { getColumn } from "./columns.ts";

const FEED_COST = 2;

/** What a feed of columns is made of. `path`: its page, below the language; `self`: the feed itself. */
type FeedFacts = { title: string; path: string; self: string; articles: ArticleLine[] };

/**
 * Mounts feeds of columns that everybody may read: `/en/columns.atom` of all, `/en/columns/:id/feed.rss` of one. Nobody is
 * signed in to a feed, so a column for members only has none: 404.
 */
export function registerColumnFeeds(app: App, deps: RouteDeps): void {
  for (const language of languages) mountFeeds(app, deps, language);
}

function mountFeeds(app: App, deps: RouteDeps, language: Language): void {
  const base = `/${language.toLowerCase()}`;
  const t = translator(language);
  const options = { schema: { hide: true }, config: { cost: FEED_COST } };
  for (const format of Object.keys(feedFormats) as FeedFormat[]) {
    app.get(`${base}/columns.${format}`, options, async (request, reply) => {
      const articles = await findArticles(deps.db, null);
      const facts = {
        title: t("columns.title"),
        path: `${base}/columns`,
        self: `${base}/columns.${format}`,
        articles,
      };
      return answer({ deps, language, request, reply, format }, facts);
    });
    app.get(`${base}/columns/:id/feed.${format}`, options, async (request, reply) => {
      const { id } = request.params as { id: string };
      const { column } = await getColumn(deps.db, null, id, language);
      const articles = await findArticles(deps.db, null, { columnId: column.id });
      const path = `${base}/columns/${column.id}`;
      const facts = { title: column.title, path, self: `${path}/feed.${format}`, articles };
      return answer({ deps, language, request, reply, format }, facts);
    });
  }
}

type Asked = {
  deps: RouteDeps;
  language: Language;
  request: Request;
  reply: Reply;
  format: FeedFormat;
};

function answer({ deps, language, request, reply, format }: Asked, facts: FeedFacts): Reply {
  const origin = originOf(request, deps.config);
  const base = `/${language.toLowerCase()}`;
  const entries = facts.articles.map((article) => ({
    id: `urn:uuid:${article.id}`,
    href: `${origin}${base}/columns/${article.columnId}/${article.id}`,
    title: article.title,
    summary: article.opening,
    authors: [article.column],
    subjects: [],
    published: new Date(article.publishedAt!),
    updated: new Date(article.changedAt > article.publishedAt! ? article.changedAt : article.publishedAt!),
  }));
  const feed: Feed = {
    id: `${origin}${facts.path}`,
    title: facts.title,
    siteName: translator(language)("site.name"),
    language,
    self: origin + facts.self,
    page: origin + facts.path,
    updated: new Date(Math.max(0, ...entries.map((entry) => entry.updated.getTime()))),
    entries,
  };
  return sendFeed(request, reply, feed, format);
}
