import { PassThrough } from "node:stream";
import type { Config } from "../config.ts";
import { demandSpace } from "../disk-space.ts";
import type { App, Reply, Request } from "../http.ts";
import { Problem } from "../problem.ts";
import { networkOf } from "./networks.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Bytes of the whole request with a file (multipart); other routes take no such request. */
    uploadBytes?: number;
    /** Answered under any host name: addresses that machines of the operator ask. */
    anyHost?: boolean;
  }
}

/** Bytes of a body, unless the route says otherwise. */
export const BODY_BYTES = 1_000_000;
/** Fields of a form and values of lists, all together: more than any of ours has. */
export const MOST_VALUES = 20_000;
const DEEPEST = 32;
/** Bytes of bodies that one client may have under way at once. */
const MOST_UNDER_WAY = 64 * 2 ** 20;
/** A connection whose body was refused is drained so long, so that its sender can read why; then it is cut. */
const LINGER_MS = 5000;

const HOST = /^(?:[a-z0-9_](?:[a-z0-9_.-]{0,252}[a-z0-9_.])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

/** A host that an address can have: no port above 65535, no 1.2.3.999. */
function isHost(host: string): boolean {
  return HOST.test(host) && URL.canParse(`http://${host}`);
}

/**
 * What every request meets before any room: a host that is one, and the one asked for whatever else is told, a body no larger than its route takes and sent in time,
 * texts that are texts. Register first.
 * Refuses: `host-invalid` 400, `too-large` 413, `media-type-unsupported` 415, `storage-low` 507 (before the body is
 * read); `too-many-requests` 429 (64 MB of one client under way); `body-slow` 408; `text-malformed` 400 (U+0000, half a character), `too-deep` 400, `too-many-values` 413.
 */
export function guardRequests(app: App, config: Config): void {
  app.addHook("onRequest", async (request, reply) => {
    // Proxies pass `Host` on (docs/operations.md); this one most hand through from whoever asks.
    delete request.raw.headers["x-forwarded-host"];
    if (hasBody(request)) drainAfterwards(request, reply);
    if (!request.routeOptions.config?.anyHost && !isHost(request.host))
      throw new Problem("host-invalid", 400);
    if (hasBody(request)) await refuseBody(request, config);
  });
  const underWay = new Map<string, number>();
  app.addHook("preParsing", async (request, reply, payload) => {
    // A request with a file is read by `readUpload`, which has limits of its own.
    if (!hasBody(request) || isMultipart(request)) return payload;
    setAside(underWay, request, reply);
    return inTime(payload, config.bodySeconds, reply);
  });
  app.addHook("preValidation", async (request) => {
    demandTexts(request.params, "params", MOST_VALUES);
    demandTexts(request.query, "querystring", MOST_VALUES);
    const isLarge = (request.routeOptions.bodyLimit ?? BODY_BYTES) > BODY_BYTES;
    demandTexts(request.body, "body", isLarge ? Number.POSITIVE_INFINITY : MOST_VALUES);
  });
}

function hasBody(request: Request): boolean {
  const { headers } = request;
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

function isMultipart(request: Request): boolean {
  return /^multipart\//i.test(request.headers["content-type"] ?? "");
}

async function refuseBody(request: Request, config: Config): Promise<void> {
  const { uploadBytes } = request.routeOptions.config ?? {};
  if (isMultipart(request) && uploadBytes === undefined) throw new Problem("media-type-unsupported", 415);
  const limit = uploadBytes ?? request.routeOptions.bodyLimit ?? BODY_BYTES;
  const length = Number(request.headers["content-length"] ?? 0);
  if (length > limit) throw new Problem("too-large", 413, { limit });
  if (uploadBytes !== undefined) await demandSpace(config, length || null);
}

/** Node reads on after an early answer, so that the sender hears it; here that has an end. */
function drainAfterwards(request: Request, reply: Reply): void {
  const { raw } = request;
  reply.raw.once("finish", () => {
    if (raw.complete) return;
    const timer = setTimeout(() => raw.destroy(), LINGER_MS);
    timer.unref();
    raw.once("close", () => clearTimeout(timer));
  });
}

/** Counts what a client has under way, until it is answered. Refuses `too-many-requests` 429. */
function setAside(underWay: Map<string, number>, request: Request, reply: Reply): void {
  const client = request.actor?.personId ?? networkOf(request.ip);
  const limit = request.routeOptions.bodyLimit ?? BODY_BYTES;
  const bytes = Number(request.headers["content-length"] ?? limit);
  const sum = (underWay.get(client) ?? 0) + bytes;
  if (sum > MOST_UNDER_WAY) throw new Problem("too-many-requests", 429, { retryAfterSeconds: 1 });
  underWay.set(client, sum);
  let isOver = false;
  const release = (): void => {
    if (isOver) return;
    isOver = true;
    const left = (underWay.get(client) ?? 0) - bytes;
    if (left > 0) underWay.set(client, left);
    else underWay.delete(client);
  };
  reply.raw.once("finish", release);
  reply.raw.once("close", release);
}

/** A body that has to be there after so many seconds. When nobody reads it (a GET with a body), the answer ends the wait. */
function inTime(payload: NodeJS.ReadableStream, seconds: number, reply: Reply): PassThrough {
  const bounded = new PassThrough();
  bounded.on("error", () => payload.unpipe(bounded));
  const timer = setTimeout(() => bounded.destroy(new Problem("body-slow", 408, { seconds })), seconds * 1000);
  timer.unref();
  for (const end of ["finish", "close"]) reply.raw.once(end, () => clearTimeout(timer));
  bounded.once("close", () => clearTimeout(timer));
  payload.once("error", (error) => bounded.destroy(error));
  payload.once("close", () => {
    if (!bounded.writableEnded) bounded.destroy(new Problem("body-incomplete", 400));
  });
  payload.pipe(bounded);
  return bounded;
}

/** Looks at every text of a parsed request, wherever it stands. */
function demandTexts(value: unknown, place: string, most: number): void {
  const waiting: [value: unknown, place: string, depth: number][] = [[value, place, 0]];
  let seen = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [one, where, depth] = next;
    if (typeof one === "string") {
      if (one.includes("\u0000") || !one.isWellFormed())
        throw new Problem("text-malformed", 400, { place: where });
      continue;
    }
    if (typeof one !== "object" || one === null || Buffer.isBuffer(one)) continue;
    if (depth >= DEEPEST) throw new Problem("too-deep", 400, { place });
    for (const [name, inner] of Object.entries(one)) {
      if (++seen > most) throw new Problem("too-many-values", 413, { place, limit: most });
      if (name.includes("\u0000") || !name.isWellFormed())
        throw new Problem("text-malformed", 400, { place });
      waiting.push([inner, Array.isArray(one) ? where : `${where}/${name.slice(0, 60)}`, depth + 1]);
    }
  }
}
