import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import { refuse } from "./refusals.ts";

const MOST_REDIRECTS = 10;

/**
 * Under which id each instance is found now: itself, or where it was joined into. Instances of which nothing is left are
 * absent. The many-at-once form of the catalogue's `resolveInstance`, in one statement.
 */
export async function currentInstances(db: Db, ids: readonly number[]): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ asked: number; id: number }>`
    with recursive trail as (
      select i.id as asked, i.id, i.merged_into, i.record_count, 0 as steps
      from catalogue.instance_trail i where i.id = any(${ids}::bigint[])
      union all
      select t.asked, i.id, i.merged_into, i.record_count, t.steps + 1
      from trail t join catalogue.instance_trail i on i.id = t.merged_into
      where t.record_count = 0 and t.steps < ${MOST_REDIRECTS}
    )
    select t.asked, t.id from trail t where t.record_count > 0`.execute(db);
  return new Map(rows.map((row) => [row.asked, row.id]));
}

/** The id under which `instanceId` is found now. Refuses `instance-unknown` 404 when nothing is left of it. */
export async function demandInstance(db: Db, instanceId: number): Promise<number> {
  const id = (await currentInstances(db, [instanceId])).get(instanceId);
  if (id === undefined) throw refuse("instance-unknown");
  return id;
}
