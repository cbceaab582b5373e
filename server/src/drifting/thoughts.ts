import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import type { Clock } from "../kernel/time.ts";
import { reportPosting, submitPosting } from "../moderation/index.ts";
import { type Bearer, lockJourney, THOUGHT_POSTING } from "./journeys.ts";
import { refuse } from "./refusals.ts";
import { matchSecret } from "./secrets.ts";

/** Thoughts one reader may write in a day, and all without an account about one book. */
export const THOUGHTS_PER_DAY = 20;
export const ANONYMOUS_PER_JOURNEY_DAY = 5;

/**
 * Writes what somebody thought of a travelling book: whoever has an account, or whoever reads its label. Theirs without
 * an account waits for a moderator. Returns whether it is shown at once. Refuses `journey-unknown` 404, `secret-wrong`
 * 409, `thought-length` 400, `thoughts-exhausted` 429, `text-refused` 422.
 */
export async function writeThought(
  tx: Tx,
  clock: Clock,
  code: string,
  bearer: Bearer,
  input: { name: string; text: string },
): Promise<{ isPublic: boolean }> {
  const journey = await lockJourney(tx, code);
  if (!bearer.actor && (await matchSecret(tx, journey, bearer.secret)) === "wrong")
    throw refuse("secret-wrong");
  const text = input.text.trim();
  const name = input.name.trim().slice(0, 30);
  if (text.length === 0 || text.length > 1000) throw refuse("thought-length");
  const personId = bearer.actor?.personId ?? null;
  const now = clock.now();
  const { rows } = await sql<{ own: number; anonymous: number }>`
    select count(*) filter (where t.person_id = ${personId}::uuid) as own,
      count(*) filter (where t.person_id is null and t.journey_id = ${journey.id}) as anonymous
    from drifting.thought t where t.at > ${now}::timestamptz - interval '1 day'
      and (t.person_id = ${personId}::uuid or t.journey_id = ${journey.id})`.execute(tx);
  const { own, anonymous } = rows[0]!;
  if (personId === null ? anonymous >= ANONYMOUS_PER_JOURNEY_DAY : own >= THOUGHTS_PER_DAY)
    throw refuse("thoughts-exhausted");
  const id = newId<"thought">() as string;
  const posting = { kind: THOUGHT_POSTING, subject: id, personId, texts: [name, text] };
  const isPublic = (await submitPosting(tx, clock, posting)) === "published";
  await sql`insert into drifting.thought (id, journey_id, title_id, person_id, name, text, is_public, at)
    values (${id}, ${journey.id}, ${journey.titleId}, ${personId}, ${name}, ${text}, ${isPublic}, ${now})`.execute(
    tx,
  );
  return { isPublic };
}

/** A reader's thought as others see it. */
export type Thought = { id: string; name: string; text: string; at: string; code: string };

const PAGE = 50;

type Row = { id: string; name: string; text: string; at: Date; code: string };
const toThought = (row: Row): Thought => ({ ...row, at: row.at.toISOString() });

/** Public thoughts of a journey, oldest first, and the viewer's own that still wait. */
export async function thoughtsOfJourney(
  db: Db,
  journeyId: string,
  personId: string | null,
): Promise<Thought[]> {
  const { rows } = await sql<Row>`
    select t.id, t.name, t.text, t.at, j.code from drifting.thought t join drifting.journey j on j.id = t.journey_id
    where t.journey_id = ${journeyId} and (t.is_public or t.person_id = ${personId}::uuid)
      and (t.person_id is null or ${personId}::uuid is null or not neighbours.blocked(${personId}::uuid, t.person_id))
    order by t.at, t.id limit ${PAGE * 4}`.execute(db);
  return rows.map(toThought);
}

/** Public thoughts about a title, from all its travelling copies, the newest first. */
export async function thoughtsOnInstance(
  db: Db,
  instanceId: number,
  personId: string | null,
): Promise<Thought[]> {
  const { rows } = await sql<Row>`
    select t.id, t.name, t.text, t.at, j.code from drifting.thought t join drifting.journey j on j.id = t.journey_id
    where t.is_public
      and (t.person_id is null or ${personId}::uuid is null or not neighbours.blocked(${personId}::uuid, t.person_id))
      and t.title_id in (select s.id from shelves.title_line s where s.instance_id = ${instanceId})
    order by t.at desc, t.id limit ${PAGE}`.execute(db);
  return rows.map(toThought);
}

/** Tells the moderators of a thought others see. Refuses `thought-unknown` 404, `already-reported` 409. */
export async function reportThought(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  thoughtId: string,
  words: string,
): Promise<void> {
  const { rows } = isUuid(thoughtId)
    ? await sql<{ person_id: string | null; name: string; text: string }>`
        select t.person_id, t.name, t.text from drifting.thought t where t.id = ${thoughtId} and t.is_public`.execute(
        tx,
      )
    : { rows: [] };
  const thought = rows[0];
  if (!thought) throw refuse("thought-unknown");
  const { person_id: personId, name, text } = thought;
  const posting = { kind: THOUGHT_POSTING, subject: thoughtId, personId, texts: [name, text] };
  await reportPosting(tx, actor, clock, posting, words);
}
