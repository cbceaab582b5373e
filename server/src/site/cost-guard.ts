import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import type { Reply, Request } from "../kernel/http.ts";
import { newId } from "../kernel/ids.ts";
import type { SearchState } from "./search-state.ts";
import { filterCount } from "./search-state.ts";

/** Cookie of a browser that has seen a page here: it has a budget of its own, however many share its address. */
export const VISITOR_COOKIE = "commonshelf_visitor";
const VISITOR_DAYS = 30;
const MOST_CLIENTS = 50_000;
/** Slower than this nobody is made; whoever reads at human speed is never slowed at all. */
const LONGEST_WAIT_MS = 3000;

/** Cost a client may spend at once, and gets back per second. */
export type Budget = { size: number; perSecond: number };

/** A visitor's own budget; that of an address without cookies (a robot, or a first visit); a robot that says so. */
export const budgets = {
  visitor: { size: 240, perSecond: 8 },
  address: { size: 120, perSecond: 3 },
  robot: { size: 40, perSecond: 1 },
} as const satisfies Record<string, Budget>;

/** What a results page costs: words alone nothing, every filter more than the one before, deep pages a little. */
export function costOf(state: Pick<SearchState, "facets" | "not" | "from" | "to" | "page">): number {
  const filters = filterCount(state as SearchState);
  return filters * filters + Math.floor(state.page / 10);
}

/** Buckets of cost by client, the least recently seen forgotten first. Nothing about anybody is stored beyond this. */
export class CostGuard {
  private readonly buckets = new Map<string, { left: number; at: number }>();

  /** Charges a client and says how long it has to wait: 0 within its budget, then longer and longer, never for ever. */
  charge(client: string, budget: Budget, cost: number, now: number): number {
    const known = this.buckets.get(client);
    const refilled = known
      ? Math.min(budget.size, known.left + ((now - known.at) / 1000) * budget.perSecond)
      : budget.size;
    // A debt is limited: after a minute of quiet everybody may go on.
    const left = Math.max(refilled - cost, -60 * budget.perSecond);
    this.buckets.delete(client);
    this.buckets.set(client, { left, at: now });
    if (this.buckets.size > MOST_CLIENTS) this.buckets.delete(this.buckets.keys().next().value!);
    return left >= 0 ? 0 : Math.min(LONGEST_WAIT_MS, (-left / budget.perSecond) * 1000);
  }
}

const ROBOT = /bot\b|crawl|spider|slurp|fetch|python-|curl|wget|scrapy|headless/i;

/** Who asks, for the guard: a visitor by cookie, else the address. Signed-in readers are not guarded: null. */
export function clientOf(request: Request, secret: KeyObject): { key: string; budget: Budget } | null {
  if (request.session) return null;
  const visitor = readVisitor(request.cookies[VISITOR_COOKIE], secret);
  if (visitor) return { key: `v ${visitor}`, budget: budgets.visitor };
  const isRobot = ROBOT.test(request.headers["user-agent"] ?? "");
  return { key: `a ${request.ip}`, budget: isRobot ? budgets.robot : budgets.address };
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

/** Gives a browser without one its visitor cookie: a random number, signed, telling nothing about anybody. */
export function greetVisitor(request: Request, reply: Reply, secret: KeyObject): void {
  if (request.session || readVisitor(request.cookies[VISITOR_COOKIE], secret)) return;
  const id = newId<"visitor">();
  reply.setCookie(VISITOR_COOKIE, `${id}.${signatureOf(id, secret)}`, {
    path: "/",
    sameSite: "lax",
    httpOnly: true,
    maxAge: VISITOR_DAYS * 86_400,
  });
}

/** Charges requests with their cost; whoever has none left waits a moment before being answered. */
export function createGuard(
  secretBytes: Buffer,
): (request: Request, reply: Reply, cost: number) => Promise<void> {
  const guard = new CostGuard();
  const secret = createSecretKey(secretBytes);
  return async (request, reply, cost) => {
    greetVisitor(request, reply, secret);
    const client = clientOf(request, secret);
    if (!client) return;
    const wait = guard.charge(client.key, client.budget, cost, performance.now());
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
  };
}
