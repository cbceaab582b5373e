import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { requirePerson, requireSession } from "../people/index.ts";
import { requestsOf, startRequest, withdrawTitleRequest } from "./requests.ts";
import { attemptSchema, requestSchema, waySchema } from "./schema.ts";
import { unwant, want } from "./wanted.ts";
import { waysTo } from "./ways.ts";

const tags = ["fulfilment"];
const instanceId = z.coerce.number().int().positive();

/** Mounts the ways to a title, requests and wanted titles under /api/v1. */
export function registerFulfilment(app: App, deps: RouteDeps): void {
  app.get(
    "/api/v1/instances/:id/ways",
    {
      schema: {
        summary: "Every way to a title for whoever asks, the quickest first",
        tags,
        params: z.object({ id: instanceId }),
        querystring: z.object({ pickupBranchId: z.coerce.number().int().positive().optional() }),
        response: { 200: z.object({ items: z.array(waySchema) }), ...refusals(400) },
      },
    },
    async (request) => {
      const viewer = {
        personId: request.session?.person.id ?? null,
        homeMemberId: request.session?.homeMemberId ?? null,
        pickupBranchId: request.query.pickupBranchId ?? null,
      };
      return { items: await waysTo(deps.db, deps.clock, viewer, request.params.id) };
    },
  );
  app.get(
    "/api/v1/requests",
    {
      schema: {
        summary: "One's own requests with the ways tried, the newest first",
        tags,
        response: { 200: z.object({ items: z.array(requestSchema) }), ...refusals(401) },
      },
    },
    async (request) => ({ items: await requestsOf(deps.db, requirePerson(request).personId) }),
  );
  app.post(
    "/api/v1/requests",
    {
      schema: {
        summary: "I want this: begin the quickest way that works; the others follow by themselves",
        tags,
        body: z.object({
          instanceId: z.number().int().positive(),
          pickupBranchId: z.number().int().positive().nullable().default(null),
          part: z.string().min(1).max(200).optional().describe("Which part of a set"),
          copyId: z.string().optional().describe("Begin with this copy of another reader"),
        }),
        response: {
          201: z.object({ request: requestSchema, way: attemptSchema }),
          ...refusals(400, 401, 403, 404, 409, 429),
        },
      },
    },
    async (request, reply) => {
      const session = requireSession(request);
      const { copyId, ...input } = request.body;
      const begun = await inTransaction(deps.db, (tx) =>
        startRequest(tx, session.actor, deps.clock, {
          ...input,
          homeMemberId: session.homeMemberId,
          ...(copyId ? { prefer: { kind: "person", copyId } as const } : {}),
        }),
      );
      return reply.code(201).send(begun);
    },
  );
  app.delete(
    "/api/v1/requests/:id",
    {
      schema: {
        summary: "Want it no more: the way under way is taken back",
        tags,
        params: z.object({ id: z.string() }),
        response: { 204: z.null(), ...refusals(401, 404, 409) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      await inTransaction(deps.db, (tx) => withdrawTitleRequest(tx, actor, deps.clock, request.params.id));
      return reply.code(204).send(null);
    },
  );
  app.put(
    "/api/v1/wanted/:instanceId",
    {
      schema: {
        summary: "Be told when somebody can give this title",
        tags,
        params: z.object({ instanceId }),
        response: { 204: z.null(), ...refusals(401, 404, 409) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      await inTransaction(deps.db, (tx) => want(tx, actor, deps.clock, request.params.instanceId));
      return reply.code(204).send(null);
    },
  );
  app.delete(
    "/api/v1/wanted/:instanceId",
    {
      schema: {
        summary: "Wait for this title no more",
        tags,
        params: z.object({ instanceId }),
        response: { 204: z.null(), ...refusals(401) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      await inTransaction(deps.db, (tx) => unwant(tx, actor, request.params.instanceId));
      return reply.code(204).send(null);
    },
  );
}
