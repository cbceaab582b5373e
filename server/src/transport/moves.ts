import { sql } from "kysely";
import type { z } from "zod";
import type { Db } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { movesFrom } from "../placement/index.ts";
import type { moveSchema } from "../placement/schema.ts";

type Move = z.output<typeof moveSchema>;

/** Statuses of a copy that stands on a shelf and waits for nobody. */
const ON_SHELF = ["available", "reference-only"];

/**
 * What stands on this branch's shelves and belongs somewhere else by now, in the order of the shelves: a scan sends it, or
 * sets it down on its other shelf.
 */
export async function movesHere(db: Db, clock: Clock, branchId: number): Promise<Move[]> {
  const found = await movesFrom(db, clock, branchId);
  if (found.length === 0) return [];
  const { rows } = await sql<{ item_id: number }>`
    select s.item_id from unnest(${found.map((one) => one.itemId)}::bigint[]) w(id)
    cross join lateral (select x.item_id, x.status from circulation.item_status x where x.item_id = w.id offset 0) s
    where s.status = any(${ON_SHELF}::text[])`.execute(db);
  const standing = new Set(rows.map((row) => row.item_id));
  return found.filter((one) => standing.has(one.itemId));
}
