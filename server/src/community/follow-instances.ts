import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import { dropPosting, movePostings } from "../moderation/index.ts";
import { currentInstances } from "./current-instances.ts";
import { REVIEW_POSTING, TAG_POSTING, tagSubject } from "./own-postings.ts";
import { publishTextsChanged } from "./public-texts.ts";

/** Tables with one row per reader (or list) and instance: the key beside the instance. */
const KEYED = [
  { table: "list_entry", key: "list_id" },
  { table: "rating", key: "person_id" },
  { table: "review", key: "person_id" },
  { table: "note", key: "person_id" },
] as const;

/**
 * Instances were joined into others: what readers wrote goes with them. Where a reader wrote about both, what stands at
 * the instance that is left stays, and the other goes; notes, which are nobody else's, are put together.
 */
export async function followInstances(tx: Tx, instanceIds: readonly number[]): Promise<void> {
  const { rows: joined } = await sql<{ id: number }>`select i.id from catalogue.instance i
    where i.id = any(${[...instanceIds]}::bigint[]) and i.merged_into is not null`.execute(tx);
  if (joined.length === 0) return;
  const current = await currentInstances(
    tx,
    joined.map((row) => row.id),
  );
  const moved = [...current].filter(([from, to]) => from !== to);
  if (moved.length === 0) return;
  const from = moved.map(([id]) => id);
  const to = moved.map(([, id]) => id);
  const pairs = sql`(select * from unnest(${from}::bigint[], ${to}::bigint[]) v(old, new))`;
  await sql`update community.note n set text = left(n.text || E'\n\n' || o.text, 10000)
    from ${pairs} v join community.note o on o.instance_id = v.old
    where n.instance_id = v.new and n.person_id = o.person_id`.execute(tx);
  for (const { table, key } of KEYED) {
    const name = sql.table(`community.${table}`);
    const gone = await sql<{ id?: string }>`delete from ${name} o using ${pairs} v, ${name} n
      where o.instance_id = v.old and n.instance_id = v.new and n.${sql.ref(key)} = o.${sql.ref(key)}
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
  await sql`update community.list o set cover_instance_id = v.new from ${pairs} v where o.cover_instance_id = v.old`.execute(
    tx,
  );
  await publishTextsChanged(tx, to);
}
