import type { Db } from "../kernel/database.ts";

/** How a repeating task went at one library, and who answers for it there. `state`: a word of the room. */
type RepeatingLine = {
  job: string;
  member: string;
  owner: string | null;
  endedAt: string | null;
  state: string;
  counts: Record<string, number>;
};

/** What a room tells beside its repeating tasks, library by library. */
export type RepeatingDetail = (db: Db) => Promise<RepeatingLine[]>;
