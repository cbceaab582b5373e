import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Database, inTransaction } from "./database.ts";
import { enqueue, type JobHandlers, jobFigures, type Lane, startJobs } from "./jobs.ts";
import { createTestDatabase } from "./testing.ts";

let database: Database;
const running: { stop(): Promise<void> }[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  for (const jobs of running.splice(0)) await jobs.stop();
});
afterAll(() => database.close());

async function start(
  handlers: JobHandlers,
  report: (error: unknown) => void = () => undefined,
  lanes: Record<string, Lane> = {},
) {
  const jobs = await startJobs(database.pool, handlers, { lanes }, report);
  running.push(jobs);
  return jobs;
}

const order = (name: string, queue?: string): Promise<void> =>
  inTransaction(database.db, (tx) => enqueue(tx, name, {}, queue ? { queue } : {}));

test("jobs and queues a killed server left locked are taken over by the next start, those behind them too", async () => {
  await order("first", "import-YUNZE");
  await order("second", "import-YUNZE");
  await sql`update graphile_worker._private_jobs j set locked_at = now() - interval '5 minutes', locked_by = 'killed',
      attempts = 1 from graphile_worker._private_tasks t where t.id = j.task_id and t.identifier = 'first'`.execute(
    database.db,
  );
  await sql`update graphile_worker._private_job_queues set locked_at = now(), locked_by = 'killed'`.execute(
    database.db,
  );
  expect(await jobFigures(database.db)).toMatchObject({ locked: 1, waiting: 1 });
  const done: string[] = [];
  await start({
    first: async () => void done.push("first"),
    second: async () => void done.push("second"),
  });
  await expect.poll(() => done).toEqual(["first", "second"]);
});

test("a job that is cut off by the stop is begun again by the next start, and counts no attempt", async () => {
  let began = 0;
  const reports: unknown[] = [];
  const handlers: JobHandlers = {
    long: (_payload, stopping) =>
      new Promise((done, fail) => {
        began++;
        if (began > 1) return done();
        stopping!.addEventListener("abort", () => fail(new Error("cut off")));
      }),
  };
  await order("long", "one");
  const first = await start(handlers, (error) => reports.push(error));
  await expect.poll(() => began).toBe(1);
  await first.stop();
  const left = await sql<{ attempts: number; locked: boolean }>`
    select j.attempts, j.locked_at is not null as locked from graphile_worker._private_jobs j`.execute(
    database.db,
  );
  expect(left.rows).toEqual([{ attempts: 0, locked: false }]);
  await start(handlers);
  await expect.poll(() => began).toBe(2);
  expect(reports).toEqual([]);
});

test("workers whose connections were cut go on", async () => {
  const done: number[] = [];
  await start({ count: async () => void done.push(1) });
  await sql`select pg_terminate_backend(a.pid) from pg_stat_activity a
    where a.datname = current_database() and a.pid <> pg_backend_pid()`.execute(database.db);
  await expect
    .poll(() =>
      order("count").then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  await expect.poll(() => done.length).toBeGreaterThan(0);
});

test("what is quick waits for no load, however many there are, and loads wait for nothing else that is long", async () => {
  const done: string[] = [];
  const opened = Promise.withResolvers<void>();
  const untilOpened = (name: string) => async () => {
    await opened.promise;
    done.push(name);
  };
  await start(
    {
      load: untilOpened("load"),
      pictures: untilOpened("pictures"),
      code: async () => void done.push("code"),
    },
    undefined,
    { load: "loads", pictures: "long" },
  );
  for (let at = 0; at < 5; at++) await order("pictures");
  for (let at = 0; at < 5; at++) await order("load");
  await order("code");
  await expect.poll(() => done).toEqual(["code"]);
  await expect.poll(async () => await jobFigures(database.db)).toMatchObject({ locked: 4, waiting: 6 });
  opened.resolve();
  await expect.poll(() => done.length).toBe(11);
});

test("workers of one lane that start anew leave what another lane works on", async () => {
  let began = 0;
  const opened = Promise.withResolvers<void>();
  await start(
    {
      load: async () => {
        began++;
        await opened.promise;
      },
      quick: async () => undefined,
    },
    undefined,
    { load: "loads" },
  );
  await order("load", "import-YUNZE");
  await expect.poll(() => began).toBe(1);
  await sql`select pg_terminate_backend(a.pid) from pg_stat_activity a
    where a.datname = current_database() and a.pid <> pg_backend_pid()`.execute(database.db);
  await expect
    .poll(() =>
      order("quick").then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  await expect
    .poll(async () => {
      const { waiting, locked } = await jobFigures(database.db);
      return { waiting, locked, began };
    })
    .toEqual({ waiting: 0, locked: 1, began: 1 });
  opened.resolve();
});
