import { z } from "zod";
import { worker } from "../collections/index.ts";
import { createdSchema } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { pageOf, paging } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { person } from "../people/index.ts";
import { refusalTable } from "./refusals.ts";
import { ask, move, requestsAt, requestsOf, takeBack } from "./requests.ts";
import {
  moveSchema,
  reproductionSchema,
  requestSchema,
  viewingSchema,
  workedRequestSchema,
} from "./schema.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const byNumber = z.object({ number: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
const byId = z.object({ id: z.string().max(60) });
const ownPage = (): string => "/account/object-requests";
const formPage = ({ number }: z.output<typeof byNumber>): string => `/objects/${number}/request`;

const noted = ({ params }: { params: z.output<typeof byNumber> }) => ({
  subject: { kind: "collection-object", id: String(params.number) },
  scope: null,
});
const refusals = ["object-unknown", "object-requests-many", "object-request-open"] as const;

const viewing = command({
  name: "object-requests.ask-viewing",
  summary: "Ask to see the original of an object on a day",
  path: "/objects/:number/viewings",
  status: 201,
  who: person,
  params: byNumber,
  input: viewingSchema,
  output: createdSchema,
  refusals: [...refusals, "viewing-day", "viewing-day-promised"],
  audit: noted,
  run: async (tx, actor, clock, { number }, input) =>
    await ask(tx, actor, clock, number, { kind: "viewing", ...input }),
  forms: [
    {
      path: "/objects/:number/viewings",
      after: ownPage,
      failed: formPage,
      done: () => ({ key: "requests.done.viewing" }),
    },
  ],
});

const reproduction = command({
  name: "object-requests.ask-reproduction",
  summary: "Ask for a reproduction of an object",
  path: "/objects/:number/reproductions",
  status: 201,
  who: person,
  params: byNumber,
  input: reproductionSchema,
  output: createdSchema,
  refusals: [...refusals],
  audit: noted,
  run: async (tx, actor, clock, { number }, input) =>
    await ask(tx, actor, clock, number, { kind: "reproduction", ...input }),
  forms: [
    {
      path: "/objects/:number/reproductions",
      after: ownPage,
      failed: formPage,
      done: () => ({ key: "requests.done.reproduction" }),
    },
  ],
});

const back = command({
  name: "object-requests.take-back",
  summary: "Take back a request of my own that is not handed out or sent",
  path: "/object-requests/:id/withdrawal",
  status: 200,
  who: person,
  params: byId,
  input: z.strictObject({}),
  output: requestSchema,
  refusals: ["object-request-unknown", "object-request-state"],
  audit: ({ params }) => ({ subject: { kind: "object-request", id: params.id }, scope: null }),
  run: async (tx, actor, clock, { id }) => await takeBack(tx, actor, clock, id),
  forms: [
    {
      path: "/object-requests/:id/take-back",
      after: ownPage,
      failed: ownPage,
      done: () => ({ key: "requests.done.taken-back" }),
    },
  ],
});

const moved = command({
  name: "object-requests.move",
  summary: "Agree to a request, decline it, hand the original out, take it back, send the reproduction",
  method: "PUT",
  path: "/object-requests/:id/state",
  status: 200,
  who: worker,
  params: byId,
  input: moveSchema,
  output: requestSchema,
  refusals: [
    "object-request-unknown",
    "object-request-changed",
    "object-request-state",
    "viewing-day-missing",
    "viewing-day",
    "viewing-day-promised",
    "original-in-hand",
  ],
  audit: ({ params, input }) => ({
    subject: { kind: "object-request", id: params.id },
    scope: "worked-at",
    detail: { state: input.state },
  }),
  run: async (tx, actor, clock, { id }, input) => await move(tx, actor, clock, id, input),
});

const own = query({
  name: "object-requests.own",
  summary: "Originals and reproductions I asked for, the newest first",
  path: "/my/object-requests",
  who: person,
  params: z.object({}),
  filter: z.strictObject(paging),
  output: pageOf(requestSchema),
  refusals: [],
  run: async ({ db }, actor, _params, turn) => await requestsOf(db, actor.personId, turn),
});

const worked = query({
  name: "object-requests.worked",
  summary:
    "Originals and reproductions asked for of a collection's objects: those that are open, or those that are over, by their day",
  path: "/collections/:slug/requests",
  who: worker,
  params: z.object({ slug: z.string().max(60) }),
  filter: z.strictObject({ open: z.enum(["true", "false"]).default("true"), ...paging }),
  output: pageOf(workedRequestSchema),
  refusals: ["collection-unknown"],
  run: async ({ db }, actor, { slug }, { open, ...turn }) =>
    await requestsAt(db, actor, slug, { isOpen: open === "true", ...turn }),
});

/** What is asked for of objects, and what is done about it. */
export const requestCommands: readonly AnyCommand[] = [viewing, reproduction, back, moved];
export const requestQueries: readonly AnyQuery[] = [own, worked];
