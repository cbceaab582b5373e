import { sql } from "kysely";
import type { IndexSource } from "../contracts/index-source.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { publish } from "../kernel/outbox.ts";

/** Outbox topic: the public reviews or tags of these instances changed. Payload `{ instanceIds: number[] }`. */
export const TEXTS_CHANGED = "community-texts-changed";

/** What readers say in public about an instance: found as notes of it, tags as its subjects. */
export type PublicTexts = { note: string[]; subject: string[] };

const MOST_REVIEWS = 200;
const MOST_TAGS = 100;

/** Tells the rooms above that public texts of these instances changed. */
export async function publishTextsChanged(tx: Tx, instanceIds: readonly number[]): Promise<void> {
  if (instanceIds.length > 0) await publish(tx, TEXTS_CHANGED, { instanceIds: [...new Set(instanceIds)] });
}

/**
 * The public texts of these instances, for the search index: published reviews, newest first, and public tags, each
 * once, the most given first. Two statements however many instances; those without texts are absent.
 */
export async function publicTextsOf(
  db: Db,
  instanceIds: readonly number[],
): Promise<Map<number, PublicTexts>> {
  const found = new Map<number, PublicTexts>();
  if (instanceIds.length === 0) return found;
  const of = (id: number): PublicTexts => {
    const known = found.get(id) ?? { note: [], subject: [] };
    found.set(id, known);
    return known;
  };
  const reviews = await sql<{ instance_id: number; text: string }>`
    select r.instance_id, r.text from community.review r
    join moderation.verdict v on v.kind = 'review' and v.subject = r.id::text and v.state = 'published'
    where r.instance_id = any(${instanceIds}::bigint[])
    order by r.submitted_at desc, r.id desc`.execute(db);
  const tags = await sql<{ instance_id: number; label: string }>`
    select t.instance_id, min(t.label) as label from community.tag t
    where t.instance_id = any(${instanceIds}::bigint[]) and t.is_public and t.hidden_at is null
    group by t.instance_id, t.label_key order by count(*) desc, t.label_key`.execute(db);
  for (const row of reviews.rows) {
    const texts = of(row.instance_id).note;
    if (texts.length < MOST_REVIEWS) texts.push(row.text);
  }
  for (const row of tags.rows) {
    const labels = of(row.instance_id).subject;
    if (labels.length < MOST_TAGS) labels.push(row.label);
  }
  return found;
}

/** Titles are found by what readers say of them in public. */
export const publicTexts: IndexSource = {
  name: "discovery.public-texts",
  topic: TEXTS_CHANGED,
  textsOf: publicTextsOf,
};
