import { foldKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { heldSubjects, screenTexts, submitPosting } from "../moderation/index.ts";
import { demandInstance } from "./current-instances.ts";
import { TAG_POSTING, tagSubject } from "./own-postings.ts";
import { publishTextsChanged } from "./public-texts.ts";
import { refuse } from "./refusals.ts";
import type { OwnTag, PublicTag } from "./schema.ts";

const MOST_TAGS = 30;
const LONGEST_TAG = 40;
const TAGS_SHOWN = 40;

/** Tags typed as text: `民国，日记 沈从文` with commas or semicolons between them; `#` in front is dropped. */
export function readTags(text: string): string[] {
  return text
    .normalize("NFC")
    .split(/[,;，；、\n#]+/)
    .map((label) => label.replace(/\s+/g, " ").trim().slice(0, LONGEST_TAG).trim())
    .filter((label) => foldKey(label) !== "");
}

/**
 * Replaces the actor's tags of an instance. Doubtful public ones stay hidden until a moderator has looked.
 * Refuses `instance-unknown` 404, `tag-empty` 400 (nothing is left of it to compare), `too-many-tags` 422,
 * `text-refused` 422.
 */
export async function setTags(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  instanceId: number,
  tags: { open: string[]; own: string[] },
): Promise<void> {
  const id = await demandInstance(tx, instanceId);
  const wanted = new Map<string, { label: string; isPublic: boolean }>();
  for (const label of tags.own) wanted.set(foldKey(label), { label, isPublic: false });
  for (const label of tags.open) wanted.set(foldKey(label), { label, isPublic: true });
  if (wanted.has("")) throw refuse("tag-empty");
  if (wanted.size > MOST_TAGS) throw refuse("too-many-tags", { limit: MOST_TAGS });
  const before = await keysOf(tx, actor.personId, id);
  const keys = [...wanted.keys()];
  await sql`delete from community.tag where person_id = ${actor.personId} and instance_id = ${id}
    and label_key <> all(${keys}::text[])`.execute(tx);
  const doubtful = await doubtfulOf(
    tx,
    actor,
    clock,
    id,
    [...wanted].filter(([key, tag]) => tag.isPublic && !before.get(key)),
  );
  const values = [...wanted.values()];
  await sql`insert into community.tag (person_id, instance_id, label, label_key, is_public, hidden_at, created_at)
    select ${actor.personId}::uuid, ${id}::bigint, v.label, v.key, v.is_public,
      case when v.key = any(${doubtful}::text[]) then ${clock.now()}::timestamptz end, ${clock.now()}::timestamptz
    from unnest(${values.map((v) => v.label)}::text[], ${keys}::text[], ${values.map((v) => v.isPublic)}::bool[])
      v(label, key, is_public)
    on conflict (person_id, instance_id, label_key) do update set label = excluded.label,
      is_public = excluded.is_public, hidden_at = coalesce(community.tag.hidden_at, excluded.hidden_at)`.execute(
    tx,
  );
  if (values.some((v) => v.isPublic) || [...before.values()].some(Boolean))
    await publishTextsChanged(tx, [id]);
}

/** Keys of tags others may not see yet: the rules doubt the word, or a moderator turned it down on this title. */
async function doubtfulOf(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  instanceId: number,
  fresh: [string, { label: string }][],
): Promise<string[]> {
  const subjects = fresh.map(([key]) => tagSubject(instanceId, key));
  const held = new Set(await heldSubjects(tx, TAG_POSTING, subjects));
  const findings = await screenTexts(
    tx,
    fresh.map(([, tag]) => tag.label),
  );
  const doubtful: string[] = [];
  for (const [key, { label }] of fresh) {
    const subject = tagSubject(instanceId, key);
    if (held.has(subject)) {
      doubtful.push(key);
      continue;
    }
    if (findings.length === 0) continue;
    const page = `/instance/${instanceId}`;
    const posting = { kind: TAG_POSTING, subject, personId: actor.personId, texts: [label], page } as const;
    if ((await submitPosting(tx, clock, posting)) === "pending") doubtful.push(key);
  }
  return doubtful;
}

/** Keys of somebody's tags of an instance, and whether each is public already. */
async function keysOf(tx: Tx, personId: string, instanceId: number): Promise<Map<string, boolean>> {
  const { rows } = await sql<{ label_key: string; is_public: boolean }>`select t.label_key, t.is_public
    from community.tag t where t.person_id = ${personId} and t.instance_id = ${instanceId}`.execute(tx);
  return new Map(rows.map((row) => [row.label_key, row.is_public]));
}

/** Somebody's own tags of an instance. */
export async function ownTags(db: Db, personId: string, instanceId: number): Promise<OwnTag[]> {
  const { rows } = await sql<{ label: string; is_public: boolean; hidden: boolean }>`
    select t.label, t.is_public, t.hidden_at is not null as hidden from community.tag t
    where t.person_id = ${personId} and t.instance_id = ${instanceId} order by t.created_at, t.label_key`.execute(
    db,
  );
  return rows.map((row) => ({ label: row.label, isPublic: row.is_public, isHidden: row.hidden }));
}

/** All tags somebody uses with the titles they stand on, for their own page: the most used first. */
export async function taggedBy(
  db: Db,
  personId: string,
): Promise<{ label: string; titles: { instanceId: number; title: string }[] }[]> {
  const { rows } = await sql<{ label: string; titles: { instanceId: number; title: string }[] }>`
    select min(t.label) as label, json_agg(json_build_object('instanceId', t.instance_id,
      'title', coalesce(i.title, '')) order by t.created_at desc) as titles
    from community.tag t join catalogue.public_title_line i on i.id = t.instance_id
    where t.person_id = ${personId} group by t.label_key order by count(*) desc, t.label_key limit 200`.execute(
    db,
  );
  return rows;
}

/** Public tags of an instance, the most given first. */
export async function publicTags(db: Db, instanceId: number): Promise<PublicTag[]> {
  const { rows } =
    await sql<PublicTag>`select min(t.label) as label, count(*)::int as count from community.tag t
    where t.instance_id = ${instanceId} and t.is_public and t.hidden_at is null
    group by t.label_key order by count(*) desc, t.label_key limit ${TAGS_SHOWN}`.execute(db);
  return rows;
}
