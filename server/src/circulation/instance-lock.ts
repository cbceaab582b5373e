import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { lockInstance } from "../targeting/index.ts";

/** An item's instance changes when records are joined: so often at most while somebody waits for the lock. */
const MOST_MOVES = 5;

/** Locks the instance an item belongs to now and returns its id. Refuses `item-unknown` 404. */
export async function lockInstanceOf(tx: Tx, itemId: number, locked?: number): Promise<number> {
  let known = locked;
  for (let i = 0; i < MOST_MOVES; i++) {
    const { rows } = await sql<{ instance_id: number }>`
      select r.instance_id from catalogue.item i join catalogue.record r on r.id = i.record_id
      where i.id = ${itemId}`.execute(tx);
    if (!rows[0]) throw new Problem("item-unknown", 404, { itemId });
    if (rows[0].instance_id === known) return known;
    known = rows[0].instance_id;
    await lockInstance(tx, known);
  }
  throw new Error(`Item ${itemId} keeps moving between instances`);
}
