import type { Searcher } from "../discovery/index.ts";
import { type App, originOf, type Request, type RouteDeps } from "../kernel/http.ts";
import { readSecret } from "../kernel/secrets.ts";
import { answerOai } from "./oai-pmh/answer.ts";
import { answerSru } from "./sru/respond.ts";

type Params = Record<string, string | string[] | undefined>;

/** Parameters of GET and of urlencoded POST alike. */
function paramsOf(request: Request): Params {
  return { ...(request.query as Params), ...((request.body as Params | undefined) ?? {}) };
}

const ANSWER_COST = 0.2;
const LIST_COST = 1;
const DEEP = 200;
const RECORDS = 100;

/** A search by SRU costs what it makes the server read and write: far records and many. */
function costOfSru(request: Request): number {
  const { startRecord, maximumRecords } = paramsOf(request);
  return ANSWER_COST + sizeOf(startRecord) / DEEP + sizeOf(maximumRecords) / RECORDS;
}

/** A harvester pays for lists. */
function costOfOai(request: Request): number {
  return String(paramsOf(request).verb).startsWith("List") ? LIST_COST : ANSWER_COST;
}

function sizeOf(value: string | string[] | undefined): number {
  const number = Number(value);
  return Number.isFinite(number) && number > 0 ? Math.min(number, 1e6) : 0;
}

/** Mounts SRU at /sru and OAI-PMH at /oai. Both are public and read only. */
export async function registerGateways(app: App, deps: RouteDeps & { searcher: Searcher }): Promise<void> {
  const key = await readSecret(deps.db, "oai-resumption-token");
  const options = { schema: { hide: true }, config: { csrf: "none" as const } };
  app.route({
    schema: options.schema,
    config: { ...options.config, cost: costOfSru },
    method: ["GET", "POST"],
    url: "/sru",
    handler: async (request, reply) => {
      const params = Object.fromEntries(
        Object.entries(paramsOf(request)).map(([name, value]) => [
          name,
          Array.isArray(value) ? value[0] : value,
        ]),
      );
      const xml = await answerSru(deps, params, `${originOf(request, deps.config)}/sru`);
      return reply.type("text/xml; charset=utf-8").send(xml);
    },
  });
  app.route({
    schema: options.schema,
    config: { ...options.config, cost: costOfOai },
    method: ["GET", "POST"],
    url: "/oai",
    handler: async (request, reply) => {
      const base = originOf(request, deps.config);
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
