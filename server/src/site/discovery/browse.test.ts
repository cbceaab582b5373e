import fc from "fast-check";
import type { LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reconcileBrowse } from "../../browse-lists/index.ts";
import { browseKinds, browseOrders } from "../../browse-lists/words.ts";
import { buildRegion, READER, type Region } from "../testing-region.ts";
import { type BrowseState, browseHref, headingHref, parseBrowseState } from "./browse-page.ts";

let region: Region;
beforeAll(async () => {
  region = await buildRegion();
  await reconcileBrowse(region.database.db);
});
afterAll(() => region.close());

const get = (url: string, cookie = ""): Promise<LightMyRequestResponse> =>
  region.app.inject({ method: "GET", url, headers: { accept: "text/html", ...(cookie ? { cookie } : {}) } });

const wordsOf = (reply: LightMyRequestResponse): string =>
  reply.body
    .replaceAll(/<script.*?<\/script>/gs, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ");

test("a list shows each heading once, with its titles and the search behind it", async () => {
  const reply = await get("/zh-hans/browse/author");
  expect(reply.statusCode).toBe(200);
  expect(wordsOf(reply)).toMatch(/曹雪芹 1 种 錢鍾書 1 种 Cao, Xueqin 见 曹雪芹 1 种 Jane Austen 1 种/);
  const href = headingHref("/zh-hans", "author", "錢鍾書");
  expect(reply.body).toContain(`href="${href.replaceAll("&", "&amp;")}"`);
  expect(wordsOf(await get(href))).toContain("圍城");
});

test("the count of every heading is what its search finds", async () => {
  for (const kind of ["author", "title", "subject"] as const) {
    const reply = await get(`/zh-hans/browse/${kind}`);
    const lines = [...reply.body.matchAll(/<li[^>]*><a href="([^"]+)"[^>]*>([^<]+)<\/a>.*?(\d+) 种/gs)];
    expect(lines.length).toBeGreaterThan(0);
    for (const [, href, , count] of lines) {
      const found = await get(href!.replaceAll("&amp;", "&"));
      expect([href, Number(/([\d,]+) 种/.exec(wordsOf(found))?.[1])]).toEqual([href, Number(count)]);
    }
  }
});

test("what is typed in any script opens the list on its heading, marked", async () => {
  for (const text of ["曹雪芹", "cao xueqin", "Ts'ao Hsüeh-ch'in"]) {
    const reply = await get(`/en/browse/author?order=latin&at=${encodeURIComponent(text)}`);
    expect(reply.body).toMatch(/<li class="here" aria-current="true"><a [^>]*>曹雪芹</);
  }
  const missed = await get(`/zh-hant/browse/title?at=${encodeURIComponent("無此書")}`);
  expect(wordsOf(missed)).toContain("查無標目「無此書」");
});

test("the top of a list and its sections are for other search engines, single places in it are not", async () => {
  expect((await get("/en/browse/author?section=C")).body).not.toContain("noindex");
  expect((await get("/en/browse/author?at=Cao")).body).toContain("noindex");
});

test("every list opens in three languages; an unknown one does not", async () => {
  for (const path of ["zh-hans", "zh-hant", "en"])
    for (const kind of browseKinds) expect((await get(`/${path}/browse/${kind}`)).statusCode).toBe(200);
  expect((await get("/en/browse/colour")).statusCode).toBe(404);
  expect((await get("/en/browse")).headers.location).toBe("/en/browse/author");
  expect((await get("/en/browse/author?after=%00&before=nonsense")).statusCode).toBe(400);
});

test("a page of a list comes back from its address", () => {
  const text = fc
    .string({ minLength: 1, maxLength: 30 })
    .map((s) => s.trim())
    .filter(Boolean);
  const place = fc.oneof(
    fc.constant({}),
    text.map((at) => ({ at })),
    fc.constantFrom("A", "Z", "other").map((section) => ({ section })),
    fc.constantFrom("AbC_.x-y").map((after) => ({ after })),
    fc.constantFrom("AbC_.x-y").map((before) => ({ before })),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...browseKinds),
      fc.constantFrom(...browseOrders),
      place,
      (kind, order, at) => {
        const state: BrowseState = { kind, order: kind === "call-number" ? "pinyin" : order, ...at };
        const params = new URLSearchParams(browseHref("/en", state).split("?")[1] ?? "");
        expect(parseBrowseState(kind, params)).toEqual(state);
      },
    ),
  );
});

test("a record stands among its neighbours, first on the shelf of the reader's own library", async () => {
  const { dream, fortress, pride } = region.ids;
  const strip = await get(`/zh-hans/instance/${dream}`);
  expect(strip.body).toContain('id="same-shelf"');
  expect(wordsOf(strip)).toContain("全区各馆合排");
  const form = new URLSearchParams(READER).toString();
  const signedIn = await region.app.inject({
    method: "POST",
    url: "/zh-hans/sign-in",
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "text/html" },
    payload: form,
  });
  const cookie = signedIn.cookies.map((c) => `${c.name}=${c.value}`).join("; ");
  const own = await get(`/zh-hans/shelf/${dream}`, cookie);
  expect(wordsOf(own)).toContain("金河大学图书馆，索书号");
  expect(own.body).toContain(`/instance/${pride}"`);
  expect(own.body).not.toContain(`/instance/${fortress}"`);
  const other = await get(`/zh-hans/shelf/${dream}?library=NANSHAN`);
  expect(other.body).toContain(`/instance/${fortress}"`);
  expect(other.body).toMatch(
    new RegExp(`<li class="here"><a href="/zh-hans/instance/${dream}" aria-current="true">`),
  );
});

test("a call number leads to its place on a shelf; one that nobody has, into the list", async () => {
  const found = await get(`/en/shelf?at=${encodeURIComponent(`I242/${region.ids.dream}`)}`);
  expect(found.headers.location).toContain(`/en/shelf/${region.ids.dream}`);
  expect((await get(String(found.headers.location))).statusCode).toBe(200);
  expect((await get("/en/shelf?at=Q999")).headers.location).toBe("/en/browse/call-number?at=Q999");
  expect((await get("/en/shelf/999999")).statusCode).toBe(404);
  expect((await get(`/en/shelf/${region.merged}`)).statusCode).toBe(301);
});
