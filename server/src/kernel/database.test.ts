import { type RawBuilder, sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, inTransaction, plannedOnce } from "./database.ts";
import { createTestDatabase } from "./testing.ts";

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const RUNS = 12;

/** How often a statement with this list, run again and again on one connection, was run by the plan that is kept. */
async function runsByKeptPlan(list: RawBuilder<unknown>): Promise<number> {
  return await inTransaction(database.db, async (tx) => {
    await sql`create temp table many on commit drop as select n as id from generate_series(1, 100000) n`.execute(
      tx,
    );
    await sql`create unique index on many (id)`.execute(tx);
    await sql`analyze many`.execute(tx);
    for (let run = 0; run < RUNS; run++)
      await sql`select m.id from many m where m.id = any(${list})`.execute(tx);
    const { rows } = await sql<{
      kept: number;
    }>`select p.generic_plans::int as kept from pg_prepared_statements p
      where p.statement like 'select m.id from many m%' order by p.prepare_time desc limit 1`.execute(tx);
    return rows[0]!.kept;
  });
}

test("a short list is planned for anew each time, unless the planner does not see it", async () => {
  expect(await runsByKeptPlan(sql`${[7]}::bigint[]`)).toBe(0);
  expect(await runsByKeptPlan(plannedOnce([7], "bigint[]"))).toBeGreaterThan(RUNS / 3);
});
