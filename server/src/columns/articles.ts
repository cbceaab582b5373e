import { type RawBuilder, sql } from "kysely";
import { getInstances } from "../catalogue/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import type { Clock } from "../kernel/time.ts";
import { countAct, dropPosting, reportPosting, submitPosting } from "../moderation/index.ts";
import { notify } from "../notices/index.ts";
import { getColumn, isOfficial, isShown, lockColumn, type Viewer } from "./columns.ts";
import { refuse } from "./refusals.ts";

/** Articles one writer publishes in a day, and drafts a column keeps. */
export const ARTICLES_PER_DAY = 10;
export const MOST_DRAFTS = 50;
const MOST_TOLD = 2000;
/** Letters of an article that lists show. */
const OPENING = 160;
const ARTICLES_PAGE = 50;
export const ARTICLE_POSTING = "article";

/** What an article says, and the titles it is about. */
export type ArticleWords = { title: string; body: string; instanceIds: number[] };
type ArticleState = "draft" | "published" | "withdrawn";

/** An article in a list. */
export type ArticleLine = {
  id: string;
  columnId: string;
  column: string;
  title: string;
  opening: string;
  state: ArticleState;
  isPublic: boolean;
  publishedAt: string | null;
  changedAt: string;
  instanceIds: number[];
};
export type Article = ArticleLine & { body: string };

/**
 * Begins an article that nobody else sees. Refuses `column-unknown` 404, `column-writer-needed` 403, `column-closed` 409,
 * `drafts-full` 409, `instance-unknown` 404.
 */
export async function draftArticle(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  columnId: string,
  words: ArticleWords,
): Promise<{ id: string }> {
  const column = await lockColumn(tx, actor, columnId);
  if (column.isClosed) throw refuse("column-closed");
  const { rows } = await sql<{ drafts: number }>`select count(*) as drafts from columns.article a
    where a.series_id = ${columnId} and a.state = 'draft'`.execute(tx);
  if (rows[0]!.drafts >= MOST_DRAFTS) throw refuse("drafts-full", { limit: MOST_DRAFTS });
  const id = newId<"article">() as string;
  const now = clock.now();
  await sql`insert into columns.article (id, series_id, author_id, title, body, state, created_at, changed_at)
    values (${id}, ${columnId}, ${actor.personId}, ${words.title}, ${words.body}, 'draft', ${now}, ${now})`.execute(
    tx,
  );
  await writeTitles(tx, id, words.instanceIds);
  return { id };
}

async function writeTitles(tx: Tx, id: string, instanceIds: readonly number[]): Promise<void> {
  const ids = [...new Set(instanceIds)];
  const found = await getInstances(tx, ids);
  if (found.length < ids.length) throw refuse("instance-unknown");
  await sql`delete from columns.article_title where article_id = ${id}`.execute(tx);
  await sql`insert into columns.article_title (article_id, instance_id, position)
    select ${id}, t.id, t.n from unnest(${ids}::bigint[]) with ordinality as t (id, n)`.execute(tx);
}

type Locked = { author_id: string | null; title: string; body: string; state: ArticleState };

async function lockArticle(tx: Tx, columnId: string, id: string): Promise<Locked> {
  const { rows } = isUuid(id)
    ? await sql<Locked>`select a.author_id, a.title, a.body, a.state from columns.article a
        where a.id = ${id} and a.series_id = ${columnId} for update`.execute(tx)
    : { rows: [] };
  if (!rows[0]) throw refuse("article-unknown");
  return rows[0];
}

/**
 * Writes an article anew; a published one is looked at again. Refuses `column-unknown` 404, `column-writer-needed` 403,
 * `article-unknown` 404, `article-state` 409 (withdrawn), `instance-unknown` 404, `text-refused` 422.
 */
export async function reviseArticle(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  at: { columnId: string; id: string },
  words: ArticleWords,
): Promise<{ isPublic: boolean }> {
  const column = await lockColumn(tx, actor, at.columnId);
  const { state } = await lockArticle(tx, at.columnId, at.id);
  if (state === "withdrawn") throw refuse("article-state");
  await writeTitles(tx, at.id, words.instanceIds);
  const isPublic =
    state === "published" && (isOfficial(column.owner) || (await submit(tx, actor, clock, at, words)));
  await sql`update columns.article set title = ${words.title}, body = ${words.body}, words_public = ${isPublic},
    changed_at = ${clock.now()} where id = ${at.id}`.execute(tx);
  return { isPublic };
}

async function submit(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  { columnId, id }: { columnId: string; id: string },
  { title, body }: Pick<ArticleWords, "title" | "body">,
): Promise<boolean> {
  const page = `/columns/${columnId}/${id}`;
  const { personId } = actor;
  const posting = {
    kind: ARTICLE_POSTING,
    subject: id,
    personId,
    texts: [title, body],
    name: title,
    page,
  } as const;
  return (await submitPosting(tx, clock, posting)) === "published";
}

/**
 * Publishes a draft, or again what was withdrawn; whoever follows the column is told once. Refuses `column-unknown` 404,
 * `column-writer-needed` 403, `article-unknown` 404, `article-state` 409 (published already), `column-closed` 409,
 * `acts-exhausted` 429, `text-refused` 422.
 */
export async function publishArticle(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  at: { columnId: string; id: string },
): Promise<{ isPublic: boolean }> {
  const column = await lockColumn(tx, actor, at.columnId);
  const article = await lockArticle(tx, at.columnId, at.id);
  if (article.state === "published") throw refuse("article-state");
  if (column.isClosed) throw refuse("column-closed");
  await countAct(tx, clock, { who: actor.personId, act: "article" }, ARTICLES_PER_DAY);
  const isPublic = isOfficial(column.owner) || (await submit(tx, actor, clock, at, article));
  await sql`update columns.article set state = 'published', words_public = ${isPublic},
    published_at = coalesce(published_at, ${clock.now()}) where id = ${at.id}`.execute(tx);
  if (isPublic) await tellFollowers(tx, clock, at.id);
  return { isPublic };
}

/** Takes an article back. Refuses `column-unknown` 404, `column-writer-needed` 403, `article-unknown` 404, `article-state` 409. */
export async function withdrawArticle(
  tx: Tx,
  actor: Actor,
  _clock: Clock,
  at: { columnId: string; id: string },
): Promise<void> {
  await lockColumn(tx, actor, at.columnId);
  const { state } = await lockArticle(tx, at.columnId, at.id);
  if (state !== "published") throw refuse("article-state");
  await sql`update columns.article set state = 'withdrawn', words_public = false where id = ${at.id}`.execute(
    tx,
  );
  await dropPosting(tx, ARTICLE_POSTING, at.id);
}

/** Tells whoever follows its column of an article that is shown now, once. */
export async function tellFollowers(tx: Tx, clock: Clock, id: string): Promise<void> {
  const { rows } = await sql<{ person_id: string; title: string; series_id: string; column_title: string }>`
    with fresh as (update columns.article a set told = true where a.id::text = ${id} and not a.told
        and a.state = 'published' and a.words_public returning a.series_id, a.title, a.author_id)
    select f.person_id, x.title, x.series_id, s.title as column_title from fresh x
    join columns.series s on s.id = x.series_id and s.words_public
    join columns.follower f on f.series_id = x.series_id and f.person_id is distinct from x.author_id
    where (not s.members_only or exists (select 1 from circles.member m where m.circle_id = s.circle_id
      and m.person_id = f.person_id and m.state = 'active'))
    order by f.since limit ${MOST_TOLD}`.execute(tx);
  await notify(
    tx,
    clock,
    ...rows.map(({ person_id: personId, title, series_id, column_title: column }) => ({
      ...{ personId, kind: "column-article" as const, params: { title, column } },
      link: `/columns/${series_id}/${id}`,
    })),
  );
}

type Row = {
  id: string;
  series_id: string;
  series_title: string;
  title: string;
  body: string;
  state: ArticleState;
  words_public: boolean;
  published_at: Date | null;
  changed_at: Date;
  instance_ids: number[];
};

const COLUMNS: RawBuilder<unknown> = sql`a.id, a.series_id, s.title as series_title, a.title, a.body, a.state, a.words_public,
  a.published_at, a.changed_at,
  array(select t.instance_id from columns.article_title t where t.article_id = a.id order by t.position) as instance_ids`;
const IS_OUT = sql<boolean>`(a.state = 'published' and a.words_public)`;

function toArticle(row: Row): Article {
  return {
    id: row.id,
    columnId: row.series_id,
    column: row.series_title,
    title: row.title,
    opening: openingOf(row.body),
    body: row.body,
    state: row.state,
    isPublic: row.words_public,
    publishedAt: row.published_at?.toISOString() ?? null,
    changedAt: row.changed_at.toISOString(),
    instanceIds: row.instance_ids,
  };
}

/** The first words without marks of headings and quotations. */
export function openingOf(body: string): string {
  const plain = body
    .split(/\n/)
    .map((line) => line.replace(/^\s*(#{2,3}|>)\s*/, "").trim())
    .filter((line) => line !== "")
    .join(" ");
  return plain.length <= OPENING ? plain : `${plain.slice(0, OPENING).trimEnd()}…`;
}

const toLine = (row: Row): ArticleLine => {
  const { body: _, ...line } = toArticle(row);
  return line;
};

/** Which articles are asked for. `drafts`: everything of one column, for who writes it. */
export type AskedArticles = {
  columnId?: string | null;
  circleId?: string | null;
  instanceId?: number | null;
  drafts?: boolean;
  limit?: number;
};

/** Articles that whoever looks may read, the latest first. */
export async function findArticles(
  db: Db,
  viewer: Pick<Actor, "personId"> | null,
  {
    columnId = null,
    circleId = null,
    instanceId = null,
    drafts = false,
    limit = ARTICLES_PAGE,
  }: AskedArticles = {},
): Promise<ArticleLine[]> {
  const { rows } =
    await sql<Row>`select ${COLUMNS} from columns.article a join columns.series s on s.id = a.series_id
    where ${drafts && columnId !== null ? sql`true` : sql`${IS_OUT} and ${isShown(viewer)}`}
      and (${columnId}::uuid is null or a.series_id = ${columnId}::uuid)
      and (${circleId}::uuid is null or s.circle_id = ${circleId}::uuid)
      and (${instanceId}::bigint is null or exists (select 1 from columns.article_title t
        where t.article_id = a.id and t.instance_id = ${instanceId}::bigint))
    order by a.published_at desc nulls first, a.id desc limit ${Math.min(limit, ARTICLES_PAGE)}`.execute(db);
  return rows.map(toLine);
}

/** One article; a draft for who writes the column. Refuses `column-unknown` 404, `article-unknown` 404. */
export async function getArticle(
  db: Db,
  viewer: Viewer,
  at: { columnId: string; id: string },
): Promise<{ article: Article; mayWrite: boolean }> {
  const { mayWrite } = await getColumn(db, viewer, at.columnId);
  const { rows } = isUuid(at.id)
    ? await sql<Row>`select ${COLUMNS} from columns.article a join columns.series s on s.id = a.series_id
        where a.id = ${at.id} and a.series_id = ${at.columnId} and (${mayWrite}::boolean or ${IS_OUT})`.execute(
        db,
      )
    : { rows: [] };
  if (!rows[0]) throw refuse("article-unknown");
  return { article: toArticle(rows[0]), mayWrite };
}

/** Tells the moderators of an article one sees. Refuses as `getArticle`, `already-reported` 409, `acts-exhausted` 429. */
export async function reportArticle(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  at: { columnId: string; id: string },
  words: string,
): Promise<void> {
  const { article } = await getArticle(tx, actor, at);
  const { author_id: personId } = await lockArticle(tx, at.columnId, at.id);
  const page = `/columns/${at.columnId}/${at.id}`;
  const texts = [article.title, article.body];
  await reportPosting(
    tx,
    actor,
    clock,
    { kind: ARTICLE_POSTING, subject: at.id, personId, texts, page },
    words,
  );
}

/** Forgets who wrote articles; drafts go, what was published stays with its column. */
export async function forgetAuthor(tx: Tx, personId: string): Promise<void> {
  await sql`delete from columns.article where author_id = ${personId} and state = 'draft'`.execute(tx);
  await sql`update columns.article set author_id = null where author_id = ${personId}`.execute(tx);
}
