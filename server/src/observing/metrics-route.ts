import { createHash, timingSafeEqual } from "node:crypto";
import type { Config } from "../kernel/config.ts";
import type { App, Request } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import type { Metrics } from "./metrics.ts";

/**
 * Mounts `/metrics` in the text format of Prometheus: for whoever shows the token, and without one for this machine itself,
 * but not for what a proxy on it passes on. For others there is nothing here (`not-found` 404).
 */
export function registerMetrics(
  app: App,
  { registry }: Pick<Metrics, "registry">,
  { metricsToken }: Pick<Config, "metricsToken">,
): void {
  const options = { schema: { hide: true }, config: { anyHost: true, cost: 0 } };
  app.get("/metrics", options, async (request, reply) => {
    if (!(metricsToken === undefined ? isLocal(request) : showsToken(request, metricsToken)))
      throw new Problem("not-found", 404);
    return reply
      .header("cache-control", "no-store")
      .type(registry.contentType)
      .send(await registry.metrics());
  });
}

const PASSED_ON = ["x-forwarded-for", "forwarded", "x-real-ip", "via"];

function isLocal({ socket, headers }: Request): boolean {
  const address = (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  return (
    (address === "::1" || address.startsWith("127.")) &&
    PASSED_ON.every((name) => headers[name] === undefined)
  );
}

function showsToken({ headers }: Request, token: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(headers.authorization ?? ""), digest(`Bearer ${token}`));
}
