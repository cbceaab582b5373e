import { sql } from "kysely";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { createTestDatabase } from "../testing.ts";
import { migrate } from "./migrate.ts";

let database: Database & { connection: pg.ClientConfig };
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test("a migrated database has nothing left to apply, even when two processes start at once", async () => {
  const [first, second] = await Promise.all([migrate(database.connection), migrate(database.connection)]);
  expect(first).toEqual([]);
  expect(second).toEqual([]);
});

test("a migration changed after it was applied is refused by name", async () => {
  await sql`update kernel.migration set checksum = 'x' where name like '%-kernel@kernel'`.execute(
    database.db,
  );
  await expect(migrate(database.connection)).rejects.toThrow(/-kernel@kernel was changed/);
});
