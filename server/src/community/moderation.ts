import { type RawBuilder, sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { publish } from "../kernel/outbox.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { mayDo } from "../people/index.ts";
import { DECIDED } from "./decided.ts";
import { applyOwnDecision, LIST_POSTING, TAG_POSTING, tagSubject } from "./own-postings.ts";
import { heldSubjects, type Posting, rejectPosting } from "./postings.ts";
import { publishTextsChanged } from "./public-texts.ts";
import { type ReviewState, reviewStateAfter } from "./review-states.ts";
import type { AbuseReason } from "./words.ts";

/** A review that waits for a decision. Moderators see the name the writer chose, never who they are. */
export type QueuedReview = {
  id: string;
  instanceId: number;
  title: string;
  text: string;
  writer: string | null;
  state: "pending" | "appealed";
  findings: string[];
  reason: string | null;
  reasonWords: string;
  appeal: string;
  submittedAt: string;
};

/** A report that waits for a decision. `byRule`: no reader but a rule asked for a look. */
export type QueuedReport = {
  id: string;
  kind: "list" | "review" | "tag";
  text: string;
  writer: string | null;
  reason: string;
  words: string;
  byRule: boolean;
  reportedAt: string;
};

const PAGE = 100;

/** Which rows a moderator may decide on: those of the members they moderate, the consortium all. */
function ofOwn(actor: Actor, memberId: RawBuilder<unknown>): RawBuilder<boolean> {
  if (mayDo(actor, "community.moderate", null)) return sql<boolean>`true`;
  return sql<boolean>`${memberId} = ${actor.scope}::smallint`;
}

/** Reviews that wait for this moderator, appeals and the doubtful first, then the oldest. */
export async function reviewQueue(db: Db, actor: Actor): Promise<QueuedReview[]> {
  const { rows } = await sql<{
    id: string;
    instance_id: number;
    title: string | null;
    text: string;
    display_name: string | null;
    state: "pending" | "appealed";
    findings: string[];
    reason: string | null;
    reason_words: string;
    appeal: string;
    submitted_at: Date;
  }>`select r.id, r.instance_id, i.brief -> 'title' ->> 'main' as title, r.text, p.display_name, r.state, r.findings,
      r.reason, r.reason_words, r.appeal, r.submitted_at
    from community.review r join catalogue.instance i on i.id = r.instance_id
    left join community.profile p on p.person_id = r.person_id
    where r.state in ('pending', 'appealed') and ${ofOwn(actor, sql`r.member_id`)}
    order by r.state, cardinality(r.findings) = 0, r.submitted_at, r.id limit ${PAGE}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    instanceId: row.instance_id,
    title: row.title ?? "",
    text: row.text,
    writer: row.display_name,
    state: row.state,
    findings: row.findings,
    reason: row.reason,
    reasonWords: row.reason_words,
    appeal: row.appeal,
    submittedAt: row.submitted_at.toISOString(),
  }));
}

/**
 * Publishes or rejects a review; a published one may still be rejected. An appeal is decided by somebody else than the
 * moderator it is about, or by the consortium. Refuses in this order: `review-unknown` 404 (also of other members'
 * readers), `own-review` 409, `review-decided` 409, `own-decision` 409.
 */
export async function decideReview(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  reviewId: string,
  decision: { publish: true } | { publish: false; reason: AbuseReason; words: string },
): Promise<void> {
  const review = await lockReview(tx, actor, reviewId);
  const next = reviewStateAfter(review.state, decision.publish ? "publish" : "reject");
  if (review.person_id === actor.personId) throw new Problem("own-review", 409);
  if (!next) throw new Problem("review-decided", 409);
  const isOwnDecision = review.state === "appealed" && review.decided_by === actor.personId;
  if (isOwnDecision && !mayDo(actor, "community.moderate", null)) throw new Problem("own-decision", 409);
  const reason = decision.publish ? null : decision.reason;
  const words = decision.publish ? "" : decision.words;
  await sql`update community.review set state = ${next}, reason = ${reason}, reason_words = ${words},
      decided_by = ${actor.personId}, decided_at = ${clock.now()} where id = ${reviewId}`.execute(tx);
  if (next === "published" || review.state === "published")
    await publishTextsChanged(tx, [review.instance_id]);
  const title = await titleOf(tx, review.instance_id);
  await tellWriter(tx, review.person_id, `review-${next}`, { instanceId: review.instance_id, title });
  await writeAudit(tx, actor, `review.${next}`, { kind: "review", id: reviewId }, review.member_id, {
    reason,
  });
}

async function tellWriter(
  tx: Tx,
  personId: string,
  kind: string,
  params: Record<string, string | number>,
): Promise<void> {
  await publish(tx, DECIDED, { personId, kind, params });
}

async function titleOf(tx: Tx, instanceId: number): Promise<string> {
  const { rows } = await sql<{ title: string | null }>`select i.brief -> 'title' ->> 'main' as title
    from catalogue.instance i where i.id = ${instanceId}`.execute(tx);
  return rows[0]?.title ?? "";
}

type LockedReview = {
  person_id: string;
  instance_id: number;
  member_id: number | null;
  state: ReviewState;
  decided_by: string | null;
};

async function lockReview(tx: Tx, actor: Actor, reviewId: string): Promise<LockedReview> {
  const { rows } = isUuid(reviewId)
    ? await sql<LockedReview>`select r.person_id, r.instance_id, r.member_id, r.state, r.decided_by
        from community.review r where r.id = ${reviewId} for update`.execute(tx)
    : { rows: [] };
  const review = rows[0];
  if (!review || !mayDo(actor, "community.moderate", review.member_id))
    throw new Problem("review-unknown", 404);
  return review;
}

/** Reports that wait for this moderator, the oldest first, with the text they are about. */
export async function reportQueue(db: Db, actor: Actor): Promise<QueuedReport[]> {
  const { rows } = await sql<{
    id: string;
    kind: QueuedReport["kind"];
    text: string | null;
    display_name: string | null;
    reason: string;
    words: string;
    by_rule: boolean;
    reported_at: Date;
  }>`select a.id, case when a.list_id is not null then 'list' when a.review_id is not null then 'review' else 'tag' end as kind,
      coalesce(v.text, t.label, l.title || E'\n' || l.description || E'\n' || coalesce((
        select string_agg(e.note, E'\n' order by e.position) from community.list_entry e
        where e.list_id = l.id and e.note <> ''), '')) as text,
      p.display_name, a.reason, a.words, a.reported_by is null and a.words = '' as by_rule, a.reported_at
    from community.abuse_report a
    left join community.list l on l.id = a.list_id
    left join community.review v on v.id = a.review_id
    left join community.tag t on t.person_id = a.tag_person_id and t.instance_id = a.tag_instance_id
      and t.label_key = a.tag_label_key
    left join community.profile p on p.person_id = coalesce(l.owner_id, v.person_id, t.person_id)
    where a.state = 'open' and ${ofOwn(actor, sql`a.member_id`)}
    order by a.reported_at, a.id limit ${PAGE}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    text: (row.text ?? "").trim(),
    writer: row.display_name,
    reason: row.reason,
    words: row.words,
    byRule: row.by_rule,
    reportedAt: row.reported_at.toISOString(),
  }));
}

type LockedReport = {
  member_id: number | null;
  state: string;
  reason: AbuseReason;
  list_id: string | null;
  review_id: string | null;
  tag_person_id: string | null;
  tag_instance_id: number | null;
  tag_label_key: string | null;
};

/**
 * Agrees with a report, which takes its subject from others' sight, or not, which brings a hidden one back. All open
 * reports about the same subject are decided with it. Refuses `report-unknown` 404 (also of other members),
 * `report-decided` 409, `own-review` 409 (about the moderator's own text).
 */
export async function decideReport(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  reportId: string,
  uphold: boolean,
): Promise<void> {
  const { rows } = isUuid(reportId)
    ? await sql<LockedReport>`select a.member_id, a.state, a.reason, a.list_id, a.review_id, a.tag_person_id,
        a.tag_instance_id, a.tag_label_key from community.abuse_report a where a.id = ${reportId} for update`.execute(
        tx,
      )
    : { rows: [] };
  const report = rows[0];
  if (!report || !mayDo(actor, "community.moderate", report.member_id))
    throw new Problem("report-unknown", 404);
  if (report.state !== "open") throw new Problem("report-decided", 409);
  await applyDecision(tx, actor, clock, report, uphold);
  const state = uphold ? "upheld" : "dismissed";
  await sql`update community.abuse_report set state = ${state}, decided_by = ${actor.personId}, decided_at = ${clock.now()}
    where state = 'open' and list_id is not distinct from ${report.list_id}::uuid
      and review_id is not distinct from ${report.review_id}::uuid
      and tag_person_id is not distinct from ${report.tag_person_id}::uuid
      and tag_instance_id is not distinct from ${report.tag_instance_id}::bigint
      and tag_label_key is not distinct from ${report.tag_label_key}::text`.execute(tx);
  await writeAudit(tx, actor, `report.${state}`, { kind: "abuse-report", id: reportId }, report.member_id, {
    list: report.list_id,
    review: report.review_id,
  });
}

async function applyDecision(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  report: LockedReport,
  uphold: boolean,
): Promise<void> {
  if (report.review_id !== null) {
    const review = await lockReview(tx, actor, report.review_id);
    if (uphold && review.state === "published")
      await decideReview(tx, actor, clock, report.review_id, {
        publish: false,
        reason: report.reason,
        words: "",
      });
    return;
  }
  const posting =
    report.list_id === null ? await taggedPosting(tx, report) : await listPosting(tx, report.list_id);
  if (posting.personId === actor.personId) throw new Problem("own-review", 409);
  const { kind, subject, personId } = posting;
  // A dismissed report never lifts what another decision took from sight.
  if (!uphold && (await heldSubjects(tx, kind, [subject])).length > 0) return;
  await applyOwnDecision(tx, clock, { kind, subject, isPublic: !uphold });
  if (!uphold) return;
  await rejectPosting(tx, actor, clock, posting, { reason: report.reason, words: "" });
  if (personId !== null)
    await tellWriter(tx, personId, kind === LIST_POSTING ? "list-hidden" : "text-rejected", {
      name: posting.texts[0] ?? "",
      text: posting.texts[0] ?? "",
      words: "",
      reason: report.reason,
    });
}

async function listPosting(tx: Tx, listId: string): Promise<Posting> {
  const { rows } = await sql<{ owner_id: string; title: string; description: string }>`
    select l.owner_id, l.title, l.description from community.list l where l.id = ${listId} for update`.execute(
    tx,
  );
  const { owner_id: personId, title, description } = rows[0]!;
  return { kind: LIST_POSTING, subject: listId, personId, texts: [title, description] };
}

/** A tag is hidden or shown whoever gave it: it is the word that is judged. */
async function taggedPosting(tx: Tx, report: LockedReport): Promise<Posting> {
  const { rows } = await sql<{ label: string }>`select t.label from community.tag t
    where t.person_id = ${report.tag_person_id} and t.instance_id = ${report.tag_instance_id}
      and t.label_key = ${report.tag_label_key}`.execute(tx);
  return {
    kind: TAG_POSTING,
    subject: tagSubject(report.tag_instance_id!, report.tag_label_key!),
    personId: report.tag_person_id,
    texts: [rows[0]?.label ?? report.tag_label_key!],
  };
}
