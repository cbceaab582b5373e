import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import type { PlainDate } from "../kernel/time.ts";

/** How long counts wait to be written. */
const GATHER_MS = 5000;

type Counts = { requests: number; refused: number };
type Day = { key: string; day: PlainDate };

/** Counts of keys that wait to be written. */
export type KeyCounter = {
  /** Requests of a key on a day that this process has let pass and not written yet. */
  waiting(of: Day): number;
  count(of: Day, what: keyof Counts): void;
  /** Writes what waits, all keys in one statement. */
  write(): Promise<void>;
};

/** Gathers counts and writes them by itself; what could not be written is told to `report` and waits for the next time. */
export function createKeyCounter(db: Db, report: (error: unknown) => void): KeyCounter {
  const waiting = new Map<string, Counts>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  const nameOf = ({ key, day }: Day): string => `${key} ${day}`;
  const writeNow = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const taken = [...waiting].map(([name, counts]) => ({ name, ...counts }));
    if (taken.length === 0) return;
    const rows = taken.map(({ name, ...counts }) => {
      const [key, day] = name.split(" ");
      return { key, day, ...counts };
    });
    await sql`insert into api_keys.day_use as d (key_id, day, requests, refused)
      select u.key, u.day, u.requests, u.refused
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as u (key uuid, day date, requests int, refused int)
      join api_keys.key k on k.id = u.key order by u.key, u.day
      on conflict (key_id, day) do update
        set requests = d.requests + excluded.requests, refused = d.refused + excluded.refused`.execute(db);
    // What was counted while it was written stays; until then it counts twice rather than not at all.
    for (const { name, requests, refused } of taken) {
      const now = waiting.get(name)!;
      const left = { requests: now.requests - requests, refused: now.refused - refused };
      if (left.requests === 0 && left.refused === 0) waiting.delete(name);
      else waiting.set(name, left);
    }
  };
  const write = (): Promise<void> => {
    writing = writing.catch(() => undefined).then(writeNow);
    return writing;
  };
  return {
    write,
    waiting: (of) => waiting.get(nameOf(of))?.requests ?? 0,
    count: (of, what) => {
      const counts = waiting.get(nameOf(of)) ?? { requests: 0, refused: 0 };
      counts[what]++;
      waiting.set(nameOf(of), counts);
      timer ??= setTimeout(() => write().catch(report), GATHER_MS).unref();
    },
  };
}
