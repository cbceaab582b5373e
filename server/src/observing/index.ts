import type { App, RouteDeps } from "../kernel/http.ts";
import { createMetrics, type Searching } from "./metrics.ts";
import { registerMetrics } from "./metrics-route.ts";
import { watchRequests } from "./requests.ts";
import { watchStatements } from "./statements.ts";

export { outboxFigures } from "./outbox-figures.ts";

/** Watches requests and statements of this process, mounts `/metrics`, and sends spans where that is wished. */
export async function registerObserving(app: App, deps: RouteDeps & Searching): Promise<void> {
  const metrics = createMetrics(deps);
  watchRequests(app, metrics, deps.config);
  watchStatements(app, metrics, deps.config);
  registerMetrics(app, metrics, deps.config);
  // Nobody else pays for what it loads.
  if (deps.config.traces) (await import("./tracing.ts")).traceRequests(app, deps.config.traces);
}
