import type { App, RouteDeps } from "../kernel/http.ts";
import { createMetrics, type Searching } from "./metrics.ts";
import { registerMetrics } from "./metrics-route.ts";
import { watchRequests } from "./requests.ts";
import { watchStatements } from "./statements.ts";

/** Watches requests and statements of this process, and mounts `/metrics`. */
export function registerObserving(app: App, deps: RouteDeps & Searching): void {
  const metrics = createMetrics(deps);
  watchRequests(app, metrics, deps.config);
  watchStatements(app, metrics, deps.config);
  registerMetrics(app, metrics, deps.config);
}
