import type pg from "pg";

/** A table that has grown by this share is another one to the planner; fewer records are left to PostgreSQL's own round. */
const GROWN = 0.5;
const FEWEST = 1000;
const TABLES = [
  "instance",
  "record",
  "description",
  "identifier",
  "match_key",
  "holding",
  "item",
  "work",
  "work_key",
]
  .map((table) => `catalogue.${table}`)
  .join(", ");

/**
 * Keeps what PostgreSQL knows of the catalogue's tables up with a load; to be told of every so many committed records. Its own round
 * comes once a minute: until then readers' connections keep plans made for tables of a hundredth of the size.
 */
export function statisticsKeeper(pool: pg.Pool): (records: number) => Promise<void> {
  let since = 0;
  return async (records) => {
    since += records;
    if (since < FEWEST) return;
    const { rows } = await pool.query<{ known: number }>(
      "select c.reltuples as known from pg_class c where c.oid = 'catalogue.record'::regclass",
    );
    if (since < rows[0]!.known * GROWN) return;
    since = 0;
    await pool.query(`analyze ${TABLES}`);
  };
}
