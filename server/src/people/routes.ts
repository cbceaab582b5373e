import { inTransaction } from "../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { requireSession } from "./access.ts";
import { newSessionSchema, noContentSchema, sessionSchema, signInSchema } from "./schema.ts";
import { describeSession } from "./sign-in/described.ts";
import {
  arrivalOf,
  clearSessionCookie,
  namedArrival,
  registerSessions,
  SESSION_COOKIE,
  setBrowserCookie,
  setSessionCookie,
} from "./sign-in/session-hook.ts";
import { signOut } from "./sign-in/sessions.ts";
import { signIn } from "./sign-in/sign-in.ts";

/** Requests with a password are not fingerprinted for their key: that would be a weak hash of it. */
export const HOLDS_SECRET = { keepsOwnKey: true };

const tags = ["people"];
const SESSION = "/api/v1/session";

/** Mounts sessions (unless they are mounted already), and signing in and out, which set the cookie. */
export function registerPeople(app: App, deps: Pick<RouteDeps, "db" | "clock" | "config">): void {
  if (!app.hasRequestDecorator("session")) registerSessions(app, deps);
  registerSessionRoutes(app, deps);
}

function registerSessionRoutes(app: App, deps: Pick<RouteDeps, "db" | "clock" | "config">): void {
  app.post(
    SESSION,
    {
      config: {
        refusals: {
          "sign-in-failed": 401,
          "one-time-password-over": 403,
          "too-many-attempts": 429,
          busy: 503,
        },
        csrf: "origin",
        ...HOLDS_SECRET,
      },
      schema: {
        tags,
        summary: "Sign in",
        body: signInSchema,
        response: { 201: newSessionSchema, ...refusals(400, 401, 403, 429, 503) },
      },
    },
    async (request, reply) => {
      const { login, password, newPassword, bearer } = request.body;
      const arrival = namedArrival(arrivalOf(request, bearer ? "program" : "api"));
      const signedIn = await signIn(deps.db, deps.clock, {
        login,
        password,
        newPassword,
        ...arrival,
        previousToken: bearer ? null : (request.cookies[SESSION_COOKIE] ?? null),
      });
      if (!bearer) {
        setSessionCookie(reply, deps.config, deps.clock, signedIn);
        setBrowserCookie(reply, deps.config, arrival);
      }
      const body = await describeSession(deps.db, deps.clock, signedIn);
      return reply.code(201).send(bearer ? { ...body, token: signedIn.token } : body);
    },
  );

  app.get(
    SESSION,
    {
      schema: {
        tags,
        summary: "Who is signed in",
        response: { 200: sessionSchema, ...refusals(401) },
      },
    },
    async (request) => describeSession(deps.db, deps.clock, requireSession(request)),
  );

  app.delete(
    SESSION,
    { schema: { tags, summary: "Sign out", response: { 204: noContentSchema, ...refusals(401, 403) } } },
    async (request, reply) => {
      const session = requireSession(request);
      await inTransaction(deps.db, (tx) => signOut(tx, session));
      clearSessionCookie(reply);
      return reply.code(204).send(null);
    },
  );
}
