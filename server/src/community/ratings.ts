import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { demandInstance } from "./current-instances.ts";
import type { RatingSummary } from "./schema.ts";

/** From so many ratings on an average is shown: of two, each would know the other's. */
const LEAST_RATINGS = 3;

/** Gives 1 to 5 stars, one rating per reader and instance; null takes it back. Refuses `instance-unknown` 404. */
export async function rate(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  instanceId: number,
  stars: number | null,
): Promise<void> {
  const id = await demandInstance(tx, instanceId);
  if (stars === null)
    await sql`delete from community.rating where person_id = ${actor.personId} and instance_id = ${id}`.execute(
      tx,
    );
  else
    await sql`insert into community.rating (person_id, instance_id, stars, rated_at)
      values (${actor.personId}, ${id}, ${stars}, ${clock.now()})
      on conflict (person_id, instance_id) do update set stars = excluded.stars, rated_at = excluded.rated_at`.execute(
      tx,
    );
}

/** Averages of these instances in one statement; those with fewer than `LEAST_RATINGS` ratings are absent. */
export async function ratingsOf(db: Db, instanceIds: readonly number[]): Promise<Map<number, RatingSummary>> {
  if (instanceIds.length === 0) return new Map();
  const { rows } = await sql<{ instance_id: number; average: number; count: number }>`
    select r.instance_id, round(avg(r.stars), 1)::float8 as average, count(*)::int as count from community.rating r
    where r.instance_id = any(${instanceIds}::bigint[])
    group by r.instance_id having count(*) >= ${LEAST_RATINGS}`.execute(db);
  return new Map(rows.map((row) => [row.instance_id, { average: row.average, count: row.count }]));
}

/** The stars somebody gave; null: none. */
export async function ownRating(db: Db, personId: string, instanceId: number): Promise<number | null> {
  const { rows } = await sql<{ stars: number }>`select r.stars from community.rating r
    where r.person_id = ${personId} and r.instance_id = ${instanceId}`.execute(db);
  return rows[0]?.stars ?? null;
}
