import { demandRole, getCollection } from "../collections/index.ts";
import { regionFiles } from "../files/index.ts";
import { type App, originOf, type RouteDeps } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { writeSkos } from "../object-formats/index.ts";
import { demandPermission, person } from "../people/index.ts";
import { exportCollection, exportHead } from "./export.ts";

/** Mounts the export of a whole collection, for cataloguers of its library, and of a vocabulary as SKOS, for whoever works on it. */
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
  app.get(
    "/staff-files/collections/:slug/vocabularies/:key.ttl",
    { schema: { hide: true } },
    async (request, reply) => {
      const { slug, key } = request.params as { slug: string; key: string };
      const collection = await getCollection(deps.db, slug);
      await demandRole(deps.db, person.admit(request.actor, {}), collection, "contributor");
      const vocabulary = collection.draft.vocabularies.find((one) => one.key === key);
      if (!vocabulary) throw new Problem("not-found", 404);
      const base = `${originOf(request, deps.config)}/collections/${slug}/vocabularies/${key}`;
      return reply
        .type("text/turtle; charset=utf-8")
        .header("content-disposition", `attachment; filename="${key}.ttl"`)
        .send(writeSkos(base, vocabulary.label, vocabulary.terms));
    },
  );
}
