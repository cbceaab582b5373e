import { sql } from "kysely";
import { z } from "zod";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import type { Clock } from "../kernel/time.ts";
import { dropPosting, type PostingState, submitToReview } from "../moderation/index.ts";
import { demandInstance } from "./current-instances.ts";
import { REVIEW_POSTING } from "./own-postings.ts";
import { publishTextsChanged } from "./public-texts.ts";
import { refuse } from "./refusals.ts";
import type { OwnReview, PublicReview } from "./schema.ts";

const placeSchema = z.tuple([z.iso.datetime(), z.uuid()]);

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
  const { rows } = await sql<{ id: string; title: string | null }>`
    insert into community.review (id, person_id, instance_id, text, submitted_at)
    values (${newId<"review">()}, ${actor.personId}, ${id}, ${text}, ${clock.now()})
    on conflict on constraint review_once_per_reader do update set text = excluded.text,
      submitted_at = excluded.submitted_at
    returning id, (select i.title from catalogue.public_title_line i where i.id = ${id}) as title`.execute(
    tx,
  );
  const review = rows[0]!;
  const wasPublic = await isPublished(tx, review.id);
  await submitToReview(tx, clock, review.id, {
    kind: REVIEW_POSTING,
    subject: review.id,
    personId: actor.personId,
    texts: [text],
    about: review.title ?? "",
    page: `/instance/${id}`,
  });
  if (wasPublic) await publishTextsChanged(tx, [id]);
  return (await ownReviews(tx, actor.personId, id))[0]!;
}

async function isPublished(tx: Tx, reviewId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from moderation.verdict v
    where v.kind = ${REVIEW_POSTING} and v.subject = ${reviewId} and v.state = 'published'`.execute(tx);
  return rows.length > 0;
}

/** Takes the actor's own review back for good. Refuses `review-unknown` 404 (also for others' reviews). */
export async function deleteReview(tx: Tx, actor: Actor, reviewId: string): Promise<void> {
  const wasPublic = isUuid(reviewId) && (await isPublished(tx, reviewId));
  const { rows } = isUuid(reviewId)
    ? await sql<{ instance_id: number }>`delete from community.review
        where id = ${reviewId} and person_id = ${actor.personId} returning instance_id`.execute(tx)
    : { rows: [] };
  if (!rows[0]) throw refuse("review-unknown");
  await dropPosting(tx, REVIEW_POSTING, reviewId);
  if (wasPublic) await publishTextsChanged(tx, [rows[0].instance_id]);
}

/** Somebody's own reviews in every state, newest first; of one instance when `instanceId` is given. */
export async function ownReviews(db: Db, personId: string, instanceId?: number): Promise<OwnReview[]> {
  const { rows } = await sql<{
    id: string;
    instance_id: number;
    title: string | null;
    text: string;
    state: PostingState;
    submitted_at: Date;
    reason: string | null;
    reason_words: string;
    appeal: string;
  }>`select r.id, r.instance_id, i.title, r.text, v.state, r.submitted_at, v.reason,
      v.reason_words, v.appeal
    from community.review r join catalogue.public_title_line i on i.id = r.instance_id
    join moderation.verdict v on v.kind = ${REVIEW_POSTING} and v.subject = r.id::text
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

/**
 * Published reviews of an instance with their writers' stars, newest first; `hidden`: writers left out. Refuses
 * `cursor-invalid` 400.
 */
export async function publicReviews(
  db: Db,
  instanceId: number,
  asked: { limit: number; cursor?: string | undefined },
  hidden: readonly string[] = [],
): Promise<{ items: PublicReview[]; next: string | null }> {
  const [at, id] = readCursor(asked.cursor, placeSchema) ?? [null, null];
  const { rows } = await sql<{
    id: string;
    text: string;
    display_name: string | null;
    stars: number | null;
    submitted_at: Date;
  }>`select r.id, r.text, p.display_name, s.stars, r.submitted_at from community.review r
    join moderation.verdict v on v.kind = ${REVIEW_POSTING} and v.subject = r.id::text and v.state = 'published'
    left join community.profile p on p.person_id = r.person_id
    left join community.rating s on s.person_id = r.person_id and s.instance_id = r.instance_id
    where r.instance_id = ${instanceId}
      and r.person_id <> all(${[...hidden]}::uuid[])
      and (${at}::timestamptz is null or (r.submitted_at, r.id) < (${at}::timestamptz, ${id}::uuid))
    order by r.submitted_at desc, r.id desc limit ${asked.limit + 1}`.execute(db);
  const page = cutPage(rows, asked.limit, (row) => [row.submitted_at.toISOString(), row.id]);
  const items = page.items.map((row) => ({
    id: row.id,
    text: row.text,
    writer: row.display_name,
    stars: row.stars,
    at: row.submitted_at.toISOString(),
  }));
  return { items, next: page.next };
}
