import { z } from "zod";
import type { Actor } from "../kernel/actor.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import type { Db } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { person } from "./access.ts";
import { refusalTable } from "./refusals.ts";
import { endOtherSessions, endOwnSession } from "./sign-in/own-sessions.ts";
import { loadSession, type Session } from "./sign-in/sessions.ts";
import { confirmSession } from "./sign-in/sign-in.ts";

const command = commandsOf(refusalTable);
const nothing = z.object({});
const PAGE = "/account/security";

/** The session an actor acts in. Refuses `sign-in-needed` 401. */
async function sessionOf(db: Db, actor: Actor): Promise<Session> {
  const session = actor.session === undefined ? null : await loadSession(db, actor.session);
  if (!session) throw new Problem("sign-in-needed", 401);
  return { ...session, actor };
}

/** Signs the person out in one of the places where they are signed in. */
const endSession = command({
  name: "people.end-session",
  summary: "Sign me out there",
  method: "DELETE",
  path: "/me/sessions/:id",
  status: 204,
  who: person,
  params: z.object({ id: z.string().max(60) }),
  input: nothing,
  output: nothing,
  refusals: ["session-unknown"],
  audit: "events",
  run: async (tx, actor, clock, { id }) => {
    await endOwnSession(tx, clock, await sessionOf(tx, actor), id);
    return {};
  },
  forms: [
    {
      path: `${PAGE}/:id/end`,
      after: () => PAGE,
      failed: () => PAGE,
      done: () => ({ key: "security.ended", params: { count: 1 } }),
    },
  ],
});

/** Signs the person out everywhere but here. */
const endOthers = command({
  name: "people.end-other-sessions",
  summary: "Sign me out everywhere else",
  method: "DELETE",
  path: "/me/sessions",
  status: 200,
  who: person,
  params: nothing,
  input: nothing,
  output: z.object({ ended: z.number().int() }),
  refusals: [],
  audit: "events",
  run: async (tx, actor, clock) => ({
    ended: await endOtherSessions(tx, clock, await sessionOf(tx, actor)),
  }),
  forms: [
    {
      path: `${PAGE}/end-others`,
      after: () => PAGE,
      failed: () => PAGE,
      done: ({ ended }) => ({ key: "security.ended", params: { count: ended } }),
    },
  ],
});

/** Proves once more who sits there; it counts for ten minutes. */
const confirm = command({
  name: "people.confirm-session",
  summary:
    "Prove once more who I am, before a grave act; somebody without a password signs in anew by a code",
  path: "/session/confirmation",
  status: 204,
  who: person,
  params: nothing,
  input: z.object({ password: z.string().min(1).max(1000) }),
  output: nothing,
  refusals: ["sign-in-failed", "too-many-attempts", "busy"],
  audit: "events",
  // Attempts are counted although the request is refused, and no connection is held while the password is hashed.
  prepare: async ({ db, clock }, actor, _params, { password }) => {
    await confirmSession(db, clock, await sessionOf(db, actor), password);
  },
  run: async () => ({}),
});

/** What people do with their own sessions. */
export const peopleCommands: readonly AnyCommand[] = [endSession, endOthers, confirm];
