import type { z } from "zod";
import { listMembers } from "../consortium/index.ts";
import { type Db, inTransaction } from "../kernel/database.ts";
import { type App, type Reply, type RouteDeps, refusals } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { requireSession, requireStaff } from "./access.ts";
import { findPersonByCard } from "./cards.ts";
import { listRoles } from "./roles.ts";
import {
  branchChoiceSchema,
  newSessionSchema,
  noContentSchema,
  passwordChangeSchema,
  patronListSchema,
  patronQuerySchema,
  sessionSchema,
  signInSchema,
} from "./schema.ts";
import { clearSessionCookie, registerSessions, SESSION_COOKIE, setSessionCookie } from "./session-hook.ts";
import { chooseBranch, type Session, signOut } from "./sessions.ts";
import { changePassword, signIn } from "./sign-in.ts";

const tags = ["people"];
const SESSION = "/api/v1/session";

/** Mounts sessions (unless they are mounted already), and the routes about people. */
export function registerPeople(app: App, deps: Pick<RouteDeps, "db" | "clock" | "config">): void {
  if (!app.hasRequestDecorator("session")) registerSessions(app, deps);
  registerSessionRoutes(app, deps);
  registerOwnChoices(app, deps);
  registerPatrons(app, deps);
}

function registerSessionRoutes(app: App, deps: Pick<RouteDeps, "db" | "clock" | "config">): void {
  app.post(
    SESSION,
    {
      config: { csrf: "origin", answersSecret: true },
      schema: {
        tags,
        summary: "Sign in",
        body: signInSchema,
        response: { 201: newSessionSchema, ...refusals(400, 401, 403, 429, 503) },
      },
    },
    async (request, reply) => {
      const { login, password, bearer } = request.body;
      const signedIn = await sayWhenToRetry(reply, () =>
        signIn(deps.db, deps.clock, {
          login,
          password,
          address: request.ip,
          previousToken: bearer ? null : (request.cookies[SESSION_COOKIE] ?? null),
        }),
      );
      if (!bearer) setSessionCookie(reply, deps.config, deps.clock, signedIn);
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
      await sayWhenToRetry(reply, () =>
        changePassword(deps.db, deps.clock, session, { ...request.body, address: request.ip }),
      );
      return reply.code(204).send(null);
    },
  );
}

function registerPatrons(app: App, deps: Pick<RouteDeps, "db">): void {
  app.get(
    "/api/v1/patrons",
    {
      schema: {
        tags,
        summary: "Find a reader by a scanned card",
        description: "Readers of every member, but only by the whole barcode.",
        querystring: patronQuerySchema,
        response: { 200: patronListSchema, ...refusals(400, 401, 403, 409) },
      },
    },
    async (request) => {
      const actor = requireStaff(request, "circulation.desk");
      const holders = await findPersonByCard(deps.db, request.query.barcode, actor.scope);
      const codes = await memberCodes(deps.db);
      return {
        items: holders.map(({ person, memberId, barcode, blocked, affiliation }) => ({
          personId: person.id,
          name: person.name,
          card: { barcode, member: codes.get(memberId) ?? "", blocked },
          affiliation,
        })),
      };
    },
  );
}

async function describeSession(db: Db, session: Session): Promise<z.infer<typeof sessionSchema>> {
  const roles = await listRoles(db, session.person.id);
  const codes = await memberCodes(db);
  const { branch, homeMemberId } = session;
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
  };
}

async function memberCodes(db: Db): Promise<Map<number, string>> {
  return new Map((await listMembers(db)).map((member) => [member.id, member.code]));
}

async function sayWhenToRetry<T>(reply: Reply, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const seconds = error instanceof Problem ? error.params.retryAfterSeconds : undefined;
    if (seconds != null) reply.header("retry-after", String(seconds));
    throw error;
  }
}
