import { z } from "zod";
import { personIdSchema, reportWordsSchema, submissionSchema, submittedSchema } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf, type FormDoor } from "../kernel/command.ts";
import { person } from "../people/index.ts";
import { clockIn, reportNote } from "./clock-ins.ts";
import { joinReading, leaveReading, sendAway, setReminder } from "./fellows.ts";
import { beginReading, changeReading, endReading, reportReading } from "./readings.ts";
import { type Refusal, refusalTable } from "./refusals.ts";
import { clockInSchema, newReadingSchema, readingChangesSchema } from "./schema.ts";

const command = commandsOf(refusalTable);
const done = z.object({});
const noInput = z.strictObject({});
/** A reading group in an address. */
export const readingParams = z.object({ id: z.string().max(60) });
type ReadingParams = { id: string };
const readingPage = ({ id }: ReadingParams): string => `/readings/${encodeURIComponent(id)}`;

/** A form of a reading group's page. */
function readingForm<Params extends ReadingParams, Output>(
  act: string,
  told: string,
  more: Partial<FormDoor<Params, Output>> = {},
): FormDoor<Params, Output> {
  return {
    path: `/readings/:id/${act}`,
    after: readingPage,
    failed: readingPage,
    done: () => ({ key: told }),
    ...more,
  };
}

const about = ({ params: { id } }: { params: ReadingParams }) => ({
  subject: { kind: "reading", id },
  scope: null,
});

const begin = command({
  name: "readings.begin",
  summary: "Begin to read a book together, in a circle or with everybody",
  path: "/readings",
  status: 201,
  who: person,
  params: z.object({}),
  input: newReadingSchema,
  output: submissionSchema,
  refusals: [
    "minor-guarded-only",
    "circle-unknown",
    "reading-dates",
    "plan-missing",
    "plan-long",
    "instance-unknown",
    "reading-title-missing",
    "readings-led",
    "acts-exhausted",
    "text-refused",
  ],
  audit: ({ output }) => ({ subject: { kind: "reading", id: output.id }, scope: null }),
  run: (tx, actor, clock, _params, input) => beginReading(tx, actor, clock, input),
  forms: [
    {
      path: "/readings",
      after: (_params, { id }) => readingPage({ id }),
      failed: () => "/readings",
      done: ({ isPublic }) => ({ key: isPublic ? "readings.done.begun" : "readings.done.waits" }),
    },
  ],
});

const change = command({
  name: "readings.change",
  summary: "Move the plan of a reading group I lead; whoever reads along is told",
  method: "PUT",
  path: "/readings/:id",
  status: 200,
  who: person,
  params: readingParams,
  input: readingChangesSchema,
  output: submittedSchema,
  refusals: [
    "reading-unknown",
    "reading-leader-needed",
    "reading-over",
    "reading-dates",
    "plan-long",
    "text-refused",
  ],
  audit: about,
  run: (tx, actor, clock, { id }, input) => changeReading(tx, actor, clock, id, input),
  forms: [readingForm("change", "readings.done.changed")],
});

type Plain = { name: string; summary: string; path: string; told: string; refusals: readonly Refusal[] };

/** A write of a reading group without anything to be said. */
function plain(
  { name, summary, path, told, refusals }: Plain,
  run: typeof endReading,
  leads?: () => string,
): AnyCommand {
  return command({
    name: `readings.${name}`,
    summary,
    path: `/readings/:id/${path}`,
    status: 200,
    who: person,
    params: readingParams,
    input: noInput,
    output: done,
    refusals: ["reading-unknown", ...refusals],
    audit: about,
    run: async (tx, actor, clock, { id }) => {
      await run(tx, actor, clock, id);
      return {};
    },
    forms: [readingForm(path, told, leads ? { after: leads } : {})],
  });
}

const end = plain(
  {
    name: "end",
    summary: "End a reading group I lead before its time",
    path: "end",
    told: "readings.done.ended",
    refusals: ["reading-leader-needed", "reading-over"],
  },
  endReading,
);

const join = plain(
  {
    name: "join",
    summary: "Read along",
    path: "join",
    told: "readings.done.joined",
    refusals: ["reading-joined", "reading-sent-away", "reading-over", "reading-full", "readings-joined"],
  },
  joinReading,
);

const leave = plain(
  {
    name: "leave",
    summary: "Leave a reading group; my days and notes go along",
    path: "leave",
    told: "readings.done.left",
    refusals: ["reading-not-joined"],
  },
  leaveReading,
  () => "/readings",
);

const read = command({
  name: "readings.clock-in",
  summary: "I read today, as far as a part; with what I thought",
  path: "/readings/:id/clock-ins",
  status: 200,
  who: person,
  params: readingParams,
  input: clockInSchema,
  output: submittedSchema,
  refusals: [
    "reading-unknown",
    "reading-not-joined",
    "reading-early",
    "reading-over",
    "reading-part-unknown",
    "acts-exhausted",
    "text-refused",
  ],
  audit: about,
  run: (tx, actor, clock, { id }, input) => clockIn(tx, actor, clock, id, input),
  forms: [
    readingForm("clock-in", "", {
      done: ({ isPublic }) => ({ key: isPublic ? "readings.done.read" : "readings.done.note-waits" }),
    }),
  ],
});

const remind = command({
  name: "readings.set-reminder",
  summary: "Whether I am reminded of each part",
  method: "PUT",
  path: "/readings/:id/reminder",
  status: 200,
  who: person,
  params: readingParams,
  input: z.strictObject({ isReminded: z.boolean() }).meta({ id: "SetReminder" }),
  output: done,
  refusals: ["reading-unknown", "reading-not-joined"],
  audit: about,
  run: async (tx, actor, clock, { id }, { isReminded }) => {
    await setReminder(tx, actor, clock, id, isReminded);
    return {};
  },
  forms: [
    readingForm("remind", "readings.done.reminded", { fixed: { isReminded: true } }),
    readingForm("remind-not", "readings.done.not-reminded", { fixed: { isReminded: false } }),
  ],
});

const away = command({
  name: "readings.send-away",
  summary: "Send somebody away from a reading group I lead",
  path: "/readings/:id/sent-away",
  status: 200,
  who: person,
  params: readingParams,
  input: personIdSchema,
  output: done,
  refusals: ["reading-unknown", "reading-leader-needed", "reading-not-joined"],
  audit: ({ params: { id }, input: { personId } }) => ({
    ...{ subject: { kind: "reading", id }, scope: null, personId },
  }),
  run: async (tx, actor, clock, { id }, { personId }) => {
    await sendAway(tx, actor, clock, id, personId);
    return {};
  },
  forms: [readingForm("send-away", "readings.done.sent-away")],
});

const report = command({
  name: "readings.report",
  summary: "Tell the moderators of a reading group I see",
  path: "/readings/:id/reports",
  status: 201,
  who: person,
  params: readingParams,
  input: reportWordsSchema,
  output: done,
  refusals: ["reading-unknown", "already-reported", "acts-exhausted"],
  audit: "events",
  run: async (tx, actor, clock, { id }, { words }) => {
    await reportReading(tx, actor, clock, id, words);
    return {};
  },
  forms: [readingForm("report", "community.reported")],
});

const reportOne = command({
  name: "readings.report-note",
  summary: "Tell the moderators of a note I see",
  path: "/readings/:id/notes/:noteId/reports",
  status: 201,
  who: person,
  params: readingParams.extend({ noteId: z.string().max(60) }),
  input: reportWordsSchema,
  output: done,
  refusals: ["reading-unknown", "reading-note-unknown", "already-reported", "acts-exhausted"],
  audit: "events",
  run: async (tx, actor, clock, { id, noteId }, { words }) => {
    await reportNote(tx, actor, clock, id, noteId, words);
    return {};
  },
  forms: [readingForm("notes/:noteId/report", "community.reported")],
});

/** Every write of this room. */
export const readingsCommands: readonly AnyCommand[] = [
  begin,
  change,
  end,
  join,
  leave,
  read,
  remind,
  away,
  report,
  reportOne,
];
