import { z } from "zod";
import { type AnyCommand, commandsOf, type FormAddress } from "../kernel/command.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { pick } from "../kernel/text.ts";
import { anybody, homeMember, person } from "../people/index.ts";
import { refusalTable, wayRefusals } from "./refusals.ts";
import { requestsOf, startRequest, withdrawTitleRequest } from "./requests.ts";
import { begunRequestSchema, newRequestSchema, requestSchema, waySchema } from "./schema.ts";
import { unwant, want } from "./wanted.ts";
import { waysTo } from "./ways.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const none = z.object({});
const noInput = z.strictObject({});
const instanceId = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const titleParams = z.object({ instanceId });
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
    prefer: "hold",
  };
}

/** An empty part is a copy without one; a set's form always says which part, and no other edition will do. */
const saidPart = ({ part, id }: FormAddress): Record<string, unknown> => ({
  instanceId: Number(id),
  ...(part !== undefined && { part }),
});

const start = command({
  name: "fulfilment.request",
  summary: "I want this: begin the quickest way that works; the others follow by themselves",
  path: "/requests",
  status: 201,
  who: person,
  params: none,
  input: newRequestSchema,
  output: begunRequestSchema,
  refusals: ["instance-unknown", "branch-unknown", "request-exists", "no-way", ...wayRefusals],
  audit: "events",
  run: (tx, actor, clock, _params, input) => startRequest(tx, actor, clock, input),
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
          : way.kind === "person"
            ? { key: "ways.asked-reader" }
            : { key: "request.placed", params: { branch: pick(branch ?? {}, language) } },
    },
  ],
});

const withdraw = command({
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
    await withdrawTitleRequest(tx, actor, clock, id);
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

const wait = command({
  name: "fulfilment.want",
  summary: "Be told when somebody can give this title",
  method: "PUT",
  path: "/wanted/:instanceId",
  status: 204,
  who: person,
  params: titleParams,
  input: noInput,
  output: none,
  refusals: ["instance-unknown", "too-many-wanted"],
  audit: "events",
  run: async (tx, actor, clock, params) => {
    await want(tx, actor, clock, params.instanceId);
    return {};
  },
  forms: [
    {
      path: "/instance/:instanceId/request/wanted",
      after: (params) => titlePage(params.instanceId),
      failed: (params) => titlePage(params.instanceId),
      done: () => ({ key: "ways.wanted" }),
    },
  ],
});

const waitNoMore = command({
  name: "fulfilment.want-no-more",
  summary: "Wait for this title no more",
  method: "DELETE",
  path: "/wanted/:instanceId",
  status: 204,
  who: person,
  params: titleParams,
  input: noInput,
  output: none,
  refusals: [],
  audit: "events",
  run: async (tx, actor, _clock, params) => {
    await unwant(tx, actor, params.instanceId);
    return {};
  },
  forms: [
    {
      path: "/instance/:instanceId/request/unwanted",
      after: (params) => titlePage(params.instanceId),
      failed: (params) => titlePage(params.instanceId),
      done: () => ({ key: "ways.unwanted" }),
    },
  ],
});

const ways = query({
  name: "fulfilment.ways",
  summary: "Every way to a title for whoever asks, the quickest first",
  path: "/instances/:id/ways",
  who: anybody,
  params: z.object({ id: instanceId }),
  filter: z.strictObject({ pickupBranchId: z.coerce.number().int().positive().optional() }),
  output: z.object({ items: z.array(waySchema) }),
  refusals: [],
  run: async ({ db, clock }, actor, { id }, { pickupBranchId }) => {
    const personId = actor?.personId ?? null;
    const viewer = {
      personId,
      homeMemberId: personId === null ? null : await homeMember(db, personId),
      pickupBranchId: pickupBranchId ?? null,
    };
    return { items: await waysTo(db, clock, viewer, id) };
  },
});

const requests = query({
  name: "fulfilment.requests",
  summary: "One's own requests with the ways tried, the newest first",
  path: "/requests",
  who: person,
  params: none,
  filter: noInput,
  output: z.object({ items: z.array(requestSchema) }),
  refusals: [],
  run: async ({ db }, { personId }) => ({ items: await requestsOf(db, personId) }),
});

/** Every write of this room. */
export const fulfilmentCommands: readonly AnyCommand[] = [start, withdraw, wait, waitNoMore];

/** Every read of this room. */
export const fulfilmentQueries: readonly AnyQuery[] = [ways, requests];
