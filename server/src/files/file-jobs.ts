import { z } from "zod";
import type { Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { enqueue, type JobHandlers } from "../kernel/jobs.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import type { FileStore } from "./file-store.ts";

const REMOVE_JOB = "files-remove";
const BATCH = 500;

/** Files go once the transaction that no longer names them is committed; if it fails, they stay. */
export async function removeFiles(tx: Tx, keys: readonly string[]): Promise<void> {
  for (let at = 0; at < keys.length; at += BATCH)
    await enqueue(tx, REMOVE_JOB, { keys: keys.slice(at, at + BATCH) });
}

/** The job behind `removeFiles`. */
export function fileJobs(files: () => FileStore): JobHandlers {
  const payloadSchema = z.object({ keys: z.array(z.string()) });
  return {
    [REMOVE_JOB]: async (payload) => {
      for (const key of payloadSchema.parse(payload).keys) await files().delete(key);
    },
  };
}

/**
 * Removes files under `prefix` that are a day old and that no row names: what a transaction that failed has left.
 * `standing` says which of the keys have a row. Returns how many went.
 */
export async function sweepFiles(
  files: FileStore,
  clock: Clock,
  prefix: string,
  standing: (keys: string[]) => Promise<ReadonlySet<string>>,
): Promise<number> {
  const before = clock.now().getTime() - DAY_MS;
  let removed = 0;
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    const stands = batch.length === 0 ? new Set<string>() : await standing(batch);
    for (const key of batch.filter((one) => !stands.has(one))) {
      await files.delete(key);
      removed++;
    }
    batch = [];
  };
  for await (const { key, writtenAt } of files.list(prefix)) {
    if (writtenAt.getTime() >= before) continue;
    batch.push(key);
    if (batch.length >= BATCH) await flush();
  }
  await flush();
  return removed;
}

/** Writes, reads and removes a file of its own; says what went wrong, if anything did. */
export async function probeFiles(files: FileStore): Promise<string | undefined> {
  const key = `probes/${newId<"probe">()}.zip`;
  try {
    await files.put(key, Buffer.from("probe"));
    const found = await files.get(key);
    await files.delete(key);
    return found?.bytes === 5 ? undefined : "what was written is not there";
  } catch (error) {
    const { cause } = error as Error;
    return cause instanceof Error ? cause.message || cause.name : (error as Error).message;
  }
}
