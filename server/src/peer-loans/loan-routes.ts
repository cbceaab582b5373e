import { z } from "zod";
import type { Actor } from "../kernel/actor.ts";
import { inTransaction, type Tx } from "../kernel/database.ts";
import { regionFiles } from "../kernel/files/file-jobs.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { photoSizes } from "../kernel/images/photo-files.ts";
import { runCommand } from "../neighbours/index.ts";
import { uuidSchema } from "../neighbours/schema.ts";
import { requirePerson } from "../people/index.ts";
import { sendPhoto } from "../shelves/index.ts";
import { requestModeSchema } from "../shelves/schema.ts";
import { balanceOf } from "./deposits/credits.ts";
import { readCasePhoto } from "./loans/case-file.ts";
import { agreeOutcome, decideCase, openCase, proposeOutcome } from "./loans/disputes.ts";
import {
  acceptLoan,
  agreePassOn,
  answerRenewal,
  askSharedRenewal,
  cancelLoan,
  claimReturn,
  confirmReturn,
  declineLoan,
  recallLoan,
  withdrawRequest,
} from "./loans/loan-moves.ts";
import { casesFor, getSharedLoan, sharedLoansOf } from "./loans/loan-views.ts";
import { messagesOf, sendMessage } from "./loans/messages.ts";
import { requestCopy } from "./loans/requests.ts";
import { agreeAppointment, appointmentCalendar, proposeAppointment } from "./meeting/appointments.ts";
import { receiveCopy, receiveReturn, shownCode } from "./meeting/handover.ts";
import { countCodeAttempt, demandAttemptsLeft } from "./meeting/handover-codes.ts";
import { codeSchema, loanMessageSchema, outcomeSchema, sharedLoanSchema, shownCodeSchema } from "./schema.ts";

const tags = ["sharing"];
const idParams = z.object({ id: uuidSchema });
const nothing = z.object({});
const reasonBody = z.object({ reason: z.string().max(300).nullable().default(null) });
const evidenceBody = z.object({ evidence: z.string().max(1000) });
const LOANS = "/api/v1/sharing/loans";

/** Mounts the loan from hand to hand. */
export function registerLoans(app: App, deps: RouteDeps): void {
  registerLists(app, deps);
  registerMoves(app, deps);
  registerCodes(app, deps);
  registerWords(app, deps);
  registerFiles(app, deps);
}

function registerLists(app: App, deps: RouteDeps): void {
  app.post(
    LOANS,
    {
      schema: {
        summary: "Ask for a copy",
        tags,
        body: z.object({
          copyId: uuidSchema,
          mode: requestModeSchema,
          words: z.string().max(1000).optional(),
        }),
        response: {
          201: z.object({ id: z.string(), state: z.enum(["requested", "queued", "accepted"]) }),
          ...refusals(400, 401, 404, 409, 429),
        },
      },
    },
    async (request, reply) => {
      const { copyId, mode, words } = request.body;
      const made = await runCommand(deps, request, "request", request.body, (tx, actor) =>
        requestCopy(tx, actor, deps.clock, { copyId, mode, ...(words && { words }) }),
      );
      return reply.code(201).send(made);
    },
  );
  app.get(
    LOANS,
    {
      schema: {
        summary: "What I borrow or lend",
        tags,
        querystring: z.object({
          side: z.enum(["lender", "borrower"]),
          ended: z.enum(["true", "false"]).default("false"),
          offset: z.coerce.number().int().min(0).max(10_000).default(0),
        }),
        response: {
          200: z.object({ items: z.array(sharedLoanSchema), points: z.number() }),
          ...refusals(400, 401),
        },
      },
    },
    async (request) => {
      const { personId } = requirePerson(request);
      const { side, ended, offset } = request.query;
      return {
        items: await sharedLoansOf(deps.db, deps.clock, personId, side, { ended: ended === "true", offset }),
        points: await balanceOf(deps.db, personId),
      };
    },
  );
  app.get(
    "/api/v1/sharing/cases",
    {
      schema: {
        summary: "Cases that wait for my decision",
        tags,
        response: { 200: z.object({ items: z.array(sharedLoanSchema) }), ...refusals(401) },
      },
    },
    async (request) => ({ items: await casesFor(deps.db, deps.clock, requirePerson(request)) }),
  );
  app.get(
    `${LOANS}/:id`,
    {
      schema: {
        summary: "One loan, for its parties",
        tags,
        params: idParams,
        response: { 200: sharedLoanSchema, ...refusals(401, 404) },
      },
    },
    async (request) => await getSharedLoan(deps.db, deps.clock, requirePerson(request), request.params.id),
  );
}

type Move<Body> = (tx: Tx, actor: Actor, loanId: string, body: Body) => Promise<unknown>;

function registerMoves(app: App, deps: RouteDeps): void {
  const { clock } = deps;
  const move = <Schema extends z.ZodType>(
    name: string,
    summary: string,
    body: Schema,
    work: Move<z.output<Schema>>,
  ): void => {
    app.post(
      `${LOANS}/:id/${name}`,
      {
        schema: {
          summary,
          tags,
          params: idParams,
          body,
          response: { 200: nothing, ...refusals(400, 401, 403, 404, 409) },
        },
      },
      async (request) => {
        const { id } = request.params;
        const given = request.body as z.output<Schema>;
        await runCommand(deps, request, name, [id, given], (tx, actor) => work(tx, actor, id, given));
        return {};
      },
    );
  };
  move("accept", "Say yes to a request", nothing, (tx, actor, id) => acceptLoan(tx, actor, clock, id));
  move("decline", "Say no to a request", reasonBody, (tx, actor, id, body) =>
    declineLoan(tx, actor, clock, id, body.reason),
  );
  move("withdraw", "Take my request back", nothing, (tx, actor, id) => withdrawRequest(tx, actor, clock, id));
  move("cancel", "Call off before the book changed hands", reasonBody, (tx, actor, id, body) =>
    cancelLoan(tx, actor, clock, id, body.reason),
  );
  move("renewal", "Ask to keep the book longer", nothing, (tx, actor, id) =>
    askSharedRenewal(tx, actor, clock, id),
  );
  move(
    "renewal-answer",
    "Answer a wish for renewal",
    z.object({ granted: z.boolean() }),
    (tx, actor, id, body) => answerRenewal(tx, actor, clock, id, body.granted),
  );
  move("recall", "Ask for the book back in seven days", nothing, (tx, actor, id) =>
    recallLoan(tx, actor, clock, id),
  );
  move("claim-return", "Say that the book is back", evidenceBody, (tx, actor, id, body) =>
    claimReturn(tx, actor, clock, id, body.evidence),
  );
  move("confirm-return", "Confirm that the book is back", nothing, (tx, actor, id) =>
    confirmReturn(tx, actor, clock, id),
  );
  move("agree-pass-on", "Let the present borrower give it to this reader", nothing, (tx, actor, id) =>
    agreePassOn(tx, actor, clock, id),
  );
  move(
    "case",
    "Open a case: lost, not returned, damaged",
    evidenceBody.extend({ complaint: z.enum(["report-lost", "contest", "claim-damage"]) }),
    (tx, actor, id, body) => openCase(tx, actor, clock, id, body.complaint, body.evidence),
  );
  move("proposal", "Propose how a case ends", z.object({ outcome: outcomeSchema }), (tx, actor, id, body) =>
    proposeOutcome(tx, actor, clock, id, body.outcome),
  );
  move("settle", "Agree to what the other proposed", nothing, (tx, actor, id) =>
    agreeOutcome(tx, actor, clock, id),
  );
  move(
    "decision",
    "Decide a case, as its mediator",
    z.object({ outcome: outcomeSchema, reason: z.string().max(300) }),
    (tx, actor, id, body) => decideCase(tx, actor, clock, id, body.outcome, body.reason),
  );
  move(
    "appointment",
    "Propose when and where to meet",
    z.object({
      at: z.iso.datetime({ offset: true }),
      minutes: z.number().int().min(5).max(240).default(30),
      place: z.string().max(200),
      branchId: z.number().int().positive().nullable().default(null),
    }),
    (tx, actor, id, body) => proposeAppointment(tx, actor, clock, id, { ...body, at: new Date(body.at) }),
  );
  move("appointment/agreement", "Agree to the appointment", nothing, (tx, actor, id) =>
    agreeAppointment(tx, actor, clock, id),
  );
}

function registerCodes(app: App, deps: RouteDeps): void {
  app.get(
    `${LOANS}/:id/code`,
    {
      schema: {
        summary: "The code I show to whoever receives the book; null when there is none to show",
        tags,
        params: idParams,
        response: { 200: shownCodeSchema, ...refusals(401, 404) },
      },
    },
    async (request) => ({
      shown: await shownCode(deps.db, deps.clock, requirePerson(request).personId, request.params.id),
    }),
  );
  for (const [name, summary] of [
    ["receive", "I have the book: the code the other shows me starts the loan"],
    ["take-back", "I have my book back: the code the borrower shows me ends the loan"],
  ] as const)
    app.post(
      `${LOANS}/:id/${name}`,
      {
        schema: {
          summary,
          tags,
          params: idParams,
          body: codeSchema,
          response: {
            200: z.object({ dueOn: z.string().nullable() }),
            ...refusals(400, 401, 403, 404, 409, 429),
          },
        },
      },
      async (request) => {
        const { id } = request.params;
        const actor = requirePerson(request);
        const attempts = await inTransaction(deps.db, (tx) => countCodeAttempt(tx, actor, deps.clock, id));
        demandAttemptsLeft(attempts);
        return await runCommand(deps, request, name, [id, request.body], async (tx) => {
          if (name === "receive") return await receiveCopy(tx, actor, deps.clock, id, request.body.code);
          await receiveReturn(tx, actor, deps.clock, id, request.body.code);
          return { dueOn: null };
        });
      },
    );
}

function registerWords(app: App, deps: RouteDeps): void {
  app.get(
    `${LOANS}/:id/messages`,
    {
      schema: {
        summary: "Messages of a loan",
        tags,
        params: idParams,
        response: { 200: z.object({ items: z.array(loanMessageSchema) }), ...refusals(401, 404) },
      },
    },
    async (request) => ({
      items: await messagesOf(deps.db, requirePerson(request).personId, request.params.id),
    }),
  );
  app.post(
    `${LOANS}/:id/messages`,
    {
      schema: {
        summary: "Write to the other party",
        tags,
        params: idParams,
        body: z.object({ text: z.string().max(1000) }),
        response: { 201: z.object({ id: z.string() }), ...refusals(400, 401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const sent = await runCommand(deps, request, "message", [id, request.body], (tx, actor) =>
        sendMessage(tx, actor, deps.clock, id, request.body.text),
      );
      return reply.code(201).send(sent);
    },
  );
}

function registerFiles(app: App, deps: RouteDeps): void {
  const files = regionFiles(deps.config.dataFolder);
  app.get(
    `${LOANS}/:id/photos/:photo`,
    {
      schema: {
        summary: "A picture of an open case, for its parties and its mediator",
        tags,
        params: z.object({ id: uuidSchema, photo: uuidSchema }),
        querystring: z.object({ size: z.enum(photoSizes).default("full") }),
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const { id: loanId, photo: photoId } = request.params;
      const wanted = { loanId, photoId, size: request.query.size };
      return sendPhoto(reply, await readCasePhoto({ ...deps, files }, actor, wanted));
    },
  );
  app.get(
    `${LOANS}/:id/appointment.ics`,
    { schema: { summary: "The appointment as a calendar file", tags, params: idParams } },
    async (request, reply) => {
      const { id } = request.params;
      const { personId } = requirePerson(request);
      const loan = await getSharedLoan(deps.db, deps.clock, requirePerson(request), id);
      const origin = deps.config.publicUrl ?? `${request.protocol}://${request.host}`;
      const file = await appointmentCalendar(deps.db, deps.clock, personId, id, {
        summary: loan.title ?? "",
        url: `${origin}/sharing/loans/${id}`,
      });
      return reply
        .type("text/calendar; charset=utf-8")
        .header("content-disposition", 'attachment; filename="commonshelf.ics"')
        .send(file);
    },
  );
}
