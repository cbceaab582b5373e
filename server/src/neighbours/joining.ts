import { z } from "zod";
import type { Actor } from "../kernel/actor.ts";
import { commandsOf } from "../kernel/command.ts";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { anybody, signingIn } from "../people/index.ts";
import { newSessionSchema } from "../people/schema.ts";
import { beganWith } from "../sessions/index.ts";
import { codeEntrySchema } from "../sessions/schema.ts";
import { setMinor, setProfile } from "./persons.ts";
import { joiningRefusals, refuseJoining } from "./refusals.ts";

const command = commandsOf(joiningRefusals);
type Entry = z.output<typeof codeEntrySchema>;

/** Who comes in for the first time says how old they are: a child comes with a library's help, who is under age shares guarded. */
async function takeIn(tx: Tx, newcomer: Actor, clock: Clock, { name, age }: Entry): Promise<void> {
  if (age === "child") throw refuseJoining("guardian-needed");
  if (age === undefined) throw refuseJoining("age-missing");
  await setProfile(tx, newcomer, clock, { nickname: name });
  if (age === "teen") await setMinor(tx, newcomer, newcomer.personId, true);
}

/** Comes in by a code, as whoever has its address, or as somebody new. */
export const join = command({
  name: "neighbours.join",
  summary: "Come in by a code, known or new, in the browser that asked for it",
  path: "/session/by-code",
  status: 201,
  who: anybody,
  csrf: "origin",
  params: z.object({}),
  input: codeEntrySchema,
  output: newSessionSchema,
  takesPassword: true,
  refusals: [
    "address-invalid",
    "sign-in-code-wrong",
    "sign-in-code-locked",
    "name-missing",
    "name-reserved",
    "guardian-needed",
    "age-missing",
    "text-refused",
  ],
  audit: "events",
  // A wrong code counts although the request is refused.
  prepare: async (deps, _actor, _params, input) => {
    const { address, code, name, language } = input;
    const channel = signingIn.channelOf(signingIn.codeSender(deps.config), address);
    const arrival = signingIn.arrivalOf(deps, deps.via ?? "api");
    return await signingIn.signInByCode(
      deps.db,
      deps.clock,
      { channel, address, code, newcomer: { name, language }, ...arrival },
      (tx, newcomer) => takeIn(tx, newcomer, deps.clock, input),
    );
  },
  run: async (tx, _actor, clock, _params, _input, signedIn) => await beganWith({ db: tx, clock }, signedIn),
  settle: (deps, _input, output) => signingIn.leaveSession(deps, output),
  forms: [
    {
      path: "/join/code",
      page: "join-code",
      keyless: true,
      prepareFields: ({ address, code, name, age }) => ({ address, code, name, age }),
      fromAddress: (_address, language) => ({ language }),
      after: (_params, _output, { next }) => signingIn.nextPage(next, "/sharing/books", /^\/join/),
      failed: () => "/join",
      done: () => null,
    },
  ],
});
