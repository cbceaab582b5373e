import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
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

/** Tables with one row per reader and instance. */
const ONE_EACH = ["rating", "review", "note"] as const;

/**
 * Instances were joined into others: what readers wrote goes with them. Where a reader wrote about both, what stands at
 * the instance that is left stays, and the other goes; notes, which are nobody else's, are put together.
 */
export async function followInstances(tx: Tx, instanceIds: readonly number[]): Promise<void> {
  const moved = await joinedInstances(tx, instanceIds);
  if (moved.length === 0) return;
  const pairs = pairsOf(moved);
  await sql`update community.note n set text = left(n.text || E'\n\n' || o.text, 10000)
    from ${pairs} v join community.note o on o.instance_id = v.old
    where n.instance_id = v.new and n.person_id = o.person_id`.execute(tx);
  for (const table of ONE_EACH) {
    const name = sql.table(`community.${table}`);
    const gone = await sql<{ id?: string }>`delete from ${name} o using ${pairs} v, ${name} n
      where o.instance_id = v.old and n.instance_id = v.new and n.person_id = o.person_id
      returning ${table === "review" ? sql`o.id` : sql`null as id`}`.execute(tx);
    if (table === "review") for (const { id } of gone.rows) await dropPosting(tx, REVIEW_POSTING, id!);
    await sql`update ${name} o set instance_id = v.new from ${pairs} v where o.instance_id = v.old`.execute(
      tx,
    );
  }
  const tags = await sql<{ label_key: string; old: number; new: number }>`
    select distinct t.label_key, v.old, v.new from ${pairs} v join community.tag t on t.instance_id = v.old`.execute(
    tx,
  );
  const movedTags = tags.rows.map((tag) => ({
    from: tagSubject(tag.old, tag.label_key),
    to: tagSubject(tag.new, tag.label_key),
  }));
  await sql`delete from community.tag o using ${pairs} v, community.tag n where o.instance_id = v.old
    and n.instance_id = v.new and n.person_id = o.person_id and n.label_key = o.label_key`.execute(tx);
  await sql`update community.tag o set instance_id = v.new from ${pairs} v where o.instance_id = v.old`.execute(
    tx,
  );
  await movePostings(tx, TAG_POSTING, movedTags);
  await sql`update community.reading o set instance_id = v.new from ${pairs} v where o.instance_id = v.old`.execute(
    tx,
  );
  await publishTextsChanged(
    tx,
    moved.map(([, to]) => to),
  );
}
