import { type RawBuilder, sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";

/**
 * Whether two readers hide from each other: the one question every door asks through which one writes to the other.
 */
export async function areApart(db: Db, a: string, b: string): Promise<boolean> {
  const { rows } = await sql<{
    apart: boolean;
  }>`select neighbours.blocked(${a}::uuid, ${b}::uuid) as apart`.execute(db);
  return rows[0]!.apart;
}

/** Refuses `reader-blocked` 403 once one of the two has blocked the other. */
export async function demandTogether(db: Db, a: string, b: string): Promise<void> {
  if (await areApart(db, a, b)) throw new Problem("reader-blocked", 403);
}

/** Everybody a reader hides from, whoever of the two wished it. */
export async function hiddenFrom(db: Db, personId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select b.blocked_id as id from neighbours.block b where b.person_id = ${personId}
    union select b.person_id from neighbours.block b where b.blocked_id = ${personId}`.execute(db);
  return rows.map((row) => row.id);
}

/** SQL: the nickname of `person` (a column) for a viewer; null where the two hide from each other. */
export function nameFor(viewerId: string | null, person: RawBuilder<unknown>): RawBuilder<string | null> {
  return sql<string | null>`(select p.nickname from neighbours.person p where p.person_id = ${person}
    and (${viewerId}::uuid is null or not neighbours.blocked(${viewerId}::uuid, p.person_id)))`;
}

/** SQL: (friend_id) of everybody somebody is friends with. */
export function friendsOf(personId: string): RawBuilder<unknown> {
  return sql`select case when f.low_id = ${personId}::uuid then f.high_id else f.low_id end as friend_id
    from neighbours.friendship f where f.accepted_at is not null
      and (f.low_id = ${personId}::uuid or f.high_id = ${personId}::uuid)`;
}
