import type { Searcher } from "../discovery/index.ts";
import type { App, Request, RouteDeps } from "../kernel/http.ts";
import { readSecret } from "../kernel/secrets.ts";
import { answerOai } from "./oai-pmh/answer.ts";
import { answerSru } from "./sru/respond.ts";

type Params = Record<string, string | string[] | undefined>;

/** Address under which this server is reached: the configured one, or what the request says. */
function addressOf(deps: RouteDeps, request: Request): string {
  return deps.config.publicUrl ?? `${request.protocol}://${request.host}`;
}

/** Parameters of GET and of urlencoded POST alike. */
function paramsOf(request: Request): Params {
  return { ...(request.query as Params), ...((request.body as Params | undefined) ?? {}) };
}

/** Mounts SRU at /sru and OAI-PMH at /oai. Both are public and read only. */
export async function registerGateways(app: App, deps: RouteDeps & { searcher: Searcher }): Promise<void> {
  const key = await readSecret(deps.db, "oai-resumption-token");
  const options = { schema: { hide: true }, config: { csrf: "none" as const } };
  app.route({
    ...options,
    method: ["GET", "POST"],
    url: "/sru",
    handler: async (request, reply) => {
      const params = Object.fromEntries(
        Object.entries(paramsOf(request)).map(([name, value]) => [
          name,
          Array.isArray(value) ? value[0] : value,
        ]),
      );
      const xml = await answerSru(deps, params, `${addressOf(deps, request)}/sru`);
      return reply.type("text/xml; charset=utf-8").send(xml);
    },
  });
  app.route({
    ...options,
    method: ["GET", "POST"],
    url: "/oai",
    handler: async (request, reply) => {
      const base = addressOf(deps, request);
      const host = new URL(base).hostname;
      const xml = await answerOai(
        {
          db: deps.db,
          address: `${base}/oai`,
          host,
          adminEmail: deps.config.smtp?.from ?? `library@${host}`,
          key,
          now: deps.clock.now(),
        },
        request.method === "POST" ? paramsOf(request) : (request.query as Params),
      );
      return reply.type("text/xml; charset=utf-8").send(xml);
    },
  });
}
