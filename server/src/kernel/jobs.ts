import { Logger, type Runner, run, runMigrations, type Task, type TaskList } from "graphile-worker";
import { sql } from "kysely";
import type pg from "pg";
import type { Tx } from "./database.ts";

/** Work for later, by name. Handlers open their own transactions and may be called again after a failure. */
export type JobHandlers = Record<string, (payload: unknown) => Promise<void>>;

const CONCURRENCY = 2;
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

/** Starts the workers; `schedule` holds crontab lines such as `0 3 * * * tidy`. */
export async function startJobs(
  pool: pg.Pool,
  handlers: JobHandlers,
  schedule: string[],
  report: (error: unknown) => void,
): Promise<{ stop(): Promise<void> }> {
  const taskList: TaskList = {};
  for (const [name, handle] of Object.entries(handlers)) {
    const task: Task = async (payload) => {
      try {
        await handle(payload);
      } catch (error) {
        report(error);
        throw error;
      }
    };
    taskList[name] = task;
  }
  const runner: Runner = await run({
    pgPool: pool,
    taskList,
    crontab: schedule.join("\n"),
    concurrency: CONCURRENCY,
    noHandleSignals: true,
    pollInterval: 2000,
    logger: quietLogger,
  });
  return { stop: () => runner.stop() };
}
