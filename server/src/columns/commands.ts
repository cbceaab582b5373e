import { z } from "zod";
import { createdSchema, reportWordsSchema, submissionSchema, submittedSchema } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf, type FormDoor } from "../kernel/command.ts";
import { person } from "../people/index.ts";
import { draftArticle, publishArticle, reportArticle, reviseArticle, withdrawArticle } from "./articles.ts";
import { changeColumn, setClosed, setFollowed, startColumn } from "./columns.ts";
import { type Refusal, refusalTable } from "./refusals.ts";
import { articleInputSchema, columnChangesSchema, newColumnSchema } from "./schema.ts";
import { titlesOfForm } from "./titles-typed.ts";

const command = commandsOf(refusalTable);
const done = z.object({});
const noInput = z.strictObject({});
/** A column, and an article of it, in an address. */
export const columnParams = z.object({ id: z.string().max(60) });
export const articleParams = columnParams.extend({ articleId: z.string().max(60) });
type ColumnParams = { id: string };
type ArticleParams = { id: string; articleId: string };

const columnPage = ({ id }: ColumnParams): string => `/columns/${encodeURIComponent(id)}`;
const articlePage = ({ id, articleId }: ArticleParams): string =>
  `${columnPage({ id })}/${encodeURIComponent(articleId)}`;

/** A form of a column's page. */
function columnForm<Output>(
  act: string,
  told: string,
  more: Partial<FormDoor<ColumnParams, Output>> = {},
): FormDoor<ColumnParams, Output> {
  return {
    path: `/columns/:id/${act}`,
    after: columnPage,
    failed: columnPage,
    done: () => ({ key: told }),
    ...more,
  };
}

/** A form of an article's page. */
function articleForm<Output>(
  act: string,
  told: string,
  more: Partial<FormDoor<ArticleParams, Output>> = {},
): FormDoor<ArticleParams, Output> {
  return {
    path: `/columns/:id/:articleId/${act}`,
    after: articlePage,
    failed: articlePage,
    done: () => ({ key: told }),
    ...more,
  };
}

const ofColumn = ({ params: { id } }: { params: ColumnParams }) => ({
  subject: { kind: "column", id },
  scope: null,
});
const ofArticle = ({ params: { articleId } }: { params: ArticleParams }) => ({
  subject: { kind: "article", id: articleId },
  scope: null,
});
const writing = ["column-unknown", "column-writer-needed"] as const satisfies Refusal[];

const start = command({
  name: "columns.start",
  summary: "Begin a column for the office, a library, an organisation, a circle or a public list I speak for",
  path: "/columns",
  status: 201,
  who: person,
  params: z.object({}),
  input: newColumnSchema,
  output: submissionSchema,
  refusals: ["column-owner-unknown", "minor-guarded-only", "columns-full", "text-refused"],
  audit: ({ output }) => ({ subject: { kind: "column", id: output.id }, scope: null }),
  run: (tx, actor, clock, _params, input) => startColumn(tx, actor, clock, input),
  forms: [
    {
      path: "/columns",
      // One choice says whose it is: `circle:01a2…`.
      prepareFields: ({ for: chosen, ...rest }) => {
        const [owner, ownerId = ""] = String(chosen ?? "").split(":");
        return { ...rest, owner, ownerId };
      },
      after: (_params, { id }) => columnPage({ id }),
      failed: () => "/columns",
      done: ({ isPublic }) => ({ key: isPublic ? "columns.done.started" : "columns.done.waits" }),
    },
  ],
});

const change = command({
  name: "columns.change",
  summary: "Change what a column I write for is called",
  method: "PUT",
  path: "/columns/:id",
  status: 200,
  who: person,
  params: columnParams,
  input: columnChangesSchema,
  output: submittedSchema,
  refusals: [...writing, "text-refused"],
  audit: ofColumn,
  run: (tx, actor, clock, { id }, input) => changeColumn(tx, actor, clock, id, input),
  forms: [
    columnForm("change", "", {
      done: ({ isPublic }) => ({ key: isPublic ? "columns.done.changed" : "columns.done.waits" }),
    }),
  ],
});

const close = command({
  name: "columns.close",
  summary: "End a column I write for, or open it again; its articles stay",
  method: "PUT",
  path: "/columns/:id/closed",
  status: 200,
  who: person,
  params: columnParams,
  input: z.strictObject({ isClosed: z.boolean() }).meta({ id: "Close" }),
  output: done,
  refusals: writing,
  audit: ofColumn,
  run: async (tx, actor, clock, { id }, { isClosed }) => {
    await setClosed(tx, actor, clock, id, isClosed);
    return {};
  },
  forms: [
    columnForm("close", "columns.done.closed", { fixed: { isClosed: true } }),
    columnForm("open", "columns.done.opened", { fixed: { isClosed: false } }),
  ],
});

const follow = command({
  name: "columns.follow",
  summary: "Be told of a column's new articles, or no longer",
  method: "PUT",
  path: "/columns/:id/follow",
  status: 200,
  who: person,
  params: columnParams,
  input: z.strictObject({ isFollowed: z.boolean() }).meta({ id: "FollowColumn" }),
  output: done,
  refusals: ["column-unknown", "follows-full"],
  audit: ofColumn,
  run: async (tx, actor, clock, { id }, { isFollowed }) => {
    await setFollowed(tx, actor, clock, id, isFollowed);
    return {};
  },
  forms: [
    columnForm("follow", "columns.done.followed", { fixed: { isFollowed: true } }),
    columnForm("unfollow", "columns.done.unfollowed", { fixed: { isFollowed: false } }),
  ],
});

const draft = command({
  name: "columns.draft",
  summary: "Begin an article that nobody else sees",
  path: "/columns/:id/articles",
  status: 201,
  who: person,
  params: columnParams,
  input: articleInputSchema,
  output: createdSchema,
  refusals: [...writing, "column-closed", "drafts-full", "instance-unknown"],
  audit: ({ output: { id } }) => ({ subject: { kind: "article", id }, scope: null }),
  run: (tx, actor, clock, { id }, input) => draftArticle(tx, actor, clock, id, input),
  forms: [
    columnForm<{ id: string }>("write", "columns.done.drafted", {
      prepareFields: titlesOfForm,
      after: ({ id }, { id: articleId }) => articlePage({ id, articleId }),
    }),
  ],
});

const at = ({ id, articleId }: ArticleParams) => ({ columnId: id, id: articleId });

const revise = command({
  name: "columns.revise",
  summary: "Write an article anew",
  method: "PUT",
  path: "/columns/:id/articles/:articleId",
  status: 200,
  who: person,
  params: articleParams,
  input: articleInputSchema,
  output: submittedSchema,
  refusals: [...writing, "article-unknown", "article-state", "instance-unknown", "text-refused"],
  audit: ofArticle,
  run: (tx, actor, clock, params, input) => reviseArticle(tx, actor, clock, at(params), input),
  forms: [articleForm("change", "columns.done.changed", { prepareFields: titlesOfForm })],
});

const publish = command({
  name: "columns.publish",
  summary: "Publish an article; whoever follows the column is told",
  path: "/columns/:id/articles/:articleId/publication",
  status: 200,
  who: person,
  params: articleParams,
  input: noInput,
  output: submittedSchema,
  refusals: [
    ...writing,
    "article-unknown",
    "article-state",
    "column-closed",
    "acts-exhausted",
    "text-refused",
  ],
  audit: ofArticle,
  run: (tx, actor, clock, params) => publishArticle(tx, actor, clock, at(params)),
  forms: [
    articleForm("publish", "", {
      done: ({ isPublic }) => ({ key: isPublic ? "columns.done.published" : "columns.done.waits" }),
    }),
  ],
});

const withdraw = command({
  name: "columns.withdraw",
  summary: "Take an article back",
  method: "DELETE",
  path: "/columns/:id/articles/:articleId/publication",
  status: 204,
  who: person,
  params: articleParams,
  input: noInput,
  output: done,
  refusals: [...writing, "article-unknown", "article-state"],
  audit: ofArticle,
  run: async (tx, actor, clock, params) => {
    await withdrawArticle(tx, actor, clock, at(params));
    return {};
  },
  forms: [articleForm("withdraw", "columns.done.withdrawn")],
});

const report = command({
  name: "columns.report",
  summary: "Tell the moderators of an article I see",
  path: "/columns/:id/articles/:articleId/reports",
  status: 201,
  who: person,
  params: articleParams,
  input: reportWordsSchema,
  output: done,
  refusals: ["column-unknown", "article-unknown", "already-reported", "acts-exhausted"],
  audit: "events",
  run: async (tx, actor, clock, params, { words }) => {
    await reportArticle(tx, actor, clock, at(params), words);
    return {};
  },
  forms: [articleForm("report", "community.reported")],
});

/** Every write of this room. */
export const columnsCommands: readonly AnyCommand[] = [
  start,
  change,
  close,
  follow,
  draft,
  revise,
  publish,
  withdraw,
  report,
];
