import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { homeMember } from "../people/index.ts";
import { demandInstance } from "./current-instances.ts";
import { publishTextsChanged } from "./public-texts.ts";
import { type ReviewState, reviewStateAfter } from "./review-states.ts";
import { listRules, screenText } from "./text-rules.ts";

/** A review as its own writer sees it. `reason`: why it was rejected (a code), `reasonWords`: the moderator's words. */
export type OwnReview = {
  id: string;
  instanceId: number;
  title: string;
  text: string;
  state: ReviewState;
  submittedAt: string;
  reason: string | null;
  reasonWords: string;
  appeal: string;
  mayAppeal: boolean;
};

/** A published review. `writer`: the name they chose, or null. */
export type PublicReview = {
  id: string;
  text: string;
  writer: string | null;
  stars: number | null;
  at: string;
};

/** Reason of a review that a rule refused before any moderator saw it. */
export const RULE_REASON = "rule";
const PAGE = 50;

/**
 * Writes or rewrites the actor's review of an instance. It is public only after a moderator agreed; what a rule refuses
 * is rejected at once, and may be appealed. Refuses `instance-unknown` 404.
 */
export async function writeReview(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  instanceId: number,
  text: string,
): Promise<OwnReview> {
  const id = await demandInstance(tx, instanceId);
  const screening = screenText(await listRules(tx), text);
  const state: ReviewState = screening.refusedBy === null ? "pending" : "rejected";
  const reason = screening.refusedBy === null ? null : RULE_REASON;
  const before = await sql<{ state: ReviewState }>`select r.state from community.review r
    where r.person_id = ${actor.personId} and r.instance_id = ${id} for update`.execute(tx);
  await sql`insert into community.review (id, person_id, instance_id, member_id, text, state, findings, submitted_at,
      reason, reason_words)
    values (${newId<"review">()}, ${actor.personId}, ${id}, ${await homeMember(tx, actor.personId)}, ${text}, ${state},
      ${screening.findings}, ${clock.now()}, ${reason}, ${screening.refusedBy ?? ""})
    on conflict on constraint review_once_per_reader do update set text = excluded.text, state = excluded.state,
      findings = excluded.findings, submitted_at = excluded.submitted_at, member_id = excluded.member_id,
      reason = excluded.reason, reason_words = excluded.reason_words, appeal = '', decided_by = null, decided_at = null`.execute(
    tx,
  );
  if (before.rows[0]?.state === "published") await publishTextsChanged(tx, [id]);
  return (await ownReviews(tx, actor.personId, id))[0]!;
}

/** Takes the actor's own review back for good. Refuses `review-unknown` 404 (also for others' reviews). */
export async function deleteReview(tx: Tx, actor: Actor, reviewId: string): Promise<void> {
  const { rows } = isUuid(reviewId)
    ? await sql<{ instance_id: number; state: ReviewState }>`delete from community.review
        where id = ${reviewId} and person_id = ${actor.personId} returning instance_id, state`.execute(tx)
    : { rows: [] };
  if (!rows[0]) throw new Problem("review-unknown", 404);
  if (rows[0].state === "published") await publishTextsChanged(tx, [rows[0].instance_id]);
}

/**
 * The writer asks for a second look, once per text. Refuses `review-unknown` 404, `review-not-rejected` 409,
 * `appeal-used` 409 (write it anew instead).
 */
export async function appealReview(tx: Tx, actor: Actor, reviewId: string, words: string): Promise<void> {
  const { rows } = isUuid(reviewId)
    ? await sql<{ state: ReviewState; appeal: string }>`select r.state, r.appeal from community.review r
        where r.id = ${reviewId} and r.person_id = ${actor.personId} for update`.execute(tx)
    : { rows: [] };
  const review = rows[0];
  if (!review) throw new Problem("review-unknown", 404);
  const next = reviewStateAfter(review.state, "appeal");
  if (!next) throw new Problem("review-not-rejected", 409);
  if (review.appeal !== "") throw new Problem("appeal-used", 409);
  await sql`update community.review set state = ${next}, appeal = ${words} where id = ${reviewId}`.execute(
    tx,
  );
}

/** Somebody's own reviews in every state, newest first; of one instance when `instanceId` is given. */
export async function ownReviews(db: Db, personId: string, instanceId?: number): Promise<OwnReview[]> {
  const { rows } = await sql<{
    id: string;
    instance_id: number;
    title: string | null;
    text: string;
    state: ReviewState;
    submitted_at: Date;
    reason: string | null;
    reason_words: string;
    appeal: string;
  }>`select r.id, r.instance_id, i.brief -> 'title' ->> 'main' as title, r.text, r.state, r.submitted_at, r.reason,
      r.reason_words, r.appeal
    from community.review r join catalogue.instance i on i.id = r.instance_id
    where r.person_id = ${personId} and (${instanceId ?? null}::bigint is null or r.instance_id = ${instanceId ?? null}::bigint)
    order by r.submitted_at desc, r.id desc limit 500`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    instanceId: row.instance_id,
    title: row.title ?? "",
    text: row.text,
    state: row.state,
    submittedAt: row.submitted_at.toISOString(),
    reason: row.reason,
    reasonWords: row.reason_words,
    appeal: row.appeal,
    mayAppeal: row.state === "rejected" && row.appeal === "",
  }));
}

/** Published reviews of an instance with their writers' stars, newest first; `before` goes on after a page; `hidden`: writers left out. */
export async function publicReviews(
  db: Db,
  instanceId: number,
  limit: number = PAGE,
  before: string | null = null,
  hidden: readonly string[] = [],
): Promise<PublicReview[]> {
  const { rows } = await sql<{
    id: string;
    text: string;
    display_name: string | null;
    stars: number | null;
    submitted_at: Date;
  }>`select r.id, r.text, p.display_name, s.stars, r.submitted_at from community.review r
    left join community.profile p on p.person_id = r.person_id
    left join community.rating s on s.person_id = r.person_id and s.instance_id = r.instance_id
    where r.instance_id = ${instanceId} and r.state = 'published'
      and r.person_id <> all(${[...hidden]}::uuid[])
      and (${before}::timestamptz is null or r.submitted_at < ${before}::timestamptz)
    order by r.submitted_at desc, r.id desc limit ${limit}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    text: row.text,
    writer: row.display_name,
    stars: row.stars,
    at: row.submitted_at.toISOString(),
  }));
}
