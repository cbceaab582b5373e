import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import { type App, type Request, type RouteDeps, refusals } from "../kernel/http.ts";
import { networkKey } from "../kernel/secrets.ts";
import { type Cell, cellOf, coordinateSystems, toWgs84 } from "../neighbours/index.ts";
import { requirePerson } from "../people/index.ts";
import { claimsFor, countSecretAttempt, findBook } from "./finds.ts";
import { getJourney, journeysOf, journeysUnderWay } from "./journey-views.ts";
import { type Bearer, endJourney, passBookOn, putBookInNest, releaseBook, startJourney } from "./journeys.ts";
import {
  claimSchema,
  endingSchema,
  journeyLineSchema,
  journeySchema,
  startSchema,
  thoughtWordsSchema,
} from "./schema.ts";
import { reportThought, thoughtsOfJourney, writeThought } from "./thoughts.ts";

const tags = ["drifting"];
const codeParams = z.object({ code: z.string().max(20) });
const secret = z.string().max(40).default("");
const wildSchema = z.object({
  place: z.string().trim().max(120).default(""),
  lat: z.number().min(-90).max(90).optional(),
  lon: z.number().min(-180).max(180).optional(),
  system: z.enum(coordinateSystems).default("wgs84"),
});
const done = z.object({});

function cellIn(given: z.infer<typeof wildSchema>): Cell | null {
  const { lat, lon, system } = given;
  return lat === undefined || lon === undefined ? null : cellOf(toWgs84({ lat, lon }, system));
}

/** Mounts travelling books under /api/v1: looked at by everybody, moved by whoever holds or reads the book. */
export function registerDrifting(app: App, deps: RouteDeps): void {
  registerViews(app, deps);
  registerBearer(app, deps);
  registerReports(app, deps);
  registerHolder(app, deps);
}

function registerViews(app: App, { db, clock }: RouteDeps): void {
  const list = z.object({ items: z.array(journeyLineSchema) });
  app.get(
    "/api/v1/drift",
    { schema: { summary: "Books on their way, the latest news first", tags, response: { 200: list } } },
    async () => ({ items: await journeysUnderWay(db) }),
  );
  app.get(
    "/api/v1/drift/mine",
    {
      schema: {
        summary: "Journeys I started, hold, or am to have",
        tags,
        response: { 200: list, ...refusals(401) },
      },
    },
    async (request) => ({ items: await journeysOf(db, requirePerson(request).personId) }),
  );
  app.get(
    "/api/v1/drift/:code",
    {
      schema: {
        summary: "A journey by the code on its label: timeline, squares on the map, thoughts",
        tags,
        params: codeParams,
        response: { 200: journeySchema.extend({ claims: z.array(claimSchema) }), ...refusals(404) },
      },
    },
    async (request) => {
      const personId = request.session?.person.id ?? null;
      const journey = await getJourney(db, personId, request.params.code);
      const claims = personId === null ? [] : await claimsFor(db, personId, journey.id);
      return { ...journey, claims, thoughts: await thoughtsOfJourney(db, journey.id, personId) };
    },
  );
  app.post(
    "/api/v1/drift",
    {
      schema: {
        summary: "Send one of my books on a journey; it belongs to nobody from then on",
        tags,
        body: startSchema,
        response: { 201: z.object({ code: z.string() }), ...refusals(400, 401, 403, 404, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const made = await inTransaction(db, (tx) => startJourney(tx, actor, clock, request.body));
      return reply.code(201).send(made);
    },
  );
}

function registerBearer(app: App, { db, clock }: RouteDeps): void {
  const withSecret = async <T>(
    request: Request,
    code: string,
    typed: string,
    act: (bearer: Bearer) => Promise<T>,
  ): Promise<T> => {
    const network = await networkKey(db, request.ip);
    const bearer = { actor: request.session?.actor ?? null, secret: typed, network };
    if (typed !== "") (await inTransaction(db, (tx) => countSecretAttempt(tx, clock, code, bearer)))();
    return await act(bearer);
  };
  const refused = refusals(400, 403, 404, 409, 422, 429);
  app.post(
    "/api/v1/drift/:code/finds",
    {
      schema: {
        summary: "I found it: with the secret in the book, with or without an account",
        tags,
        params: codeParams,
        body: wildSchema.extend({ secret }),
        response: {
          200: z.object({ asked: z.boolean(), nextSecret: z.string().nullable() }),
          ...refused,
        },
      },
      // The answer carries a secret: it is kept nowhere.
      config: { keepsOwnKey: true },
    },
    async (request) => {
      const { code } = request.params;
      const { place } = request.body;
      return await withSecret(request, code, request.body.secret, (bearer) =>
        inTransaction(db, (tx) => findBook(tx, clock, code, bearer, { place, cell: cellIn(request.body) })),
      );
    },
  );
  app.post(
    "/api/v1/drift/:code/releases",
    {
      schema: {
        summary:
          "Let it go, at a place or (`nest`) in a nest: its holder, or whoever reads the secret in the book",
        tags,
        params: codeParams,
        body: wildSchema.extend({ secret, nest: z.string().max(20).optional() }),
        response: { 200: done, ...refused },
      },
    },
    async (request) => {
      const { code } = request.params;
      const { place, nest } = request.body;
      await withSecret(request, code, request.body.secret, (bearer) =>
        inTransaction(db, (tx) =>
          nest === undefined
            ? releaseBook(tx, clock, code, bearer, { place, cell: cellIn(request.body) })
            : putBookInNest(tx, clock, code, bearer, nest),
        ),
      );
      return {};
    },
  );
  app.post(
    "/api/v1/drift/:code/thoughts",
    {
      schema: {
        summary: "Thoughts about a travelling book; those without an account wait for a moderator",
        tags,
        params: codeParams,
        body: thoughtWordsSchema.extend({ secret }),
        response: { 201: z.object({ isPublic: z.boolean() }), ...refused },
      },
    },
    async (request, reply) => {
      const { code } = request.params;
      const made = await withSecret(request, code, request.body.secret, (bearer) =>
        inTransaction(db, (tx) => writeThought(tx, clock, code, bearer, request.body)),
      );
      return reply.code(201).send(made);
    },
  );
}

function registerReports(app: App, { db, clock }: RouteDeps): void {
  app.post(
    "/api/v1/drift/thoughts/:id/reports",
    {
      schema: {
        summary: "Tell the moderators of a thought",
        tags,
        params: z.object({ id: z.string().max(60) }),
        body: z.object({ words: z.string().trim().max(500).default("") }),
        response: { 201: done, ...refusals(400, 401, 404, 409) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      await inTransaction(db, (tx) => reportThought(tx, actor, clock, request.params.id, request.body.words));
      return reply.code(201).send({});
    },
  );
}

function registerHolder(app: App, { db, clock }: RouteDeps): void {
  app.post(
    "/api/v1/drift/:code/passes",
    {
      schema: {
        summary: "Send it on to a friend, as its holder",
        tags,
        params: codeParams,
        body: z.object({ personId: z.string().max(60) }),
        response: { 200: done, ...refusals(400, 401, 403, 404, 409) },
      },
    },
    async (request) => {
      const actor = requirePerson(request);
      await inTransaction(db, (tx) =>
        passBookOn(tx, clock, request.params.code, actor, request.body.personId),
      );
      return {};
    },
  );
  app.post(
    "/api/v1/drift/:code/end",
    {
      schema: {
        summary: "End the journey, as its holder: kept, or worn out",
        tags,
        params: codeParams,
        body: endingSchema,
        response: { 200: done, ...refusals(400, 401, 403, 404, 409) },
      },
    },
    async (request) => {
      const actor = requirePerson(request);
      await inTransaction(db, (tx) => endJourney(tx, clock, request.params.code, actor, request.body.ending));
      return {};
    },
  );
}
