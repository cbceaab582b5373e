import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { sql } from "kysely";
import { isKnown, XML_HEAD, xmlText } from "../../feeds/index.ts";
import { localePaths } from "../../frame/index.ts";
import type { Db } from "../../kernel/database.ts";
import { type App, originOf, type Reply, type Request } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import { type Language, languages } from "../../kernel/text.ts";
import { MINUTE_MS } from "../../kernel/time.ts";
import type { SiteDeps } from "../site-deps.ts";
import { instanceHref } from "./record-view.ts";

/** Addresses in one part: the limit of the sitemaps protocol. A part is a span of ids, so that it keeps its members. */
const PART_SIZE = 50_000;
/** Rows fetched at once while a part is written. */
const PAGE_ROWS = 5000;
/** The protocol allows 50,000 parts in an index; this is 800 million titles. */
const MOST_PARTS = 16_000;
const PARTS_KEPT_MS = 10 * MINUTE_MS;
const HOUR = "public, max-age=3600";
const DAY = "public, max-age=86400";
const NAMESPACES =
  'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"';

type SitemapDeps = Pick<SiteDeps, "db" | "clock" | "config">;
type Part = { number: number; changed: Date };

/** Mounts `/robots.txt`, `/sitemap.xml`, its parts per language and span of ids, and the sitemap of fixed pages. */
export function registerSitemaps(app: App, deps: SitemapDeps): void {
  const listParts = keptParts(deps);
  const hidden = { schema: { hide: true } };
  app.get("/robots.txt", hidden, async (request, reply) =>
    reply
      .header("cache-control", DAY)
      .type("text/plain; charset=utf-8")
      .send(robotsText(originOf(request, deps.config))),
  );
  app.get("/sitemap.xml", hidden, async (request, reply) => {
    const body = indexXml(originOf(request, deps.config), await listParts());
    return reply.header("cache-control", HOUR).type("application/xml; charset=utf-8").send(body);
  });
  app.get("/sitemap-pages.xml", hidden, async (request, reply) =>
    reply
      .header("cache-control", DAY)
      .type("application/xml; charset=utf-8")
      .send(pagesXml(originOf(request, deps.config))),
  );
  for (const language of languages)
    app.get(
      `/sitemap${localePaths[language].replace("/", "-")}-:part.xml.gz`,
      hidden,
      async (request, reply) => {
        const { part } = request.params as { part: string };
        const number = /^[1-9]\d{0,5}$/.test(part) ? Number(part) : 0;
        const known = (await listParts()).find((p) => p.number === number);
        if (!known) throw new Problem("not-found", 404);
        return sendPart(request, reply, deps, known, language);
      },
    );
}

/**
 * What robots may read: records, first pages, sitemaps. What costs much and says nothing new is kept from them:
 * searches and their filters, feeds, expert forms, shelves and lists to leaf through, exports; and what is private.
 */
function robotsText(origin: string): string {
  const closed = ["search", "expert", "browse", "shelf", "export", "account", "sign-in", "sign-out"];
  const paths = languages.flatMap((language) => closed.map((name) => `${localePaths[language]}/${name}`));
  return [
    "User-agent: *",
    ...paths.map((path) => `Disallow: ${path}`),
    "Disallow: /*?cite=",
    "Disallow: /api/",
    "Disallow: /staff",
    "Allow: /",
    "",
    `Sitemap: ${origin}/sitemap.xml\nSitemap: ${origin}/sitemap-collections.xml`,
    "",
  ].join("\n");
}

/**
 * Parts and when something in them last changed, asked for at most every ten minutes. Titles that are gone count too:
 * their going is a change, and so the index over (changed_at, id) answers alone.
 */
function keptParts({ db, clock }: SitemapDeps): () => Promise<Part[]> {
  let kept: { at: number; parts: Promise<Part[]> } | undefined;
  return () => {
    const now = clock.now().getTime();
    if (kept === undefined || now - kept.at >= PARTS_KEPT_MS) {
      const parts = findParts(db);
      kept = { at: now, parts };
      // A failure is not kept; whoever waits for it is told.
      parts.catch(() => {
        kept = undefined;
      });
    }
    return kept.parts;
  };
}

async function findParts(db: Db): Promise<Part[]> {
  const { rows } = await sql<{ part: number; changed: Date }>`
    select (i.id - 1) / ${PART_SIZE}::bigint + 1 as part, max(i.changed_at) as changed
    from catalogue.instance_trail i
    group by 1 order by 1 limit ${MOST_PARTS}`.execute(db);
  return rows.map((row) => ({ number: row.part, changed: new Date(row.changed) }));
}

function indexXml(origin: string, parts: Part[]): string {
  const entries = parts.flatMap(({ number, changed }) =>
    languages.map(
      (language) =>
        `<sitemap><loc>${xmlText(`${origin}/sitemap${localePaths[language].replace("/", "-")}-${number}.xml.gz`)}</loc>` +
        `<lastmod>${changed.toISOString()}</lastmod></sitemap>\n`,
    ),
  );
  return (
    `${XML_HEAD}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n` +
    `<sitemap><loc>${xmlText(`${origin}/sitemap-pages.xml`)}</loc></sitemap>\n${entries.join("")}</sitemapindex>\n`
  );
}

function pagesXml(origin: string): string {
  const entries = languages.map((language) => urlXml(origin, language, (l) => `${localePaths[l]}/`));
  return `${XML_HEAD}<urlset ${NAMESPACES}>\n${entries.join("")}</urlset>\n`;
}

/** One address with its other languages; who reads none of them is led to the first. */
function urlXml(origin: string, language: Language, pathOf: (l: Language) => string, changed?: Date): string {
  const alternate = (hreflang: string, l: Language): string =>
    `<xhtml:link rel="alternate" hreflang="${hreflang}" href="${xmlText(origin + pathOf(l))}"/>`;
  return (
    `<url><loc>${xmlText(origin + pathOf(language))}</loc>` +
    (changed ? `<lastmod>${changed.toISOString()}</lastmod>` : "") +
    `${languages.map((l) => alternate(l, l)).join("")}${alternate("x-default", "zh-Hans")}</url>\n`
  );
}

/** Streams one part: pages of rows by id, written and compressed as they come; never a whole part in memory. */
function sendPart(request: Request, reply: Reply, deps: SitemapDeps, part: Part, language: Language): Reply {
  const etag = `"${part.number}-${part.changed.getTime().toString(36)}"`;
  reply
    .header("etag", etag)
    .header("last-modified", part.changed.toUTCString())
    .header("cache-control", HOUR);
  if (isKnown(request, etag)) return reply.code(304).send();
  const text = Readable.from(partXml(deps.db, originOf(request, deps.config), part.number, language));
  const gzip = createGzip();
  text.on("error", (error) => gzip.destroy(error));
  gzip.on("close", () => text.destroy());
  return reply.type("application/gzip").send(text.pipe(gzip));
}

async function* partXml(db: Db, origin: string, part: number, language: Language): AsyncGenerator<string> {
  yield `${XML_HEAD}<urlset ${NAMESPACES}>\n`;
  const last = part * PART_SIZE;
  let after = last - PART_SIZE;
  for (;;) {
    const { rows } = await sql<{ id: number; changed_at: Date }>`
      select i.id, i.changed_at from catalogue.instance_trail i
      where i.id > ${after} and i.id <= ${last} and i.record_count > 0 and i.audience = 0
      order by i.id limit ${PAGE_ROWS}`.execute(db);
    if (rows.length > 0)
      yield rows
        .map((row) => urlXml(origin, language, (l) => instanceHref(row.id, l), new Date(row.changed_at)))
        .join("");
    if (rows.length < PAGE_ROWS) break;
    after = rows.at(-1)!.id;
  }
  yield "</urlset>\n";
}
