import { EventEmitter } from "node:events";
import {
  Logger,
  type Runner,
  run,
  runMigrations,
  type Task,
  type TaskList,
  type WorkerEvents,
} from "graphile-worker";
import { sql } from "kysely";
import type pg from "pg";
import type { Db, Tx } from "./database.ts";

/**
 * Work for later, by name. Handlers open their own transactions and may be called again after a failure. A long one
 * listens to `stopping` and throws when it was cut off: it is begun again at the next start.
 */
export type JobHandlers = Record<string, (payload: unknown, stopping?: AbortSignal) => Promise<void>>;

/**
 * Work of one lane waits for work of that lane only: mail, codes and clocks (`prompt`, where what names no lane runs) never
 * stand behind the loading of a file, nor a load behind a thousand pictures.
 */
export type Lane = "loads" | "long";

/** How many jobs of a lane run at once. */
const WORKERS = { prompt: 2, loads: 2, long: 2 } as const;
const POLL_MS = 2000;
/** Looks for a job that failed one after the other before the workers are started anew: about three of each. */
const FAILURES_MAX = 6;
/** Before workers that ended are started again. */
const RESTART_MS = 2000;
/** Between two looks for what killed processes left, and how young a lock is left alone. */
const LOOK_MS = 5000;
const NEW_WORKER_S = 10;
/** The longest job, an import of a million records, is over by then. */
const OLD_LOCK = "2 hours";
const quietLogger = new Logger(() => () => undefined);

/** Creates or upgrades the job tables; part of every migration. */
export async function migrateJobs(pool: pg.Pool): Promise<void> {
  await runMigrations({ pgPool: pool, logger: quietLogger });
}

/** Enqueues a job with the change that needs it: if the transaction fails, there is no job. */
export async function enqueue(
  tx: Tx,
  name: string,
  payload: unknown,
  options: { key?: string; queue?: string } = {},
): Promise<void> {
  await sql`select graphile_worker.add_job(${name}::text, payload := ${JSON.stringify(payload)}::json,
      queue_name := ${options.queue ?? null}::text, job_key := ${options.key ?? null}::text)`.execute(tx);
}

/** How the workers of several processes know of each other. */
export type OtherWorkers = {
  /** A worker of this process begins. */
  began(workerId: string): Promise<void>;
  /** Workers of all processes that live. */
  living(): Promise<string[]>;
};

/**
 * Starts the workers; `schedule` holds crontab lines such as `0 3 * * * tidy`. The caller is the region's only server
 * (Keeper.own): jobs and queues still locked now were left by one that was killed, and are taken over at once. With
 * `others` it is one of several: what a killed one left is taken over when it is no longer among the living. Workers that
 * end because the database went away are started again.
 */
export async function startJobs(
  pool: pg.Pool,
  handlers: JobHandlers,
  {
    schedule = [],
    lanes = {},
    others,
  }: { schedule?: readonly string[]; lanes?: Readonly<Record<string, Lane>>; others?: OtherWorkers },
  report: (error: unknown) => void,
): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController();
  const active = new Set<string>();
  const tasks = Object.entries(tasksOf(pool, handlers, active, stopping.signal, report));
  await takeOverJobs(pool, active, null, others);
  const stops: (() => Promise<void>)[] = [];
  for (const lane of ["prompt", "loads", "long"] as const) {
    const ofLane = (name: string | undefined): boolean => (lanes[name ?? ""] ?? "prompt") === lane;
    const taskList = Object.fromEntries(tasks.filter(([name]) => ofLane(name)));
    const crontab = schedule.filter((line) => ofLane(line.trim().split(/\s+/)[5])).join("\n");
    if (Object.keys(taskList).length > 0)
      stops.push(
        await startLane(
          { pool, taskList, crontab, workers: WORKERS[lane], active, others },
          stopping,
          report,
        ),
      );
  }
  const takeOver = (): void => void takeOverJobs(pool, active, null, others).catch(report);
  const looking = others && setInterval(takeOver, LOOK_MS);
  return {
    stop: async () => {
      clearInterval(looking);
      stopping.abort();
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}

type LaneWork = {
  pool: pg.Pool;
  taskList: TaskList;
  crontab: string;
  workers: number;
  active: ReadonlySet<string>;
  others: OtherWorkers | undefined;
};

/** Keeps the workers of one lane running; what it returns stops them once `stopping` was raised. */
async function startLane(
  { pool, taskList, crontab, workers, active, others }: LaneWork,
  stopping: AbortController,
  report: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const start = async (): Promise<Runner> => {
    const events = new EventEmitter() as WorkerEvents;
    events.on("worker:create", ({ worker }) => others?.began(worker.workerId).catch(report));
    const runner = await run({
      events,
      pgPool: pool,
      taskList,
      crontab,
      concurrency: workers,
      noHandleSignals: true,
      pollInterval: POLL_MS,
      logger: quietLogger,
    });
    stopWhenDeaf(runner, report);
    return runner;
  };
  let runner: Runner | undefined = await start();
  const supervise = async (): Promise<void> => {
    // While the database is away one line says so, not one for every attempt.
    let isDown = false;
    while (!stopping.signal.aborted) {
      try {
        if (!runner) {
          await takeOverJobs(pool, active, Object.keys(taskList), others);
          runner = await start();
        }
        isDown = false;
        await runner.promise;
      } catch (error) {
        if (!isDown) report(error);
        isDown = true;
      }
      runner = undefined;
      if (!stopping.signal.aborted) await pause(RESTART_MS, stopping.signal);
    }
  };
  const supervision = supervise();
  return async () => {
    await runner?.stop().catch(report);
    await supervision;
  };
}

/**
 * The library keeps what it learned at its start, a failure too: workers that began while the database went away would
 * look for jobs in vain for ever. They are stopped, so that new ones are started.
 */
function stopWhenDeaf(runner: Runner, report: (error: unknown) => void): void {
  let failures = 0;
  runner.events.on("worker:getJob:error", ({ error }) => {
    if (++failures !== FAILURES_MAX) return;
    report(error);
    runner.stop().catch(report);
  });
  for (const sign of ["worker:getJob:empty", "job:start"] as const)
    runner.events.on(sign, () => {
      failures = 0;
    });
}

function tasksOf(
  pool: pg.Pool,
  handlers: JobHandlers,
  active: Set<string>,
  stopping: AbortSignal,
  report: (error: unknown) => void,
): TaskList {
  const taskOf =
    (handle: JobHandlers[string]): Task =>
    async (payload, { job }) => {
      active.add(job.id);
      try {
        await handle(payload, stopping);
      } catch (error) {
        // Cut off by the stop: it is the next start's, and no failure.
        if (stopping.aborted) await releaseJob(pool, job.id).catch(report);
        else report(error);
        throw error;
      } finally {
        active.delete(job.id);
      }
    };
  return Object.fromEntries(Object.entries(handlers).map(([name, handle]) => [name, taskOf(handle)]));
}

/** Unlocks jobs of these names (null: all) and their queues, but those this process works on, or one of the living. */
async function takeOverJobs(
  pool: pg.Pool,
  active: ReadonlySet<string>,
  names: readonly string[] | null,
  others: OtherWorkers | undefined,
): Promise<void> {
  const living = (await others?.living()) ?? [];
  await pool.query(
    `with others as (
       select j.id, j.job_queue_id from graphile_worker._private_jobs j
       join graphile_worker._private_tasks t on t.id = j.task_id
       where j.id = any($1::bigint[]) or (j.locked_by is not null and not coalesce(t.identifier = any($2), true))
         or j.locked_by = any($3::text[]) or j.locked_at > now() - make_interval(secs => $4)),
     freed as (
       update graphile_worker._private_jobs j set locked_at = null, locked_by = null, run_at = least(j.run_at, now())
       where j.locked_by is not null and j.id not in (select id from others))
     update graphile_worker._private_job_queues q set locked_at = null, locked_by = null
     where q.locked_by is not null and q.locked_by <> all($3::text[])
       and q.locked_at <= now() - make_interval(secs => $4)
       and not exists (select 1 from others o where o.job_queue_id = q.id)`,
    // A worker that has just begun may not be known yet.
    [[...active], names, living, others ? NEW_WORKER_S : 0],
  );
}

/** Gives one job back as if it had not been begun. */
async function releaseJob(pool: pg.Pool, id: string): Promise<void> {
  await pool.query(
    `with freed as (
       update graphile_worker._private_jobs j
       set locked_at = null, locked_by = null, attempts = greatest(0, j.attempts - 1), run_at = least(j.run_at, now())
       where j.id = $1 returning j.job_queue_id)
     update graphile_worker._private_job_queues q set locked_at = null, locked_by = null
     from freed f where q.id = f.job_queue_id`,
    [id],
  );
}

/** What waits and what is stuck, for whoever looks after the region. */
export type JobFigures = {
  /** Jobs that could run now and do not yet. */
  waiting: number;
  /** How long the oldest of them waits, in seconds. */
  oldestSeconds: number;
  /** Jobs somebody works on, or did until it was killed. */
  locked: number;
  /** Jobs locked for longer than any job takes. */
  oldLocks: number;
  /** Jobs that failed as often as they may. */
  givenUp: number;
};

/** Counts jobs by what an operator must know. */
export async function jobFigures(db: Db): Promise<JobFigures> {
  const { rows } = await sql<JobFigures>`
    select count(*) filter (where j.locked_at is null and j.run_at <= now() and j.attempts < j.max_attempts)::int
        as waiting,
      coalesce(extract(epoch from now() - min(j.run_at)
        filter (where j.locked_at is null and j.run_at <= now() and j.attempts < j.max_attempts)), 0)::int
        as "oldestSeconds",
      count(*) filter (where j.locked_at is not null)::int as locked,
      count(*) filter (where j.locked_at < now() - ${OLD_LOCK}::interval)::int as "oldLocks",
      count(*) filter (where j.attempts >= j.max_attempts and j.locked_at is null)::int as "givenUp"
    from graphile_worker._private_jobs j`.execute(db);
  return rows[0]!;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      done();
    });
  });
}
