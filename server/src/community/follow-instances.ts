import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import { following } from "../catalogue/index.ts";
import type { Hanging } from "../contracts/hanging.ts";
import type { Tx } from "../kernel/database.ts";
import type { OutboxMessage } from "../kernel/outbox.ts";
import { dropPosting, movePostings } from "../moderation/index.ts";
import { currentInstances } from "./current-instances.ts";
import { REVIEW_POSTING, TAG_POSTING, tagSubject } from "./own-postings.ts";
import { publishTextsChanged } from "./public-texts.ts";

/** Outbox topic: instances are others than before. Payload `{ instanceIds: number[] }`. */
export const INSTANCES_CHANGED = "instances-changed";
const changedSchema = z.object({ instanceIds: z.array(z.number().int()) });

/** The instances that messages tell of, each once. */
export function instancesIn(messages: readonly OutboxMessage[]): number[] {
  return [...new Set(messages.flatMap((m) => changedSchema.parse(m.payload).instanceIds))];
}

/** Those of the instances that were joined into others, as rows `(old, new)`; null: none was. */
export async function joinedPairs(
  tx: Tx,
  instanceIds: readonly number[],
): Promise<RawBuilder<unknown> | null> {
  const moved = await joinedInstances(tx, instanceIds);
  return moved.length === 0 ? null : pairsOf(moved);
}

type Moved = readonly [from: number, to: number];

function pairsOf(moved: readonly Moved[]): RawBuilder<unknown> {
  const from = moved.map(([id]) => id);
  const to = moved.map(([, id]) => id);
  return sql`(select * from unnest(${from}::bigint[], ${to}::bigint[]) v(old, new))`;
}

async function joinedInstances(tx: Tx, instanceIds: readonly number[]): Promise<Moved[]> {
  const { rows: joined } = await sql<{ id: number }>`select i.id from catalogue.instance_trail i
    where i.id = any(${[...instanceIds]}::bigint[]) and i.merged_into is not null`.execute(tx);
  const current = await currentInstances(
    tx,
    joined.map((row) => row.id),
  );
  return [...current].filter(([from, to]) => from !== to);
}

const OF_READER = { each: ["person_id"] } as const;

/** What readers wrote, as it hangs on its title. */
export const voiceHangings = {
  reviews: { table: "community.review", ...OF_READER },
  ratings: { table: "community.rating", ...OF_READER },
  notes: { table: "community.note", ...OF_READER },
  tags: { table: "community.tag", each: ["person_id", "label_key"] },
  readings: { table: "community.reading", each: ["person_id", "loan_id"] },
} satisfies Record<string, Hanging>;

/**
 * Records moved between instances: what readers wrote goes with those it was written under. Where a reader wrote about both,
 * what stands at the instance that is left stays, and the other goes; notes, which are nobody else's, are put together.
 */
export async function followInstances(tx: Tx, instanceIds: readonly number[]): Promise<void> {
  const { reviews, ratings, notes, tags, readings } = voiceHangings;
  const went = [
    ...(await following.followRecords(tx, instanceIds, reviews, (met) => dropReviews(tx, met))),
    ...(await following.followRecords(tx, instanceIds, ratings)),
    ...(await followTags(tx, instanceIds, tags)),
  ];
  await following.followRecords(tx, instanceIds, notes, (met) => joinNotes(tx, met));
  await following.followRecords(tx, instanceIds, readings);
  if (went.length === 0) return;
  const { rows: left } = await sql<{ id: number }>`select i.id from catalogue.instance_trail i
    where i.id = any(${went.map(({ from }) => from)}::bigint[]) and i.record_count > 0`.execute(tx);
  const changed = [...left.map((row) => row.id), ...went.map(({ to }) => to)];
  await publishTextsChanged(tx, [...new Set(changed)]);
}

async function dropReviews(tx: Tx, met: readonly following.Follower[]): Promise<void> {
  const { rows } = await sql<{ id: string }>`select r.id from community.review r
    join ${placesOf(met)} on r.person_id = m.person_id and r.instance_id = m.old`.execute(tx);
  await dropPosting(tx, REVIEW_POSTING, ...rows.map((row) => row.id));
}

/** One reader may have written under several titles that are one now: their notes come one after another. */
async function joinNotes(tx: Tx, met: readonly following.Follower[]): Promise<void> {
  await sql`update community.note n set text = left(n.text || E'\n\n' || o.text, 10000)
    from (select m.new, o.person_id, string_agg(o.text, E'\n\n' order by m.old) as text from community.note o
      join ${placesOf(met)} on o.person_id = m.person_id and o.instance_id = m.old group by m.new, o.person_id) o
    where n.instance_id = o.new and n.person_id = o.person_id`.execute(tx);
}

/** What meets, as rows `m(person_id, old, new)`. */
function placesOf(met: readonly following.Follower[]): RawBuilder<unknown> {
  return sql`unnest(${met.map((one) => String(one.each.person_id))}::uuid[], ${met.map((one) => one.from)}::bigint[],
    ${met.map((one) => one.to)}::bigint[]) m(person_id, old, new)`;
}

/** What moderators said of a word on a title goes with the last reader who put it there. */
async function followTags(
  tx: Tx,
  instanceIds: readonly number[],
  hanging: Hanging,
): Promise<following.Follower[]> {
  const met: following.Follower[] = [];
  const went = await following.followRecords(tx, instanceIds, hanging, async (some) => {
    met.push(...some);
  });
  const left = new Set<string>();
  const all = [...went, ...met];
  const { rows } = await sql<{ instance_id: number; label_key: string }>`
    select distinct t.instance_id, t.label_key from community.tag t
    where t.instance_id = any(${all.map((one) => one.from)}::bigint[])`.execute(tx);
  for (const row of rows) left.add(tagSubject(row.instance_id, row.label_key));
  const subjects = all
    .map(({ each, from, to }) => ({
      from: tagSubject(from, String(each.label_key)),
      to: tagSubject(to, String(each.label_key)),
    }))
    .filter((subject) => !left.has(subject.from));
  await movePostings(tx, TAG_POSTING, [...new Map(subjects.map((one) => [one.from, one])).values()]);
  return went;
}
