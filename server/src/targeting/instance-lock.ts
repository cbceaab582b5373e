import { sql } from "kysely";
import { lockByName, type Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";

/** What the name of an instance's lock begins with; its id follows. */
export const INSTANCE_LOCK = "circulation.instance:";

/** Queue, targets, captures and loans of one instance change one at a time: rivals wait here. */
export async function lockInstance(tx: Tx, instanceId: number): Promise<void> {
  await lockByName(tx, `${INSTANCE_LOCK}${instanceId}`);
}

/** Locks instances in one order, so that two who lock several never wait for each other; gives them without repeats. */
export async function lockInstances(tx: Tx, instanceIds: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select o.id, pg_advisory_xact_lock(hashtextextended(${INSTANCE_LOCK}::text || o.id, 0))::text from (
      select distinct g.id from unnest(${instanceIds}::bigint[]) g(id) order by g.id offset 0) o`.execute(tx);
  return rows.map((row) => row.id);
}

/** An item's instance changes when records are joined: so often at most while somebody waits for the lock. */
const MOST_MOVES = 5;

/** Locks the instance an item belongs to now and returns its id. Refuses `item-unknown` 404. */
export async function lockInstanceOf(tx: Tx, itemId: number, locked?: number): Promise<number> {
  let known = locked;
  for (let i = 0; i < MOST_MOVES; i++) {
    const { rows } = await sql<{ instance_id: number }>`
      select f.instance_id from catalogue.item_fact f where f.id = ${itemId}`.execute(tx);
    if (!rows[0]) throw new Problem("item-unknown", 404, { itemId });
    if (rows[0].instance_id === known) return known;
    known = rows[0].instance_id;
    await lockInstance(tx, known);
  }
  throw new Error(`Item ${itemId} keeps moving between instances`);
}
