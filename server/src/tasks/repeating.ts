import { sql } from "kysely";
import type { z } from "zod";
import type { RepeatingDetail } from "../contracts/repeating.ts";
import type { Db } from "../kernel/database.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import type { Clock } from "../kernel/time.ts";
import type { repeatingTaskSchema } from "./schema.ts";

type RepeatingTask = z.output<typeof repeatingTaskSchema>;

/** What is kept of why a task failed. */
const MOST_WORDS = 500;

/** A line of a crontab: when, and what. */
function readLine(line: string): { when: string; job: string } {
  const words = line.trim().split(/\s+/);
  return { when: words.slice(0, 5).join(" "), job: words[5] ?? "" };
}

/** The region's work by name; of what runs by schedule, how it went the last time is kept. */
export function keepRuns(
  deps: { db: Db; clock: Clock },
  schedule: readonly string[],
  handlers: JobHandlers,
): JobHandlers {
  const repeating = new Set(schedule.map((line) => readLine(line).job));
  return Object.fromEntries(
    Object.entries(handlers).map(([job, handle]) => [
      job,
      repeating.has(job)
        ? async (payload, stopping) => await keepRun(deps, job, () => handle(payload, stopping))
        : handle,
    ]),
  );
}

async function keepRun(
  { db, clock }: { db: Db; clock: Clock },
  job: string,
  work: () => Promise<void>,
): Promise<void> {
  const startedAt = clock.now();
  const note = async (error: string | null): Promise<void> => {
    await sql`insert into tasks.last_run (job, started_at, ended_at, error)
      values (${job}, ${startedAt}, ${clock.now()}, ${error})
      on conflict (job) do update set started_at = excluded.started_at, ended_at = excluded.ended_at,
        error = excluded.error`.execute(db);
  };
  try {
    await work();
  } catch (error) {
    await note(String(error).slice(0, MOST_WORDS));
    throw error;
  }
  await note(null);
}

/** What the region does again and again, by name, with how it went the last time. `rooms`: whose each task is. */
export async function repeatingTasks(
  db: Db,
  rooms: readonly { name: string; schedule?: readonly string[]; repeating?: RepeatingDetail }[],
): Promise<RepeatingTask[]> {
  const { rows } = await sql<{ job: string; started_at: Date; ended_at: Date; error: string | null }>`
    select r.job, r.started_at, r.ended_at, r.error from tasks.last_run r`.execute(db);
  const runs = new Map(rows.map((row) => [row.job, row]));
  const details = (await Promise.all(rooms.map((room) => room.repeating?.(db) ?? []))).flat();
  return rooms.flatMap((room) =>
    (room.schedule ?? []).map((line) => {
      const { when, job } = readLine(line);
      const run = runs.get(job);
      return {
        job,
        room: room.name,
        when,
        startedAt: run?.started_at.toISOString() ?? null,
        seconds: run ? (run.ended_at.getTime() - run.started_at.getTime()) / 1000 : null,
        error: run?.error ?? null,
        libraries: details.filter((one) => one.job === job).map(({ job: _job, ...one }) => one),
      };
    }),
  );
}
