/** Runs `work` again and again until stopped: after `everyMs` when it succeeded, sooner (`retryMs`) when it did not. */
export function repeat(everyMs: number, retryMs: number, work: () => Promise<boolean>): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const later = (milliseconds: number): void => {
    if (isStopped) return;
    timer = setTimeout(() => {
      work().then(
        (isDone) => later(isDone ? everyMs : retryMs),
        () => later(retryMs), // `work` reports its own failures
      );
    }, milliseconds);
  };
  later(everyMs);
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** Runs `work` now, and again after `retryMs` until it succeeds once or is stopped. */
export function untilDone(retryMs: number, work: () => Promise<boolean>): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const attempt = (): void => {
    work().then(
      (isDone) => {
        if (!isDone && !isStopped) timer = setTimeout(attempt, retryMs);
      },
      () => undefined, // `work` reports its own failures
    );
  };
  attempt();
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
