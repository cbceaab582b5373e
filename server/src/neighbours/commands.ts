import { z } from "zod";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { person } from "../people/index.ts";
import { join } from "./joining.ts";
import { setMinor } from "./persons.ts";
import { profileCommands } from "./profile-commands.ts";

const command = commandsOf({});
const loans = (): string => "/sharing/loans";

/** A reader says that they are under age: apart from everything else, since only a library takes it back. */
const sayUnderAge = command({
  name: "neighbours.say-under-age",
  summary:
    "Say that I am under age: I share in circles that a library answers for; only a library takes it back",
  path: "/sharing/profile/under-age",
  status: 204,
  who: person,
  params: z.object({}),
  input: z.strictObject({ isMinor: z.literal(true) }).meta({ id: "SayUnderAge" }),
  output: z.object({}),
  refusals: [],
  audit: () => ({ subject: { kind: "sharing-profile", id: "own" }, scope: null }),
  run: async (tx, actor) => {
    await setMinor(tx, actor, actor.personId, true);
    return {};
  },
  forms: [
    {
      path: "/sharing/minor",
      after: loans,
      failed: loans,
      done: () => ({ key: "sharing.done.saved" }),
      prepareFields: ({ sure }) => (sure === "1" ? { isMinor: true } : {}),
    },
  ],
});

/** Every write of this room. */
export const neighbourCommands: readonly AnyCommand[] = [join, sayUnderAge, ...profileCommands];
