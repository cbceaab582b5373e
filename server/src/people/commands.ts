import { z } from "zod";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { person, sessionOf } from "./access.ts";
import { refusalTable } from "./refusals.ts";
import { branchChoiceSchema, passwordChangeSchema, sessionSchema } from "./schema.ts";
import { describeSession } from "./sign-in/described.ts";
import { nextPage } from "./sign-in/next-page.ts";
import { endOtherSessions, endOwnSession } from "./sign-in/own-sessions.ts";
import { chooseBranch } from "./sign-in/sessions.ts";
import { changePassword, confirmSession } from "./sign-in/sign-in.ts";

const command = commandsOf(refusalTable);
const nothing = z.object({});
const PAGE = "/account/security";
const CONFIRM = "/account/confirm";

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
  output: z.object({ ended: z.number().int() }).meta({ id: "EndedSessions" }),
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
  input: z.object({ password: z.string().min(1).max(1000) }).meta({ id: "ConfirmSession" }),
  output: nothing,
  takesPassword: true,
  refusals: ["sign-in-failed", "too-many-attempts", "busy"],
  audit: "events",
  // Attempts are counted although the request is refused, and no connection is held while the password is hashed.
  prepare: async ({ db, clock }, actor, _params, { password }) => {
    await confirmSession(db, clock, await sessionOf(db, actor), password);
  },
  run: async () => ({}),
  forms: [
    {
      path: CONFIRM,
      keyless: true,
      after: (_params, _output, { next = "" }) => nextPage(next, PAGE),
      failed: (_params, { next = "" }) => `${CONFIRM}?next=${encodeURIComponent(next)}`,
      done: () => ({ key: "confirm.done" }),
    },
  ],
});

/** Changes one's own password; every other session of the person ends. */
const password = command({
  name: "people.change-password",
  summary: "Change one's own password; other sessions of the person end",
  method: "PUT",
  path: "/session/password",
  status: 204,
  who: person,
  params: nothing,
  input: passwordChangeSchema,
  output: nothing,
  takesPassword: true,
  refusals: [
    "sign-in-failed",
    "too-many-attempts",
    "busy",
    "password-too-short",
    "password-too-long",
    "password-common",
  ],
  audit: "events",
  prepare: async ({ db, clock }, actor, _params, input) => {
    await changePassword(db, clock, await sessionOf(db, actor), input);
  },
  run: async () => ({}),
  forms: [
    {
      path: `${PAGE}/password`,
      keyless: true,
      after: () => PAGE,
      failed: () => PAGE,
      done: () => ({ key: "security.password.done" }),
    },
  ],
});

/** A member of staff says where they work. */
const branch = command({
  name: "people.choose-branch",
  summary: "Choose the branch to work at",
  method: "PUT",
  path: "/session/branch",
  status: 200,
  who: person,
  params: nothing,
  input: branchChoiceSchema,
  output: sessionSchema,
  refusals: ["branch-unknown"],
  audit: "events",
  run: async (tx, actor, clock, _params, { branchId }) =>
    await describeSession(tx, clock, await chooseBranch(tx, await sessionOf(tx, actor), branchId)),
});

/** What people do with their own sessions. */
export const peopleCommands: readonly AnyCommand[] = [endSession, endOthers, confirm, password, branch];
