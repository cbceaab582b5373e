import { createHash, timingSafeEqual } from "node:crypto";
import { through, type Via } from "../../kernel/actor.ts";
import type { CommandDeps, Cookie } from "../../kernel/command.ts";
import { type Db, inTransaction } from "../../kernel/database.ts";
import { browserAt, CHANGED_COOKIE } from "../../kernel/http/cookies.ts";
import type { App, Request, RouteDeps } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Clock } from "../../kernel/time.ts";
import { createRefusalLog } from "../refusal-log.ts";
import { isBrowserToken, KNOWN_MS, newBrowserToken } from "./browsers.ts";
import { agentName } from "./own-sessions.ts";
import { CHANGED_MS, sessionCache } from "./session-cache.ts";
import { loadSession, SEEN_EVERY_MS, type Session, sessionKey, touchSession } from "./sessions.ts";
import type { Arrival } from "./sign-in.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who is signed in; null: nobody. */
    session: Session | null;
  }
  interface FastifyContextConfig {
    /**
     * How a route that changes something tells its own pages from foreign ones. `token` (unless said otherwise):
     * same origin and the session's token. `origin`: same origin only, for the sign-in form. `none`: open to
     * foreign programs, and blind to the cookie, for protocol doors.
     */
    csrf?: "token" | "origin" | "none";
  }
}

/** Name of the cookie that tells a browser from others; it opens nothing. */
const BROWSER_COOKIE = "commonshelf_browser";
/** Name of the cookie that holds a session's token. */
export const SESSION_COOKIE = "commonshelf_session";
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/**
 * Makes `request.session` of the cookie, or of `Authorization: Bearer` for programs, and guards every unsafe method
 * against foreign pages. Register once, before the rooms.
 * Refuses: `origin-wrong` 403, `csrf-token-wrong` 403.
 */
export function registerSessions(app: App, deps: Pick<RouteDeps, "db" | "clock" | "config">): void {
  app.decorateRequest("session", null);
  app.decorateRequest("actor", {
    getter() {
      return this.session?.actor ?? null;
    },
  });

  app.addHook("onRequest", async (request, reply) => {
    const bearer = bearerToken(request);
    if (bearer !== null) {
      request.session = cameBy((await findSession(deps.db, deps.clock, bearer)).session, "program");
      return;
    }
    const unsafe = !SAFE_METHODS.has(request.method);
    const guard = request.routeOptions.config?.csrf ?? "token";
    if (unsafe && guard === "none") return;
    if (unsafe) refuseForeignOrigin(request, deps.config.publicUrl);
    const token = request.cookies[SESSION_COOKIE];
    if (!token) return;
    const { session, touched } = await findSession(
      deps.db,
      deps.clock,
      token,
      hasJustChanged(request, deps.clock),
    );
    // The end of the cookie moves with the end of the session.
    if (session && touched)
      browserAt(request, reply, deps.config).leave(sessionCookie(deps.clock, token, session.expiresAt));
    request.session = cameBy(session, request.url.startsWith("/api/") ? "api" : "web");
  });

  const noteRefusal = createRefusalLog(deps.db, deps.clock);
  app.addHook("onError", async (request, _reply, error) => {
    if (request.session && error instanceof Problem && error.status === 403)
      await noteRefusal(request.session, `${request.method} ${request.routeOptions.url ?? ""}`, error.code);
  });

  // After the body was read, because forms carry the token in it, and before anything believes the body.
  app.addHook("preValidation", async (request) => {
    if (SAFE_METHODS.has(request.method) || !request.session || bearerToken(request) !== null) return;
    if ((request.routeOptions.config?.csrf ?? "token") !== "token") return;
    if (!sameText(givenToken(request), request.session.csrfToken)) throw new Problem("csrf-token-wrong", 403);
  });
}

/** A session's token as its cookie: it goes when the session does. */
function sessionCookie(clock: Clock, token: string, expiresAt: Date): Cookie {
  const seconds = Math.max(0, Math.floor((expiresAt.getTime() - clock.now().getTime()) / 1000));
  return { name: SESSION_COOKIE, value: token, seconds };
}

/** Takes the session's token out of the browser. */
export const NO_SESSION: Cookie = { name: SESSION_COOKIE, value: null };

/** Leaves in the browser the session that a command has begun, and answers it without the token. */
export function leaveSession<T extends { token?: string | undefined; expiresAt: string }>(
  { browser, clock }: Pick<CommandDeps, "browser" | "clock">,
  { token, ...session }: T,
): Omit<T, "token"> {
  if (token !== undefined) browser?.leave(sessionCookie(clock, token, new Date(session.expiresAt)));
  return session;
}

/** How a request comes in: its address, the token that tells its browser from others (null: none yet), its name. */
export function arrivalOf({ browser, ip = "" }: Pick<CommandDeps, "browser" | "ip">, via: Via): Arrival {
  const token = browser?.cookies[BROWSER_COOKIE];
  const known = via !== "program" && isBrowserToken(token) ? token : null;
  return { origin: { browser: known, address: ip }, via, agent: agentName(browser?.agent) };
}

/** The arrival of a browser that has a token: one without is given one, for `leaveArrival`. Programs have none. */
export function namedArrival(arrival: Arrival): Arrival {
  const { origin, via } = arrival;
  if (via === "program" || origin.browser !== null) return arrival;
  return { ...arrival, origin: { ...origin, browser: newBrowserToken() } };
}

/** Lets a browser be told from others from now on. */
export function leaveArrival({ browser }: Pick<CommandDeps, "browser">, { origin }: Arrival): void {
  if (origin.browser !== null)
    browser?.leave({ name: BROWSER_COOKIE, value: origin.browser, seconds: KNOWN_MS / 1000 });
}

/** The session, acting through a door. Sessions are shared by the requests of one browser, so it is copied. */
function cameBy(session: Session | null, via: Via): Session | null {
  return session && { ...session, actor: through(session.actor, via, session.key) };
}

type Found = { session: Session | null; touched: boolean };

function hasJustChanged(request: Request, clock: Clock): boolean {
  return Math.abs(Number(request.cookies[CHANGED_COOKIE]) - clock.now().getTime()) < CHANGED_MS;
}

async function findSession(db: Db, clock: Clock, token: string, anew = false): Promise<Found> {
  const key = sessionKey(token);
  if (key === null) return { session: null, touched: false };
  const known = anew ? undefined : sessionCache.get(key);
  const session = known ?? (await loadSession(db, key));
  const now = clock.now().getTime();
  if (!session || session.expiresAt.getTime() <= now) return { session: null, touched: false };
  if (now - session.seenAt.getTime() < SEEN_EVERY_MS) {
    if (!known) sessionCache.put(session);
    return { session, touched: false };
  }
  const moved = await inTransaction(db, (tx) => touchSession(tx, clock, session));
  sessionCache.put(moved);
  return { session: moved, touched: true };
}

function bearerToken(request: Request): string | null {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? null;
}

/**
 * A browser says where an unsafe request comes from: in Sec-Fetch-Site, which no page can forge and no proxy
 * rewrites, or else in Origin. A program sends neither.
 */
function refuseForeignOrigin(request: Request, publicUrl: string | undefined): void {
  const site = request.headers["sec-fetch-site"];
  if (site === "same-origin" || site === "none") return;
  const origin = request.headers.origin;
  if (site === undefined && origin === undefined) return;
  if (site !== undefined || !isOwnOrigin(origin ?? "", request.host, publicUrl))
    throw new Problem("origin-wrong", 403);
}

/** True when `origin` is the host asked for, or the public one. A proxy may write the usual port into Host. */
function isOwnOrigin(origin: string, host: string, publicUrl: string | undefined): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: asking } = new URL(origin);
  const asked = `${protocol}//${host}`;
  return (
    (URL.canParse(asked) && asking === new URL(asked).host) ||
    (publicUrl !== undefined && asking === new URL(publicUrl).host)
  );
}

function givenToken(request: Request): string {
  const header = request.headers["x-csrf-token"];
  if (typeof header === "string") return header;
  const body = request.body;
  const field = typeof body === "object" && body !== null && "_csrf" in body ? body._csrf : undefined;
  return typeof field === "string" ? field : "";
}

function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
