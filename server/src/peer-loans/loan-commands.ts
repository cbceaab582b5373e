import { z } from "zod";
import { createdSchema } from "../contracts/shapes.ts";
import type { Actor } from "../kernel/actor.ts";
import { type AnyCommand, type CommandDeps, commandsOf } from "../kernel/command.ts";
import { type Db, inTransaction } from "../kernel/database.ts";
import { instantIn } from "../kernel/zones/zoned-time.ts";
import { sharerOf } from "../neighbours/index.ts";
import { uuidSchema } from "../neighbours/schema.ts";
import { person } from "../people/index.ts";
import { requestModeSchema } from "../shelves/schema.ts";
import { setDeposit } from "./deposits/deposits.ts";
import { sendMessage } from "./loans/messages.ts";
import { loanForm, loanPage, loanParams, moveCommands } from "./loans/move-commands.ts";
import { requestSeveral } from "./loans/requests.ts";
import { agreeAppointment, proposeAppointment } from "./meeting/appointments.ts";
import { receiveCopy, receiveReturn } from "./meeting/handover.ts";
import { countCodeAttempt, demandAttemptsLeft } from "./meeting/handover-codes.ts";
import { refusalTable, refuse } from "./refusals.ts";
import { codeSchema, MOST_ASKED, wordsSchema } from "./schema.ts";

const command = commandsOf(refusalTable);
const done = z.object({});
const copyParams = z.object({ id: uuidSchema });

const request = command({
  name: "peer-loans.request-copy",
  summary: "Ask for a copy",
  path: "/sharing/loans",
  status: 201,
  who: person,
  params: z.object({}),
  input: z
    .strictObject({
      copyId: uuidSchema,
      mode: requestModeSchema,
      words: z.string().max(1000).optional(),
      also: z
        .array(uuidSchema)
        .max(MOST_ASKED - 1)
        .default([])
        .describe("Copies of others asked for at the same time; the first owner who says yes ends the rest"),
    })
    .meta({ id: "RequestCopy" }),
  output: z
    .object({ id: z.string(), state: z.enum(["requested", "queued", "accepted"]) })
    .meta({ id: "RequestedLoan" }),
  refusals: [
    "copy-unknown",
    "copy-own",
    "mode-not-offered",
    "requests-exhausted",
    "borrow-limit",
    "circle-limit",
    "copy-asked-already",
  ],
  audit: "events",
  run: (tx, actor, clock, _params, { copyId, mode, words, also }) =>
    requestSeveral(tx, actor, clock, { copyIds: [copyId, ...also], mode, ...(words && { words }) }),
  forms: [
    {
      path: "/sharing/copies/:id/request",
      fromAddress: ({ id }) => ({ copyId: id }),
      after: (_params, { id }) => loanPage({ id }),
      failed: (_params, { id }) => `/sharing/copies/${id}`,
      done: ({ state }) => ({ key: `sharing.done.${state === "accepted" ? "agreed" : state}` }),
    },
  ],
});

/** Day and time of a form are those of the reader's zone. Refuses `appointment-time` 400. */
async function momentOf(
  { day, time, ...rest }: Record<string, unknown>,
  actor: Actor | null,
  db: Db,
): Promise<Record<string, unknown>> {
  const { timeZone } = await sharerOf(db, person.admit(actor, {}).personId);
  const at = typeof day === "string" && typeof time === "string" ? instantIn(timeZone, day, time) : null;
  if (!at) throw refuse("appointment-time");
  return { ...rest, at: at.toISOString() };
}

const propose = command({
  name: "peer-loans.propose-appointment",
  summary: "Propose when and where to meet",
  path: "/sharing/loans/:id/appointment",
  status: 200,
  who: person,
  params: loanParams,
  input: z
    .strictObject({
      at: z.iso.datetime({ offset: true }),
      minutes: z.number().int().min(5).max(240).default(30),
      place: z.string().max(200).default(""),
      branchId: z.number().int().positive().nullable().default(null),
    })
    .meta({ id: "ProposeAppointment" }),
  output: done,
  refusals: [
    "loan-unknown",
    "library-lends",
    "loan-state",
    "appointment-time",
    "reader-blocked",
    "acts-exhausted",
    "text-refused",
    "appointment-place-missing",
    "branch-unknown",
  ],
  audit: "events",
  run: async (tx, actor, clock, { id }, input) => {
    await proposeAppointment(tx, actor, clock, id, { ...input, at: new Date(input.at) });
    return {};
  },
  forms: [loanForm("appointment", { prepareFields: momentOf })],
});

const agree = command({
  name: "peer-loans.agree-appointment",
  summary: "Agree to the appointment",
  path: "/sharing/loans/:id/appointment/agreement",
  status: 200,
  who: person,
  params: loanParams,
  input: z.strictObject({}),
  output: done,
  refusals: ["loan-unknown", "library-lends", "loan-state", "appointment-unknown", "loan-not-your-move"],
  audit: "events",
  run: async (tx, actor, clock, { id }) => {
    await agreeAppointment(tx, actor, clock, id);
    return {};
  },
  forms: [loanForm("agree-appointment")],
});

/** Tries are counted although the code is refused, one by one when many are sent at once. */
async function countTry({ db, clock }: CommandDeps, actor: Actor, { id }: { id: string }): Promise<void> {
  demandAttemptsLeft(await inTransaction(db, (tx) => countCodeAttempt(tx, actor, clock, id)));
}

const withCode = {
  status: 200,
  who: person,
  params: loanParams,
  input: codeSchema,
  output: z.object({ dueOn: z.string().nullable() }).meta({ id: "LoanDueDate" }),
  audit: "events",
  prepare: countTry,
} as const;

const receive = command({
  ...withCode,
  name: "peer-loans.receive-copy",
  summary: "I have the book: the code the other shows me starts the loan",
  path: "/sharing/loans/:id/receive",
  refusals: [
    "loan-unknown",
    "code-locked",
    "loan-not-your-move",
    "loan-state",
    "pass-on-not-agreed",
    "copy-elsewhere",
    "code-wrong",
    "deposit-missing",
  ],
  run: (tx, actor, clock, { id }, input) => receiveCopy(tx, actor, clock, id, input),
  forms: [loanForm("receive")],
});

const takeBack = command({
  ...withCode,
  name: "peer-loans.take-back",
  summary: "I have my book back: the code the borrower shows me ends the loan",
  path: "/sharing/loans/:id/take-back",
  refusals: ["loan-unknown", "code-locked", "loan-not-your-move", "loan-state", "code-wrong"],
  run: async (tx, actor, clock, { id }, input) => {
    await receiveReturn(tx, actor, clock, id, input);
    return { dueOn: null };
  },
  forms: [loanForm("take-back")],
});

const write = command({
  name: "peer-loans.send-message",
  summary: "Write to the other party",
  path: "/sharing/loans/:id/messages",
  status: 201,
  who: person,
  params: loanParams,
  input: wordsSchema,
  output: createdSchema,
  refusals: [
    "loan-unknown",
    "library-lends",
    "loan-ended",
    "reader-blocked",
    "messages-full",
    "acts-exhausted",
    "message-length",
  ],
  audit: "events",
  run: (tx, actor, clock, { id }, { text }) => sendMessage(tx, actor, clock, id, text),
  forms: [loanForm("message")],
});

/** A form says the sum in yuan, as people write it; commands take fen. */
function fenOf({ yuan, ...rest }: Record<string, unknown>): Record<string, unknown> {
  const plain = typeof yuan === "string" ? yuan.normalize("NFKC").trim().replace(",", ".") || "0" : "";
  return { ...rest, amount: plain === "" ? yuan : Math.round(Number(plain) * 100) };
}

const deposit = command({
  name: "peer-loans.set-deposit",
  summary: "What is to be held while a copy of mine is out, in fen; 0: nothing",
  method: "PUT",
  path: "/sharing/copies/:id/deposit",
  status: 200,
  who: person,
  params: copyParams,
  input: z.strictObject({ amount: z.number().int().min(0).max(50_000) }).meta({ id: "SetDeposit" }),
  output: done,
  refusals: ["deposits-off", "copy-unknown"],
  audit: "events",
  prepare: async ({ config }) => config,
  run: async (tx, actor, _clock, { id }, { amount }, config) => {
    await setDeposit(tx, actor, config, id, amount);
    return {};
  },
  forms: [
    {
      path: "/sharing/copies/:id/deposit",
      prepareFields: fenOf,
      after: ({ id }) => `/sharing/copies/${id}`,
      failed: ({ id }) => `/sharing/copies/${id}`,
      done: () => ({ key: "sharing.done.saved" }),
    },
  ],
});

/** Everything a reader does with loans. */
export const loanCommands: readonly AnyCommand[] = [
  request,
  ...moveCommands,
  propose,
  agree,
  receive,
  takeBack,
  write,
  deposit,
];
