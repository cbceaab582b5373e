import { z } from "zod";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { grave, requirePerson } from "../people/index.ts";
import { exportPerson } from "./export-person.ts";

const tags = ["privacy"];

/** Mounts the file of everything kept about a person. */
export function registerPrivacy(app: App, deps: RouteDeps): void {
  const { db, clock } = deps;
  app.get(
    "/api/v1/me/data",
    {
      schema: {
        summary: "Everything kept about me, one list of rows per table",
        tags,
        response: {
          200: z
            .object({
              exportedAt: z.string(),
              tables: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
            })
            .meta({ id: "OwnData" }),
          ...refusals(401, 403),
        },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      await grave(deps, actor);
      const { personId } = actor;
      reply
        .header("cache-control", "private, no-store")
        .header("content-disposition", 'attachment; filename="commonshelf-data.json"');
      return await exportPerson(db, personId, clock.now());
    },
  );
}
