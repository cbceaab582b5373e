import { API } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";

/** What pages of other sites may read of the API: it is everybody's, and no session is asked for. */
const OPEN: ReadonlySet<string> = new Set([
  `${API}/match`,
  `${API}/collections`,
  `${API}/collections/:slug/facets/:field`,
  `${API}/objects/:number/collections`,
]);
const DAY = "86400";

/** Lets browsers hand these answers to pages of any origin (Fetch, CORS protocol), and answers what they ask before a POST. */
export function openToOtherSites(app: App): void {
  app.addHook("onRequest", async (request, reply) => {
    if (OPEN.has(request.routeOptions.url ?? "")) reply.header("access-control-allow-origin", "*");
  });
  app.options(`${API}/match`, { schema: { hide: true } }, async (_request, reply) =>
    reply
      .code(204)
      .header("access-control-allow-methods", "POST")
      .header("access-control-allow-headers", "content-type")
      .header("access-control-max-age", DAY)
      .send(),
  );
}
