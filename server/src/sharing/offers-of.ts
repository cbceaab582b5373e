import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import { toVisibleCopy, type VisibleCopy, type VisibleRow, visibleColumns } from "./copy-views.ts";
import { isVisible, loadViewer } from "./visibility.ts";

const MOST_PER_INSTANCE = 5;

/**
 * Copies of these instances that somebody may ask for now: free, open to them, not their own; the nearest first, at
 * most five of each. One statement for all of them.
 */
export async function offersOf(
  db: Db,
  personId: string,
  instanceIds: readonly number[],
): Promise<VisibleCopy[]> {
  if (instanceIds.length === 0) return [];
  const viewer = await loadViewer(db, personId);
  const { rows } = await sql<VisibleRow>`
    select f.* from unnest(${[...instanceIds]}::bigint[]) w(id)
    cross join lateral (
      select ${visibleColumns(viewer)} from sharing.offer o join sharing.copy c on c.id = o.copy_id
      join sharing.title t on t.id = o.title_id
      where o.instance_id = w.id and o.state = 'open' and o.is_free and o.owner_id <> ${personId}::uuid
        and ${isVisible(viewer)}
      order by km nulls last, o.published_at, o.copy_id limit ${MOST_PER_INSTANCE}) f`.execute(db);
  return rows.map((row) => toVisibleCopy(row, viewer));
}
