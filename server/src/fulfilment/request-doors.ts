import { z } from "zod";
import type { DeliveryOption } from "../contracts/delivery-option.ts";
import { listOf } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf, type FormAddress } from "../kernel/command.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import type { RefusalTable } from "../kernel/refusals.ts";
import { pick } from "../kernel/text.ts";
import { anybody, homeMember, person } from "../people/index.ts";
import { refusalTable } from "./refusals.ts";
import { requestsOf, startRequest, withdrawTitleRequest } from "./requests.ts";
import { requestShapes } from "./schema.ts";
import { waySubscribers } from "./subscribers.ts";
import { askingOf, deliveryOptionsOf, type Options, waysTo } from "./ways.ts";

type Shapes = ReturnType<typeof requestShapes>;
const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const none = z.object({});
const noInput = z.strictObject({});
const instanceId = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const titlePage = (id: string | number | undefined): string => `/instance/${id}`;

/**
 * The form of a title's page: `way` says which of the ways beside each other was chosen (`shelf:12`, `hold`,
 * `person:…`), `branch` where a copy of a library is picked up.
 */
function chosenWay({ way, branch, copy, ...fields }: Record<string, unknown>): Record<string, unknown> {
  const [kind, of] = String(way ?? "").split(":", 2);
  return {
    ...fields,
    pickupBranchId: kind === "shelf" ? of : branch,
    copyId: kind === "person" ? of : copy,
    prefer: kind === "" || kind === "shelf" || kind === "person" ? "hold" : kind,
  };
}

/** An empty part is a copy without one; a set's form always says which part, and no other edition will do. */
const saidPart = ({ part, id }: FormAddress): Record<string, unknown> => ({
  instanceId: Number(id),
  ...(part !== undefined && { part }),
});

const start = (options: Options, shapes: Shapes) => {
  const ofWays = Object.assign({}, ...options.map(({ asking }) => asking?.refusals)) as RefusalTable;
  const table: RefusalTable = { ...refusalTable, ...ofWays };
  return commandsOf(table)({
    name: "fulfilment.request",
    summary: "I want this: begin the quickest way that works; the others follow by themselves",
    path: "/requests",
    status: 201,
    who: person,
    params: none,
    input: shapes.newRequest,
    output: shapes.begunRequest,
    refusals: ["instance-unknown", "branch-unknown", "request-exists", "no-way", ...Object.keys(ofWays)],
    audit: "events",
    run: (tx, actor, clock, _params, input) => startRequest(tx, actor, clock, options, input),
    forms: [
      {
        path: "/instance/:id/request",
        prepareFields: chosenWay,
        fromAddress: saidPart,
        after: (_params, _output, { id }) => titlePage(id),
        failed: (_params, { id }) => titlePage(id),
        done: ({ request, way, branch }, _pages, language) =>
          request.attempts.filter((attempt) => attempt.state === "trying").length > 1
            ? { key: "ways.asked-at-once" }
            : {
                key: askingOf(options, way.kind)?.told ?? "request.placed",
                params: { branch: pick(branch ?? {}, language) },
              },
      },
    ],
  });
};

const withdraw = (options: Options) =>
  command({
    name: "fulfilment.withdraw",
    summary: "Want it no more: the way under way is taken back",
    method: "DELETE",
    path: "/requests/:id",
    status: 204,
    who: person,
    params: z.object({ id: z.string().max(60) }),
    input: noInput,
    output: none,
    refusals: ["request-unknown", "request-closed"],
    audit: "events",
    run: async (tx, actor, clock, { id }) => {
      await withdrawTitleRequest(tx, actor, clock, options, id);
      return {};
    },
    forms: [
      {
        path: "/account/wishes/:id/withdraw",
        after: () => "/account",
        failed: () => "/account",
        done: () => ({ key: "account.cancelled" }),
      },
    ],
  });

const ways = (options: Options, shapes: Shapes) =>
  query({
    name: "fulfilment.ways",
    summary: "Every way to a title for whoever asks, the quickest first",
    path: "/instances/:id/ways",
    who: anybody,
    params: z.object({ id: instanceId }),
    filter: z.strictObject({ pickupBranchId: z.coerce.number().int().positive().optional() }),
    output: listOf(shapes.way),
    refusals: [],
    run: async ({ db, clock }, actor, { id }, { pickupBranchId }) => {
      const personId = actor?.personId ?? null;
      const viewer = {
        personId,
        homeMemberId: personId === null ? null : await homeMember(db, personId),
        pickupBranchId: pickupBranchId ?? null,
      };
      return { items: await waysTo(db, clock, options, viewer, id) };
    },
  });

const requests = (shapes: Shapes) =>
  query({
    name: "fulfilment.requests",
    summary: "One's own requests with the ways tried, the newest first",
    path: "/requests",
    who: person,
    params: none,
    filter: noInput,
    output: listOf(shapes.request),
    refusals: [],
    run: async ({ db }, { personId }) => ({ items: await requestsOf(db, personId) }),
  });

/** The doors of requests, over the ways in which the rooms deliver. */
export function requestDoors(rooms: readonly { deliveryOptions?: readonly DeliveryOption[] }[]): {
  commands: readonly AnyCommand[];
  queries: readonly AnyQuery[];
  subscribers: (deps: Pick<RouteDeps, "clock">) => Subscriber[];
} {
  const options = deliveryOptionsOf(rooms);
  const shapes = requestShapes(options);
  return {
    commands: [start(options, shapes), withdraw(options)],
    queries: [ways(options, shapes), requests(shapes)],
    subscribers: (deps) => waySubscribers(options, deps),
  };
}
