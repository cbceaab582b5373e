import type { LightMyRequestResponse } from "fastify";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildRegion, type Region } from "../testing-region.ts";

let region: Region;
beforeAll(async () => {
  region = await buildRegion();
});
afterAll(async () => {
  await region.close();
});

const get = (url: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> =>
  region.app.inject({ method: "GET", url, headers });
const all = (body: string, tag: string): string[] =>
  [...body.matchAll(new RegExp(`<${tag}(?: [^>]*)?>([^<]*)</${tag}>`, "g"))].map((m) => m[1]!);

/** Throws unless the text is well-formed XML: a strict reader over tags, enough for what we write. */
function expectWellFormed(xml: string): void {
  const open: string[] = [];
  const rest = xml
    .replace(/^<\?xml[^>]*\?>/, "")
    .replace(/<(\/?)([\w:]+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>/g, (_all, end, name, _attributes, self) => {
      if (end) expect(open.pop()).toBe(name);
      else if (!self) open.push(name as string);
      return "";
    });
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]/);
  expect(rest.replaceAll(/&#\d+;/g, "")).not.toContain("&");
}

describe("Atom", () => {
  test("follows a search, newest first, each edition on its own", async () => {
    const reply = await get("/zh-hans/search.atom?language=chi");
    expect(reply.statusCode).toBe(200);
    expect(reply.headers["content-type"]).toBe("application/atom+xml; charset=utf-8");
    expectWellFormed(reply.body);
    const { dream, fortress, rare } = region.ids;
    expect(all(reply.body, "id").slice(1)).toEqual(
      [rare, fortress, dream].map((id) => `tag:shelf.example,2026:instance/${id}`),
    );
    expect(reply.body).toContain(
      '<link rel="self" type="application/atom+xml" href="https://shelf.example/zh-hans/search.atom?language=chi"/>',
    );
    expect(reply.body).toContain(`href="https://shelf.example/zh-hans/instance/${dream}"`);
    expect(all(reply.body, "name")).toContain("曹雪芹");
  });

  test("answers 304 to who has it, and anew when a description changed", async () => {
    const url = "/en/search.atom?q=pride";
    const first = await get(url);
    const etag = String(first.headers.etag);
    expect(all(first.body, "title")).toEqual(["pride · search results", "Pride and Prejudice"]);
    const again = await get(url, { "if-none-match": `"other", W/${etag}` });
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, "", etag]);
    await sql`update catalogue.instance set changed_at = changed_at + interval '1 hour'
      where id = ${region.ids.pride}`.execute(region.database.db);
    expect((await get(url, { "if-none-match": etag })).statusCode).toBe(200);
  });

  test("what readers and libraries write never becomes markup, and odd parameters are left out", async () => {
    for (const query of [
      `q=${encodeURIComponent('<x a="&">')}`,
      "q=%00%FF&page=9999999&sort=%3Cb%3E&from=x&library=%22%3E",
      `q=${"x".repeat(3000)}`,
      "cql=%28%28",
      `q=${encodeURIComponent("圍城")}`,
      "",
    ]) {
      for (const format of ["atom", "rss"]) {
        const reply = await get(`/zh-hant/search.${format}?${query}`);
        expect(reply.statusCode).toBe(200);
        expectWellFormed(reply.body);
      }
    }
  });

  test("a results page names its feed in its head", async () => {
    const page = await get("/en/search?q=pride&library=JINHE&page=1");
    expect(page.body.slice(0, page.body.indexOf("</head>"))).toMatch(
      /<link rel="alternate" type="application\/atom\+xml" title="Follow this search \(Atom\)" href="\/en\/search\.atom\?q=pride&amp;library=JINHE"\/>/,
    );
  });
});

test("the first page names the feed of new arrivals", async () => {
  expect((await get("/en/", { accept: "text/html" })).body).toContain(
    '<link rel="alternate" type="application/atom+xml" title="New arrivals" href="/en/search.atom"/>',
  );
});

test("RSS 2.0 says the same", async () => {
  const reply = await get("/en/search.rss?library=JINHE");
  expect(reply.headers["content-type"]).toBe("application/rss+xml; charset=utf-8");
  expectWellFormed(reply.body);
  expect(all(reply.body, "guid")).toHaveLength(3);
  expect(all(reply.body, "dc:creator")).toContain("Jane Austen");
});
