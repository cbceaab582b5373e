import { z } from "zod";
import { createdCodeSchema, personIdSchema } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf, type FormDoor } from "../kernel/command.ts";
import { person } from "../people/index.ts";
import { bearerCommands, journeyParams } from "./bearer-commands.ts";
import { stillThere } from "./drift-clock.ts";
import { answerClaim } from "./finds.ts";
import { endJourney, passBookOn, startJourney } from "./journeys.ts";
import { refusalTable, refuse } from "./refusals.ts";
import { endingSchema, startSchema } from "./schema.ts";
import { reportThought } from "./thoughts.ts";

const command = commandsOf(refusalTable);
const done = z.object({});
const noInput = z.strictObject({});
const journeyPage = ({ code }: { code: string }): string => `/drift/${code}`;

/** The form of a journey's page for readers with an account. */
function journeyForm<Params extends { code: string }, Output>(
  act: string,
  told: string,
  more: Partial<FormDoor<Params, Output>> = {},
): FormDoor<Params, Output> {
  return {
    path: `/drift/:code/${act}`,
    after: journeyPage,
    failed: journeyPage,
    done: () => ({ key: told }),
    ...more,
  };
}

const start = command({
  name: "drifting.start-journey",
  summary: "Send one of my books on a journey; it belongs to nobody from then on",
  path: "/drift",
  status: 201,
  who: person,
  params: z.object({}),
  input: startSchema,
  output: createdCodeSchema,
  refusals: [
    "minor-guarded-only",
    "journeys-exhausted",
    "ring-empty",
    "reader-unknown",
    "copy-unknown",
    "copy-on-loan",
    "copy-hidden",
    "copy-state",
    "text-refused",
  ],
  audit: "events",
  run: (tx, actor, clock, _params, input) => startJourney(tx, actor, clock, input),
  forms: [
    {
      path: "/drift",
      // Readers ticked make a ring.
      prepareFields: (fields) => ({ ...fields, kind: fields.ring === undefined ? "ray" : "ring" }),
      after: (_params, { code }) => journeyPage({ code }),
      failed: () => "/drift",
      done: () => ({ key: "drift.done.started" }),
    },
  ],
});

const pass = command({
  name: "drifting.pass-on",
  summary: "Send it on to a friend, as its holder",
  path: "/drift/:code/passes",
  status: 200,
  who: person,
  params: journeyParams,
  input: personIdSchema,
  output: done,
  refusals: ["journey-unknown", "journey-not-yours", "reader-unknown", "journey-ended", "journey-not-so"],
  audit: "events",
  run: async (tx, actor, clock, { code }, { personId }) => {
    await passBookOn(tx, clock, code, actor, personId);
    return {};
  },
  forms: [journeyForm("pass", "drift.done.passed")],
});

const end = command({
  name: "drifting.end-journey",
  summary: "End the journey, as its holder: kept, or worn out",
  path: "/drift/:code/end",
  status: 200,
  who: person,
  params: journeyParams,
  input: endingSchema,
  output: done,
  refusals: ["journey-unknown", "journey-not-yours", "journey-too-soon", "journey-ended", "journey-not-so"],
  audit: "events",
  run: async (tx, actor, clock, { code }, { ending }) => {
    await endJourney(tx, clock, code, actor, ending);
    return {};
  },
  forms: [journeyForm("end", "drift.done.ended")],
});

const still = command({
  name: "drifting.still-there",
  summary: "Say that the book is where it was, as its holder or who started it",
  path: "/drift/:code/still",
  status: 200,
  who: person,
  params: journeyParams,
  input: noInput,
  output: done,
  refusals: ["journey-unknown", "journey-not-yours"],
  audit: "events",
  run: async (tx, actor, clock, { code }) => {
    if (!(await stillThere(tx, clock, code, actor.personId))) throw refuse("journey-not-yours");
    return {};
  },
  forms: [journeyForm("still", "drift.done.still")],
});

const report = command({
  name: "drifting.report-thought",
  summary: "Tell the moderators of a thought",
  path: "/drift/:code/reports",
  status: 201,
  who: person,
  params: journeyParams,
  input: z
    .strictObject({
      thoughtId: z.string().max(60),
      words: z.string().trim().max(500).default(""),
    })
    .meta({ id: "ReportThought" }),
  output: done,
  refusals: ["thought-unknown", "already-reported"],
  audit: "events",
  run: async (tx, actor, clock, _params, { thoughtId, words }) => {
    await reportThought(tx, actor, clock, thoughtId, words);
    return {};
  },
  forms: [journeyForm("report", "community.reported")],
});

const answer = command({
  name: "drifting.answer-claim",
  summary: "Answer whether somebody else has the book I have, or had last",
  path: "/drift/:code/claims/:claimId",
  status: 200,
  who: person,
  params: journeyParams.extend({ claimId: z.string().max(60) }),
  input: z.strictObject({ granted: z.boolean() }).meta({ id: "AnswerClaim" }),
  output: z.object({ granted: z.boolean() }).meta({ id: "AnsweredClaim" }),
  refusals: ["journey-unknown", "claim-unknown", "acts-exhausted"],
  audit: "events",
  run: async (tx, actor, clock, { code, claimId }, { granted }) => {
    await answerClaim(tx, actor, clock, code, claimId, granted);
    return { granted };
  },
  forms: [
    journeyForm("claims/:claimId", "", {
      done: ({ granted }) => ({ key: granted ? "drift.done.passed" : "drift.done.still" }),
    }),
  ],
});

/** Every write of this room. */
export const driftingCommands: readonly AnyCommand[] = [
  start,
  ...bearerCommands,
  pass,
  end,
  still,
  report,
  answer,
];
