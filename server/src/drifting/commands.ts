import { z } from "zod";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { person } from "../people/index.ts";
import { answerClaim } from "./finds.ts";
import { refusals } from "./refusals.ts";

const command = commandsOf(refusals);

const answer = command({
  name: "drifting.answer-claim",
  summary: "Answer whether somebody else has the book I have, or had last",
  path: "/drift/:code/claims/:claimId",
  status: 200,
  who: person,
  params: z.object({ code: z.string().max(20), claimId: z.string().max(60) }),
  input: z.object({ granted: z.boolean() }),
  output: z.object({ granted: z.boolean() }),
  refusals: ["journey-unknown", "claim-unknown", "journey-ended", "acts-exhausted"],
  audit: "events",
  run: async (tx, actor, clock, { code, claimId }, { granted }) => {
    await answerClaim(tx, actor, clock, code, claimId, granted);
    return { granted };
  },
  forms: [
    {
      path: "/drift/:code/claims/:claimId",
      after: ({ code }) => `/drift/${code}`,
      failed: ({ code }) => `/drift/${code}`,
      done: ({ granted }) => ({ key: granted ? "drift.done.passed" : "drift.done.still" }),
    },
  ],
});

/** Writes of this room, as the list of rooms mounts them. */
export const driftingCommands: AnyCommand[] = [answer];
