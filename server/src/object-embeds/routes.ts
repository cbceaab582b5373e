import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readDate } from "@commonshelf/edtf";
import { transform } from "esbuild";
import type { z } from "zod";
import { IMAGE_BASE } from "../assets/index.ts";
import { type OpenObject, openObject, titleOf } from "../collections/index.ts";
import { listMembers, todayInRegion } from "../consortium/index.ts";
import { type App, originOf, type Reply, type Request, type RouteDeps } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { kinAbove, kinBelow, turnedAs } from "../object-parts/index.ts";
import { familyCollectionOf, manifestOf } from "./manifest.ts";
import { escaped, matchBooks } from "./match.ts";
import { matchQuestionSchema } from "./schema.ts";
import { wholeCollection } from "./whole-collection.ts";

const SCRIPT = join(import.meta.dirname, "../../../web/embed/shelf-embed.ts");
const DAY = "public, max-age=86400";
const HOUR = "public, max-age=3600";
const EMBED_WIDTH = 320;
const EMBED_HEIGHT = 160;
const THUMBNAIL_WIDTH = 300;
const THUMBNAIL_HEIGHT = 400;

/** What pages of other sites may read. */
function open(reply: Reply, kept: string): Reply {
  return reply
    .header("access-control-allow-origin", "*")
    .header("cross-origin-resource-policy", "cross-origin")
    .header("cache-control", kept);
}

/** The size of what is embedded, as far as the page it goes into has room for it (oEmbed 1.0, 2.2). */
function atMost(size: number, most: string | undefined): number {
  return /^[1-9]\d{0,5}$/.test(most ?? "") ? Math.min(size, Number(most)) : size;
}

/** A book as another catalogue's page says it: the year as catalogues write years, and left out what nothing can be matched by. */
function readQuestion({ year, ...texts }: Record<string, unknown>): Record<string, unknown> {
  const text = typeof year === "string" ? year.normalize("NFKC") : "";
  const date = readDate(text) ?? readDate(/(?<!\d)\d{4}(?!\d)/.exec(text)?.[0] ?? "");
  const said = { ...texts, ...(date?.from === date?.to && { year: date?.from }) };
  const fields: Record<string, z.ZodType> = matchQuestionSchema.shape;
  return Object.fromEntries(
    Object.entries(said).filter(([name, value]) => !fields[name] || fields[name].safeParse(value).success),
  );
}

/** Mounts what other sites embed: the element's script, what it asks, and oEmbed 1.0. */
export async function registerEmbeds(app: App, deps: RouteDeps): Promise<void> {
  const script = await transform(await readFile(SCRIPT, "utf8"), {
    loader: "ts",
    minify: true,
    target: "es2022",
    charset: "utf8",
  });
  app.get("/embed/shelf.js", { schema: { hide: true } }, async (_request, reply) =>
    open(reply, DAY).type("text/javascript; charset=utf-8").send(script.code),
  );
  app.get("/embed/match", { schema: { hide: true } }, async (request, reply) => {
    const read = matchQuestionSchema.safeParse(readQuestion(request.query as Record<string, unknown>));
    if (!read.success) throw new Problem("invalid-request", 400, { place: "querystring" });
    const origin = originOf(request, deps.config);
    const today = await todayInRegion(deps.db, deps.clock);
    const [found] = await matchBooks(deps.db, { origin, today, books: [read.data] });
    return open(reply, HOUR).send(found);
  });
  app.get("/oembed", { schema: { hide: true } }, async (request, reply) => {
    const asked = request.query as Record<string, string | undefined>;
    const { url = "", format = "json" } = asked;
    if (format !== "json") throw new Problem("not-found", 404);
    const [, language = "", number = ""] =
      /(\/(?:zh-hans|zh-hant|en))?\/objects\/(\d{1,15})(?:[/?#]|$)/.exec(url) ?? [];
    const width = atMost(EMBED_WIDTH, asked.maxwidth);
    const height = atMost(EMBED_HEIGHT, asked.maxheight);
    const { object, config, pages, closed, isPreview } = await openObject(deps, number, {
      actor: null,
      ip: request.ip,
    });
    if (isPreview) throw new Problem("not-found", 404);
    const origin = originOf(request, deps.config);
    const title = titleOf(config, object.identifier, object.data);
    const picture = closed ? undefined : pages.find((page) => page.type.startsWith("image/"));
    const box = [atMost(THUMBNAIL_WIDTH, asked.maxwidth), atMost(THUMBNAIL_HEIGHT, asked.maxheight)] as const;
    const source = picture && `${origin}${IMAGE_BASE}/${picture.fileId}/full/!${box.join()}/0/default.jpg`;
    const href = `${origin}${language}/objects/${object.number}`;
    const image = source ? `<img src="${source}" alt="" height="${height}">` : "";
    return open(reply, HOUR).send({
      version: "1.0",
      type: "rich",
      title,
      provider_name: "Commonshelf",
      provider_url: `${origin}/`,
      width,
      height,
      html: `<a href="${href}">${image}${escaped(title)}</a>`,
      ...(source && { thumbnail_url: source, thumbnail_width: box[0], thumbnail_height: box[1] }),
    });
  });
}

const PRESENTATION = 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"';
/** Parts that one collection names. */
const MOST_PARTS = 5_000;

/** The object that one belongs to, as far as readers find it. */
async function parentOf(
  deps: RouteDeps,
  { object, config }: OpenObject,
): Promise<{ number: number; title: string } | null> {
  const parent = (await kinAbove(deps.db, object.id)).at(-1);
  if (parent?.state !== "published") return null;
  return { number: parent.number, title: titleOf(config, parent.identifier, parent.data) };
}

/** Mounts the manifests of objects and the collections of those that others belong to: IIIF Presentation 3. */
export function registerManifests(app: App, deps: RouteDeps): void {
  const openFor = async (request: Request): Promise<OpenObject> => {
    const { number } = request.params as { number: string };
    return await openObject(deps, number, { actor: request.actor, ip: request.ip });
  };
  const answer = (reply: Reply, body: object): Reply =>
    open(reply, "public, max-age=300").type(PRESENTATION).send(JSON.stringify(body));
  app.get("/iiif/manifests/:number", { schema: { hide: true } }, async (request, reply) => {
    const found = await openFor(request);
    const { object, collection, config, pages } = await turnedAs(deps.db, found);
    const member = (await listMembers(deps.db)).find((one) => one.id === collection.memberId);
    const { number, data } = object;
    const title = titleOf(config, object.identifier, data);
    const parent = await parentOf(deps, found);
    const provider = member?.name ?? {};
    return answer(
      reply,
      manifestOf({
        origin: originOf(request, deps.config),
        number,
        title,
        data,
        config,
        pages,
        provider,
        parent,
      }),
    );
  });
  for (const path of ["/iiif/special-collections/:slug", "/iiif/special-collections/:slug/parts/:part"])
    app.get(path, { schema: { hide: true } }, async (request, reply) => {
      const { slug, part } = request.params as { slug: string; part?: string };
      const number = part === undefined ? null : /^[1-9]\d{0,4}$/.test(part) ? Number(part) - 1 : -1;
      const found =
        number === -1
          ? undefined
          : await wholeCollection(deps.db, originOf(request, deps.config), slug, number);
      if (!found) throw new Problem("not-found", 404);
      return answer(reply, found);
    });
  app.get("/iiif/collections/:number", { schema: { hide: true } }, async (request, reply) => {
    const found = await openFor(request);
    const { object, config, pages } = found;
    const below = await kinBelow(deps.db, object, { shown: true, offset: 0, limit: MOST_PARTS });
    const named = (one: {
      number: number;
      identifier: string;
      data: Readonly<Record<string, string[]>>;
    }) => ({
      number: one.number,
      title: titleOf(config, one.identifier, one.data),
    });
    return answer(
      reply,
      familyCollectionOf({
        origin: originOf(request, deps.config),
        ...named(object),
        hasPages: pages.length > 0,
        parent: await parentOf(deps, found),
        parts: below.map((one) => ({ ...named(one), isFamily: one.parts > 0 })),
      }),
    );
  });
}
