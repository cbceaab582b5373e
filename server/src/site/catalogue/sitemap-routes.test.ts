import { gunzipSync } from "node:zlib";
import type { LightMyRequestResponse } from "fastify";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildRegion, type Region } from "../testing-region.ts";

let region: Region;
const FAR = 50_000 * 4;
const EXTRA = 12_000;

beforeAll(async () => {
  region = await buildRegion();
  await sql`insert into catalogue.instance (id, brief, record_count, changed_at) overriding system value
    select ${FAR} + n, '{}'::json, case when n % 2 = 0 then 1 else 0 end, '2026-10-01T00:00:00Z'
    from generate_series(1, ${EXTRA}) n`.execute(region.database.db);
});
afterAll(async () => {
  await region.close();
});

const get = (url: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> =>
  region.app.inject({ method: "GET", url, headers });
const locs = (xml: string): string[] => [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map((m) => m[1]!);

test("the index lists the parts that have titles, in three languages, with their last change", async () => {
  const reply = await get("/sitemap.xml");
  expect(reply.headers["content-type"]).toBe("application/xml; charset=utf-8");
  expect(locs(reply.body)).toEqual([
    "https://shelf.example/sitemap-pages.xml",
    ...[1, 5].flatMap((part) =>
      ["zh-hans", "zh-hant", "en"].map((l) => `https://shelf.example/sitemap-${l}-${part}.xml.gz`),
    ),
  ]);
  expect(reply.body).toContain("en-5.xml.gz</loc><lastmod>2026-10-01T00:00:00.000Z</lastmod>");
});

test("a part lists each title once with its languages, and leaves out what is gone", async () => {
  const reply = await get("/sitemap-en-5.xml.gz");
  expect(reply.headers["content-type"]).toBe("application/gzip");
  expect(reply.headers["content-encoding"]).toBeUndefined();
  const xml = gunzipSync(reply.rawPayload).toString("utf8");
  const found = locs(xml);
  expect(found).toHaveLength(EXTRA / 2);
  expect(new Set(found).size).toBe(found.length);
  expect(found[0]).toBe(`https://shelf.example/en/instance/${FAR + 2}`);
  expect(found.at(-1)).toBe(`https://shelf.example/en/instance/${FAR + EXTRA}`);
  expect(xml).toContain(
    `<xhtml:link rel="alternate" hreflang="zh-Hant" href="https://shelf.example/zh-hant/instance/${FAR + 2}"/>`,
  );
  expect(xml).toContain(
    `<xhtml:link rel="alternate" hreflang="x-default" href="https://shelf.example/zh-hans/instance/${FAR + 2}"/>`,
  );
  expect(xml).toMatch(/<\/urlset>\n$/);
});

test("joined titles are not listed", async () => {
  const xml = gunzipSync((await get("/sitemap-zh-hans-1.xml.gz")).rawPayload).toString("utf8");
  const { dream, fortress, pride, rare } = region.ids;
  expect(locs(xml)).toEqual(
    [dream, fortress, pride, rare]
      .sort((a, b) => a - b)
      .map((id) => `https://shelf.example/zh-hans/instance/${id}`),
  );
  expect(xml).not.toContain(`/instance/${region.merged}<`);
});

test("a part that did not change is answered with 304", async () => {
  const etag = String((await get("/sitemap-en-5.xml.gz")).headers.etag);
  const again = await get("/sitemap-en-5.xml.gz", { "if-none-match": etag });
  expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0]);
});

test.each([
  "/sitemap-en-2.xml.gz",
  "/sitemap-en-0.xml.gz",
  "/sitemap-en--1.xml.gz",
  "/sitemap-en-999999999999.xml.gz",
  "/sitemap-en-1e3.xml.gz",
  "/sitemap-fr-1.xml.gz",
  "/sitemap-en-.xml.gz",
])("%s is not there", async (url) => {
  expect((await get(url)).statusCode).toBe(404);
});

test("the fixed pages have a sitemap of their own", async () => {
  expect(locs((await get("/sitemap-pages.xml")).body)).toEqual(
    ["zh-hans", "zh-hant", "en"].map((l) => `https://shelf.example/${l}/`),
  );
});

test("robots find the sitemap and are kept from searches, exports, feeds and what is private", async () => {
  const lines = (await get("/robots.txt")).body.split("\n");
  expect(lines).toContain("Sitemap: https://shelf.example/sitemap.xml");
  const closed = lines.filter((l) => l.startsWith("Disallow: ")).map((l) => l.slice(10));
  const isClosed = (path: string): boolean =>
    closed.some((rule) => new RegExp(`^${rule.replace(/[.?]/g, "\\$&").replaceAll("*", ".*")}`).test(path));
  for (const path of [
    "/en/search?q=x&library=A",
    "/zh-hans/search.atom",
    "/en/export?ids=1",
    "/zh-hant/account",
    "/api/v1/search",
    "/en/instance/1?cite=apa-7",
  ])
    expect(isClosed(path), path).toBe(true);
  for (const path of [
    "/en/instance/1",
    "/zh-hans/",
    "/sitemap.xml",
    "/sitemap-en-1.xml.gz",
    "/assets/site.css",
  ])
    expect(isClosed(path), path).toBe(false);
});

test("a record's head names its one address and its languages", async () => {
  const page = await get(`/en/instance/${region.ids.pride}`, { accept: "text/html" });
  const head = page.body.slice(0, page.body.indexOf("</head>"));
  const url = (l: string): string => `https://shelf.example/${l}/instance/${region.ids.pride}`;
  expect(head).toContain(`<link rel="canonical" href="${url("en")}"/>`);
  for (const [code, path] of [
    ["zh-Hans", "zh-hans"],
    ["zh-Hant", "zh-hant"],
    ["en", "en"],
    ["x-default", "zh-hans"],
  ])
    expect(head).toContain(`<link rel="alternate" hrefLang="${code}" href="${url(path!)}"/>`);
});
