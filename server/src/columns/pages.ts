import { stewardedBy } from "../alliance/index.ts";
import { getInstances } from "../catalogue/index.ts";
import { findCircles } from "../circles/index.ts";
import { listMembers } from "../consortium/index.ts";
import { type PageVisit, pagesOf, type ReaderPage } from "../contracts/reader-page.ts";
import type { Actor } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import { pick } from "../kernel/text.ts";
import { formatDay } from "../kernel/zones/dates.ts";
import { listsOf } from "../lists/index.ts";
import { mayDo } from "../people/index.ts";
import { findArticles, getArticle } from "./articles.ts";
import { findColumns, getColumn, ownColumns } from "./columns.ts";

const page = pagesOf<typeof import("../../../web/reader/columns/pages.ts")>();

/** Whom somebody may speak for: `value` as the form sends it. */
async function voicesOf({ db, site }: PageVisit, actor: Actor): Promise<{ value: string; name: string }[]> {
  const { personId } = actor;
  const [members, organisations, circles, lists] = await Promise.all([
    listMembers(db),
    stewardedBy(db, personId),
    findCircles(db, personId, { mine: true }),
    listsOf(db, personId),
  ]);
  return [
    ...(mayDo(actor, "consortium.manage", null)
      ? [{ value: "office:", name: site.t("columns.office") }]
      : []),
    ...members
      .filter(({ id }) => mayDo(actor, "member.manage", id))
      .map(({ id, name }) => ({ value: `library:${id}`, name: pick(name, site.language) })),
    ...organisations.map(({ id, name }) => ({ value: `organisation:${id}`, name })),
    ...circles.filter((circle) => circle.isSteward).map(({ id, name }) => ({ value: `circle:${id}`, name })),
    ...lists
      .filter((list) => list.rights === "owner" && list.visibility === "public")
      .map(({ id, title }) => ({ value: `list:${id}`, name: site.t("columns.of-list", { title }) })),
  ];
}

const front = page({
  path: "/columns",
  component: "ColumnsPage",
  find: async (visit) => {
    const { db, site, actor, query } = visit;
    const [articles, columns, own, voices] = await Promise.all([
      findArticles(db, actor),
      findColumns(db, actor, site.language),
      actor === null ? [] : ownColumns(db, actor, site.language),
      actor === null ? [] : voicesOf(visit, actor),
    ]);
    const day = (instant: string) => formatDay(instant, site);
    return { site: { ...site, day }, articles, columns, own, voices, chosen: query.for ?? null };
  },
});

/** The titles of an article with what their covers are drawn from. */
async function booksOf({ db }: PageVisit, ids: readonly number[]) {
  return (await getInstances(db, [...ids])).map(({ id, brief }) => ({
    id,
    title: brief.title.main,
    author: brief.contributors[0]?.value ?? "",
    isbns: brief.isbns,
    languages: brief.languages,
  }));
}

const column = page({
  path: "/columns/:id",
  component: "ColumnPage",
  find: async ({ db, site, actor, params }) => {
    const { column, mayWrite } = await getColumn(db, actor, params.id!, site.language);
    const articles = await findArticles(db, actor, { columnId: column.id, drafts: mayWrite });
    return {
      site: { ...site, day: (instant: string) => formatDay(instant, site) },
      column,
      mayWrite,
      articles,
    };
  },
});

const write = page({
  path: "/columns/:id/write",
  component: "WriteArticlePage",
  find: async ({ db, site, actor, params }) => {
    const { column, mayWrite } = await getColumn(db, actor, params.id!, site.language);
    if (!mayWrite) throw new Problem("column-writer-needed", 403);
    return { column, article: null };
  },
});

const rewrite = page({
  path: "/columns/:id/:articleId/write",
  component: "WriteArticlePage",
  find: async ({ db, site, actor, params }) => {
    const { column, mayWrite } = await getColumn(db, actor, params.id!, site.language);
    if (!mayWrite) throw new Problem("column-writer-needed", 403);
    const { article } = await getArticle(db, actor, { columnId: column.id, id: params.articleId! });
    return { column, article };
  },
});

const article = page({
  path: "/columns/:id/:articleId",
  component: "ArticlePage",
  find: async (visit) => {
    const { db, site, actor, params } = visit;
    const { column } = await getColumn(db, actor, params.id!, site.language);
    const { article, mayWrite } = await getArticle(db, actor, { columnId: column.id, id: params.articleId! });
    const [books, others] = await Promise.all([
      booksOf(visit, article.instanceIds),
      findArticles(db, actor, { columnId: column.id, limit: 6 }),
    ]);
    return {
      site: { ...site, day: (instant: string) => formatDay(instant, site) },
      ...{ column, article, mayWrite, books },
      others: others.filter(({ id }) => id !== article.id).slice(0, 5),
    };
  },
});

/** Columns, one of them, an article, and writing one. */
export const columnsPages: readonly ReaderPage[] = [front, column, write, rewrite, article];
