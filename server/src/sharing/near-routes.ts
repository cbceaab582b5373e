import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { requirePerson, requireStaff } from "../people/index.ts";
import { cellOf, centreOf, distanceBands } from "./cell.ts";
import { runCommand } from "./command-route.ts";
import { toWgs84 } from "./coordinates.ts";
import { findInCircles, findNearby, lookAround, NEARBY_PAGE } from "./nearby.ts";
import { moveCell, type Sharer, setMinor, setProfile, sharerOf } from "./persons.ts";
import {
  positionQuerySchema,
  positionSchema,
  requestModeSchema,
  sharerSchema,
  uuidSchema,
  visibleCopySchema,
} from "./schema.ts";

const tags = ["sharing"];
const copies = z.object({ items: z.array(visibleCopySchema) });

function toWire(sharer: Sharer): z.infer<typeof sharerSchema> {
  const { nickname, tag, isMinor, keepsDiary, cell } = sharer;
  return { nickname, tag, isMinor, keepsDiary, place: cell === null ? null : centreOf(cell) };
}

/** Mounts who one is to others, one's place, and what is offered near and in circles. */
export function registerNear(app: App, deps: RouteDeps): void {
  registerProfile(app, deps);
  app.get(
    "/api/v1/sharing/nearby",
    {
      schema: {
        summary:
          "Copies near: around my place, or around where I stand. Owners take turns; distances are told in bands",
        tags,
        querystring: positionQuerySchema.extend({
          radiusKm: z.coerce.number().pipe(z.literal(distanceBands)).default(5),
          text: z.string().max(100).optional(),
          limit: z.coerce.number().int().min(1).max(NEARBY_PAGE).default(NEARBY_PAGE),
          cursor: z.string().max(200).optional().describe("`next` of the page before"),
          mode: requestModeSchema.optional(),
          instanceId: z.coerce.number().int().positive().optional(),
        }),
        response: {
          200: copies.extend({
            place: z.object({ lat: z.number(), lon: z.number() }),
            next: z.string().nullable(),
          }),
          ...refusals(400, 401, 403, 409, 429),
        },
      },
    },
    async (request) => {
      const { personId } = requirePerson(request);
      const { lat, lon, system, radiusKm, limit, mode, instanceId, text, cursor } = request.query;
      const here = lat === undefined || lon === undefined ? null : cellOf(toWgs84({ lat, lon }, system));
      const cell = await inTransaction(deps.db, (tx) => lookAround(tx, deps.clock, personId, here));
      const page = await findNearby(deps.db, personId, cell, {
        radiusKm,
        limit,
        ...(text && { text }),
        ...(cursor && { cursor }),
        ...(mode && { mode }),
        ...(instanceId && { instanceIds: [instanceId] }),
      });
      return { ...page, place: centreOf(cell) };
    },
  );
  app.get(
    "/api/v1/sharing/in-circles",
    {
      schema: {
        summary: "Copies open to me through my circles",
        tags,
        querystring: z.object({
          circleId: uuidSchema.optional(),
          text: z.string().max(100).optional(),
          offset: z.coerce.number().int().min(0).max(10_000).default(0),
        }),
        response: { 200: copies, ...refusals(400, 401) },
      },
    },
    async (request) => ({
      items: await findInCircles(deps.db, requirePerson(request).personId, {
        offset: request.query.offset,
        ...(request.query.circleId && { circleId: request.query.circleId }),
        ...(request.query.text && { text: request.query.text }),
      }),
    }),
  );
}

function registerProfile(app: App, deps: RouteDeps): void {
  const path = "/api/v1/sharing/profile";
  app.get(
    path,
    {
      schema: {
        summary: "Who I am to other readers",
        tags,
        response: { 200: sharerSchema, ...refusals(401) },
      },
    },
    async (request) => toWire(await sharerOf(deps.db, requirePerson(request).personId)),
  );
  app.patch(
    path,
    {
      schema: {
        summary: "Nickname, diary, and saying that I am under age",
        tags,
        body: z.object({
          nickname: z.string().max(30).nullable().optional(),
          keepsDiary: z.boolean().optional(),
          isMinor: z.literal(true).optional(),
        }),
        response: { 200: sharerSchema, ...refusals(400, 401) },
      },
    },
    async (request) => {
      const { nickname, keepsDiary, isMinor } = request.body;
      const { personId } = requirePerson(request);
      await runCommand(deps, request, "set-profile", request.body, async (tx, actor) => {
        await setProfile(tx, actor, deps.clock, {
          ...(nickname !== undefined && { nickname }),
          ...(keepsDiary !== undefined && { keepsDiary }),
        });
        if (isMinor) await setMinor(tx, actor, actor.personId, true);
      });
      return toWire(await sharerOf(deps.db, personId));
    },
  );
  app.put(
    "/api/v1/sharing/profile/place",
    {
      schema: {
        summary: "Where my books are: only the square of about 1 km is kept",
        tags,
        body: positionSchema.nullable(),
        response: { 200: sharerSchema, ...refusals(400, 401, 403, 429) },
      },
    },
    async (request) => {
      const position = request.body;
      const cell = position === null ? null : cellOf(toWgs84(position, position.system));
      return toWire(
        await runCommand(deps, request, "move-cell", cell, (tx, actor) =>
          moveCell(tx, actor, deps.clock, cell),
        ),
      );
    },
  );
  app.put(
    "/api/v1/sharing/minors/:id",
    {
      schema: {
        summary: "Say that a reader of my library is under age, or no longer, as its staff",
        tags,
        params: z.object({ id: uuidSchema }),
        body: z.object({ isMinor: z.boolean() }),
        response: { 200: z.object({}), ...refusals(401, 403, 404, 409) },
      },
    },
    async (request) => {
      const actor = requireStaff(request, "people.register");
      await inTransaction(deps.db, (tx) => setMinor(tx, actor, request.params.id, request.body.isMinor));
      return {};
    },
  );
}
