import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { demandInstance } from "./current-instances.ts";
import type { Note } from "./schema.ts";

/** Writes the actor's note about an instance, which nobody else ever sees; empty takes it away. Refuses `instance-unknown` 404. */
export async function writeNote(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  instanceId: number,
  text: string,
): Promise<void> {
  const id = await demandInstance(tx, instanceId);
  if (text === "")
    await sql`delete from community.note where person_id = ${actor.personId} and instance_id = ${id}`.execute(
      tx,
    );
  else
    await sql`insert into community.note (person_id, instance_id, text, changed_at)
      values (${actor.personId}, ${id}, ${text}, ${clock.now()})
      on conflict (person_id, instance_id) do update set text = excluded.text, changed_at = excluded.changed_at`.execute(
      tx,
    );
}

/** Somebody's own notes, the last changed first; of one instance when `instanceId` is given. */
export async function notesOf(db: Db, personId: string, instanceId?: number): Promise<Note[]> {
  const { rows } = await sql<{ instance_id: number; title: string | null; text: string; changed_at: Date }>`
    select n.instance_id, i.title, n.text, n.changed_at
    from community.note n join catalogue.public_title_line i on i.id = n.instance_id
    where n.person_id = ${personId} and (${instanceId ?? null}::bigint is null or n.instance_id = ${instanceId ?? null}::bigint)
    order by n.changed_at desc, n.instance_id limit 500`.execute(db);
  return rows.map((row) => ({
    instanceId: row.instance_id,
    title: row.title ?? "",
    text: row.text,
    changedAt: row.changed_at.toISOString(),
  }));
}
