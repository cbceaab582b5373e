import { isBrowseCursor } from "../browse-lists/index.ts";
import { browseParamsSchema, browseQuerySchema, browseReplySchema } from "../browse-lists/schema.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { browse } from "./browse.ts";
import type { Searcher } from "./engines/contract.ts";

/** Mounts the browse lists under /api/v1. Refuses `cursor-invalid` 400. */
export function registerBrowse(app: App, deps: RouteDeps & { searcher: Searcher }): void {
  app.get(
    "/api/v1/browse/:kind",
    {
      schema: {
        summary: "Browse the region's headings in order",
        tags: ["discovery"],
        params: browseParamsSchema,
        querystring: browseQuerySchema,
        response: { 200: browseReplySchema, ...refusals(400) },
      },
    },
    async (request) => {
      const { kind } = request.params;
      const { order, after, before } = request.query;
      for (const cursor of [after, before])
        if (cursor !== undefined && !isBrowseCursor(cursor)) throw new Problem("cursor-invalid", 400);
      return { kind, order, ...(await browse(deps.db, deps.searcher, { kind, ...request.query })) };
    },
  );
}
