import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import { regionFiles } from "../kernel/files/file-jobs.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { photoSizes } from "../kernel/images/photo-files.ts";
import { networkKey } from "../kernel/secrets.ts";
import { cellOf, coordinateSystems, toWgs84 } from "../neighbours/index.ts";
import { requirePerson, requireStaff } from "../people/index.ts";
import { exportNests, importNests } from "./geojson.ts";
import { changeNest, findNests, getNest, openNest, registerNest, reportNest } from "./nests.ts";
import { readNestPhoto } from "./photos.ts";
import { nestPlaceSchema, nestSchema, nestWordsSchema, visitSchema } from "./schema.ts";
import { passSecretGate } from "./secrets.ts";
import { copiesAt, leaveCopy, takeCopy, visitNest } from "./visits.ts";

const tags = ["nests"];
const codeParams = z.object({ code: z.string().max(20) });
const IMPORT_BYTES = 30 * 1024 * 1024;

/** Mounts nests under /api/v1: found by everybody, changed by whoever is signed in. */
export function registerNests(app: App, deps: RouteDeps): void {
  registerFinding(app, deps);
  registerStewardship(app, deps);
  registerVisits(app, deps);
  registerCopies(app, deps);
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
        response: { 200: z.object({ items: z.array(nestSchema) }), ...refusals(400) },
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
      schema: {
        summary: "A nest with the books known to stand there",
        tags,
        params: codeParams,
        response: {
          200: nestSchema.extend({
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
          }),
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

function registerStewardship(app: App, { db, clock }: RouteDeps): void {
  app.post(
    "/api/v1/nests",
    {
      schema: {
        summary: "Register a nest at an exact public place",
        tags,
        body: nestWordsSchema.extend({ position: nestPlaceSchema }),
        response: { 201: z.object({ code: z.string() }), ...refusals(400, 401, 403, 429) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const { position, ...words } = request.body;
      const place = toWgs84(position, position.system);
      const made = await inTransaction(db, (tx) =>
        registerNest(tx, actor, clock, { ...words, position: place }),
      );
      return reply.code(201).send(made);
    },
  );
  app.put(
    "/api/v1/nests/:code",
    {
      schema: {
        summary: "Change what a nest says of itself, as its steward",
        tags,
        params: codeParams,
        body: nestWordsSchema,
        response: { 200: z.object({}), ...refusals(400, 401, 403, 404) },
      },
    },
    async (request) => {
      const actor = requirePerson(request);
      await inTransaction(db, (tx) => changeNest(tx, actor, clock, request.params.code, request.body));
      return {};
    },
  );
  app.put(
    "/api/v1/nests/:code/open",
    {
      schema: {
        summary: "Close a nest or open it again, as its steward",
        tags,
        params: codeParams,
        body: z.object({ open: z.boolean() }),
        response: { 200: z.object({}), ...refusals(400, 401, 403, 404, 409) },
      },
    },
    async (request) => {
      const actor = requirePerson(request);
      const trigger = request.body.open ? "reopen" : "close";
      await inTransaction(db, (tx) => openNest(tx, actor, request.params.code, trigger));
      return {};
    },
  );
}

function registerVisits(app: App, deps: RouteDeps): void {
  const { db, clock } = deps;
  app.post(
    "/api/v1/nests/:code/visits",
    {
      schema: {
        summary: "Took, left, counted books (with the secret on the label), saw the nest, or found it gone",
        tags,
        params: codeParams,
        body: visitSchema,
        response: { 200: z.object({}), ...refusals(400, 401, 404, 409, 429) },
      },
    },
    async (request) => {
      const { secret } = request.body;
      const network = await networkKey(db, request.ip);
      const visitor = { actor: request.session?.actor ?? null, secret, network };
      await passSecretGate(deps, request.ip, request.params.code, secret);
      await inTransaction(db, (tx) => visitNest(tx, visitor, clock, request.params.code, request.body));
      return {};
    },
  );
  app.post(
    "/api/v1/nests/:code/reports",
    {
      schema: {
        summary: "Tell the moderators of what a nest says of itself",
        tags,
        params: codeParams,
        body: z.object({ words: z.string().trim().max(500).default("") }),
        response: { 201: z.object({}), ...refusals(400, 401, 404, 409) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      await inTransaction(db, (tx) => reportNest(tx, actor, clock, request.params.code, request.body.words));
      return reply.code(201).send({});
    },
  );
}

function registerCopies(app: App, deps: RouteDeps): void {
  const { db, clock } = deps;
  const copyParams = codeParams.extend({ copyId: z.string().max(60) });
  app.put(
    "/api/v1/nests/:code/copies/:copyId",
    {
      schema: {
        summary: "Leave one of my books at a nest, for whoever takes it",
        tags,
        params: copyParams,
        querystring: z.object({ secret: z.string().max(40).default("") }),
        response: { 200: z.object({}), ...refusals(401, 404, 409, 429) },
      },
    },
    async (request) => {
      const actor = requirePerson(request);
      const { code, copyId } = request.params;
      await passSecretGate(deps, request.ip, code, request.query.secret);
      await inTransaction(db, (tx) =>
        leaveCopy(tx, actor, clock, { code, secret: request.query.secret }, copyId),
      );
      return {};
    },
  );
  app.delete(
    "/api/v1/nests/:code/copies/:copyId",
    {
      schema: {
        summary: "Take a book known to stand at a nest; it is mine from now on",
        tags,
        params: copyParams,
        querystring: z.object({ secret: z.string().max(40).default("") }),
        response: { 200: z.object({}), ...refusals(401, 404, 409, 429) },
      },
    },
    async (request) => {
      const actor = requirePerson(request);
      const { code, copyId } = request.params;
      await passSecretGate(deps, request.ip, code, request.query.secret);
      await inTransaction(db, (tx) =>
        takeCopy(tx, actor, clock, { code, secret: request.query.secret }, copyId),
      );
      return {};
    },
  );
}

function registerFiles(app: App, { db, clock, config }: RouteDeps): void {
  app.get(
    "/api/v1/nests.geojson",
    { schema: { summary: "All nests as amenity=public_bookcase of OpenStreetMap (RFC 7946)", tags } },
    async (request, reply) => {
      const origin = config.publicUrl ?? `${request.protocol}://${request.host}`;
      return reply.type("application/geo+json").send(JSON.stringify(await exportNests(db, origin)));
    },
  );
  app.post(
    "/api/v1/nests.geojson",
    {
      bodyLimit: IMPORT_BYTES,
      // So large a body is read for the office only.
      onRequest: async (request) => {
        requireStaff(request, "consortium.manage", null);
      },
      schema: {
        summary:
          "Take nests from OpenStreetMap, as the office of the region; the same file again changes nothing",
        tags,
        body: z.unknown(),
        response: {
          200: z.object({
            read: z.number().int(),
            created: z.number().int(),
            updated: z.number().int(),
            unchanged: z.number().int(),
            skipped: z.array(z.object({ feature: z.number().int(), reason: z.string() })),
          }),
          ...refusals(400, 401, 403, 413),
        },
      },
    },
    async (request) => {
      const actor = requirePerson(request);
      return await inTransaction(db, (tx) => importNests(tx, actor, clock, request.body));
    },
  );
  app.get(
    "/api/v1/nests/photos/:id",
    {
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
      const photo = await readNestPhoto(
        db,
        personId,
        regionFiles(config.dataFolder),
        request.params.id,
        size,
      );
      return reply
        .type(photo.type)
        .header("cache-control", "private, max-age=86400")
        .header("content-security-policy", "default-src 'none'")
        .header("content-length", photo.bytes)
        .send(photo.stream());
    },
  );
}
