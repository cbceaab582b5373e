import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../kernel/actor.ts";
import { inTransaction } from "../kernel/database.ts";
import { createTestDatabase, type TestDatabase } from "../kernel/testing.ts";
import { createPerson } from "../people/index.ts";
import { keepFigures, readFigures } from "./kept-figures.ts";

let database: TestDatabase;
const clock = { now: () => new Date("2026-12-01T04:00:00Z") };
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test("figures are counted while none are kept, then read from one row until a job counts them anew", async () => {
  const founder = await inTransaction(database.db, (tx) => createPerson(tx, systemActor, { name: "林" }));
  const join = (name: string) =>
    sql`insert into alliance.organisation (id, kind, name, state, created_by, created_at)
      values (gen_random_uuid(), 'other', ${name}, 'member', ${founder.id}, ${clock.now()})`.execute(
      database.db,
    );
  await join("甲社");
  expect((await readFigures(database.db)).region.organisations).toBe(1);
  await keepFigures(database.db, clock);
  await join("乙社");
  expect((await readFigures(database.db)).region.organisations).toBe(1);
  expect((await readFigures(database.db)).saved).toMatchObject({ lendings: 0, books: 0 });
  await keepFigures(database.db, clock);
  const { region, organisations } = await readFigures(database.db);
  expect([region.organisations, Object.keys(organisations).length]).toEqual([2, 2]);
});
