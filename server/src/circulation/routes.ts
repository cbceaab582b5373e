import { z } from "zod";
import { resolveInstance } from "../catalogue/index.ts";
import { inTransaction } from "../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { requirePerson } from "../people/index.ts";
import { availabilityOf } from "./availability.ts";
import { registerDeskItems } from "./desk-item-routes.ts";
import { registerDesk } from "./desk-routes.ts";
import { holdingsOf } from "./holdings.ts";
import { cancelHold, holdsOf, placeHold } from "./holds.ts";
import { loansOf, renewLoan } from "./loans.ts";
import { holdSchema, instanceAvailabilitySchema, loanSchema, renewalSchema, wishFields } from "./schema.ts";

const tags = ["circulation"];
const idParams = z.object({ id: z.string().max(60) });
const nothing = z.object({});

/** Mounts what readers and desks do with holds and loans under /api/v1. */
export function registerCirculation(app: App, deps: RouteDeps): void {
  registerDesk(app, deps);
  registerDeskItems(app, deps);
  registerReaders(app, deps);
  app.get(
    "/api/v1/instances/:id/availability",
    {
      schema: {
        summary: "Copies of an instance with their live status",
        tags,
        params: z.object({ id: z.coerce.number().int().positive() }),
        response: { 200: instanceAvailabilitySchema, ...refusals(404) },
      },
    },
    async (request) => {
      const id = await resolveInstance(deps.db, request.params.id);
      if (id === undefined) throw new Problem("instance-unknown", 404);
      const counts = (await availabilityOf(deps.db, [id])).get(id);
      return {
        total: counts?.total ?? 0,
        available: counts?.available ?? 0,
        byMember: counts?.byMember ?? [],
        holdings: await holdingsOf(deps.db, id),
      };
    },
  );
}

function registerReaders(app: App, deps: RouteDeps): void {
  app.post(
    "/api/v1/holds",
    {
      schema: {
        summary: "Ask for an instance",
        tags,
        body: z.object({
          instanceId: z.number().int().positive(),
          pickupBranchId: z.number().int().positive(),
          neededUntil: z.iso.date().optional(),
          ...wishFields,
        }),
        response: { 201: holdSchema, ...refusals(400, 401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const hold = await inTransaction(deps.db, (tx) =>
        placeHold(tx, actor, deps.clock, { ...request.body, personId: actor.personId }),
      );
      return reply.code(201).send(hold);
    },
  );
  app.get(
    "/api/v1/holds",
    {
      schema: {
        summary: "My holds",
        tags,
        response: { 200: z.object({ items: z.array(holdSchema) }), ...refusals(401) },
      },
    },
    async (request) => ({ items: await holdsOf(deps.db, requirePerson(request).personId) }),
  );
  app.delete(
    "/api/v1/holds/:id",
    {
      schema: {
        summary: "Take a hold back",
        tags,
        params: idParams,
        response: { 200: nothing, ...refusals(401, 404, 409) },
      },
    },
    async (request) => {
      const actor = requirePerson(request);
      await inTransaction(deps.db, (tx) => cancelHold(tx, actor, deps.clock, request.params.id));
      return {};
    },
  );
  app.get(
    "/api/v1/loans",
    {
      schema: {
        summary: "My loans",
        tags,
        response: { 200: z.object({ items: z.array(loanSchema) }), ...refusals(401) },
      },
    },
    async (request) => ({ items: await loansOf(deps.db, requirePerson(request).personId, deps.clock.now()) }),
  );
  app.post(
    "/api/v1/loans/:id/renewal",
    {
      schema: {
        summary: "Keep a book longer",
        tags,
        params: idParams,
        response: { 201: renewalSchema, ...refusals(401, 404, 409) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const renewed = await inTransaction(deps.db, (tx) =>
        renewLoan(tx, actor, deps.clock, request.params.id),
      );
      return reply.code(201).send(renewed);
    },
  );
}
