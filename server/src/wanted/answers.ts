import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { countAct, dropPosting, reportPosting, submitPosting } from "../moderation/index.ts";
import { nameFor, type ReaderName, strangerTag } from "../neighbours/index.ts";
import { notify } from "../notices/index.ts";
import { holders } from "../shelves/index.ts";
import { getWanted, lockPost, POST_POSTING } from "./posts.ts";
import { refuse } from "./refusals.ts";
import type { AnswerKind } from "./words.ts";

/** Answers one reader gives in a day, and all to one post. */
export const ANSWERS_PER_DAY = 20;
export const MOST_ANSWERS = 50;
export const ANSWER_POSTING = "wanted-answer";

/** What somebody can do: a book of theirs, an address, or what their library said. */
export type NewAnswer = { kind: AnswerKind; copyId: string | null; link: string; words: string };

/**
 * Answers somebody who looks for a book. Refuses in this order: `wanted-unknown` 404, `wanted-own` 409, `wanted-ended` 409,
 * `copy-unknown` 404 (not one's own), `copy-unseen` 409 (they may not see it), `link-invalid` 400, `answer-empty` 400 (nothing
 * about the library's word), `answers-full` 409, `acts-exhausted` 429, `text-refused` 422, `answered-already` 409.
 */
export async function answerWanted(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  postId: string,
  answer: NewAnswer,
): Promise<{ isPublic: boolean }> {
  const post = await getWanted(tx, clock, actor.personId, postId);
  if (post.isOwn) throw refuse("wanted-own");
  const { personId: askerId, words: wanted, isOpen, expiresAt } = await lockPost(tx, postId);
  if (!isOpen || expiresAt <= clock.now()) throw refuse("wanted-ended");
  const { kind, words } = answer;
  if (kind === "copy") await demandCopy(tx, actor, askerId, answer.copyId);
  const link = kind === "link" ? readLink(answer.link) : null;
  if (kind === "library" && words === "") throw refuse("answer-empty");
  const { rows } = await sql<{ count: number }>`select count(*) as count from wanted.answer a
    where a.post_id = ${postId}`.execute(tx);
  if (rows[0]!.count >= MOST_ANSWERS) throw refuse("answers-full");
  await countAct(tx, clock, { who: actor.personId, act: "wanted-answer", target: postId }, ANSWERS_PER_DAY);
  const id = newId<"answer">() as string;
  const isPublic = await submitAnswer(tx, actor, clock, id, postId, [words]);
  await refuseOn({ answer_once: () => refuse("answered-already") }, () =>
    sql`insert into wanted.answer (id, post_id, person_id, kind, copy_id, link, words, words_public, at)
      values (${id}, ${postId}, ${actor.personId}, ${kind}, ${kind === "copy" ? answer.copyId : null}, ${link}, ${words},
        ${isPublic}, ${clock.now()})`.execute(tx),
  );
  if (isPublic) await tellAsker(tx, clock, askerId, postId, wanted);
  return { isPublic };
}

async function submitAnswer(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  postId: string,
  texts: string[],
): Promise<boolean> {
  const posting = {
    kind: ANSWER_POSTING,
    subject: id,
    personId: actor.personId,
    texts,
    page: `/wanted/${postId}`,
  } as const;
  return (await submitPosting(tx, clock, posting)) === "published";
}

/** Tells whoever looks that there is an answer. */
export async function tellAsker(
  tx: Tx,
  clock: Clock,
  personId: string,
  postId: string,
  words: string,
): Promise<void> {
  await notify(tx, clock, {
    personId,
    kind: "wanted-answered",
    params: { words },
    link: `/wanted/${postId}`,
  });
}

async function demandCopy(tx: Tx, actor: Actor, askerId: string, copyId: string | null): Promise<void> {
  if (copyId === null || !isUuid(copyId) || (await holders.ownerOf(tx, copyId)) !== actor.personId)
    throw refuse("copy-unknown");
  if (!(await holders.isSeenBy(tx, askerId, copyId))) throw refuse("copy-unseen");
}

/** A web address, or a page of this site. */
function readLink(typed: string): string {
  const link = typed.trim();
  if (/^\/[a-z]/.test(link) && !link.startsWith("//")) return link;
  if (!URL.canParse(link) || new URL(link).protocol !== "https:") throw refuse("link-invalid");
  return link;
}

/** An answer as the one who looks sees it; for others only their own. */
export type WantedAnswer = {
  id: string;
  kind: AnswerKind;
  copyId: string | null;
  title: string | null;
  link: string | null;
  words: string;
  isOwn: boolean;
  isPublic: boolean;
  helped: boolean;
  by: ReaderName;
  at: string;
};

type Row = Omit<WantedAnswer, "copyId" | "isPublic" | "isOwn" | "by" | "at"> & {
  copy_id: string | null;
  words_public: boolean;
  person_id: string;
  nickname: string | null;
  at: Date;
};

/** Answers to a post for whoever looks, oldest first; everybody else sees their own. Nothing of people one hides from. */
export async function answersTo(db: Db, personId: string, postId: string): Promise<WantedAnswer[]> {
  const { rows } =
    await sql<Row>`select a.id, a.kind, a.copy_id, t.main as title, a.link, a.words, a.words_public, a.helped,
      a.person_id, a.at, ${nameFor(personId, sql`a.person_id`)} as nickname
    from wanted.answer a join wanted.post p on p.id = a.post_id
    left join shelves.copy_fact c on c.id = a.copy_id left join shelves.title_line t on t.id = c.title_id
    where a.post_id = ${postId} and (a.person_id = ${personId}
      or (p.person_id = ${personId} and a.words_public and not neighbours.blocked(${personId}::uuid, a.person_id)))
    order by a.at, a.id limit ${MOST_ANSWERS}`.execute(db);
  return rows.map(({ copy_id, words_public, person_id, nickname, at, ...row }) => ({
    ...row,
    copyId: copy_id,
    isOwn: person_id === personId,
    isPublic: words_public,
    by: { nickname, tag: strangerTag(person_id, postId) },
    at: at.toISOString(),
  }));
}

/**
 * Ends one's own post: found, by an answer or otherwise, or given up. Whoever helped is told. Refuses `wanted-unknown` 404
 * (also for others'), `wanted-ended` 409, `answer-unknown` 404.
 */
export async function endWanted(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  postId: string,
  { found, answerId }: { found: boolean; answerId: string | null },
): Promise<void> {
  const post = await lockPost(tx, postId);
  if (post.personId !== actor.personId) throw refuse("wanted-unknown");
  if (!post.isOpen) throw refuse("wanted-ended");
  if (answerId !== null) {
    const { rows } = await sql<{ person_id: string }>`update wanted.answer set helped = true
      where id::text = ${answerId} and post_id = ${postId} and words_public returning person_id`.execute(tx);
    if (!rows[0]) throw refuse("answer-unknown");
    const told = { kind: "wanted-helped", params: { words: post.words }, link: `/wanted/${postId}` } as const;
    await notify(tx, clock, { personId: rows[0].person_id, ...told });
  }
  await sql`update wanted.post set state = ${found || answerId !== null ? "found" : "closed"}, ended_at = ${clock.now()}
    where id = ${postId}`.execute(tx);
}

/**
 * Tells the moderators of a post one sees, or of an answer to one's own. Refuses `wanted-unknown` 404, `answer-unknown` 404,
 * `already-reported` 409.
 */
export async function reportWanted(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  postId: string,
  { answerId, words }: { answerId: string | null; words: string },
): Promise<void> {
  const post = await getWanted(tx, clock, actor.personId, postId);
  const page = `/wanted/${postId}`;
  if (answerId !== null) {
    const answer = (await answersTo(tx, actor.personId, postId)).find(
      (one) => one.id === answerId && !one.isOwn,
    );
    if (!answer) throw refuse("answer-unknown");
    const { rows } = await sql<{ person_id: string }>`select a.person_id from wanted.answer a
      where a.id = ${answerId}`.execute(tx);
    const texts = [answer.words, answer.link ?? ""];
    const posting = {
      kind: ANSWER_POSTING,
      subject: answerId,
      personId: rows[0]!.person_id,
      texts,
      page,
    } as const;
    return await reportPosting(tx, actor, clock, posting, words);
  }
  const { personId } = await lockPost(tx, postId);
  const posting = {
    kind: POST_POSTING,
    subject: postId,
    personId,
    texts: [post.words, post.more],
    page,
  } as const;
  await reportPosting(tx, actor, clock, posting, words);
}

/** Forgets posts and answers and what moderators have of them. */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  const posts = await sql<{
    id: string;
  }>`delete from wanted.post where person_id = ${personId} returning id`.execute(tx);
  const answers = await sql<{
    id: string;
  }>`delete from wanted.answer where person_id = ${personId} returning id`.execute(tx);
  for (const { id } of posts.rows) await dropPosting(tx, POST_POSTING, id);
  for (const { id } of answers.rows) await dropPosting(tx, ANSWER_POSTING, id);
}
