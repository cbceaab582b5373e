import { EXIT } from "./output.ts";
import type { RegionDatabase } from "./serving/region-database.ts";

/** The import was asked to end; everything up to its last whole batch is kept. */
export class ImportStopped extends Error {
  constructor() {
    super("told to stop");
    this.name = "ImportStopped";
  }
}

/** A batch that takes longer than this after the wish to end is given up; it is read again the next time. */
const END_WITHIN_MS = 8000;

/** Hears of signals, and of the end of the server that started this process: its channel closes however it ended. */
export function listenForEnd(): { isWanted(): boolean } {
  let isWanted = false;
  const want = (): void => {
    isWanted = true;
    setTimeout(() => process.exit(EXIT.interrupted), END_WITHIN_MS).unref();
  };
  process.once("disconnect", want);
  process.channel?.unref(); // who listens to the channel would otherwise be kept alive by it, with its parent
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, want);
  if (process.channel === null) want(); // it ended before we listened
  return { isWanted: () => isWanted };
}

/** One process per run: one that was left by a killed server first ends its batch. */
export async function lockRun(database: RegionDatabase, runId: string): Promise<{ release(): void }> {
  const client = await database.pool.connect();
  try {
    await client.query("select pg_advisory_lock(hashtextextended($1, 0))", [`catalogue.import-run ${runId}`]);
  } catch (error) {
    client.release(true);
    throw error;
  }
  // The connection is closed, and the lock with it.
  return { release: () => client.release(true) };
}
