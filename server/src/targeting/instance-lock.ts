import { sql } from "kysely";
import { lockByName, type Tx } from "../kernel/database.ts";

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
