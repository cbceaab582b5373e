import { createHash } from "node:crypto";
import { z } from "zod";
import { type AnyCommand, type CommandDeps, commandsOf } from "../kernel/command.ts";
import { inTransaction } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { anybody, signingIn } from "../people/index.ts";
import { newSessionSchema } from "../people/schema.ts";
import { beganWith, signInRefusals } from "../sessions/index.ts";
import { activate, readerToActivate } from "./activation.ts";
import { activationCodeSchema, activationSchema } from "./schema.ts";

const command = commandsOf(signInRefusals);
const nothing = z.object({});
/** What only a code that was sent can be refused for: said as a wrong one, or it would tell that there is such a reader. */
const TELLING = ["sign-in-code-locked", "address-invalid"];

type Claimed = { member: string; number: string };
type Deps = Pick<CommandDeps, "db" | "clock" | "config">;

/** A code is asked for; the answer is the same whether one is sent or not. */
const askActivation = command({
  name: "readers.ask-activation-code",
  summary:
    "Have a code sent to the address that the library has of a reader; nothing tells whether there is one",
  path: "/activation/codes",
  status: 204,
  who: anybody,
  csrf: "origin",
  params: nothing,
  input: activationCodeSchema,
  output: nothing,
  takesPassword: true,
  refusals: [],
  audit: "events",
  prepare: async (deps, _actor, _params, { language, ...claimed }) => {
    const arrival = signingIn.namedArrival(signingIn.arrivalOf(deps, deps.via ?? "api"));
    signingIn.leaveArrival(deps, arrival);
    const sender = signingIn.codeSender(deps.config);
    const to = await addressOf(deps, claimed);
    try {
      await inTransaction(deps.db, (tx) =>
        signingIn.startCode(tx, deps.clock, sender, { ...to, language, origin: arrival.origin }),
      );
    } catch (error) {
      // That too many codes were asked for would tell that there is such a reader.
      if (!(error instanceof Problem) || error.status >= 500) throw error;
    }
  },
  run: async () => ({}),
  forms: [
    {
      path: "/activate",
      page: "activate",
      keyless: true,
      fromAddress: (_address, language) => ({ language }),
      after: () => null,
      failed: () => "/activate",
      done: () => null,
    },
  ],
});

/** The code is entered with the password that is to be used from now on. */
const activateAccount = command({
  name: "readers.activate",
  summary: "Come in as a library's reader by the code that was sent, with a password of one's own",
  path: "/activation",
  status: 201,
  who: anybody,
  csrf: "origin",
  params: nothing,
  input: activationSchema,
  output: newSessionSchema,
  takesPassword: true,
  refusals: ["sign-in-code-wrong", "password-too-short", "password-too-long", "password-common"],
  audit: "events",
  prepare: async (deps, _actor, _params, { code, password, language, ...claimed }) => {
    // Before the code is looked at: a password that will not do costs none of its tries.
    signingIn.demandGoodPassword(password, { isStaff: false, own: [] });
    const to = await addressOf(deps, claimed);
    const arrival = signingIn.arrivalOf(deps, deps.via ?? "api");
    try {
      return await signingIn.signInByCode(
        deps.db,
        deps.clock,
        { ...to, code, newcomer: { name: "", language }, ...arrival },
        undefined,
        (tx) => activate(tx, deps.clock, claimed, password),
      );
    } catch (error) {
      if (error instanceof Problem && TELLING.includes(error.code))
        throw new Problem("sign-in-code-wrong", 409);
      throw error;
    }
  },
  run: async (tx, _actor, clock, _params, _input, signedIn) => await beganWith({ db: tx, clock }, signedIn),
  settle: (deps, _input, output) => signingIn.leaveSession(deps, output),
  forms: [
    {
      path: "/activate/code",
      page: "activate-code",
      keyless: true,
      fromAddress: (_address, language) => ({ language }),
      after: () => "/account",
      failed: () => "/activate",
      done: () => null,
    },
  ],
});

/** How a library's reader comes in for the first time. */
export const activationCommands: readonly AnyCommand[] = [askActivation, activateAccount];

/**
 * Where a code for this reader goes. For whoever is not there it is an address of nobody's, so that what is answered, how
 * often and how soon is the same.
 */
async function addressOf(
  { db, clock, config }: Deps,
  claimed: Claimed,
): Promise<{ channel: "email" | "phone"; address: string }> {
  const sender = signingIn.codeSender(config);
  const reader = await readerToActivate(db, clock, claimed);
  for (const address of reader?.addresses ?? []) {
    const channel = address.includes("@") ? "email" : "phone";
    if (sender.channels.includes(channel) && isAddress(channel, address)) return { channel, address };
  }
  const name = createHash("sha256").update(`${claimed.member} ${claimed.number}`).digest("hex").slice(0, 40);
  return { channel: "email", address: `${name}${signingIn.NOWHERE}` };
}

function isAddress(channel: "email" | "phone", typed: string): boolean {
  try {
    return signingIn.normaliseAddress(channel, typed) !== "";
  } catch {
    return false;
  }
}
