import { setTimeout as wait } from "node:timers/promises";

/** A stop is over within this, whatever hangs; init systems kill after ten seconds or more. */
export const STOP_WITHIN_MS = 8000;
/** Kept for what comes after the step that is running. */
const RESERVE_MS = 1500;

/** Steps of a stop, each with a limit of its own inside one limit for all. */
export type Stop = {
  /** Waits for `work` at most `atMostMs`; what did not end in time, or failed, is said and left behind. */
  step(name: string, atMostMs: number, work: () => unknown): Promise<void>;
};

/** Begins to count at `begin`; `report` hears of steps that did not end, and without any the stop `isWhole`. */
export function createStop(report: (error: unknown) => void): Stop & { begin(): void; isWhole(): boolean } {
  let deadline = Number.POSITIVE_INFINITY;
  let isWhole = true;
  const leave = (error: Error): void => {
    isWhole = false;
    report(error);
  };
  return {
    isWhole: () => isWhole,
    begin: () => {
      deadline = performance.now() + STOP_WITHIN_MS;
    },
    step: async (name, atMostMs, work) => {
      const limit = Math.max(100, Math.min(atMostMs, deadline - performance.now() - RESERVE_MS));
      const given = new AbortController();
      try {
        const done = Promise.resolve()
          .then(work)
          .then(() => true);
        const ended = await Promise.race([done, wait(limit, false, { signal: given.signal })]);
        if (ended) return;
        done.catch(report);
        leave(new Error(`${name} did not end within ${Math.round(limit)} ms and is left behind`));
      } catch (error) {
        leave(new Error(`${name} did not end well`, { cause: error }));
      } finally {
        given.abort();
      }
    },
  };
}

/** The signals that end a server. A second one ends it at once. */
export function stopSignals(onFirst: () => void): void {
  let isStopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.on(signal, () => {
      if (isStopping) process.exit(signal === "SIGINT" ? 130 : 143);
      isStopping = true;
      onFirst();
    });
}

/** Whether this process takes its leave: it still answers, and a balancer is told to send nobody any more. */
export const leaving = { hasBegun: false };
