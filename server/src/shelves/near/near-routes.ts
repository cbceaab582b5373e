import { z } from "zod";
import { inTransaction } from "../../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../../kernel/http.ts";
import { pageOf, paging } from "../../kernel/paging.ts";
import { cellOf, centreOf, distanceBands, lookAround, toWgs84 } from "../../neighbours/index.ts";
import { positionQuerySchema, uuidSchema } from "../../neighbours/schema.ts";
import { requirePerson } from "../../people/index.ts";
import { requestModeSchema, visibleCopySchema } from "../schema.ts";
import { copiesInCircles, findNearby, NEARBY_PAGE } from "./nearby.ts";

const tags = ["sharing"];

/** Mounts what is offered near and in circles. */
export function registerNear(app: App, deps: RouteDeps): void {
  app.get(
    "/api/v1/sharing/nearby",
    {
      config: { refusals: { "minor-guarded-only": 403, "place-needed": 409, "cells-exhausted": 429 } },
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
          200: pageOf(visibleCopySchema)
            .extend({ place: z.object({ lat: z.number(), lon: z.number() }) })
            .meta({ id: "NearbyCopies" }),
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
          limit: z.coerce.number().int().min(1).max(NEARBY_PAGE).default(NEARBY_PAGE),
          cursor: paging.cursor,
        }),
        response: { 200: pageOf(visibleCopySchema), ...refusals(400, 401) },
      },
    },
    (request) => {
      const { circleId, text, limit, cursor } = request.query;
      return copiesInCircles(deps.db, requirePerson(request).personId, {
        limit,
        ...(circleId && { circleId }),
        ...(text && { text }),
        ...(cursor && { cursor }),
      });
    },
  );
}
