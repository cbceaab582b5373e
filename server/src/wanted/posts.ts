import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import { countsIn } from "../circles/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import { countAct, submitPosting } from "../moderation/index.ts";
import { distanceBands, lockSharer, nameFor, type ReaderName, strangerTag } from "../neighbours/index.ts";
import { tellOwners } from "./matching-owners.ts";
import { refuse } from "./refusals.ts";
import { rings } from "./rings.ts";
import type { PostState } from "./words.ts";

/** Books one reader looks for at a time, and posts they write in a day. */
export const MOST_OPEN = 5;
export const POSTS_PER_DAY = 5;
/** Days after which a post ends by itself. */
export const POST_DAYS = 30;
export const POST_POSTING = "wanted-post";

/** Who looks; null: a visitor without an account. */
type Viewer = string | null;

/** What somebody looks for, and where: in a circle, or near when `circleId` is null. */
export type NewPost = { words: string; more: string; circleId: string | null };

/**
 * Says what one looks for. Refuses in this order: `minor-guarded-only` 403 (near, or in a circle that nobody guards, under
 * age), `circle-unknown` 404, `place-needed` 409 (near without a place), `wanted-full` 409, `acts-exhausted` 429,
 * `text-refused` 422.
 */
export async function postWanted(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  post: NewPost,
): Promise<{ id: string; isPublic: boolean }> {
  const me = await lockSharer(tx, actor.personId);
  const { circleId } = post;
  if (circleId === null && me.isMinor) throw refuse("minor-guarded-only");
  if (circleId !== null && !(await countsIn(tx, me.personId, circleId, me.isMinor)))
    throw refuse("circle-unknown");
  if (circleId === null && me.cell === null) throw refuse("place-needed");
  const now = clock.now();
  const { rows } = await sql<{ open: number }>`select count(*) as open from wanted.post p
    where p.person_id = ${me.personId} and p.state = 'open' and p.expires_at > ${now}`.execute(tx);
  if (rows[0]!.open >= MOST_OPEN) throw refuse("wanted-full", { limit: MOST_OPEN });
  await countAct(tx, clock, { who: me.personId, act: "wanted-post" }, POSTS_PER_DAY);
  const id = newId<"wanted">() as string;
  const texts = [post.words, post.more];
  const posting = {
    kind: POST_POSTING,
    subject: id,
    personId: me.personId,
    texts,
    page: `/wanted/${id}`,
  } as const;
  const isPublic = (await submitPosting(tx, clock, posting)) === "published";
  await sql`insert into wanted.post (id, person_id, words, more, circle_id, state, words_public, created_at, expires_at)
    values (${id}, ${me.personId}, ${post.words}, ${post.more}, ${circleId}, 'open', ${isPublic}, ${now},
      ${new Date(now.getTime() + POST_DAYS * DAY_MS)})`.execute(tx);
  if (isPublic) await tellOwners(tx, clock, id);
  return { id, isPublic };
}

/** A post as somebody sees it. `band`: kilometres at most; null: in a circle, or one's own. */
export type WantedPost = {
  id: string;
  words: string;
  more: string;
  state: PostState;
  isOwn: boolean;
  /** False: a moderator has it, and only its writer sees it. */
  isPublic: boolean;
  circle: string | null;
  band: number | null;
  by: ReaderName;
  answers: number;
  createdAt: string;
  expiresAt: string;
};

type Row = {
  id: string;
  words: string;
  more: string;
  state: PostState;
  person_id: string;
  words_public: boolean;
  circle: string | null;
  band: number | null;
  nickname: string | null;
  answers: number;
  created_at: Date;
  expires_at: Date;
  rank: number;
  age: number;
};

/** SQL: kilometres around its writer within which post `p` is seen at `now`. */
export function ringOf(now: Date): RawBuilder<number> {
  const steps = rings.slice(1).reverse();
  const cases = steps.map(
    ({ afterHours, km }) =>
      sql`when p.created_at <= ${now}::timestamptz - make_interval(hours => ${afterHours}::int) then ${km}::int`,
  );
  return sql<number>`(case ${sql.join(cases, sql` `)} else ${rings[0].km}::int end)`;
}

/**
 * SQL: the posts that somebody may see, with how far away they are: one's own, those of circles one counts in, and those
 * near whose ring reaches one's place. Nothing of people one hides from, nothing near for people under age. A visitor without
 * an account has no place: they see those whose ring has grown to the widest, without who, how far and what more was said.
 */
function seenPosts(personId: Viewer, now: Date): RawBuilder<unknown> {
  const band = sql`width_bucket(greatest(f.km, f.blur), ${[...distanceBands]}::float8[])`;
  return sql`select f.*, case when f.is_own or f.circle_id is not null then null
        else (${[...distanceBands]}::int[])[least(${band}, ${distanceBands.length - 1}) + 1] end as band
    from (
      select p.*, coalesce(p.person_id = ${personId}::uuid, false) as is_own, neighbours.kilometres(w.pt, me.pt) as km,
        coalesce(w.spread_km, 0) + coalesce(me.spread_km, 0) as blur, coalesce(me.is_minor, false) as is_minor,
        ${ringOf(now)} as ring
      from wanted.post p
      left join neighbours.sharer w on w.person_id = p.person_id
      left join neighbours.sharer me on me.person_id = ${personId}::uuid) f
    where f.is_own or (f.words_public and not neighbours.blocked(${personId}::uuid, f.person_id)
      and case when f.circle_id is null then case when ${personId === null}::boolean then f.ring = ${rings.at(-1)!.km}::int and f.state = 'open' and f.expires_at > ${now}
          else not f.is_minor and f.km <= greatest(f.ring, f.blur) end
        else f.circle_id in (select c from circles.circles_of(${personId}::uuid, f.is_minor) c) end)`;
}

const columns = (
  personId: Viewer,
): RawBuilder<unknown> => sql`s.id, s.words, s.more, s.state, s.person_id, s.words_public,
  (select c.name from circles.circle_line c where c.id = s.circle_id) as circle, s.band,
  ${nameFor(personId, sql`s.person_id`)} as nickname, s.created_at, s.expires_at,
  (select count(*) from wanted.answer a where a.post_id = s.id and a.words_public) as answers`;

function toPost(row: Row, personId: Viewer): WantedPost {
  const isVisitor = personId === null;
  return {
    id: row.id,
    words: row.words,
    more: isVisitor ? "" : row.more,
    state: row.state,
    isOwn: row.person_id === personId,
    isPublic: row.words_public,
    circle: row.circle,
    band: isVisitor ? null : row.band,
    by: { nickname: isVisitor ? null : row.nickname, tag: strangerTag(row.person_id, row.id) },
    answers: isVisitor ? 0 : row.answers,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  };
}

const place = z.tuple([z.number(), z.number(), z.uuid()]);

/** What others look for, the nearest ring first and in it the newest. Refuses `cursor-invalid` 400. */
export async function findWanted(
  db: Db,
  clock: Clock,
  personId: Viewer,
  { limit, cursor, circleId = null }: { limit: number; cursor?: string; circleId?: string | null },
): Promise<{ items: WantedPost[]; next: string | null }> {
  const now = clock.now();
  const after = readCursor(cursor, place);
  const { rows } = await sql<Row>`select * from (
      select ${columns(personId)}, ${personId === null ? sql`0` : sql`coalesce(s.band, 0)`}::float8 as rank, (-extract(epoch from s.created_at))::float8 as age
      from (${seenPosts(personId, now)}) s
      where s.state = 'open' and s.expires_at > ${now} and not s.is_own
        and (${circleId}::uuid is null or s.circle_id = ${circleId}::uuid)) g
    where ${after === null} or (g.rank, g.age, g.id) > (${after?.[0] ?? 0}::float8, ${after?.[1] ?? 0}::float8, ${after?.[2] ?? null}::uuid)
    order by g.rank, g.age, g.id limit ${limit + 1}`.execute(db);
  const { items, next } = cutPage(rows, limit, (row) => [row.rank, row.age, row.id]);
  return { items: items.map((row) => toPost(row, personId)), next };
}

/** Own posts shown. */
const OWN_POSTS = 20;

/** What somebody looks for themselves, the newest first. */
export async function ownWanted(db: Db, clock: Clock, personId: string): Promise<WantedPost[]> {
  const { rows } = await sql<Row>`select ${columns(personId)} from (${seenPosts(personId, clock.now())}) s
    where s.is_own order by s.state = 'open' desc, s.created_at desc limit ${OWN_POSTS}`.execute(db);
  return rows.map((row) => toPost(row, personId));
}

/** One post. Refuses `wanted-unknown` 404 for whoever may not see it. */
export async function getWanted(db: Db, clock: Clock, personId: Viewer, id: string): Promise<WantedPost> {
  const { rows } = isUuid(id)
    ? await sql<Row>`select ${columns(personId)} from (${seenPosts(personId, clock.now())}) s
        where s.id = ${id}`.execute(db)
    : { rows: [] };
  if (!rows[0]) throw refuse("wanted-unknown");
  return toPost(rows[0], personId);
}

/** Locks a post. Refuses `wanted-unknown` 404. */
export async function lockPost(
  tx: Tx,
  id: string,
): Promise<{
  id: string;
  personId: string;
  words: string;
  circleId: string | null;
  isOpen: boolean;
  expiresAt: Date;
}> {
  const { rows } = isUuid(id)
    ? await sql<{
        id: string;
        person_id: string;
        words: string;
        circle_id: string | null;
        state: PostState;
        expires_at: Date;
      }>`
        select p.id, p.person_id, p.words, p.circle_id, p.state, p.expires_at from wanted.post p
        where p.id = ${id} for update`.execute(tx)
    : { rows: [] };
  const row = rows[0];
  if (!row) throw refuse("wanted-unknown");
  return {
    id: row.id,
    personId: row.person_id,
    words: row.words,
    circleId: row.circle_id,
    isOpen: row.state === "open",
    expiresAt: row.expires_at,
  };
}
