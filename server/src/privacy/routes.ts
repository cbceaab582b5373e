import { z } from "zod";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { clearSessionCookie, requireFreshSession } from "../people/index.ts";
import { type ErasureDeps, eraseOneself } from "./erase-person.ts";
import { exportPerson } from "./export-person.ts";

const tags = ["privacy"];

/** Mounts what a person may ask of everything kept about them under /api/v1/me. */
export function registerPrivacy(app: App, deps: RouteDeps & ErasureDeps): void {
  const { db, clock } = deps;
  app.get(
    "/api/v1/me/data",
    {
      schema: {
        summary: "Everything kept about me, one list of rows per table",
        tags,
        response: {
          200: z.object({
            exportedAt: z.string(),
            tables: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
          }),
          ...refusals(401, 403),
        },
      },
    },
    async (request, reply) => {
      const { personId } = requireFreshSession(request, clock).actor;
      reply
        .header("cache-control", "private, no-store")
        .header("content-disposition", 'attachment; filename="commonshelf-data.json"');
      return await exportPerson(db, personId, clock.now());
    },
  );
  app.delete(
    "/api/v1/me",
    {
      schema: {
        summary: "Forget me: nothing may be lent, asked for or disputed any more",
        tags,
        response: { 200: z.object({}), ...refusals(401, 403, 409) },
      },
    },
    async (request, reply) => {
      await eraseOneself(deps, requireFreshSession(request, clock).actor);
      clearSessionCookie(reply);
      return {};
    },
  );
}
