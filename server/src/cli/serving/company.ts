import type { Config } from "../../kernel/config.ts";
import type { OtherWorkers } from "../../kernel/jobs.ts";
import type { Subscriber } from "../../kernel/outbox.ts";
import { leaving } from "../../kernel/stopping.ts";
import { keepBriefly } from "../../kernel/time.ts";
import { Follower, onlyOne, otherWorkers, watchOthers } from "../../processes/index.ts";
import type { RegionDatabase } from "./region-database.ts";

/** What is read from the database and kept in memory is so old at most, so that processes agree within a second. */
const KEPT_MS = 500;
/** A balancer that asks every second has sent nobody for a while. */
const LEAVING_MS = 2500;
const RETRY_MS = 500;

/** How a server stands beside others; alone, all of it does nothing more than the work itself. */
export type Company = {
  follower?: Follower;
  workers?: OtherWorkers;
  /** The folder of its own index. */
  indexName?: string;
  /** Work of the region that one process does: now, unless another is at it. */
  alone<T>(what: string, work: () => Promise<T>): Promise<T | undefined>;
  /** The same, done before anything else: waits until whoever is at it has ended, then finds it done. */
  inTurn(what: string, work: () => Promise<void>): Promise<void>;
  /** Hands what this process keeps in memory to it; gives what is left for the outbox to deliver. */
  follow(local: readonly Subscriber[], hooks: { onMissed(): void; onGone(): void }): Subscriber[];
  /** Still answers, and says that nobody is to be sent any more. */
  leave(): Promise<void>;
  stop(): Promise<void>;
};

const ALONE: Company = {
  alone: (_what, work) => work(),
  inTurn: (_what, work) => work(),
  follow: (local) => [...local],
  leave: async () => undefined,
  stop: async () => undefined,
};

/** Joins the other processes of a region when this one was given a name of its own. */
export async function joinOthers(
  { processName: name }: Config,
  { db, pool }: RegionDatabase,
  report: (error: unknown) => void,
): Promise<Company> {
  if (name === undefined) return ALONE;
  keepBriefly(KEPT_MS);
  const follower = new Follower(db, name, report);
  await follower.open();
  let watch: { stop(): void } | undefined;
  return {
    follower,
    workers: await otherWorkers(db, name),
    indexName: `index-of-${name}`,
    alone: (what, work) => onlyOne(pool, what, work),
    inTurn: async (what, work) => {
      while ((await onlyOne(pool, what, () => work().then(() => true))) === undefined)
        await new Promise((done) => setTimeout(done, RETRY_MS));
    },
    follow: (local, { onMissed, onGone }) => {
      follower.start(local, onMissed);
      watch = watchOthers(db, onGone, report);
      // The outbox takes them off its table, and every process hears them by itself.
      return local.map((subscriber) => ({ ...subscriber, handle: async () => undefined }));
    },
    leave: async () => {
      leaving.hasBegun = true;
      await new Promise((done) => setTimeout(done, LEAVING_MS));
    },
    stop: async () => {
      watch?.stop();
      await follower.stop();
    },
  };
}
