import { z } from "zod";
import { createdCodeSchema, createdSchema, reportWordsSchema } from "../contracts/shapes.ts";
import { pictureCodes } from "../files/index.ts";
import { type AnyCommand, commandsOf, type FormDoor } from "../kernel/command.ts";
import { PICTURE_BYTES } from "../kernel/images/pictures.ts";
import { networkKey } from "../kernel/secrets.ts";
import { toWgs84 } from "../neighbours/index.ts";
import { anybody, person, staff } from "../people/index.ts";
import { loanAtNest } from "./counter.ts";
import { importNests } from "./geojson.ts";
import { changeNest, openNest, registerNest, reportNest } from "./nests.ts";
import { addNestPhoto, decideNestPhoto, takeNestPhoto } from "./photos.ts";
import { positionFields } from "./position-fields.ts";
import { refusalTable } from "./refusals.ts";
import { nestPlaceSchema, nestWordsSchema, visitSchema } from "./schema.ts";
import { passSecretGate } from "./secrets.ts";
import { stewardCommands } from "./steward-commands.ts";
import { leaveCopy, takeCopy, visitNest } from "./visits.ts";

const command = commandsOf(refusalTable);
const done = z.object({});
const noInput = z.strictObject({});
const nestParams = z.object({ code: z.string().max(20) });
const copyParams = nestParams.extend({ copyId: z.string().max(60) });
/** Stands on the label at the nest. */
const secret = z.string().max(40).default("");
const atLabel = ["nest-unknown", "nest-secret-locked", "nest-secret-missing", "nest-secret-wrong"] as const;

const nestPage = ({ code }: { code: string }): string => `/nests/${code}`;
/** The nest as somebody sees it who reads its label. */
const labelPage = ({ code = "", secret: given = "" }: Readonly<Record<string, string>>): string =>
  given === "" ? `/nests/${code}` : `/nests/${code}?s=${encodeURIComponent(given)}`;

/** The form of a nest's page. */
function nestForm<Params extends { code: string }, Output>(
  act: string,
  told: string,
  more: Partial<FormDoor<Params, Output>> = {},
): FormDoor<Params, Output> {
  return {
    path: `/nests/:code/${act}`,
    after: nestPage,
    failed: nestPage,
    done: () => ({ key: told }),
    ...more,
  };
}

const register = command({
  name: "nests.register-nest",
  summary: "Register a nest at an exact public place",
  path: "/nests",
  status: 201,
  who: person,
  params: z.object({}),
  input: nestWordsSchema.extend({ position: nestPlaceSchema }).meta({ id: "RegisterNest" }),
  output: createdCodeSchema,
  refusals: ["minor-guarded-only", "nests-exhausted", "text-refused"],
  audit: "events",
  run: (tx, actor, clock, _params, { position, ...words }) =>
    registerNest(tx, actor, clock, { ...words, position: toWgs84(position, position.system) }),
  forms: [
    {
      path: "/nests",
      prepareFields: (fields) => positionFields(fields),
      after: (_params, { code }) => nestPage({ code }),
      failed: () => "/nests",
      done: () => ({ key: "nests.done.registered" }),
    },
  ],
});

const change = command({
  name: "nests.change-nest",
  summary: "Change what a nest says of itself, as its steward",
  method: "PUT",
  path: "/nests/:code",
  status: 200,
  who: person,
  params: nestParams,
  input: nestWordsSchema,
  output: done,
  refusals: ["nest-unknown", "text-refused"],
  audit: "events",
  run: async (tx, actor, clock, { code }, words) => {
    await changeNest(tx, actor, clock, code, words);
    return {};
  },
  forms: [nestForm("change", "nests.done.saved")],
});

const open = command({
  name: "nests.open-nest",
  summary: "Close a nest or open it again, as its steward",
  method: "PUT",
  path: "/nests/:code/open",
  status: 200,
  who: person,
  params: nestParams,
  input: z.strictObject({ open: z.boolean() }).meta({ id: "OpenNest" }),
  output: done,
  refusals: ["nest-unknown", "nest-not-so"],
  audit: "events",
  run: async (tx, actor, _clock, { code }, input) => {
    await openNest(tx, actor, code, input.open ? "reopen" : "close");
    return {};
  },
  forms: [nestForm("open", "nests.done.saved")],
});

/** Whoever reads the label tells without an account too, known by their network. */
const visit = command({
  name: "nests.visit-nest",
  summary: "Took, left, counted books (with the secret on the label), saw the nest, or found it gone",
  path: "/nests/:code/visits",
  status: 200,
  who: anybody,
  params: nestParams,
  input: visitSchema,
  output: done,
  refusals: [
    ...atLabel,
    "nest-closed",
    "books-invalid",
    "taken-enough",
    "visits-exhausted",
    "acts-exhausted",
  ],
  audit: "events",
  prepare: async (deps, _actor, { code }, input) => {
    await passSecretGate(deps, deps.ip ?? "", code, input.secret);
    return await networkKey(deps.db, deps.ip ?? "");
  },
  run: async (tx, actor, clock, { code }, input, network) => {
    await visitNest(tx, { actor, secret: input.secret, network }, clock, code, input);
    return {};
  },
  forms: [
    nestForm("visits", "nests.done.visited", {
      after: (_params, _output, sent) => labelPage(sent),
      failed: (_params, sent) => labelPage(sent),
    }),
  ],
});

const report = command({
  name: "nests.report-nest",
  summary: "Tell the moderators of what a nest says of itself",
  path: "/nests/:code/reports",
  status: 201,
  who: person,
  params: nestParams,
  input: reportWordsSchema,
  output: done,
  refusals: ["nest-unknown", "already-reported"],
  audit: "events",
  run: async (tx, actor, clock, { code }, { words }) => {
    await reportNest(tx, actor, clock, code, words);
    return {};
  },
  forms: [nestForm("report", "community.reported")],
});

const leave = command({
  name: "nests.leave-copy",
  summary: "Leave one of my books at a nest, for whoever takes it",
  path: "/nests/:code/copies",
  status: 201,
  who: person,
  params: nestParams,
  input: z.strictObject({ copyId: z.string().max(60), secret }).meta({ id: "LeaveCopy" }),
  output: done,
  refusals: [
    ...atLabel,
    "nest-closed",
    "copy-unknown",
    "copy-on-loan",
    "copy-hidden",
    "copy-state",
    "visits-exhausted",
  ],
  audit: "events",
  prepare: (deps, _actor, { code }, input) => passSecretGate(deps, deps.ip ?? "", code, input.secret),
  run: async (tx, actor, clock, { code }, input) => {
    await leaveCopy(tx, actor, clock, { code, secret: input.secret }, input.copyId);
    return {};
  },
  forms: [nestForm("leave", "nests.done.left")],
});

const take = command({
  name: "nests.take-copy",
  summary: "Take a book known to stand at a nest; it is mine from now on",
  path: "/nests/:code/copies/:copyId/take",
  status: 200,
  who: person,
  params: copyParams,
  input: z.strictObject({ secret }).meta({ id: "TakeCopy" }),
  output: done,
  refusals: [...atLabel, "copy-unknown", "copy-travels", "taken-enough"],
  audit: "events",
  prepare: (deps, _actor, { code }, input) => passSecretGate(deps, deps.ip ?? "", code, input.secret),
  run: async (tx, actor, clock, { code, copyId }, input) => {
    await takeCopy(tx, actor, clock, { code, secret: input.secret }, copyId);
    return {};
  },
  forms: [nestForm("copies/:copyId/take", "nests.done.taken")],
});

const loan = command({
  name: "nests.step-loan",
  summary: "The book of an agreed loan of mine lies there, or I took it",
  path: "/nests/:code/loans/:loanId",
  status: 200,
  who: person,
  params: nestParams.extend({ loanId: z.string().max(60) }),
  input: noInput,
  output: z
    .object({ step: z.enum(["left", "collected", "returned", "taken-home"]) })
    .meta({ id: "LoanStep" }),
  refusals: [
    "nest-unknown",
    "nest-closed",
    "loan-unknown",
    "loan-not-your-move",
    "loan-state",
    "copy-elsewhere",
    "deposit-missing",
  ],
  audit: "events",
  run: async (tx, actor, clock, { code, loanId }) => ({
    step: await loanAtNest(tx, actor, clock, code, loanId),
  }),
  forms: [nestForm("loans/:loanId", "nests.done.loan")],
});

const photo = command({
  name: "nests.add-photo",
  summary: "A picture of the nest (multipart); a steward looks at it before others see it",
  path: "/nests/:code/photos",
  status: 201,
  who: person,
  params: nestParams,
  input: noInput,
  output: createdSchema,
  fileBytes: () => PICTURE_BYTES,
  refusals: ["nest-unknown", "photos-full", ...pictureCodes],
  audit: ({ params }) => ({ subject: { kind: "nest", id: params.code }, scope: null }),
  prepare: (deps, _actor, { code }) => takeNestPhoto(deps, code),
  run: (tx, actor, clock, { code }, _input, kept) => addNestPhoto(tx, actor, clock, { code, photo: kept }),
  forms: [nestForm("photo", "nests.done.photo")],
});

/** A file of OpenStreetMap with some ten thousand places. */
const IMPORT_BYTES = 30 * 2 ** 20;

const takeFile = command({
  name: "nests.import-nests",
  summary: "Take nests from OpenStreetMap, as the office of the region; the same file again changes nothing",
  path: "/nests.geojson",
  status: 200,
  who: staff("consortium.manage", "everywhere"),
  params: z.object({}),
  input: z.looseObject({ type: z.unknown(), features: z.unknown() }).meta({ id: "ImportNests" }),
  output: z
    .object({
      read: z.number().int(),
      created: z.number().int(),
      updated: z.number().int(),
      unchanged: z.number().int(),
      skipped: z.array(z.object({ feature: z.number().int(), reason: z.string() })),
    })
    .meta({ id: "ImportedNests" }),
  bodyBytes: IMPORT_BYTES,
  refusals: ["geojson-invalid", "geojson-long"],
  audit: "events",
  run: (tx, actor, clock, _params, file) => importNests(tx, actor, clock, file),
});

const decidePhoto = command({
  name: "nests.decide-photo",
  summary: "Show a picture of a nest to everybody or to nobody, as its steward",
  method: "PUT",
  path: "/nests/:code/photos/:photoId",
  status: 200,
  who: person,
  params: nestParams.extend({ photoId: z.string().max(60) }),
  input: z.strictObject({ show: z.boolean() }).meta({ id: "DecidePhoto" }),
  output: done,
  refusals: ["nest-unknown", "photo-unknown"],
  audit: "events",
  run: async (tx, actor, _clock, { code, photoId }, { show }) => {
    await decideNestPhoto(tx, actor, code, photoId, show);
    return {};
  },
  forms: [nestForm("photos/:photoId", "nests.done.saved")],
});

/** Every write of this room but pictures and map files. */
export const nestsCommands: readonly AnyCommand[] = [
  photo,
  takeFile,
  register,
  change,
  open,
  visit,
  report,
  leave,
  take,
  loan,
  decidePhoto,
  ...stewardCommands,
];
