import { regionZone } from "../consortium/index.ts";
import { API } from "../kernel/doors.ts";
import { type Budget, budgets, CostGuard } from "../kernel/http/budgets.ts";
import { networkOf } from "../kernel/http/networks.ts";
import type { App, Request, RouteDeps } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { addDays, dateIn, type PlainDate } from "../kernel/time.ts";
import { instantIn } from "../kernel/zones/zoned-time.ts";
import { createKeyCounter } from "./counting.ts";
import { findKey, type KnownKey } from "./keys.ts";
import { refuseKeyed } from "./refusals.ts";

/** The header a key comes in: in an address it would stand in everybody's logs. */
const API_KEY_HEADER = "x-api-key";

/** What other sites may read: it is everybody's, and no session is asked for. A key raises the budget here, and nowhere else. */
const OPEN: ReadonlyMap<string, "GET" | "POST"> = new Map([
  [`${API}/match`, "POST"],
  [`${API}/objects`, "GET"],
  [`${API}/objects/:number/collections`, "GET"],
  [`${API}/collections`, "GET"],
  [`${API}/collections/:slug/facets/:field`, "GET"],
  [`${API}/suggest`, "GET"],
  ["/embed/match", "GET"],
  ["/oembed", "GET"],
  ["/oai/collections", "GET"],
  ["/iiif/changes", "GET"],
  ["/iiif/changes/pages/:page", "GET"],
]);
const DAY = "86400";
const LONGEST_KEY = 100;
/** Keys that a network may show which nobody has seen to be right: each is looked for in the database before anybody pays. */
const UNPROVEN: Budget = { size: 60, perSecond: 1 };
const MOST_PROVEN = 10_000;

type Keyed = { key?: KnownKey; refusal?: Problem; zone: string; today: PlainDate };

const isOpen = ({ method, routeOptions }: Request): boolean => {
  const open = OPEN.get(routeOptions.url ?? "");
  return open !== undefined && (method === open || (open === "GET" && method === "HEAD"));
};

function secondsToMidnight(zone: string, today: PlainDate, now: Date): number {
  const midnight = instantIn(zone, addDays(today, 1), "00:00")!;
  return Math.max(1, Math.ceil((midnight.getTime() - now.getTime()) / 1000));
}

/** Whether a key may be used where it comes from: a server says no origin, a page of a browser its own. */
function refusalOf(key: KnownKey | undefined, origin: string | undefined): Problem | undefined {
  if (!key) return refuseKeyed("api-key-wrong");
  if (key.isRevoked) return refuseKeyed("api-key-revoked");
  return origin === undefined || key.origins.includes(origin)
    ? undefined
    : refuseKeyed("api-key-origin", { origin: origin.slice(0, 200) });
}

/**
 * Lets browsers hand the answers of open doors to pages of other sites (Fetch, CORS protocol): to all, and of a call with a
 * key to those of the key. Such a call pays from the key's own budget and is counted; a wrong key from its network's.
 */
export function openToOtherSites(app: App, { db, clock }: Pick<RouteDeps, "db" | "clock">): void {
  const counter = createKeyCounter(db, (error) =>
    app.log.error({ err: error }, "uses of keys were not written"),
  );
  const calls = new WeakMap<Request, Keyed>();
  const guard = new CostGuard();
  const proven = new Set<string>();
  /** Refuses `too-many-requests` 429. */
  const demandLookup = (given: string, ip: string): void => {
    if (proven.has(given)) return;
    const wait = guard.take(networkOf(ip), UNPROVEN, 1, performance.now());
    if (wait > 0)
      throw new Problem("too-many-requests", 429, { retryAfterSeconds: Math.max(1, Math.ceil(wait / 1000)) });
  };
  const readKey = async (given: string, origin: string | undefined): Promise<Keyed> => {
    const zone = await regionZone(db);
    const today = dateIn(zone, clock.now());
    const key = given.length > LONGEST_KEY ? undefined : await findKey(db, given, today);
    const refusal = refusalOf(key, origin);
    return { zone, today, ...(key && { key }), ...(refusal && { refusal }) };
  };
  app.addHook("onRequest", async (request, reply) => {
    if (!isOpen(request)) return;
    reply.header("access-control-allow-origin", "*");
    const given = request.headers[API_KEY_HEADER];
    if (given === undefined) return;
    demandLookup(String(given), request.ip);
    const keyed = await readKey(String(given), request.headers.origin);
    calls.set(request, keyed);
    if (!keyed.key || keyed.refusal) return void proven.delete(String(given));
    request.payer = { key: `k ${keyed.key.id}`, budget: budgets.key };
    if (proven.size >= MOST_PROVEN) proven.clear();
    proven.add(String(given));
  });
  app.addHook("preHandler", async (request) => {
    const keyed = calls.get(request);
    if (!keyed) return;
    if (keyed.refusal) throw keyed.refusal;
    const { id, used, daily } = keyed.key!;
    const day = { key: id, day: keyed.today };
    if (used + counter.waiting(day) < daily) return counter.count(day, "requests");
    counter.count(day, "refused");
    const retryAfterSeconds = secondsToMidnight(keyed.zone, keyed.today, clock.now());
    throw refuseKeyed("api-key-used-up", { daily, retryAfterSeconds });
  });
  app.addHook("onSend", async (request, reply) => {
    const keyed = calls.get(request);
    const { origin } = request.headers;
    if (!keyed) return;
    reply.header("vary", `origin, ${API_KEY_HEADER}`);
    if (origin === undefined || keyed.refusal) reply.removeHeader("access-control-allow-origin");
    else
      reply
        .header("access-control-allow-origin", origin)
        .header("access-control-expose-headers", "retry-after");
  });
  for (const [url, method] of OPEN)
    app.options(url, { schema: { hide: true } }, async (_request, reply) =>
      reply
        .code(204)
        .header("access-control-allow-origin", "*")
        .header("access-control-allow-methods", method)
        .header("access-control-allow-headers", `content-type, ${API_KEY_HEADER}`)
        .header("access-control-max-age", DAY)
        .send(),
    );
  app.addHook("onClose", async () => counter.write());
}
