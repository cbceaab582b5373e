import { foldKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { OutboxMessage } from "../kernel/outbox.ts";
import type { Clock } from "../kernel/time.ts";
import { standingDecisions } from "../moderation/index.ts";
import { publishTextsChanged } from "./public-texts.ts";

/** Kinds of this room's own texts before the moderators; subjects: `tagSubject`, the person's id. */
export const TAG_POSTING = "tag" as const;
export const NAME_POSTING = "display-name" as const;
/** Reviews; subject and posting bear the review's id. */
export const REVIEW_POSTING = "review" as const;

/** A tag is judged as a word on a title, whoever gave it. */
export function tagSubject(instanceId: number, labelKey: string): string {
  return `${instanceId}/${labelKey}`;
}

/** All kinds of this room. */
export const OWN_POSTINGS = [TAG_POSTING, NAME_POSTING, REVIEW_POSTING] as const;

/** What moderators decided on this room's own texts: they are shown to others, or kept from them. */
export async function applyDecisions(
  tx: Tx,
  clock: Clock,
  messages: readonly OutboxMessage[],
): Promise<void> {
  for (const { kind, subject, isPublic } of await standingDecisions(tx, messages, OWN_POSTINGS)) {
    const hiddenAt = isPublic ? null : clock.now();
    if (kind === NAME_POSTING) await decideName(tx, subject, isPublic);
    if (kind === TAG_POSTING) await decideTag(tx, subject, hiddenAt);
    if (kind === REVIEW_POSTING) await tellOfReview(tx, subject);
  }
}

/** A tag is hidden or shown whoever gave it: it is the word that is judged. */
async function decideTag(tx: Tx, subject: string, hiddenAt: Date | null): Promise<void> {
  const slash = subject.indexOf("/");
  const instanceId = Number(subject.slice(0, slash));
  await sql`update community.tag set hidden_at = ${hiddenAt}
    where instance_id = ${instanceId} and label_key = ${subject.slice(slash + 1)} and is_public`.execute(tx);
  await publishTextsChanged(tx, [instanceId]);
}

/** A review is shown by its verdict; the index is told to read it again. */
async function tellOfReview(tx: Tx, reviewId: string): Promise<void> {
  const { rows } = await sql<{ instance_id: number }>`select r.instance_id from community.review r
    where r.id::text = ${reviewId}`.execute(tx);
  await publishTextsChanged(
    tx,
    rows.map((row) => row.instance_id),
  );
}

/** A name that was let is shown, unless somebody took it meanwhile. */
async function decideName(tx: Tx, personId: string, isPublic: boolean): Promise<void> {
  const { rows } = await sql<{ wanted_name: string | null }>`select p.wanted_name from community.profile p
    where p.person_id::text = ${personId} for update`.execute(tx);
  const name = isPublic ? (rows[0]?.wanted_name ?? null) : null;
  const key = name === null ? null : nameKey(name);
  await sql`update community.profile p set display_name = v.name, name_key = v.key
    from (select case when k.taken then null else ${name}::text end as name,
        case when k.taken then null else ${key}::text end as key
      from (select exists (select 1 from community.profile o
        where o.name_key = ${key}::text and o.person_id::text <> ${personId}) as taken) k) v
    where p.person_id::text = ${personId}`.execute(tx);
}

/** A name folded, so that nobody takes the same in other characters. */
export function nameKey(name: string): string {
  return foldKey(name) || name.toLowerCase();
}
