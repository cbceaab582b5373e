import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import {
  countAct,
  dropPosting,
  type ReportReason,
  reportPosting,
  submitPosting,
} from "../moderation/index.ts";
import { PER_DAY } from "./limits.ts";
import { demandShown } from "./objects.ts";
import { refuse } from "./refusals.ts";

const POSTINGS = { tag: "object-tag", comment: "object-comment" } as const;
const MOST_COMMENTS = 200;
const MOST_TAGS = 60;
export type VoiceKind = keyof typeof POSTINGS;

/**
 * A reader says something of an object for all to read. Refuses `object-unknown` 404, `voice-twice` 409 (the same tag),
 * `acts-exhausted` 429, `text-refused` 422.
 */
export async function say(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  given: { kind: VoiceKind; number: number; text: string },
): Promise<{ id: string; isPublic: boolean }> {
  const { kind, number } = given;
  const object = await demandShown(tx, number);
  const text = kind === "tag" ? given.text.replace(/\s+/g, " ").replace(/^#+/, "").trim() : given.text;
  if (text === "") throw refuse("text-refused");
  const target = String(number);
  await countAct(tx, clock, { who: actor.personId, act: POSTINGS[kind], target }, PER_DAY[kind]);
  const id = newId<"voice">() as string;
  const { personId } = actor;
  const isPublic =
    (await submitPosting(tx, clock, {
      kind: POSTINGS[kind],
      subject: id,
      personId,
      texts: [text],
      about: object.title,
      page: `/objects/${number}`,
    })) === "published";
  await refuseOn({ voice_tag_once: () => refuse("voice-twice") }, () =>
    sql`insert into object_voices.voice (id, number, kind, person_id, text, is_public, at)
      values (${id}, ${number}, ${kind}, ${personId}, ${text}, ${isPublic}, ${clock.now()})`.execute(tx),
  );
  return { id, isPublic };
}

/** Takes something one said back. Refuses `voice-unknown` 404: there is none, or it is another's. */
export async function takeBack(tx: Tx, actor: Actor, id: string): Promise<void> {
  const { rows } = await sql<{ kind: VoiceKind | "correction" }>`
    delete from object_voices.voice v where v.id::text = ${id} and v.person_id = ${actor.personId}
      and (v.kind <> 'correction' or v.state = 'open') returning v.kind`.execute(tx);
  const row = rows[0];
  if (!row) throw refuse("voice-unknown");
  if (row.kind !== "correction") await dropPosting(tx, POSTINGS[row.kind], id);
}

/** A reader wants a comment or a tag gone. Refuses `voice-unknown` 404, and as `reportPosting`. */
export async function report(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  given: { words: string; reason: ReportReason },
): Promise<void> {
  const { rows } = await sql<{ number: number; kind: VoiceKind; text: string; person_id: string | null }>`
    select v.number, v.kind, v.text, v.person_id from object_voices.voice v
    where v.id::text = ${id} and v.is_public`.execute(tx);
  const row = rows[0];
  if (!row) throw refuse("voice-unknown");
  const { number, kind, text, person_id: personId } = row;
  const posting = { kind: POSTINGS[kind], subject: id, personId, texts: [text], page: `/objects/${number}` };
  await reportPosting(tx, actor, clock, posting, given.words, given.reason);
}

/** What is said of an object, as one reader sees it: what waits is its writer's alone. */
export type Voices = {
  tags: { text: string; count: number; own: { id: string; isPublic: boolean } | null }[];
  comments: { id: string; text: string; at: string; by: string | null; isOwn: boolean; isPublic: boolean }[];
};

/** What is said of an object; comments bear the public name of their writers, where they have one. */
export async function voicesOf(db: Db, number: number, personId: string | null): Promise<Voices> {
  const [tags, comments] = await Promise.all([
    sql<{ text: string; count: number; own_id: string | null; own_public: boolean | null }>`
      select min(v.text) as text, count(*) filter (where v.is_public)::int as count,
        min(v.id::text) filter (where v.person_id = ${personId}::uuid) as own_id,
        bool_or(v.is_public) filter (where v.person_id = ${personId}::uuid) as own_public
      from object_voices.voice v where v.number = ${number} and v.kind = 'tag'
        and (v.is_public or v.person_id = ${personId}::uuid)
      group by lower(v.text) order by 2 desc, 1 limit ${MOST_TAGS}`.execute(db),
    sql<{ id: string; text: string; at: Date; own: boolean; is_public: boolean; by: string | null }>`
      select v.id, v.text, v.at, v.is_public, coalesce(v.person_id = ${personId}::uuid, false) as own,
        p.display_name as by
      from object_voices.voice v left join community.public_name p on p.person_id = v.person_id
      where v.number = ${number} and v.kind = 'comment' and (v.is_public or v.person_id = ${personId}::uuid)
      order by v.at desc, v.id desc limit ${MOST_COMMENTS}`.execute(db),
  ]);
  return {
    tags: tags.rows.map(({ text, count, own_id: id, own_public: isPublic }) => ({
      text,
      count,
      own: id === null ? null : { id, isPublic: isPublic === true },
    })),
    comments: comments.rows.map(({ own, is_public: isPublic, at, ...row }) => ({
      ...row,
      at: at.toISOString(),
      isOwn: own,
      isPublic,
    })),
  };
}
