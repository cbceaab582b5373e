import { z } from "zod";
import { submittedSchema } from "../contracts/shapes.ts";
import type { Actor } from "../kernel/actor.ts";
import { type AnyCommand, type CommandDeps, commandsOf, type FormDoor } from "../kernel/command.ts";
import { inTransaction } from "../kernel/database.ts";
import { networkKey } from "../kernel/secrets.ts";
import { type Cell, cellOf, coordinateSystems, toWgs84 } from "../neighbours/index.ts";
import { anybody } from "../people/index.ts";
import { countSecretAttempt, findBook } from "./finds.ts";
import { type Bearer, putBookInNest, releaseBook } from "./journeys.ts";
import { refusalTable } from "./refusals.ts";
import { thoughtWordsSchema } from "./schema.ts";
import { writeThought } from "./thoughts.ts";

const command = commandsOf(refusalTable);
const done = z.object({});
/** A journey by the code on its label. */
export const journeyParams = z.object({ code: z.string().max(20) });
/** Stands on the label in the book. */
const secret = z.string().max(40).default("");
const where = {
  place: z.string().trim().max(120).default(""),
  lat: z.number().min(-90).max(90).optional(),
  lon: z.number().min(-180).max(180).optional(),
  system: z.enum(coordinateSystems).default("wgs84"),
  secret,
};
const whereSchema = z.strictObject(where).meta({ id: "FindBook" });
const bearerRefusals = ["journey-unknown", "code-locked", "secret-wrong"] as const;

type Sent = Readonly<Record<string, string>>;
const pathOf = (...parts: string[]): string => ["/drift", ...parts.map(encodeURIComponent)].join("/");
/** The journey as everybody sees it. */
const journeyPage = ({ code = "" }: Sent): string => pathOf(code);
/** The journey as whoever reads its label sees it. */
const labelPage = ({ code = "", secret: given = "" }: Sent): string =>
  given === "" ? pathOf(code) : pathOf(code, given);

function cellIn({ lat, lon, system }: z.output<typeof whereSchema>): Cell | null {
  return lat === undefined || lon === undefined ? null : cellOf(toWgs84({ lat, lon }, system));
}

/** Who has the book in their hands; a wrong secret is counted whatever becomes of the rest. */
async function bearerOf(
  { db, clock, ip }: CommandDeps,
  actor: Actor | null,
  { code }: { code: string },
  input: { secret: string },
): Promise<Bearer> {
  const bearer = { actor, secret: input.secret, network: await networkKey(db, ip ?? "") };
  if (input.secret !== "") (await inTransaction(db, (tx) => countSecretAttempt(tx, clock, code, bearer)))();
  return bearer;
}

/** A form of whoever has the book: with the secret of the label, or as its holder. */
function bearerForm<Output>(
  act: string,
  told: string,
  more: Partial<FormDoor<{ code: string }, Output>> = {},
): FormDoor<{ code: string }, Output> {
  return {
    path: `/drift/:code/${act}`,
    after: (_params, _output, sent) => journeyPage(sent),
    failed: (_params, sent) => labelPage(sent),
    done: () => ({ key: told }),
    ...more,
  };
}

const find = command({
  name: "drifting.find-book",
  summary: "I found it: with the secret in the book, with or without an account",
  path: "/drift/:code/finds",
  status: 200,
  secret: true,
  who: anybody,
  params: journeyParams,
  input: whereSchema,
  output: z.object({ asked: z.boolean(), nextSecret: z.string().nullable() }).meta({ id: "BookFind" }),
  refusals: [
    ...bearerRefusals,
    "secret-used",
    "journey-ended",
    "claims-full",
    "acts-exhausted",
    "text-refused",
  ],
  audit: "events",
  prepare: bearerOf,
  run: (tx, _actor, clock, { code }, input, bearer) =>
    findBook(tx, clock, code, bearer, { place: input.place, cell: cellIn(input) }),
  forms: [
    bearerForm("find", "drift.done.found", {
      keyless: true,
      after: (_params, { nextSecret }, sent) =>
        labelPage(nextSecret === null ? sent : { ...sent, secret: nextSecret }),
      done: ({ asked }) => ({ key: asked ? "drift.done.asked" : "drift.done.found" }),
    }),
  ],
});

const release = command({
  name: "drifting.release-book",
  summary: "Let it go at a place: its holder, or whoever reads the secret in the book",
  path: "/drift/:code/releases",
  status: 200,
  who: anybody,
  params: journeyParams,
  input: whereSchema,
  output: done,
  refusals: [
    ...bearerRefusals,
    "secret-used",
    "journey-not-yours",
    "place-missing",
    "acts-exhausted",
    "journey-ended",
    "journey-not-so",
    "text-refused",
  ],
  audit: "events",
  prepare: bearerOf,
  run: async (tx, _actor, clock, { code }, input, bearer) => {
    await releaseBook(tx, clock, code, bearer, { place: input.place, cell: cellIn(input) });
    return {};
  },
  forms: [bearerForm("release", "drift.done.released")],
});

const putInNest = command({
  name: "drifting.put-in-nest",
  summary: "Put it into a nest: its holder, or whoever reads the secret in the book",
  path: "/drift/:code/nest",
  status: 200,
  who: anybody,
  params: journeyParams,
  input: z.strictObject({ nest: z.string().max(20).default(""), secret }).meta({ id: "PutInNest" }),
  output: done,
  refusals: [
    ...bearerRefusals,
    "secret-used",
    "journey-not-yours",
    "nest-unknown",
    "nest-closed",
    "journey-ended",
    "journey-not-so",
  ],
  audit: "events",
  prepare: bearerOf,
  run: async (tx, _actor, clock, { code }, { nest }, bearer) => {
    await putBookInNest(tx, clock, code, bearer, nest);
    return {};
  },
  forms: [bearerForm("nest", "drift.done.nest")],
});

const think = command({
  name: "drifting.write-thought",
  summary: "Thoughts about a travelling book; those without an account wait for a moderator",
  path: "/drift/:code/thoughts",
  status: 201,
  who: anybody,
  params: journeyParams,
  input: thoughtWordsSchema.extend({ secret }).meta({ id: "WriteThought" }),
  output: submittedSchema,
  refusals: [...bearerRefusals, "thought-length", "thoughts-exhausted", "text-refused"],
  audit: "events",
  prepare: bearerOf,
  run: (tx, _actor, clock, { code }, input, bearer) => writeThought(tx, clock, code, bearer, input),
  forms: [
    bearerForm("thoughts", "drift.done.thought", {
      after: (_params, _output, sent) => labelPage(sent),
      done: ({ isPublic }) => ({ key: isPublic ? "drift.done.thought" : "drift.done.thought-waits" }),
    }),
  ],
});

/** What whoever has a travelling book in their hands does, with an account or without. */
export const bearerCommands: readonly AnyCommand[] = [find, release, putInNest, think];
