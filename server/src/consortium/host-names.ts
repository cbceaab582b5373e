import { hostname } from "node:os";
import type { App, Request } from "../kernel/http.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** Each says whether the consortium gave a host name to something: a member's face, a collection. Rooms add theirs. */
    givenHosts?: ((host: string) => boolean)[];
  }
}

/**
 * Where no `PUBLIC_URL` says how the site is reached, answers name the host asked for only when it is this machine or was
 * given by the consortium; else where the request came in, for anybody can ask for any host. What a proxy hands through
 * in `X-Forwarded-Host` is not asked (`request-guard.ts`).
 */
export function nameOwnHosts(app: App): void {
  app.decorate("givenHosts", []);
  app.decorateRequest("ownOrigin", {
    getter(): string {
      return ownOrigin(this);
    },
  });
}

function ownOrigin(request: Request): string {
  const { localAddress = "127.0.0.1", localPort } = request.socket;
  const own = localAddress.replace(/^::ffff:/, "");
  const asked = request.hostname.toLowerCase().replace(/^\[|\]$/g, "");
  const isGiven = request.server.givenHosts?.some((given) => given(asked)) ?? false;
  if (isGiven || isThisMachine(asked, own)) return `${request.protocol}://${request.host}`;
  const port = localPort === undefined ? "" : `:${localPort}`;
  return `${request.protocol}://${own.includes(":") ? `[${own}]` : own}${port}`;
}

function isThisMachine(host: string, address: string): boolean {
  return (
    /^(?:localhost|127(?:\.\d+){3}|::1)$/.test(host) || host === address || host === hostname().toLowerCase()
  );
}
