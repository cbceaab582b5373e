import type { Config } from "../kernel/config.ts";
import type { App } from "../kernel/http.ts";
import type { Metrics } from "./metrics.ts";

/** Of addresses that lead nowhere all are one: they are made up by whoever asks. */
const NOWHERE = "none";

/**
 * Measures every request by the pattern of its address, and writes its line when that is wished: never the address itself,
 * which holds what somebody looked for, nor who asked.
 */
export function watchRequests(
  app: App,
  { requests }: Pick<Metrics, "requests">,
  { logsRequests }: Pick<Config, "logsRequests">,
): void {
  app.addHook("onResponse", async (request, reply) => {
    const route = request.is404 ? NOWHERE : (request.routeOptions.url ?? NOWHERE);
    const status = reply.statusCode;
    requests.observe({ method: request.method, route, status: String(status) }, reply.elapsedTime / 1000);
    if (logsRequests)
      request.log.info(
        { method: request.method, route, status, ms: Math.round(reply.elapsedTime) },
        "answered",
      );
  });
}
