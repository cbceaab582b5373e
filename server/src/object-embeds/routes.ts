import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { transform } from "esbuild";
import { IMAGE_BASE } from "../assets/index.ts";
import { openObject, titleOf } from "../collections/index.ts";
import { listMembers, todayInRegion } from "../consortium/index.ts";
import { type App, originOf, type Reply, type RouteDeps } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { turnedAs } from "../object-parts/index.ts";
import { manifestOf } from "./manifest.ts";
import { escaped, matchBooks } from "./match.ts";
import { matchQuestionSchema } from "./schema.ts";

const SCRIPT = join(import.meta.dirname, "../../../web/embed/shelf-embed.ts");
const DAY = "public, max-age=86400";
const HOUR = "public, max-age=3600";
const EMBED_WIDTH = 320;
const EMBED_HEIGHT = 160;

/** What pages of other sites may read. */
function open(reply: Reply, kept: string): Reply {
  return reply
    .header("access-control-allow-origin", "*")
    .header("cross-origin-resource-policy", "cross-origin")
    .header("cache-control", kept);
}

/** Mounts what other sites embed: the element's script, what it asks, and oEmbed 1.0. */
export async function registerEmbeds(app: App, deps: RouteDeps): Promise<void> {
  const script = await transform(await readFile(SCRIPT, "utf8"), {
    loader: "ts",
    minify: true,
    target: "es2022",
  });
  app.get("/embed/shelf.js", { schema: { hide: true } }, async (_request, reply) =>
    open(reply, DAY).type("text/javascript; charset=utf-8").send(script.code),
  );
  app.get("/embed/match", { schema: { hide: true } }, async (request, reply) => {
    const { year, ...texts } = request.query as Record<string, string>;
    const read = matchQuestionSchema.safeParse({ ...texts, ...(year && { year: Number(year) }) });
    if (!read.success) throw new Problem("invalid-request", 400, { place: "querystring" });
    const origin = originOf(request, deps.config);
    const today = await todayInRegion(deps.db, deps.clock);
    const [found] = await matchBooks(deps.db, { origin, today, books: [read.data] });
    return open(reply, HOUR).send(found);
  });
  app.get("/oembed", { schema: { hide: true } }, async (request, reply) => {
    const { url = "", format = "json" } = request.query as { url?: string; format?: string };
    if (format !== "json") throw new Problem("not-found", 404);
    const number = /\/objects\/(\d{1,15})(?:[/?#]|$)/.exec(url)?.[1] ?? "";
    const { object, config, pages, closed, isPreview } = await openObject(deps, number, {
      actor: null,
      ip: request.ip,
    });
    if (isPreview) throw new Problem("not-found", 404);
    const origin = originOf(request, deps.config);
    const title = titleOf(config, object.identifier, object.data);
    const picture = closed ? undefined : pages.find((page) => page.type.startsWith("image/"));
    const source = picture && `${origin}${IMAGE_BASE}/${picture.fileId}/full/!300,400/0/default.jpg`;
    const href = `${origin}/zh-hans/objects/${object.number}`;
    const image = source ? `<img src="${source}" alt="" height="${EMBED_HEIGHT}">` : "";
    return open(reply, HOUR).send({
      version: "1.0",
      type: "rich",
      title,
      provider_name: "Commonshelf",
      provider_url: `${origin}/`,
      width: EMBED_WIDTH,
      height: EMBED_HEIGHT,
      html: `<a href="${href}">${image}${escaped(title)}</a>`,
      ...(source && { thumbnail_url: source, thumbnail_width: 300, thumbnail_height: 400 }),
    });
  });
}

/** Mounts the manifests of objects: IIIF Presentation 3. */
export function registerManifests(app: App, deps: RouteDeps): void {
  app.get("/iiif/manifests/:number", { schema: { hide: true } }, async (request, reply) => {
    const { number } = request.params as { number: string };
    const open = await openObject(deps, number, { actor: request.actor, ip: request.ip });
    const { object, collection, config, pages } = await turnedAs(deps.db, open);
    const member = (await listMembers(deps.db)).find((one) => one.id === collection.memberId);
    const origin = originOf(request, deps.config);
    const title = titleOf(config, object.identifier, object.data);
    const facts = { origin, number: object.number, title, data: object.data, config, pages };
    return reply
      .type('application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"')
      .header("access-control-allow-origin", "*")
      .header("cross-origin-resource-policy", "cross-origin")
      .header("cache-control", "public, max-age=300")
      .send(JSON.stringify(manifestOf({ ...facts, provider: member?.name ?? {} })));
  });
}
