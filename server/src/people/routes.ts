import type { z } from "zod";
import { listMembers } from "../consortium/index.ts";
import { type Db, inTransaction } from "../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { requireSession } from "./access.ts";
import { hasWeakPassword } from "./credentials.ts";
import { listRoles } from "./roles.ts";
import {
  branchChoiceSchema,
  newSessionSchema,
  noContentSchema,
  passwordChangeSchema,
  sessionSchema,
  signInSchema,
} from "./schema.ts";
import {
  arrivalOf,
  clearSessionCookie,
  namedArrival,
  registerSessions,
  SESSION_COOKIE,
  setBrowserCookie,
  setSessionCookie,
} from "./sign-in/session-hook.ts";
import { chooseBranch, type Session, signOut } from "./sign-in/sessions.ts";
import { changePassword, signIn } from "./sign-in/sign-in.ts";

/** Requests with a password are not fingerprinted for their key: that would be a weak hash of it. */
export const HOLDS_SECRET = { keepsOwnKey: true };

const tags = ["people"];
const SESSION = "/api/v1/session";

/** Mounts sessions (unless they are mounted already), and the routes about people. */
export function registerPeople(app: App, deps: Pick<RouteDeps, "db" | "clock" | "config">): void {
  if (!app.hasRequestDecorator("session")) registerSessions(app, deps);
  registerSessionRoutes(app, deps);
  registerOwnChoices(app, deps);
}

function registerSessionRoutes(app: App, deps: Pick<RouteDeps, "db" | "clock" | "config">): void {
  app.post(
    SESSION,
    {
      config: { csrf: "origin", ...HOLDS_SECRET },
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
      const body = await describeSession(deps.db, signedIn);
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
    async (request) => describeSession(deps.db, requireSession(request)),
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

function registerOwnChoices(app: App, deps: Pick<RouteDeps, "db" | "clock">): void {
  app.put(
    `${SESSION}/branch`,
    {
      schema: {
        tags,
        summary: "Choose the branch to work at",
        body: branchChoiceSchema,
        response: { 200: sessionSchema, ...refusals(400, 401, 403, 404) },
      },
    },
    async (request) => {
      const session = requireSession(request);
      const changed = await inTransaction(deps.db, (tx) => chooseBranch(tx, session, request.body.branchId));
      return await describeSession(deps.db, changed);
    },
  );

  app.put(
    `${SESSION}/password`,
    {
      config: HOLDS_SECRET,
      schema: {
        tags,
        summary: "Change one's own password",
        description: "Other sessions of the person end.",
        body: passwordChangeSchema,
        response: { 204: noContentSchema, ...refusals(400, 401, 403, 429, 503) },
      },
    },
    async (request, reply) => {
      const session = requireSession(request);
      await changePassword(deps.db, deps.clock, session, request.body);
      return reply.code(204).send(null);
    },
  );
}

async function describeSession(db: Db, session: Session): Promise<z.infer<typeof sessionSchema>> {
  const roles = await listRoles(db, session.person.id);
  const codes = await memberCodes(db);
  const { branch, homeMemberId } = session;
  const isPasswordWeak = roles.length > 0 && (await hasWeakPassword(db, session.person.id));
  return {
    person: session.person,
    roles: roles.map(({ role, memberCode }) => ({ role, member: memberCode })),
    homeMember: homeMemberId === null ? null : (codes.get(homeMemberId) ?? null),
    branch: branch && {
      id: branch.id,
      member: codes.get(branch.memberId) ?? "",
      code: branch.code,
      name: branch.name,
    },
    csrfToken: session.csrfToken,
    expiresAt: session.expiresAt.toISOString(),
    isPasswordWeak,
  };
}

async function memberCodes(db: Db): Promise<Map<number, string>> {
  return new Map((await listMembers(db)).map((member) => [member.id, member.code]));
}
