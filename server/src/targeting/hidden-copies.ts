import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import type { Asking } from "./refused-copies.ts";

/** Copies that are for readers of one library, or its staff, do not go to requests of others. */
export async function refuseHidden(
  db: Db,
  queue: readonly Asking[],
  items: readonly { id: number; instanceId: number; audience: number }[],
  refused: Map<string, Map<number, string>>,
): Promise<void> {
  const hidden = items.filter((item) => item.audience !== 0);
  if (hidden.length === 0) return;
  const { rows } = await sql<{ person_id: string; member_id: number }>`select a.person_id, a.member_id
    from people.affiliation_fact a where a.person_id = any(${queue.map((hold) => hold.personId)}::uuid[])`.execute(
    db,
  );
  const readers = new Set(rows.map((row) => `${row.person_id} ${row.member_id}`));
  for (const hold of queue)
    for (const item of hidden) {
      if (item.instanceId !== hold.instanceId || readers.has(`${hold.personId} ${item.audience}`)) continue;
      const ofHold = refused.get(hold.id) ?? new Map<number, string>();
      refused.set(hold.id, ofHold.set(item.id, "not-holdable"));
    }
}
