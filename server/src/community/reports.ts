import { foldKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { type Posting, type ReportReason, reportPosting } from "../moderation/index.ts";
import { findList } from "./list-access.ts";
import { LIST_POSTING, REVIEW_POSTING, TAG_POSTING, tagSubject } from "./own-postings.ts";

/** What a report is about: a list, a review, or a public tag of a title. */
export type ReportSubject =
  | { kind: "list"; listId: string; key?: string | null }
  | { kind: "review"; reviewId: string }
  | { kind: "tag"; instanceId: number; label: string };

/**
 * Reports a public text to the staff of its writer's member. Refuses `list-unknown`, `review-unknown`, `tag-unknown` 404
 * (nothing this reader can see), and as `reportPosting`.
 */
export async function reportAbuse(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  subject: ReportSubject,
  { reason, words }: { reason: ReportReason; words: string },
): Promise<void> {
  await reportPosting(tx, actor, clock, await postingOf(tx, actor, subject), words, reason);
}

async function postingOf(tx: Tx, actor: Actor, subject: ReportSubject): Promise<Posting> {
  if (subject.kind === "list") return await listPosting(tx, actor, subject.listId, subject.key ?? null);
  if (subject.kind === "review") return await reviewPosting(tx, subject.reviewId);
  return await tagPosting(tx, subject.instanceId, foldKey(subject.label));
}

async function listPosting(tx: Tx, actor: Actor, listId: string, key: string | null): Promise<Posting> {
  const { row } = await findList(tx, actor.personId, listId, key);
  const notes = await sql<{ note: string }>`select e.note from community.list_entry e
    where e.list_id = ${row.id} and e.note <> '' order by e.position`.execute(tx);
  return {
    kind: LIST_POSTING,
    subject: row.id,
    personId: row.owner_id,
    texts: [row.title, row.description, ...notes.rows.map((entry) => entry.note)],
    page: `/list/${row.id}`,
  };
}

async function reviewPosting(tx: Tx, reviewId: string): Promise<Posting> {
  const { rows } = isUuid(reviewId)
    ? await sql<{ person_id: string; text: string; instance_id: number; title: string | null }>`
        select r.person_id, r.text, r.instance_id, i.title from community.review r
        join catalogue.title_line i on i.id = r.instance_id
        join moderation.verdict v on v.kind = ${REVIEW_POSTING} and v.subject = r.id::text and v.state = 'published'
        where r.id = ${reviewId}`.execute(tx)
    : { rows: [] };
  const review = rows[0];
  if (!review) throw new Problem("review-unknown", 404);
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
  if (!tag) throw new Problem("tag-unknown", 404);
  return {
    kind: TAG_POSTING,
    subject: tagSubject(instanceId, labelKey),
    personId: tag.person_id,
    texts: [tag.label],
    page: `/instance/${instanceId}`,
  };
}
