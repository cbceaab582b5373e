import { sql } from "kysely";
import type { Db } from "../database.ts";

const ERROR_CHARS = 1000;

/** Background work that failed at its last attempt. */
export type Trouble = { name: string; since: Date; times: number; error: string };

/** Runs background work whose failure nobody else would hear of. */
export type Background = {
  /**
   * Runs `work`; never throws. A failure is one line in the log and stands in `doctor` until the work called `name`
   * succeeds. Returns whether it did.
   */
  run(name: string, work: () => Promise<unknown>): Promise<boolean>;
  /** The process takes its leave: what still runs is left behind, and how it ended is neither noted nor said. */
  end(): void;
};

/** `report` writes the log. What stood in the database before (an earlier process) is forgotten at the first success. */
export function createBackground(db: Db, report: (error: unknown) => void): Background {
  const isWell = new Set<string>();
  let hasEnded = false;
  const tell = (error: unknown): void => {
    if (!hasEnded) report(error);
  };
  return {
    run: async (name, work) => {
      try {
        await work();
      } catch (error) {
        isWell.delete(name);
        tell(new Error(`${name} failed`, { cause: error }));
        // A full disk or a lost database keeps this from being noted too; then doctor sees those.
        if (!hasEnded) await noteTrouble(db, name, error).catch(tell);
        return false;
      }
      if (!isWell.has(name) && !hasEnded) await forgetTrouble(db, name).then(() => isWell.add(name), tell);
      return true;
    },
    end: () => {
      hasEnded = true;
    },
  };
}

async function noteTrouble(db: Db, name: string, error: unknown): Promise<void> {
  const text = (error instanceof Error ? error.message : String(error)).replaceAll("\0", "").toWellFormed();
  await sql`insert into kernel.trouble (name, error) values (${name}, ${text.slice(0, ERROR_CHARS)})
    on conflict (name) do update
      set last_at = now(), times = kernel.trouble.times + 1, error = excluded.error`.execute(db);
}

async function forgetTrouble(db: Db, name: string): Promise<void> {
  await sql`delete from kernel.trouble where name = ${name}`.execute(db);
}

/** Everything that did not succeed at its last attempt. */
export async function listTroubles(db: Db): Promise<Trouble[]> {
  const { rows } = await sql<Trouble>`
    select t.name, t.since, t.times, t.error from kernel.trouble t order by t.name limit 100`.execute(db);
  return rows;
}
