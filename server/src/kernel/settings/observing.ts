/** How the region is watched. */
export type ObservingConfig = {
  /** Whoever reads `/metrics` shows this; absent: only this machine may. */
  metricsToken: string | undefined;
  /** Statements that take longer, in milliseconds, are written to the log; 0: none. */
  slowMs: number;
  /** Whether every request is a line of the log. */
  logsRequests: boolean;
};

/** Reads these settings; what is wrong is added to `problems`. */
export function readObserving(
  text: (name: string) => string | undefined,
  amount: (name: string, usual: number) => number,
  problems: string[],
): ObservingConfig {
  const metricsToken = text("COMMONSHELF_METRICS_TOKEN");
  if (metricsToken !== undefined && !/^[\x21-\x7e]{16,}$/.test(metricsToken))
    problems.push("COMMONSHELF_METRICS_TOKEN must be 16 characters or more, without blanks");
  const log = text("COMMONSHELF_LOG") ?? "warnings";
  if (log !== "warnings" && log !== "requests")
    problems.push(`COMMONSHELF_LOG must be "warnings" or "requests", not "${log}"`);
  return { metricsToken, slowMs: amount("COMMONSHELF_SLOW_MS", 1000), logsRequests: log === "requests" };
}
