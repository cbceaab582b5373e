import { z } from "zod";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { inTransaction } from "../kernel/database.ts";
import { uuidSchema } from "../neighbours/schema.ts";
import { person } from "../people/index.ts";
import { refusalTable } from "./refusals.ts";
import { countWrongSecret } from "./secrets.ts";
import { agreeSteward, offerToSteward, secondSteward, stepDownFromNest } from "./stewards.ts";
import { undoVisit } from "./undo.ts";

const command = commandsOf(refusalTable);
const ofNest = z.object({ code: z.string().max(20) });
const noInput = z.strictObject({});
const nothing = z.object({});
const page = ({ code }: { code: string }): string => `/nests/${code}`;
const form = (path: string, key = "nests.done.saved") => [
  { path, after: page, failed: page, done: () => ({ key }) },
];
const audited = ({ params }: { params: { code: string } }) => ({
  subject: { kind: "nest", id: params.code },
  scope: null,
});

/** A reader offers to look after a nest. */
const offer = command({
  name: "nests.offer-stewardship",
  summary: "Offer to look after a nest; its stewards, or a reader at it, say yes",
  path: "/nests/:code/stewards",
  status: 204,
  who: person,
  params: ofNest,
  input: noInput,
  output: nothing,
  refusals: ["nest-unknown", "minor-guarded-only"],
  audit: audited,
  run: async (tx, actor, clock, { code }) => {
    await offerToSteward(tx, actor, clock, code);
    return {};
  },
  forms: form("/nests/:code/steward", "nests.done.offered"),
});

/** A steward, or the office, takes somebody's offer. */
const agree = command({
  name: "nests.agree-steward",
  summary: "Let somebody who offered look after the nest, as its steward or the office",
  path: "/nests/:code/stewards/agreements",
  status: 204,
  who: person,
  params: ofNest,
  input: z.strictObject({ personId: uuidSchema }).meta({ id: "AgreeSteward" }),
  output: nothing,
  refusals: ["nest-unknown", "forbidden", "steward-unknown"],
  audit: audited,
  run: async (tx, actor, clock, { code }, { personId }) => {
    await agreeSteward(tx, actor, clock, code, personId);
    return {};
  },
  forms: form("/nests/:code/steward-agree"),
});

/** A reader at a nest that nobody looks after says yes to somebody's offer. */
const second = command({
  name: "nests.second-steward",
  summary: "Second somebody's offer to look after a nest without stewards, with the secret on its label",
  path: "/nests/:code/stewards/seconds",
  status: 204,
  who: person,
  params: ofNest,
  input: z
    .strictObject({ personId: uuidSchema, secret: z.string().max(40).default("") })
    .meta({ id: "SecondSteward" }),
  output: nothing,
  refusals: [
    "minor-guarded-only",
    "nest-unknown",
    "nest-secret-missing",
    "nest-secret-locked",
    "nest-secret-wrong",
    "nest-stewarded",
    "steward-unknown",
    "not-oneself",
    "steward-too-soon",
    "acts-exhausted",
  ],
  audit: audited,
  // A wrong secret is counted whatever becomes of the rest.
  prepare: ({ db, clock }, actor, { code }, { secret }) =>
    inTransaction(db, (tx) => countWrongSecret(tx, clock, { code, secret, who: actor.personId })),
  run: async (tx, actor, clock, { code }, input, demandRight) => {
    demandRight();
    await secondSteward(tx, actor, clock, { code, ...input });
    return {};
  },
  forms: form("/nests/:code/steward-second"),
});

/** A steward lays the nest down, or a reader takes an offer back. */
const stepDown = command({
  name: "nests.step-down",
  summary: "Look after a nest no longer, or take my offer back",
  method: "DELETE",
  path: "/nests/:code/stewards/me",
  status: 204,
  who: person,
  params: ofNest,
  input: noInput,
  output: nothing,
  refusals: ["nest-unknown", "steward-unknown"],
  audit: audited,
  run: async (tx, actor, clock, { code }) => {
    await stepDownFromNest(tx, actor, clock, code);
    return {};
  },
  forms: form("/nests/:code/step-down"),
});

/** A reader takes back what they told last. */
const undo = command({
  name: "nests.undo-visit",
  summary: "Take back what I told of a nest within the last ten minutes",
  path: "/nests/:code/visits/undo",
  status: 204,
  who: person,
  params: ofNest,
  input: noInput,
  output: nothing,
  refusals: ["nest-unknown", "visit-unknown", "visit-scanned"],
  audit: "events",
  run: async (tx, actor, clock, { code }) => {
    await undoVisit(tx, actor, clock, code);
    return {};
  },
  forms: form("/nests/:code/undo", "nests.done.undone"),
});

/** Who looks after a nest, and what one takes back. */
export const stewardCommands: readonly AnyCommand[] = [offer, agree, second, stepDown, undo];
