import { foldKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import type { Clock } from "../kernel/time.ts";
import { type Posting, type ReportReason, reportPosting } from "../moderation/index.ts";
import { REVIEW_POSTING, TAG_POSTING, tagSubject } from "./own-postings.ts";
import { refuse } from "./refusals.ts";

type Why = { reason: ReportReason; words: string };

/**
 * Reports a published review to the staff of its writer's member. Refuses `review-unknown` 404 (nothing this reader can
 * see), and as `reportPosting`.
 */
export async function reportReview(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  reviewId: string,
  { reason, words }: Why,
): Promise<void> {
  await reportPosting(tx, actor, clock, await reviewPosting(tx, reviewId), words, reason);
}

/** Reports a public tag of a title to the staff of the member of whoever gave it first. Refuses as `reportReview`: `tag-unknown` 404. */
export async function reportTag(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  tag: { instanceId: number; label: string },
  { reason, words }: Why,
): Promise<void> {
  const posting = await tagPosting(tx, tag.instanceId, foldKey(tag.label));
  await reportPosting(tx, actor, clock, posting, words, reason);
}

async function reviewPosting(tx: Tx, reviewId: string): Promise<Posting> {
  const { rows } = isUuid(reviewId)
    ? await sql<{ person_id: string; text: string; instance_id: number; title: string | null }>`
        select r.person_id, r.text, r.instance_id, i.title from community.review r
        join catalogue.public_title_line i on i.id = r.instance_id
        join moderation.verdict v on v.kind = ${REVIEW_POSTING} and v.subject = r.id::text and v.state = 'published'
        where r.id = ${reviewId}`.execute(tx)
    : { rows: [] };
  const review = rows[0];
  if (!review) throw refuse("review-unknown");
  const page = `/instance/${review.instance_id}`;
  const { person_id: personId, text, title } = review;
  return { kind: REVIEW_POSTING, subject: reviewId, personId, texts: [text], about: title ?? "", page };
}

async function tagPosting(tx: Tx, instanceId: number, labelKey: string): Promise<Posting> {
  const { rows } = await sql<{ person_id: string; label: string }>`
    select t.person_id, t.label from community.tag t
    where t.instance_id = ${instanceId} and t.label_key = ${labelKey} and t.is_public and t.hidden_at is null
    order by t.created_at, t.person_id limit 1`.execute(tx);
  const tag = rows[0];
  if (!tag) throw refuse("tag-unknown");
  return {
    kind: TAG_POSTING,
    subject: tagSubject(instanceId, labelKey),
    personId: tag.person_id,
    texts: [tag.label],
    page: `/instance/${instanceId}`,
  };
}
