import { z } from "zod";
import { entriesOf, getList, newSearchSchema, savedSearchSchema, saveSearch } from "../community/index.ts";
import { inTransaction } from "../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { requirePerson } from "../people/index.ts";
import type { AlertRequest } from "./alerts.ts";
import { parseSearchBox } from "./parse-search-box.ts";
import { questionOf, searchItems } from "./routes.ts";
import { searchItemSchema, searchQuerySchema } from "./schema.ts";
import { filtersOf } from "./search-question.ts";

const tags = ["community"];
const PASSING = new Set(["size", "offset", "cursor", "facets"]);

/** Mounts what needs the index or live availability: saving a search, and a list's titles as rows. */
export function registerSavedSearchQueries(app: App, deps: RouteDeps): void {
  app.post(
    "/api/v1/saved-searches",
    {
      schema: {
        summary: "Keep a search, and be told of new titles",
        tags,
        body: newSearchSchema,
        response: { 201: savedSearchSchema, ...refusals(400, 401, 409) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const { name, frequency } = request.body;
      const { query, request: asked } = readQuery(request.body.query);
      const saved = await inTransaction(deps.db, (tx) =>
        saveSearch(tx, actor, deps.clock, { name, query, request: asked, frequency }),
      );
      return reply.code(201).send(saved);
    },
  );
  app.get(
    "/api/v1/lists/:id/titles",
    {
      schema: {
        summary: "The titles of a list in their order, with live availability",
        tags,
        params: z.object({ id: z.string().max(60) }),
        querystring: z.object({ key: z.string().max(60).optional() }),
        response: { 200: z.object({ items: z.array(searchItemSchema) }), ...refusals(404) },
      },
    },
    async (request) => {
      const personId = request.session?.person.id ?? null;
      const list = await getList(deps.db, personId, request.params.id, request.query.key ?? null);
      const entries = await entriesOf(deps.db, list.id);
      const ids = entries.map((entry) => entry.instanceId);
      return { items: await searchItems(deps.db, ids, new Map()) };
    },
  );
}

/** An address of /api/v1/search as its one canonical form, and what it asks. Refuses `query-unread` 400. */
function readQuery(address: string): { query: string; request: AlertRequest } {
  const given = new URLSearchParams(address.replace(/^\?/, ""));
  const values: Record<string, string | string[]> = {};
  for (const name of new Set(given.keys())) {
    const all = given.getAll(name);
    values[name] = all.length === 1 ? all[0]! : all;
  }
  const parsed = searchQuerySchema.safeParse(values);
  if (!parsed.success)
    throw new Problem("query-unread", 400, { place: parsed.error.issues[0]?.path.join(".") ?? "" });
  const kept = new URLSearchParams();
  for (const name of Object.keys(searchQuerySchema.shape))
    if (!PASSING.has(name))
      for (const value of given.getAll(name)) if (value !== "") kept.append(name, value);
  return {
    query: kept.toString(),
    request: { node: parseSearchBox(parsed.data.q), filters: filtersOf(questionOf(parsed.data)) },
  };
}
