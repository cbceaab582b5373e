import { settledAt } from "../feeds/index.ts";
import { type App, originOf, type RouteDeps } from "../kernel/http.ts";
import { changesOf, changesPage } from "./changes.ts";
import { answerOai } from "./oai.ts";
import { sitemapIndex, sitemapPart } from "./sitemap.ts";

const hidden = { schema: { hide: true } };
const XML = "application/xml; charset=utf-8";
const LD = 'application/ld+json;profile="http://iiif.io/api/discovery/1/context.json"';
const HOUR = "public, max-age=3600";

/** Mounts what other systems follow: OAI-PMH by GET, IIIF Change Discovery, sitemaps. Everything in it is public. */
export function registerFeeds(app: App, deps: RouteDeps): void {
  const { db, clock, config } = deps;
  app.get("/oai/collections", hidden, async (request, reply) => {
    const origin = originOf(request, config);
    const context = {
      db,
      address: `${origin}/oai/collections`,
      origin,
      host: new URL(origin).hostname,
      email: config.smtp?.from ?? `library@${new URL(origin).hostname}`,
      // Until when all changes are there: what a harvester asks from next.
      now: await settledAt(db, clock.now()),
    };
    const params = new URLSearchParams(request.url.split("?", 2)[1] ?? "");
    return reply.type("text/xml; charset=utf-8").send(await answerOai(context, params));
  });
  app.get("/iiif/changes", hidden, async (request, reply) =>
    reply
      .type(LD)
      .header("access-control-allow-origin", "*")
      .send(JSON.stringify(await changesOf(db, originOf(request, config)))),
  );
  app.get("/iiif/changes/pages/:page", hidden, async (request, reply) => {
    const { page } = request.params as { page: string };
    const found = /^\d{1,6}$/.test(page)
      ? await changesPage(db, originOf(request, config), Number(page))
      : undefined;
    if (!found) return reply.callNotFound();
    return reply.type(LD).header("access-control-allow-origin", "*").send(JSON.stringify(found));
  });
  app.get("/sitemap-collections.xml", hidden, async (request, reply) =>
    reply
      .type(XML)
      .header("cache-control", HOUR)
      .send(await sitemapIndex(db, originOf(request, config))),
  );
  app.get("/sitemap-collections-:part.xml", hidden, async (request, reply) => {
    const { part } = request.params as { part: string };
    const found = /^\d{1,6}$/.test(part)
      ? await sitemapPart(db, originOf(request, config), Number(part))
      : undefined;
    if (!found) return reply.callNotFound();
    return reply.type(XML).header("cache-control", HOUR).send(found);
  });
}
