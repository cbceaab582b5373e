import { foldKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { homeMember } from "../people/index.ts";
import { countAct } from "./daily-acts.ts";
import { findList } from "./list-access.ts";
import { constraintProblems } from "./problems.ts";
import type { AbuseReason } from "./words.ts";

/** Reports one reader may make in a day. */
export const REPORTS_PER_DAY = 30;

/** What a report is about: a list, a review, or a public tag of a title. */
export type ReportSubject =
  | { kind: "list"; listId: string; key?: string | null }
  | { kind: "review"; reviewId: string }
  | { kind: "tag"; instanceId: number; label: string };

/**
 * Reports a public text to the staff of its writer's member. Refuses `list-unknown`, `review-unknown`, `tag-unknown` 404
 * (nothing this reader can see), `already-reported` 409 (their earlier report is still open).
 */
export async function reportAbuse(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  subject: ReportSubject,
  input: { reason: AbuseReason; words: string },
): Promise<void> {
  await countAct(tx, clock, { who: actor.personId, act: "report" }, REPORTS_PER_DAY);
  const report = { by: actor.personId as string | null, ...input };
  if (subject.kind === "list") {
    const { row } = await findList(tx, actor.personId, subject.listId, subject.key ?? null);
    await insertReport(tx, clock, report, row.owner_id, { listId: row.id });
  } else if (subject.kind === "review") {
    const { rows } = isUuid(subject.reviewId)
      ? await sql<{ person_id: string }>`select r.person_id from community.review r
          where r.id = ${subject.reviewId} and r.state = 'published'`.execute(tx)
      : { rows: [] };
    if (!rows[0]) throw new Problem("review-unknown", 404);
    await insertReport(tx, clock, report, rows[0].person_id, { reviewId: subject.reviewId });
  } else {
    const { rows } = await sql<{ person_id: string; label_key: string }>`
      select t.person_id, t.label_key from community.tag t
      where t.instance_id = ${subject.instanceId} and t.label_key = ${foldKey(subject.label)}
        and t.is_public and t.hidden_at is null order by t.created_at, t.person_id limit 1`.execute(tx);
    if (!rows[0]) throw new Problem("tag-unknown", 404);
    const tag = { personId: rows[0].person_id, instanceId: subject.instanceId, key: rows[0].label_key };
    await insertReport(tx, clock, report, tag.personId, { tag });
  }
}

async function insertReport(
  tx: Tx,
  clock: Clock,
  report: { by: string | null; reason: AbuseReason; words: string },
  writerId: string,
  about: {
    listId?: string;
    reviewId?: string;
    tag?: { personId: string; instanceId: number; key: string };
  },
): Promise<void> {
  const memberId = await homeMember(tx, writerId);
  await refuseOn(constraintProblems, () =>
    sql`insert into community.abuse_report (id, list_id, review_id, tag_person_id, tag_instance_id, tag_label_key,
        member_id, reason, words, reported_by, reported_at)
      values (${newId<"abuse-report">()}, ${about.listId ?? null}, ${about.reviewId ?? null},
        ${about.tag?.personId ?? null}, ${about.tag?.instanceId ?? null}, ${about.tag?.key ?? null},
        ${memberId}, ${report.reason}, ${report.words}, ${report.by}, ${clock.now()})`.execute(tx),
  );
}
