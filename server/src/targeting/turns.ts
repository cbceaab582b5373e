import { type Db, inTransaction, type Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { publishAvailability } from "./availability-events.ts";
import { lockInstances } from "./instance-lock.ts";

/** Titles of one transaction: a desk that wants one of them waits for moments. */
const TURN = 50;

/** Works through all titles that `list` finds, some at a time, under their locks; `work` gives those whose requests changed. */
export async function inTurns(
  { db, clock }: { db: Db; clock: Clock },
  stopping: AbortSignal | undefined,
  list: (db: Db, clock: Clock, after: number, most: number) => Promise<number[]>,
  work: (tx: Tx, clock: Clock, instanceIds: readonly number[]) => Promise<number[]>,
): Promise<void> {
  for (let last = 0; ; ) {
    if (stopping?.aborted) throw new Error("stopped between two turns of requests");
    const ids = await list(db, clock, last, TURN);
    if (ids.length === 0) return;
    last = ids.at(-1)!;
    await inTransaction(db, async (tx) =>
      publishAvailability(tx, await work(tx, clock, await lockInstances(tx, ids))),
    );
  }
}
