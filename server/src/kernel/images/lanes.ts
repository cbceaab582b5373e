/** Work that takes turns: `lanes` pieces at a time, at most `mostWaiting` behind them, others are refused. */
export function createLanes(
  lanes: number,
  mostWaiting: number,
  refusal: () => Error,
): { run<T>(work: () => Promise<T>): Promise<T> } {
  let busy = 0;
  const waiting: (() => void)[] = [];
  return {
    run: async (work) => {
      if (busy >= lanes) {
        if (waiting.length >= mostWaiting) throw refusal();
        await new Promise<void>((turn) => waiting.push(turn));
      } else busy++;
      try {
        return await work();
      } finally {
        // The lane is handed on, so nobody who comes now can slip in before those who wait.
        const next = waiting.shift();
        if (next) next();
        else busy--;
      }
    },
  };
}
