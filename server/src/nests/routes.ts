import { z } from "zod";
import { listOf } from "../contracts/shapes.ts";
import { photoSizes, regionFiles } from "../files/index.ts";
import { type App, originOf, type RouteDeps, refusals } from "../kernel/http.ts";
import { cellOf, coordinateSystems, toWgs84 } from "../neighbours/index.ts";
import { exportNests } from "./geojson.ts";
import { findNests, getNest } from "./nests.ts";
import { readNestPhoto } from "./photos.ts";
import { nestSchema } from "./schema.ts";
import { copiesAt } from "./visits.ts";

const tags = ["nests"];
const codeParams = z.object({ code: z.string().max(20) });

/** Mounts what is read of nests by everybody, and map files. */
export function registerNests(app: App, deps: RouteDeps): void {
  registerFinding(app, deps);
  registerFiles(app, deps);
}

function registerFinding(app: App, { db, clock }: RouteDeps): void {
  app.get(
    "/api/v1/nests",
    {
      schema: {
        summary: "Nests, the nearest to the square of about 1 km around a position first; else the newest",
        tags,
        querystring: z.object({
          lat: z.coerce.number().min(-90).max(90).optional(),
          lon: z.coerce.number().min(-180).max(180).optional(),
          system: z.enum(coordinateSystems).default("wgs84"),
          radiusKm: z.coerce.number().min(0.1).max(500).optional(),
          q: z.string().max(100).optional(),
        }),
        response: { 200: listOf(nestSchema), ...refusals(400) },
      },
    },
    async (request) => {
      const { lat, lon, system, radiusKm, q } = request.query;
      const cell = lat === undefined || lon === undefined ? null : cellOf(toWgs84({ lat, lon }, system));
      return {
        items: await findNests(db, clock, {
          cell,
          ...(radiusKm !== undefined && { radiusKm }),
          ...(q !== undefined && { text: q }),
        }),
      };
    },
  );
  app.get(
    "/api/v1/nests/:code",
    {
      config: { refusals: { "nest-unknown": 404 } },
      schema: {
        summary: "A nest with the books known to stand there",
        tags,
        params: codeParams,
        response: {
          200: nestSchema
            .extend({
              copies: z.array(
                z.object({
                  id: z.string(),
                  instanceId: z.number().int().nullable(),
                  title: z.string(),
                  author: z.string(),
                  since: z.string(),
                  travels: z.boolean(),
                }),
              ),
            })
            .meta({ id: "OpenedNest" }),
          ...refusals(404),
        },
      },
    },
    async (request) => {
      const nest = await getNest(db, clock, request.params.code);
      return { ...nest, copies: await copiesAt(db, nest.id) };
    },
  );
}

function registerFiles(app: App, { db, config }: RouteDeps): void {
  app.get(
    "/api/v1/nests.geojson",
    { schema: { summary: "All nests as amenity=public_bookcase of OpenStreetMap (RFC 7946)", tags } },
    async (request, reply) => {
      const origin = originOf(request, config);
      return reply.type("application/geo+json").send(JSON.stringify(await exportNests(db, origin)));
    },
  );
  app.get(
    "/api/v1/nests/photos/:id",
    {
      config: { refusals: { "photo-unknown": 404 } },
      schema: {
        summary: "A picture of a nest; those not yet looked at for its stewards",
        tags,
        params: z.object({ id: z.string().max(60) }),
        querystring: z.object({ size: z.enum(photoSizes).default("full") }),
      },
    },
    async (request, reply) => {
      const personId = request.session?.person.id ?? null;
      const { size } = request.query;
      const photo = await readNestPhoto(db, personId, regionFiles(config), request.params.id, size);
      return reply
        .type(photo.type)
        .header("cache-control", "private, max-age=86400")
        .header("content-security-policy", "default-src 'none'")
        .header("content-length", photo.bytes)
        .send(photo.stream());
    },
  );
}
