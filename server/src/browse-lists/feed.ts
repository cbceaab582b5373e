import { Worker } from "node:worker_threads";
import type pg from "pg";
import { z } from "zod";
import type { Db } from "../kernel/database.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import { updateBrowse } from "./build.ts";

const idsSchema = z.object({ instanceIds: z.array(z.number().int()) });

/** Changes told at once beyond this number are an import's: they wait for the machine. */
const MOST_AT_ONCE = 500;
/** Imports are over when nothing was heard of one for so long (file follows file); the lists wait for that, not without end. */
const CALM_MS = 6000;
const LOOK_MS = 500;
const LONGEST_REST_MS = 10 * 60_000;
const RETRY_MS = 2000;
/** A slice of a thousand titles needs little; without a limit the garbage of a whole catalogue gathers first. */
const WORKER_MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 };

/** Keeps the browse lists current until it is stopped. */
export type BrowseFeed = {
  subscriber: Subscriber;
  /** Makes lists and catalogue agree, in a thread of its own; resolves when they do. */
  gather(): Promise<void>;
  /** Resolves when everything heard so far is in the lists. */
  settled(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Brings the lists up to date from the outbox. What a person changes is there before the message is done; what an import
 * changes is gathered by a thread when the import is over, so that neither it nor a desk nor a reader is slowed down.
 * What is lost in a crash is found again at the next start by the versions of the instances. `report` hears of failures.
 */
export function createBrowseFeed(
  db: Db,
  connection: pg.ClientConfig,
  report: (error: unknown) => void,
): BrowseFeed {
  let behind = false;
  let heardAt = Number.NEGATIVE_INFINITY;
  let stopping = false;
  let running: Promise<void> | undefined;
  const gathering = gatheringThread(connection);
  const untilCalm = async (): Promise<void> => {
    const began = performance.now();
    while (!stopping && performance.now() - heardAt < CALM_MS && performance.now() - began < LONGEST_REST_MS)
      await rest(LOOK_MS);
  };
  const work = async (): Promise<void> => {
    while (behind && !stopping) {
      await untilCalm();
      if (stopping) return;
      behind = false;
      try {
        await gathering.run();
      } catch (error) {
        behind = true;
        report(error);
        for (let waited = 0; waited < RETRY_MS && !stopping; waited += LOOK_MS) await rest(LOOK_MS);
      }
    }
  };
  const start = (): Promise<void> => {
    behind = true;
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  };
  return {
    subscriber: {
      topic: "instances-changed",
      name: "discovery.browse",
      handle: async (_tx, messages) => {
        const lists = messages.map((message) => idsSchema.parse(message.payload).instanceIds);
        const now = lists.filter((ids) => ids.length <= MOST_AT_ONCE).flat();
        const isImport = lists.some((ids) => ids.length > MOST_AT_ONCE) || now.length > MOST_AT_ONCE;
        if (now.length <= MOST_AT_ONCE) await updateBrowse(db, now);
        if (!isImport) return;
        heardAt = performance.now();
        start().catch(report);
      },
    },
    gather: start,
    settled: async () => {
      heardAt = Number.NEGATIVE_INFINITY;
      while (running) await running;
    },
    stop: async () => {
      stopping = true;
      await gathering.stop();
      await running;
    },
  };
}

/** The thread that makes lists and catalogue agree, while it runs. */
function gatheringThread(connection: pg.ClientConfig): { run(): Promise<void>; stop(): Promise<void> } {
  let worker: Worker | undefined;
  let isStopped = false;
  return {
    run: async () => {
      const thread = new Worker(new URL("./browse-worker.ts", import.meta.url), {
        workerData: connection,
        resourceLimits: WORKER_MEMORY,
      });
      worker = thread;
      try {
        await new Promise<void>((done, fail) => {
          thread.once("error", fail);
          thread.once("exit", (code) =>
            code === 0 || isStopped ? done() : fail(new Error(`The browse lists ended with ${code}`)),
          );
        });
      } finally {
        worker = undefined;
      }
    },
    stop: async () => {
      isStopped = true;
      await worker?.terminate();
    },
  };
}

function rest(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
