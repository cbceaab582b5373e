import { regionFiles } from "../files/index.ts";
import type { App, RouteDeps } from "../kernel/http.ts";
import { demandPermission, person } from "../people/index.ts";
import { exportCollection, exportHead } from "./export.ts";

/** Mounts the export of a whole collection, for cataloguers of its library. */
export function registerExchange(app: App, deps: RouteDeps): void {
  app.get("/staff-files/collections/:slug/export.zip", { schema: { hide: true } }, async (request, reply) => {
    const { slug } = request.params as { slug: string };
    const actor = person.admit(request.actor, {});
    const { memberId } = await exportHead(deps.db, slug);
    demandPermission(actor, "catalogue.edit", memberId);
    const stream = await exportCollection(deps.db, regionFiles(deps.config), slug);
    return reply
      .type("application/zip")
      .header("content-disposition", `attachment; filename="${slug}.zip"`)
      .send(stream);
  });
}
