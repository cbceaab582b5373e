import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { requirePerson } from "../people/index.ts";
import { changeSearch, deleteSearch, renewFeedKey, searchesOf, stopAlert } from "./saved-searches.ts";
import { listParams, savedSearchSchema, searchChangeSchema } from "./schema.ts";

const tags = ["community"];
const done = z.null();

/** Mounts saved searches under /api/v1; saving one is discovery's, which can read a query. */
export function registerSavedSearches(app: App, { db, clock }: RouteDeps): void {
  app.get(
    "/api/v1/saved-searches",
    {
      schema: {
        summary: "My saved searches",
        tags,
        response: { 200: z.object({ items: z.array(savedSearchSchema) }), ...refusals(401) },
      },
    },
    async (request) => ({ items: await searchesOf(db, requirePerson(request).personId) }),
  );
  app.patch(
    "/api/v1/saved-searches/:id",
    {
      schema: {
        summary: "Rename a saved search, or change how often it tells",
        tags,
        params: listParams,
        body: searchChangeSchema,
        response: { 200: savedSearchSchema, ...refusals(400, 401, 404) },
      },
    },
    async (request) => {
      const actor = requirePerson(request);
      return await inTransaction(db, (tx) => changeSearch(tx, actor, clock, request.params.id, request.body));
    },
  );
  app.delete(
    "/api/v1/saved-searches/:id",
    {
      schema: {
        summary: "Throw a saved search away",
        tags,
        params: listParams,
        response: { 204: done, ...refusals(401, 404) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      await inTransaction(db, (tx) => deleteSearch(tx, actor, request.params.id));
      return reply.code(204).send(null);
    },
  );
  app.post(
    "/api/v1/saved-searches/:id/feed-key",
    {
      schema: {
        summary: "A new secret address of the feed; the old one shuts",
        tags,
        params: listParams,
        response: { 201: z.object({ feedKey: z.string() }), ...refusals(401, 404) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const feedKey = await inTransaction(db, (tx) => renewFeedKey(tx, actor, request.params.id));
      return reply.code(201).send({ feedKey });
    },
  );
  app.post(
    "/api/v1/alerts/:key/stop",
    {
      schema: {
        summary: "Stop an alert by the address in its mail, without signing in (RFC 8058)",
        tags,
        params: z.object({ key: z.string().max(60) }),
        response: { 200: z.object({ name: z.string() }), ...refusals(404) },
      },
      // Mail programs post here for their readers; the key in the address is what allows it.
      config: { csrf: "none" },
    },
    async (request) => await inTransaction(db, (tx) => stopAlert(tx, request.params.key)),
  );
}
