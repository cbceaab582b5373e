import { z } from "zod";
import { personIdSchema, reportWordsSchema, submissionSchema, submittedSchema } from "../contracts/shapes.ts";
import type { Actor } from "../kernel/actor.ts";
import { type AnyCommand, commandsOf, type FormDoor } from "../kernel/command.ts";
import { type Db, inTransaction } from "../kernel/database.ts";
import { instantIn } from "../kernel/zones/zoned-time.ts";
import { sharerOf } from "../neighbours/index.ts";
import { person } from "../people/index.ts";
import { checkIn, countCode, tickGuest } from "./check-in.ts";
import { writeNote } from "./notes.ts";
import { type Refusal, refusalTable, refuse } from "./refusals.ts";
import { announce, cancelSalon, changeSalon, reportSalon } from "./salons.ts";
import { newSalonSchema, salonChangesSchema } from "./schema.ts";
import { callWaiting, leaveSeat, takeSeat } from "./seats.ts";

const command = commandsOf(refusalTable);
const done = z.object({});
const noInput = z.strictObject({});
/** A salon in an address. */
export const salonParams = z.object({ id: z.string().max(60) });
type SalonParams = { id: string };
const salonPage = ({ id }: SalonParams): string => `/salons/${encodeURIComponent(id)}`;

/** A form of a salon's page. */
function salonForm<Output>(
  act: string,
  told: string,
  more: Partial<FormDoor<SalonParams, Output>> = {},
): FormDoor<SalonParams, Output> {
  return {
    path: `/salons/:id/${act}`,
    after: salonPage,
    failed: salonPage,
    done: () => ({ key: told }),
    ...more,
  };
}

/** Day and time of a form are those of the host's zone. Refuses `salon-time` 400. */
async function momentOf(
  { day, time, ...rest }: Record<string, unknown>,
  actor: Actor | null,
  db: Db,
): Promise<Record<string, unknown>> {
  const { timeZone } = await sharerOf(db, person.admit(actor, {}).personId);
  const at = typeof day === "string" && typeof time === "string" ? instantIn(timeZone, day, time) : null;
  if (!at) throw refuse("salon-time", { days: 180 });
  return { ...rest, startsAt: at.toISOString() };
}

const writing = [
  "salon-time",
  "branch-unknown",
  "salon-place-missing",
  "text-refused",
] as const satisfies Refusal[];

const post = command({
  name: "salons.announce",
  summary: "Announce a salon, in a circle or for everybody",
  path: "/salons",
  status: 201,
  who: person,
  params: z.object({}),
  input: newSalonSchema,
  output: submissionSchema,
  refusals: [...writing, "minor-guarded-only", "circle-unknown", "salons-full", "acts-exhausted"],
  audit: ({ output }) => ({ subject: { kind: "salon", id: output.id }, scope: null }),
  run: (tx, actor, clock, _params, input) =>
    announce(tx, actor, clock, { ...input, startsAt: new Date(input.startsAt) }),
  forms: [
    {
      path: "/salons",
      prepareFields: momentOf,
      after: (_params, { id }) => salonPage({ id }),
      failed: () => "/salons",
      done: ({ isPublic }) => ({ key: isPublic ? "salons.done.announced" : "salons.done.waits" }),
    },
  ],
});

const change = command({
  name: "salons.change",
  summary: "Change a salon I host; whoever comes is told of another time or place",
  method: "PUT",
  path: "/salons/:id",
  status: 200,
  who: person,
  params: salonParams,
  input: salonChangesSchema,
  output: submittedSchema,
  refusals: ["salon-unknown", "salon-host-needed", "salon-cancelled", "salon-over", ...writing],
  audit: ({ params: { id } }) => ({ subject: { kind: "salon", id }, scope: null }),
  run: async (tx, actor, clock, { id }, input) => {
    const changed = await changeSalon(tx, actor, clock, id, { ...input, startsAt: new Date(input.startsAt) });
    await callWaiting(tx, clock, id);
    return changed;
  },
  forms: [salonForm("change", "salons.done.changed", { prepareFields: momentOf })],
});

type Plain = { name: string; summary: string; path: string; told: string; refusals: readonly Refusal[] };

/** A write of a salon without anything to be said. */
function plain(
  { name, summary, path, told, refusals }: Plain,
  run: (...args: Parameters<typeof cancelSalon>) => Promise<unknown>,
): AnyCommand {
  return command({
    name: `salons.${name}`,
    summary,
    path: `/salons/:id/${path}`,
    status: 200,
    who: person,
    params: salonParams,
    input: noInput,
    output: done,
    refusals: ["salon-unknown", ...refusals],
    audit: ({ params: { id } }) => ({ subject: { kind: "salon", id }, scope: null }),
    run: async (tx, actor, clock, { id }) => {
      await run(tx, actor, clock, id);
      return {};
    },
    forms: [salonForm(path, told)],
  });
}

const cancel = plain(
  {
    name: "cancel",
    summary: "Call a salon I host off; whoever comes is told",
    path: "cancel",
    told: "salons.done.cancelled",
    refusals: ["salon-host-needed", "salon-cancelled", "salon-over"],
  },
  cancelSalon,
);

const leave = plain(
  {
    name: "leave-seat",
    summary: "Stay away after all; the first who waits has my seat",
    path: "leave",
    told: "salons.done.left",
    refusals: ["salon-over", "seat-none"],
  },
  leaveSeat,
);

const come = command({
  name: "salons.take-seat",
  summary: "Sign up: a seat, or a place in the line",
  path: "/salons/:id/seats",
  status: 201,
  who: person,
  params: salonParams,
  input: noInput,
  output: z.object({ state: z.enum(["going", "waiting"]) }).meta({ id: "SalonSeat" }),
  refusals: ["salon-unknown", "salon-cancelled", "salon-over", "seat-taken-already"],
  audit: ({ params: { id } }) => ({ subject: { kind: "salon", id }, scope: null }),
  run: (tx, actor, clock, { id }) => takeSeat(tx, actor, clock, id),
  forms: [salonForm("come", "", { done: ({ state }) => ({ key: `salons.done.${state}` }) })],
});

const there = command({
  name: "salons.check-in",
  summary: "I am there: the code on the host's screen",
  path: "/salons/:id/check-in",
  status: 200,
  who: person,
  params: salonParams,
  input: z.strictObject({ code: z.string().max(12) }).meta({ id: "CheckIn" }),
  output: done,
  refusals: ["salon-unknown", "salon-cancelled", "check-in-early", "acts-exhausted", "check-in-code"],
  audit: ({ params: { id } }) => ({ subject: { kind: "salon", id }, scope: null }),
  prepare: ({ db, clock }, actor, { id }) => inTransaction(db, (tx) => countCode(tx, actor, clock, id)),
  run: async (tx, actor, clock, { id }, { code }) => {
    await checkIn(tx, actor, clock, id, code);
    return {};
  },
  forms: [salonForm("check-in", "salons.done.there")],
});

const tick = command({
  name: "salons.tick-guest",
  summary: "Tick somebody who has come to the salon I host",
  path: "/salons/:id/guests",
  status: 200,
  who: person,
  params: salonParams,
  input: personIdSchema,
  output: done,
  refusals: ["salon-unknown", "salon-host-needed", "salon-cancelled", "check-in-early", "seat-none"],
  audit: ({ params: { id } }) => ({ subject: { kind: "salon", id }, scope: null }),
  run: async (tx, actor, clock, { id }, { personId }) => {
    await tickGuest(tx, actor, clock, id, personId);
    return {};
  },
  forms: [salonForm("tick", "salons.done.ticked")],
});

const note = command({
  name: "salons.write-note",
  summary: "Write down what was said, having been there",
  path: "/salons/:id/notes",
  status: 201,
  who: person,
  params: salonParams,
  input: z.strictObject({ text: z.string().trim().min(1).max(4000) }).meta({ id: "SalonsWriteNote" }),
  output: submittedSchema,
  refusals: ["salon-unknown", "note-too-early", "seat-none", "acts-exhausted", "text-refused"],
  audit: ({ params: { id } }) => ({ subject: { kind: "salon", id }, scope: null }),
  run: (tx, actor, clock, { id }, { text }) => writeNote(tx, actor, clock, id, text),
  forms: [
    salonForm("note", "", {
      done: ({ isPublic }) => ({ key: isPublic ? "salons.done.noted" : "salons.done.waits" }),
    }),
  ],
});

const report = command({
  name: "salons.report",
  summary: "Tell the moderators of a salon I see",
  path: "/salons/:id/reports",
  status: 201,
  who: person,
  params: salonParams,
  input: reportWordsSchema,
  output: done,
  refusals: ["salon-unknown", "already-reported", "acts-exhausted"],
  audit: "events",
  run: async (tx, actor, clock, { id }, { words }) => {
    await reportSalon(tx, actor, clock, id, words);
    return {};
  },
  forms: [salonForm("report", "community.reported")],
});

/** Every write of this room. */
export const salonsCommands: readonly AnyCommand[] = [
  post,
  change,
  cancel,
  come,
  leave,
  there,
  tick,
  note,
  report,
];
