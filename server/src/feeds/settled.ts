import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";

/**
 * Until when changes are all there: now, or when the oldest transaction that still runs began. Rows bear the time at which
 * their transaction began (`now()`), so whoever asks only for what came after a time asks from this one on.
 */
export async function settledAt(db: Db, now: Date): Promise<Date> {
  const { rows } = await sql<{ ms: number }>`
    select coalesce(max(extract(epoch from clock_timestamp() - a.xact_start)), 0)::float8 * 1000 as ms
    from pg_stat_activity a
    where a.datname = current_database() and a.backend_type = 'client backend' and a.pid <> pg_backend_pid()`.execute(
    db,
  );
  return new Date(now.getTime() - Math.max(0, Math.ceil(rows[0]!.ms)));
}
