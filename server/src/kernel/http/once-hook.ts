import { setTimeout as wait } from "node:timers/promises";
import { sql } from "kysely";
import type { Db } from "../database.ts";
import { formKeyOf, keyOf, withoutDoorFields } from "../doors.ts";
import type { App, Reply, Request, RouteDeps } from "../http.ts";
import { Problem } from "../problem.ts";
import { answeredBefore, demandKey, fingerprintOf, type Keyed, LONGEST_ANSWER, ownerOf } from "./once.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The answer holds a secret: it is given once and kept nowhere. */
    answersSecret?: boolean;
  }
  interface FastifyRequest {
    /** The key this request holds until it is answered. */
    heldKey: Keyed | null;
  }
}

/** An HTTP answer as it is kept beside its key. */
type Kept = { status: number; headers: Record<string, string | string[]>; body: string };

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);
const KEPT_HEADERS = ["content-type", "location", "set-cookie"];
/** The one cookie that may be given again: what came of the last form. */
const FLASH = /^commonshelf_flash=/;
const LOOKS = 40;
const LOOK_EVERY_MS = 100;

/**
 * Every form and every writing operation that is no declared command takes a key as well (`_key`, or the header
 * `Idempotency-Key`): the same key twice is one act with one answer. The key is taken before the work and its answer kept
 * afterwards; refused work gives the key back. A process that dies between the two leaves a spent key, so that nothing
 * ever happens twice. Refuses `key-invalid` 400, `key-reused` 409, `key-spent` 409.
 */
export function registerOnce(app: App, { db, clock }: Pick<RouteDeps, "db" | "clock">): void {
  app.decorateRequest("heldKey", null);
  app.addHook("preHandler", async (request, reply) => {
    if (SAFE_METHODS.has(request.method) || request.routeOptions.config?.keepsOwnKey) return;
    const keyed = keyedOf(request);
    if (keyed.key === undefined) return;
    const owner = ownerOf(request.actor ?? null);
    const taken = await sql`insert into kernel.command (actor_id, key, name, fingerprint, at)
      values (${owner}, ${demandKey(keyed.key)}, ${keyed.name}, ${fingerprintOf(keyed.name, keyed.input)},
        ${clock.now()})
      on conflict (actor_id, key) do nothing returning key`.execute(db);
    if (taken.rows.length > 0) request.heldKey = keyed;
    else return await answerAgain(db, request, reply, keyed);
  });
  app.addHook("onSend", async (request, reply, payload) => {
    const held = request.heldKey;
    if (held === null) return payload;
    request.heldKey = null;
    await keepAnswer(db, request, reply, held, payload);
    return payload;
  });
}

function keyedOf(request: Request): Keyed {
  const name = `${request.method} ${request.routeOptions.url}`;
  const input = [request.url, withoutDoorFields(request.body)];
  return { key: keyOf(request) ?? formKeyOf(request.body, name, input), name, input };
}

/** The answer that the same key got; a rival that is still at work is waited for. */
async function answerAgain(db: Db, request: Request, reply: Reply, keyed: Keyed): Promise<Reply> {
  for (let look = 1; ; look++) {
    try {
      const known = await answeredBefore(db, request.actor ?? null, keyed);
      if (known) return send(reply, known.value as Kept);
      throw new Problem("key-spent", 409); // given back meanwhile: the rival was refused
    } catch (error) {
      const isSpent = error instanceof Problem && error.code === "key-spent";
      if (!isSpent || look === LOOKS) throw error;
      await wait(LOOK_EVERY_MS);
    }
  }
}

function send(reply: Reply, kept: Kept): Reply {
  return reply.code(kept.status).headers(kept.headers).send(kept.body);
}

async function keepAnswer(
  db: Db,
  request: Request,
  reply: Reply,
  held: Keyed,
  payload: unknown,
): Promise<void> {
  const owner = ownerOf(request.actor ?? null);
  if (reply.statusCode >= 400) {
    await sql`delete from kernel.command where actor_id = ${owner} and key = ${held.key}
      and answer is null`.execute(db);
    return;
  }
  const kept = answerOf(request, reply, payload);
  if (kept)
    await sql`update kernel.command set answer = ${JSON.stringify({ value: kept })}::jsonb
      where actor_id = ${owner} and key = ${held.key}`.execute(db);
}

function answerOf(request: Request, reply: Reply, payload: unknown): Kept | null {
  if (request.routeOptions.config?.answersSecret) return null;
  const cookies = [reply.getHeader("set-cookie") ?? []].flat().map(String);
  if (!cookies.every((cookie) => FLASH.test(cookie))) return null;
  const body = payload === undefined || payload === null ? "" : payload;
  if (typeof body !== "string" || body.length > LONGEST_ANSWER) return null;
  const headers = Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = reply.getHeader(name);
      return value === undefined ? [] : [[name, Array.isArray(value) ? value : String(value)]];
    }),
  );
  return { status: reply.statusCode, headers, body };
}
