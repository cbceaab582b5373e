import { z } from "zod";
import type { Db } from "../kernel/database.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import { updateBrowse } from "./browse-build.ts";

const idsSchema = z.object({ instanceIds: z.array(z.number().int()) });

/** Changes told at once beyond this number are an import's: they wait for the machine. */
const MOST_AT_ONCE = 500;
const SLICE = 250;
/** An import is over when nothing was heard of it for so long; the lists wait for that, but not longer than a minute. */
const CALM_MS = 1500;
const LONGEST_REST_MS = 60_000;
const RETRY_MS = 2000;

/** Keeps the browse lists current until it is stopped. */
export type BrowseFeed = {
  subscriber: Subscriber;
  /** Resolves when everything heard so far is in the lists. */
  settled(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Brings the lists up to date from the outbox. What a person changes is there before the message is done; what an import
 * changes follows when it is over, so that neither it nor a desk beside it is slowed down. What is lost in a crash
 * is found again at the next start by the versions of the instances. `report` hears of failures.
 */
export function createBrowseFeed(db: Db, report: (error: unknown) => void): BrowseFeed {
  const waiting = new Set<number>();
  let heardAt = Number.NEGATIVE_INFINITY;
  let stopping = false;
  let running: Promise<void> | undefined;
  const takeSlice = (): number[] => {
    const slice: number[] = [];
    for (const id of waiting) {
      if (slice.length === SLICE) break;
      slice.push(id);
    }
    for (const id of slice) waiting.delete(id);
    return slice;
  };
  const untilCalm = async (): Promise<void> => {
    const began = performance.now();
    while (!stopping && performance.now() - heardAt < CALM_MS && performance.now() - began < LONGEST_REST_MS)
      await new Promise((done) => setTimeout(done, CALM_MS / 3));
  };
  const work = async (): Promise<void> => {
    while (waiting.size > 0 && !stopping) {
      const slice = takeSlice();
      let rest = 0;
      try {
        await untilCalm();
        await updateBrowse(db, slice);
      } catch (error) {
        for (const id of slice) waiting.add(id);
        report(error);
        rest = RETRY_MS;
      }
      if (rest > 0) await new Promise((done) => setTimeout(done, rest));
    }
  };
  const start = (): void => {
    running ??= work().finally(() => {
      running = undefined;
    });
  };
  return {
    subscriber: {
      topic: "instances-changed",
      name: "discovery.browse",
      handle: async (_tx, messages) => {
        const lists = messages.map((message) => idsSchema.parse(message.payload).instanceIds);
        const now = lists.filter((ids) => ids.length <= MOST_AT_ONCE).flat();
        const later = lists.filter((ids) => ids.length > MOST_AT_ONCE).flat();
        if (now.length <= MOST_AT_ONCE) await updateBrowse(db, now);
        else later.push(...now);
        if (later.length === 0) return;
        heardAt = performance.now();
        for (const id of later) waiting.add(id);
        start();
      },
    },
    settled: async () => {
      heardAt = Number.NEGATIVE_INFINITY;
      while (running) await running;
    },
    stop: async () => {
      stopping = true;
      await running;
    },
  };
}
