import { z } from "zod";
import type { Actor } from "../../kernel/actor.ts";
import { type AnyCommand, commandsOf, type FormDoor } from "../../kernel/command.ts";
import type { Tx } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { uuidSchema } from "../../neighbours/schema.ts";
import { person } from "../../people/index.ts";
import { type Refusal, refusalTable } from "../refusals.ts";
import { decisionSchema, evidenceSchema, outcomeSchema, reasonSchema } from "../schema.ts";
import { agreeOutcome, decideCase, openCase, proposeOutcome } from "./disputes.ts";
import {
  acceptLoan,
  agreePassOn,
  answerRenewal,
  askAllRenewals,
  askSharedRenewal,
  cancelLoan,
  claimReturn,
  confirmReturn,
  declineLoan,
  recallLoan,
  withdrawRequest,
} from "./loan-moves.ts";

const command = commandsOf(refusalTable);
/** A loan in an address. */
export const loanParams = z.object({ id: uuidSchema });
const done = z.object({});
const noInput = z.strictObject({});

type LoanParams = { id: string };
/** The page of a loan. */
export const loanPage = ({ id }: LoanParams): string => `/sharing/loans/${id}`;

/** The form of a loan's page: `act` is the last part of its address, and names what is told afterwards. */
export function loanForm<Output>(
  act: string,
  more: Partial<FormDoor<LoanParams, Output>> = {},
): FormDoor<LoanParams, Output> {
  return {
    path: `/sharing/loans/:id/${act}`,
    after: loanPage,
    failed: loanPage,
    done: () => ({ key: `sharing.done.${act}` }),
    ...more,
  };
}

/** What every move of a loan may refuse. */
const moveRefusals = ["loan-unknown", "loan-not-your-move", "loan-state"] as const satisfies Refusal[];

type Move<I extends z.ZodObject> = {
  name: string;
  summary: string;
  /** Last part of the address of the API. */
  path: string;
  input: I;
  refusals?: readonly Refusal[];
  run: (tx: Tx, actor: Actor, clock: Clock, loanId: string, input: z.output<I>) => Promise<unknown>;
  forms: readonly FormDoor<LoanParams, object>[];
};

/** A move of a loan: all have the same place, doors and refusals. */
function move<I extends z.ZodObject>({ name, path, refusals = [], run, ...rest }: Move<I>): AnyCommand {
  return command({
    ...rest,
    name: `peer-loans.${name}`,
    path: `/sharing/loans/:id/${path}`,
    status: 200,
    who: person,
    params: loanParams,
    output: done,
    refusals: [...moveRefusals, ...refusals],
    audit: "events",
    run: async (tx, actor, clock, { id }, input) => {
      await run(tx, actor, clock, id, input);
      return {};
    },
  });
}

const agreeing: AnyCommand[] = [
  move({
    name: "accept-loan",
    summary: "Say yes to a request",
    path: "accept",
    input: noInput,
    refusals: ["borrower-limit"],
    run: acceptLoan,
    forms: [loanForm("accept")],
  }),
  move({
    name: "decline-loan",
    summary: "Say no to a request",
    path: "decline",
    input: reasonSchema,
    run: (tx, actor, clock, id, input) => declineLoan(tx, actor, clock, id, input.reason),
    forms: [loanForm("decline")],
  }),
  move({
    name: "withdraw-request",
    summary: "Take my request back",
    path: "withdraw",
    input: noInput,
    run: withdrawRequest,
    forms: [loanForm("withdraw")],
  }),
  move({
    name: "cancel-loan",
    summary: "Call off before the book changed hands",
    path: "cancel",
    input: reasonSchema,
    run: (tx, actor, clock, id, input) => cancelLoan(tx, actor, clock, id, input.reason),
    forms: [loanForm("cancel")],
  }),
  move({
    name: "agree-pass-on",
    summary: "Let the present borrower give it to this reader",
    path: "agree-pass-on",
    input: noInput,
    refusals: ["pass-on-nothing", "reader-blocked"],
    run: agreePassOn,
    forms: [loanForm("agree-pass-on")],
  }),
];

const keeping: AnyCommand[] = [
  move({
    name: "ask-renewal",
    summary: "Ask to keep the book longer",
    path: "renewal",
    input: noInput,
    refusals: [
      "reader-blocked",
      "renewal-asked",
      "loan-recalled",
      "renewals-exhausted",
      "renewal-others-wait",
    ],
    run: askSharedRenewal,
    forms: [loanForm("ask-renewal")],
  }),
  move({
    name: "answer-renewal",
    summary: "Answer a wish for renewal",
    path: "renewal-answer",
    input: z.strictObject({ granted: z.boolean() }).meta({ id: "AnswerRenewal" }),
    refusals: ["renewal-not-asked", "renewal-others-wait"],
    run: (tx, actor, clock, id, input) => answerRenewal(tx, actor, clock, id, input.granted),
    forms: [
      loanForm("grant-renewal", { fixed: { granted: true } }),
      loanForm("refuse-renewal", { fixed: { granted: false } }),
    ],
  }),
  move({
    name: "recall-loan",
    summary: "Ask for the book back in seven days",
    path: "recall",
    input: noInput,
    refusals: ["recall-once", "recall-no-gain"],
    run: recallLoan,
    forms: [loanForm("recall")],
  }),
];

const ending: AnyCommand[] = [
  move({
    name: "claim-return",
    summary: "Say that the book is back",
    path: "claim-return",
    input: evidenceSchema,
    run: (tx, actor, clock, id, input) => claimReturn(tx, actor, clock, id, input.evidence),
    forms: [loanForm("claim-return")],
  }),
  move({
    name: "confirm-return",
    summary: "Confirm that the book is back",
    path: "confirm-return",
    input: noInput,
    run: confirmReturn,
    forms: [loanForm("confirm-return")],
  }),
  move({
    name: "open-case",
    summary: "Open a case: lost, not returned, damaged",
    path: "case",
    input: evidenceSchema
      .extend({ complaint: z.enum(["report-lost", "contest", "claim-damage"]) })
      .meta({ id: "OpenCase" }),
    refusals: ["evidence-missing"],
    run: (tx, actor, clock, id, input) => openCase(tx, actor, clock, id, input.complaint, input.evidence),
    forms: (["report-lost", "contest", "claim-damage"] as const).map((complaint) =>
      loanForm(complaint, { fixed: { complaint } }),
    ),
  }),
  move({
    name: "propose-outcome",
    summary: "Propose how a case ends",
    path: "proposal",
    input: z.strictObject({ outcome: outcomeSchema }).meta({ id: "ProposeOutcome" }),
    run: (tx, actor, clock, id, input) => proposeOutcome(tx, actor, clock, id, input.outcome),
    forms: [loanForm("propose")],
  }),
  move({
    name: "settle-case",
    summary: "Agree to what the other proposed",
    path: "settle",
    input: noInput,
    run: agreeOutcome,
    forms: [loanForm("settle")],
  }),
];

/** A mediator sees a loan only while its case is open, so that its state never stands in the way. */
const decide = command({
  name: "peer-loans.decide-case",
  summary: "Decide a case, as its mediator",
  path: "/sharing/loans/:id/decision",
  status: 200,
  who: person,
  params: loanParams,
  input: decisionSchema,
  output: done,
  refusals: ["loan-unknown", "loan-not-your-move", "reason-missing"],
  audit: ({ params, input }) => ({
    subject: { kind: "sharing-loan", id: params.id },
    scope: null,
    detail: { outcome: input.outcome },
  }),
  run: async (tx, actor, clock, { id }, input) => {
    await decideCase(tx, actor, clock, id, input.outcome, input.reason);
    return {};
  },
  forms: [loanForm("decide")],
});

const renewAll = command({
  name: "peer-loans.renew-all",
  summary: "Ask to keep everything I borrow longer; each loan by its own rules",
  path: "/sharing/renewals",
  status: 200,
  who: person,
  params: z.object({}),
  input: noInput,
  output: z
    .object({
      asked: z.array(z.string()),
      refused: z.array(z.object({ loanId: z.string(), title: z.string(), reason: z.string() })),
    })
    .meta({ id: "RenewalsAsked" }),
  refusals: ["renewals-none"],
  audit: "events",
  run: (tx, actor, clock) => askAllRenewals(tx, actor, clock),
  forms: [
    {
      path: "/sharing/renewals",
      after: () => "/sharing/loans",
      failed: () => "/sharing/loans",
      done: ({ asked, refused }) => ({
        key: refused.length === 0 ? "sharing.done.renewals" : "sharing.done.renewals-some",
        params: { count: asked.length, titles: refused.map(({ title }) => title).join("、") },
      }),
    },
  ],
});

/** The moves of a loan, without those that take a code. */
export const moveCommands: readonly AnyCommand[] = [...agreeing, ...keeping, ...ending, decide, renewAll];
