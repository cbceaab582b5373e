import { isUrl } from "./cluster.ts";

/** How the region is watched. */
export type ObservingConfig = {
  /** Whoever reads `/metrics` shows this; absent: only this machine may. */
  metricsToken: string | undefined;
  /** Statements that take longer, in milliseconds, are written to the log; 0: none. */
  slowMs: number;
  /** Whether every request is a line of the log. */
  logsRequests: boolean;
  /** Where spans are sent, as which service, and of how large a share of requests (0 to 1); absent: nowhere. */
  traces: { url: string; service: string; share: number } | undefined;
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
  const collector = text("OTEL_EXPORTER_OTLP_ENDPOINT");
  if (collector !== undefined && !isUrl(collector, ["http:", "https:"]))
    problems.push("OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https address, like http://localhost:4318");
  const share = amount("OTEL_TRACES_SAMPLER_ARG", 1);
  if (share > 1) problems.push("OTEL_TRACES_SAMPLER_ARG must be a share from 0 to 1");
  const traces = collector && {
    url: `${collector.replace(/\/+$/, "")}/v1/traces`,
    service: text("OTEL_SERVICE_NAME") ?? "commonshelf",
    share,
  };
  return {
    metricsToken,
    traces: traces || undefined,
    slowMs: amount("COMMONSHELF_SLOW_MS", 1000),
    logsRequests: log === "requests",
  };
}
