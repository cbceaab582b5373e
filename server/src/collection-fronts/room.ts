import { sql } from "kysely";
import { regionFiles } from "../files/index.ts";
import type { App, RouteDeps } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import type { Room } from "../kernel/room.ts";
import { leadToCollections } from "./addresses.ts";
import { frontCommands, frontQueries } from "./commands.ts";
import { inkSheet, readLogo } from "./face.ts";
import { frontPages } from "./pages.ts";
import { forgetTrials } from "./trials.ts";

const PREVIEW = /^\/[a-z-]+\/collections\/[^?/]*\?preview=mine(?:&|$)/;
const FOR_EVER = "public, max-age=31536000, immutable";

/** The workbench shows a draft beside the form it is made with: pages of the same origin may frame previews, and only these. */
function letPreviewsBeFramed(app: App): void {
  app.addHook("onSend", async (request, reply) => {
    if (!PREVIEW.test(request.url)) return;
    const policy = String(reply.getHeader("content-security-policy") ?? "");
    reply
      .header("content-security-policy", policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'"))
      .header("x-frame-options", "SAMEORIGIN");
  });
}

function registerFronts(app: App, deps: RouteDeps): void {
  letPreviewsBeFramed(app);
  leadToCollections(app, deps);
  const files = regionFiles(deps.config);
  app.get("/collection-inks/:name", { schema: { hide: true } }, async (request, reply) => {
    const colour = /^([0-9a-f]{6})\.css$/.exec((request.params as { name: string }).name)?.[1];
    if (!colour) throw new Problem("not-found", 404);
    return reply
      .header("cache-control", FOR_EVER)
      .type("text/css; charset=utf-8")
      .send(inkSheet(`#${colour}`));
  });
  app.get("/collection-logos/:hash", { schema: { hide: true } }, async (request, reply) => {
    const logo = await readLogo(files, (request.params as { hash: string }).hash);
    if (!logo) throw new Problem("not-found", 404);
    reply.header("cache-control", FOR_EVER);
    return reply.type(logo.type).header("content-length", logo.bytes).send(logo.stream());
  });
}

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "collection-fronts",
  enters: ["files", "consortium", "people", "collections", "object-uses", "exhibitions"],
  commands: frontCommands,
  queries: frontQueries,
  pages: frontPages,
  routes: registerFronts,
  jobs: ({ db, clock }) => ({ "collection-fronts-sweep": () => forgetTrials(db, clock) }),
  schedule: ["50 3 * * * collection-fronts-sweep"],
  erasePerson: async (tx, _clock, personId) => {
    await sql`delete from collection_fronts.trial where person_id = ${personId}`.execute(tx);
  },
};
