import { z } from "zod";
import { listOf } from "../contracts/shapes.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { uuidSchema } from "../neighbours/schema.ts";
import { anybody, person } from "../people/index.ts";
import { findArticles, getArticle } from "./articles.ts";
import { findColumns, getColumn, ownColumns } from "./columns.ts";
import { articleParams, columnParams } from "./commands.ts";
import { refusalTable } from "./refusals.ts";
import { articleLineSchema, articleSchema, columnSchema } from "./schema.ts";

const query = queriesOf(refusalTable);

const list = query({
  name: "columns.list",
  summary: "Columns with articles I may read, the one with the latest first",
  path: "/columns",
  who: anybody,
  params: z.object({}),
  filter: z.strictObject({ circleId: uuidSchema.optional() }),
  output: listOf(columnSchema),
  refusals: [],
  run: async ({ db }, actor, _params, { circleId = null }) => ({
    items: await findColumns(db, actor, "zh-Hans", { circleId }),
  }),
});

const own = query({
  name: "columns.own",
  summary: "Columns I write for",
  path: "/own-columns",
  who: person,
  params: z.object({}),
  filter: z.strictObject({}),
  output: listOf(columnSchema),
  refusals: [],
  run: async ({ db }, actor) => ({ items: await ownColumns(db, actor, "zh-Hans") }),
});

const articles = query({
  name: "columns.articles",
  summary: "Articles I may read, the latest first; of a column, or about a title",
  path: "/articles",
  who: anybody,
  params: z.object({}),
  filter: z.strictObject({
    columnId: uuidSchema.optional(),
    instanceId: z.coerce.number().int().positive().optional(),
  }),
  output: listOf(articleLineSchema),
  refusals: [],
  run: async ({ db }, actor, _params, { columnId = null, instanceId = null }) => ({
    items: await findArticles(db, actor, { columnId, instanceId }),
  }),
});

const column = query({
  name: "columns.one",
  summary: "One column with its articles; drafts too, for who writes for it",
  path: "/columns/:id",
  who: anybody,
  params: columnParams,
  filter: z.strictObject({}),
  output: z
    .object({ column: columnSchema, mayWrite: z.boolean(), articles: z.array(articleLineSchema) })
    .meta({ id: "OpenedColumn" }),
  refusals: ["column-unknown"],
  run: async ({ db }, actor, { id }) => {
    const { column, mayWrite } = await getColumn(db, actor, id);
    return { column, mayWrite, articles: await findArticles(db, actor, { columnId: id, drafts: mayWrite }) };
  },
});

const article = query({
  name: "columns.article",
  summary: "One article",
  path: "/columns/:id/articles/:articleId",
  who: anybody,
  params: articleParams,
  filter: z.strictObject({}),
  output: z.object({ article: articleSchema, mayWrite: z.boolean() }).meta({ id: "OpenedArticle" }),
  refusals: ["column-unknown", "article-unknown"],
  run: async ({ db }, actor, { id, articleId }) =>
    await getArticle(db, actor, { columnId: id, id: articleId }),
});

/** What is asked about columns. */
export const columnsQueries: readonly AnyQuery[] = [list, own, articles, column, article];
