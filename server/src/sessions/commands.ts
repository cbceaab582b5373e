import { z } from "zod";
import { type AnyCommand, type CommandDeps, commandsOf } from "../kernel/command.ts";
import { anybody, signIn as openSession, person, sessionOf, signingIn } from "../people/index.ts";
import { newSessionSchema, signInSchema } from "../people/schema.ts";
import { signInRefusals } from "./refusals.ts";
import { codeRequestSchema } from "./schema.ts";

const { arrivalOf, channelOf, codeSender, leaveArrival, leaveSession, namedArrival, nextPage } = signingIn;
const command = commandsOf(signInRefusals);
const nothing = z.object({});

/** A session that has begun, as its command answers it; `leaveSession` takes the token out again. */
export async function beganWith(
  { db, clock }: Pick<CommandDeps, "db" | "clock">,
  signedIn: Awaited<ReturnType<typeof openSession>>,
): Promise<z.output<typeof newSessionSchema>> {
  return { ...(await signingIn.describeSession(db, clock, signedIn)), token: signedIn.token };
}

const signIn = command({
  name: "sessions.sign-in",
  summary: "Sign in",
  path: "/session",
  status: 201,
  who: anybody,
  csrf: "origin",
  params: nothing,
  input: signInSchema,
  output: newSessionSchema,
  takesPassword: true,
  refusals: [
    "sign-in-failed",
    "too-many-attempts",
    "busy",
    "one-time-password-over",
    "password-change-needed",
    "password-unchanged",
    "password-too-short",
    "password-too-long",
    "password-common",
  ],
  audit: "events",
  // Attempts are counted although the request is refused, and no connection is held while the password is hashed.
  prepare: async (deps, _actor, _params, { bearer, ...said }) => {
    const arrival = namedArrival(arrivalOf(deps, bearer ? "program" : (deps.via ?? "api")));
    const previousToken = bearer ? null : (deps.browser?.cookies[signingIn.SESSION_COOKIE] ?? null);
    const signedIn = await openSession(deps.db, deps.clock, { ...said, ...arrival, previousToken });
    return { signedIn, arrival };
  },
  run: async (tx, _actor, clock, _params, _input, { signedIn }) =>
    await beganWith({ db: tx, clock }, signedIn),
  settle: (deps, { bearer }, output, { arrival }) => {
    if (bearer) return output;
    const answer = leaveSession(deps, output);
    leaveArrival(deps, arrival);
    return answer;
  },
  forms: [
    {
      path: "/sign-in",
      page: "sign-in",
      keyless: true,
      fixed: { bearer: false },
      prepareFields: ({ login, password, newPassword }) => ({
        login: typeof login === "string" ? login.trim() : login,
        password,
        newPassword,
      }),
      after: (_params, _output, { next }) => nextPage(next, "/account", /^\/sign-in/),
      failed: () => "/sign-in",
      done: () => null,
    },
  ],
});

const signOut = command({
  name: "sessions.sign-out",
  summary: "Sign out",
  method: "DELETE",
  path: "/session",
  status: 204,
  who: person,
  params: nothing,
  input: nothing,
  output: nothing,
  takesPassword: true,
  refusals: [],
  audit: "events",
  run: async (tx, actor) => {
    await signingIn.signOut(tx, await sessionOf(tx, actor));
    return {};
  },
  settle: ({ browser }, _input, output) => {
    browser?.leave(signingIn.NO_SESSION);
    return output;
  },
  forms: [
    {
      path: "/sign-out",
      page: "sign-out",
      keyless: true,
      after: () => "/",
      failed: () => "/",
      done: () => ({ key: "sign-out.done" }),
    },
  ],
});

const askCode = command({
  name: "sessions.ask-code",
  summary: "Have a code sent to come in by; it belongs to the browser that asks",
  path: "/session/codes",
  status: 204,
  who: anybody,
  csrf: "origin",
  params: nothing,
  input: codeRequestSchema,
  output: nothing,
  takesPassword: true,
  refusals: ["codes-off", "address-invalid", "codes-exhausted"],
  audit: "events",
  prepare: async (deps) => {
    const arrival = namedArrival(arrivalOf(deps, deps.via ?? "api"));
    leaveArrival(deps, arrival);
    return { origin: arrival.origin, sender: codeSender(deps.config) };
  },
  run: async (tx, _actor, clock, _params, { address, language }, { origin, sender }) => {
    await signingIn.startCode(tx, clock, sender, {
      channel: channelOf(sender, address),
      address,
      language,
      origin,
    });
    return {};
  },
  forms: [
    {
      path: "/join",
      page: "join",
      keyless: true,
      prepareFields: ({ address }) => ({ address }),
      fromAddress: (_address, language) => ({ language }),
      after: () => null,
      failed: () => "/join",
      done: () => null,
    },
  ],
});

/** Sessions begin and end here; how a newcomer comes in by a code stands in the rooms that take them in. */
export const sessionCommands: readonly AnyCommand[] = [signIn, signOut, askCode];
