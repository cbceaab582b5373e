import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import type { App, Reply, Request, RouteDeps } from "../http.ts";
import { newId } from "../ids.ts";
import { Problem } from "../problem.ts";
import { readSecret } from "../secrets.ts";
import { networkOf } from "./networks.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /**
     * What a request costs its client, or how that is told from the request: 1 is a search with one filter. Unsaid: the
     * least (`LEAST_COST`).
     */
    cost?: number | ((request: Request) => number);
    /** A page for people: answered a moment later when the budget is used up, and refused only far beyond it. */
    isPage?: boolean;
  }
  interface FastifyRequest {
    /** Who pays for it, where a room knows that better than its address tells. */
    payer?: Client;
  }
}

/** Cookie of a browser that has seen a page here: it has a budget of its own, however many share its address. */
const VISITOR_COOKIE = "commonshelf_visitor";
const VISITOR_DAYS = 30;
const MOST_CLIENTS = 50_000;
/** Longer than this no page is held back. */
const LONGEST_WAIT_MS = 3000;
/** Debts are limited: after so many seconds of quiet everybody may go on. */
const DEEPEST_DEBT_S = 60;
/** With such a debt a page is refused too. */
const REFUSED_DEBT_S = 45;
/** A cookie has to be so old before its address stops paying with it: cookies are not worth collecting. */
const YOUNG_MS = 60_000;

/** What every request costs: hundreds a second are within the smallest budget for people. */
export const LEAST_COST = 0.01;

/** Cost a client may spend at once, and gets back per second. */
export type Budget = { size: number; perSecond: number };

/**
 * The budgets: a robot that says so; an address without cookies (a program, or a first visit); a visitor by cookie; all
 * visitors of one address together (a campus); somebody signed in; staff, who never share with robots; a system with a key.
 */
export const budgets = {
  robot: { size: 40, perSecond: 1 },
  address: { size: 120, perSecond: 3 },
  visitor: { size: 240, perSecond: 8 },
  network: { size: 6000, perSecond: 150 },
  reader: { size: 600, perSecond: 20 },
  staff: { size: 6000, perSecond: 200 },
  key: { size: 1200, perSecond: 40 },
} as const satisfies Record<string, Budget>;

/** Buckets of cost by client, the least recently seen forgotten first. Nothing about anybody is stored beyond this. */
export class CostGuard {
  private readonly buckets = new Map<string, { left: number; at: number }>();

  private leftOf(client: string, budget: Budget, now: number): number {
    const known = this.buckets.get(client);
    return known
      ? Math.min(budget.size, known.left + ((now - known.at) / 1000) * budget.perSecond)
      : budget.size;
  }

  private put(client: string, left: number, now: number): void {
    this.buckets.delete(client);
    this.buckets.set(client, { left, at: now });
    if (this.buckets.size > MOST_CLIENTS) this.buckets.delete(this.buckets.keys().next().value!);
  }

  /** Charges a client and says how long it has to wait: 0 within its budget, then longer and longer, never for ever. */
  charge(client: string, budget: Budget, cost: number, now: number): number {
    const left = Math.max(this.leftOf(client, budget, now) - cost, -DEEPEST_DEBT_S * budget.perSecond);
    this.put(client, left, now);
    return left >= 0 ? 0 : Math.min(LONGEST_WAIT_MS, (-left / budget.perSecond) * 1000);
  }

  /** Charges a client if it can pay; else the milliseconds after which it can, and nothing is charged. */
  take(client: string, budget: Budget, cost: number, now: number): number {
    const price = Math.min(cost, budget.size);
    const left = this.leftOf(client, budget, now);
    if (left >= price) this.put(client, left - price, now);
    return left >= price ? 0 : ((price - left) / budget.perSecond) * 1000;
  }

  /** Seconds of debt of a client; 0: none. */
  debtOf(client: string, budget: Budget, now: number): number {
    return Math.max(0, -this.leftOf(client, budget, now) / budget.perSecond);
  }
}

const ROBOT = /bot\b|crawl|spider|slurp|fetch|python-|curl|wget|scrapy|headless/i;

type Client = { key: string; budget: Budget };

/** Who pays for a request: everybody listed. */
function payersOf(request: Request, secret: KeyObject | undefined, now: number): Client[] {
  const { actor, payer } = request;
  if (payer) return [payer];
  if (actor) {
    const budget = actor.grants.length > 0 ? budgets.staff : budgets.reader;
    return [{ key: `p ${actor.personId}`, budget }];
  }
  const address = networkOf(request.ip);
  const isRobot = ROBOT.test(request.headers["user-agent"] ?? "");
  const own = { key: `a ${address}`, budget: isRobot ? budgets.robot : budgets.address };
  const visitor = secret && readVisitor(request.cookies[VISITOR_COOKIE], secret);
  if (!visitor || isRobot) return [own];
  const payers = [
    { key: `v ${visitor}`, budget: budgets.visitor },
    { key: `n ${address}`, budget: budgets.network },
  ];
  return now - madeAt(visitor) < YOUNG_MS ? [...payers, own] : payers;
}

function signatureOf(id: string, secret: KeyObject): string {
  return createHmac("sha256", secret).update(id).digest("base64url").slice(0, 22);
}

function readVisitor(cookie: string | undefined, secret: KeyObject): string | null {
  if (cookie === undefined) return null;
  const [id = "", signature = ""] = cookie.split(".", 2);
  const right = Buffer.from(signatureOf(id, secret));
  const given = Buffer.from(signature);
  return id !== "" && given.length === right.length && timingSafeEqual(given, right) ? id : null;
}

/** When a visitor's number was drawn: the first 48 bits of a UUIDv7 (RFC 9562 5.7). */
function madeAt(visitor: string): number {
  return Number.parseInt(visitor.replace("-", "").slice(0, 12), 16);
}

/** Gives a browser without one its visitor cookie: a random number, signed, telling nothing about anybody. */
function greetVisitor(request: Request, reply: Reply, secret: KeyObject): void {
  if (request.actor || readVisitor(request.cookies[VISITOR_COOKIE], secret)) return;
  const id = newId<"visitor">();
  reply.setCookie(VISITOR_COOKIE, `${id}.${signatureOf(id, secret)}`, {
    path: "/",
    sameSite: "lax",
    httpOnly: true,
    maxAge: VISITOR_DAYS * 86_400,
  });
}

/**
 * One budget per client over all doors: pages, API, SRU, OAI-PMH, feeds, exports. Programs that have used theirs up are
 * refused and told when to come back; pages are held back a moment and refused only far beyond the budget. Register
 * after what sets `request.actor` is declared. Refuses `too-many-requests` 429 with Retry-After.
 */
export function registerBudgets(
  app: App,
  { db, config, clock }: Pick<RouteDeps, "db" | "config" | "clock">,
): void {
  const factor = config.budget;
  if (factor === 0) return;
  const guard = new CostGuard();
  const sized = ({ size, perSecond }: Budget): Budget => ({
    size: size * factor,
    perSecond: perSecond * factor,
  });
  let secret: KeyObject | undefined;
  app.addHook("preHandler", async (request, reply) => {
    const { cost: given = LEAST_COST, isPage = false } = request.routeOptions.config ?? {};
    const cost = typeof given === "function" ? given(request) : given;
    if (isPage || request.cookies[VISITOR_COOKIE] !== undefined)
      secret ??= createSecretKey(await readSecret(db, "visitor"));
    if (isPage && secret) greetVisitor(request, reply, secret);
    const now = performance.now();
    const payers = payersOf(request, secret, clock.now().getTime());
    const waits = payers.map(({ key, budget }) => {
      if (!isPage) return guard.take(key, sized(budget), cost, now);
      const debt = guard.debtOf(key, sized(budget), now);
      if (debt > REFUSED_DEBT_S) throw tooMany((debt - REFUSED_DEBT_S) * 1000);
      return guard.charge(key, sized(budget), cost, now);
    });
    const wait = Math.max(...waits);
    if (wait === 0) return;
    if (!isPage) throw tooMany(wait);
    await new Promise((done) => setTimeout(done, wait));
  });
}

function tooMany(waitMs: number): Problem {
  return new Problem("too-many-requests", 429, { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) });
}
