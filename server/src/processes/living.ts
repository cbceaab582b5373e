import { sql } from "kysely";
import type pg from "pg";
import type { Db } from "../kernel/database.ts";
import type { OtherWorkers } from "../kernel/jobs.ts";
import { NAME_LOCK } from "../kernel/postgres/keeper.ts";

const LOOK_MS = 5000;

/** Followers whose process holds the lock of its name: killed ones hold nothing. */
const LIVING = sql<{ name: string }>`select f.name from processes.follower f where exists (
  select 1 from pg_locks l where l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.classid = ${NAME_LOCK}::bigint
    and l.database = (select d.oid from pg_database d where d.datname = current_database())
    and l.objid = (hashtext(f.name)::bigint & 4294967295))`;

/** Tells the workers of this process from those of others, of which only the living count. */
export async function otherWorkers(db: Db, name: string): Promise<OtherWorkers> {
  // Of an earlier life of this process.
  await sql`delete from processes.worker where process = ${name}`.execute(db);
  return {
    began: async (workerId) => {
      await sql`insert into processes.worker (id, process) values (${workerId}, ${name})
        on conflict (id) do nothing`.execute(db);
    },
    living: async () => {
      const living = await livingNames(db);
      const { rows } = await sql<{ id: string }>`
        select w.id from processes.worker w where w.process = any(${living}::text[])`.execute(db);
      return rows.map(({ id }) => id);
    },
  };
}

async function livingNames(db: Db): Promise<string[]> {
  return (await LIVING.execute(db)).rows.map(({ name }) => name);
}

/** Looks whether other processes live; those that were killed follow no more, and `onGone` hears of it. */
export function watchOthers(
  db: Db,
  onGone: (names: string[]) => void,
  report: (error: unknown) => void,
): { stop(): void } {
  const look = async (): Promise<void> => {
    const living = await livingNames(db);
    // One that has just begun holds its name before it follows.
    const { rows } = await sql<{ name: string }>`
      delete from processes.follower f where f.name <> all(${living}::text[]) returning f.name`.execute(db);
    if (rows.length > 0) onGone(rows.map(({ name }) => name));
  };
  const timer = setInterval(() => look().catch(report), LOOK_MS);
  return { stop: () => clearInterval(timer) };
}

/** Runs work that must not run in two processes at once; undefined when another is at it. */
export async function onlyOne<T>(
  pool: pg.Pool,
  what: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const client = await pool.connect();
  const lock = [`processes ${what}`];
  let isTaken = false;
  try {
    const { rows } = await client.query<{ taken: boolean }>(
      "select pg_try_advisory_lock(hashtextextended($1, 0)) as taken",
      lock,
    );
    isTaken = rows[0]!.taken;
    return isTaken ? await work() : undefined;
  } finally {
    // Given back before anybody hears that the work is done; with a broken connection the lock goes by itself.
    const giveBack = "select pg_advisory_unlock(hashtextextended($1, 0))";
    const isBroken =
      isTaken &&
      (await client.query(giveBack, lock).then(
        () => false,
        () => true,
      ));
    client.release(isBroken);
  }
}
