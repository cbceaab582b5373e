import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CollectionWorld, collectionWorld, scan, zipOf } from "../collections/testing.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";

let world: CollectionWorld;
beforeAll(async () => {
  demandDeclaredRefusals();
  world = await collectionWorld();
  const name = { "zh-Hans": "古籍" };
  await world.ask("desk", "POST /collections", {
    member: "JINHE",
    slug: "rare",
    template: "rare-books",
    name,
  });
  const table = [
    "题名,责任者,年代,索书号",
    "南山集,林墨,1798,",
    "南山集補遺,周硯,1820,",
    "<b>茶說</b>,林墨,1886,9787020002207",
  ];
  const box = zipOf([
    { path: "a.csv", content: table.join("\n") },
    { path: "南山集/1.jpg", content: await scan() },
  ]);
  const taken = await world.upload("desk", "rare", box);
  const id = String(taken.body.id);
  await world.ask("desk", `POST /collection-imports/${id}/start`, {
    mapping: taken.body.mapping,
    dryRun: false,
    publish: true,
  });
  await world.work(id);
  const { version } = (await world.ask("desk", "GET /collections/rare/draft")).body;
  expect((await world.ask("desk", "POST /collections/rare/revisions", { version })).status).toBe(201);
}, 60_000);
afterAll(() => world.whole.close());

type Match = {
  title: string;
  score: number;
  reasons: string[];
  cover: string | null;
  html: string;
  href: string;
};
const match = async (...books: object[]): Promise<Match[][]> => {
  const { status, body } = await world.ask("nobody", "POST /match", { books });
  expect(status, JSON.stringify(body)).toBe(200);
  return (body.items as unknown as { matches: Match[] }[]).map((one) => one.matches);
};

test("another catalogue's books are matched by what they agree in, the best first", async () => {
  const [exact, other, none, isbn] = await match(
    { title: "南山集", author: "林墨", year: 1798 },
    { title: "南山集补遗", author: "林墨" },
    { title: "北山集" },
    { isbn: "978-7-02-000220-7" },
  );
  expect(exact![0]).toMatchObject({ title: "南山集", score: 100, reasons: ["title", "author", "year"] });
  expect(exact![0]!.cover).toMatch(/\/iiif\/image\//);
  expect(exact![1]).toMatchObject({ title: "南山集補遺", reasons: ["title-begins"] });
  expect(other![0]).toMatchObject({ title: "南山集補遺", reasons: ["title"] });
  expect(none).toEqual([]);
  expect(isbn![0]).toMatchObject({
    score: 100,
    reasons: ["isbn"],
    html: expect.stringContaining("&lt;b&gt;茶說"),
  });
});

test("titles and authors are matched as catalogues write them, with addresses that open from anywhere", async () => {
  const asked = [
    { title: "《南山集》十二卷", author: "（清）林墨撰" },
    { title: "[嘉庆]南山集 : 不分卷 / (清)林墨撰", author: "林墨, 1750-1810" },
    { title: "南山集十卷首一卷附錄二卷", author: "周某校；（清）林墨，周硯同撰" },
    { title: "南山集 [影印本]", author: "周某著" },
  ];
  const found = await match(...asked);
  const best = found.map(([first]) => [first?.title, first?.reasons]);
  expect(best.slice(0, 3)).toEqual(Array(3).fill(["南山集", ["title", "author"]]));
  expect(best[3]).toEqual(["南山集", ["title"]]);
  expect((await match({ title: "南山集 : 茶人詩選" }))[0]![0]!.reasons).toEqual(["title-begins"]);
  const mended = (await match({ title: "南山集補遺二卷", author: "周硯纂" }))[0]!;
  expect(mended.map(({ title, reasons }) => [title, reasons])).toEqual([["南山集補遺", ["title", "author"]]]);
  const [first] = found[0]!;
  expect(first!.href).toMatch(/^http:\/\/[^/]+\/objects\/\d+$/);
  expect([first!.html, first!.cover].map((one) => one!.includes(new URL(first!.href).origin))).toEqual([
    true,
    true,
  ]);
  const [from] = (await objects({ q: "林墨 南山集" })).items as unknown as Match[];
  expect([from!.href, new URL(from!.cover!).origin]).toEqual([first!.href, new URL(first!.href).origin]);
});

test("a hundred books are asked at once, not more, and each says something", async () => {
  const books = (number: number) => Array.from({ length: number }, () => ({ title: "南山集" }));
  expect(await match(...books(100))).toHaveLength(100);
  for (const wrong of [books(101), [], [{}], [{ author: "林墨" }], [{ title: "x", year: "1798" }]])
    expect(
      (await world.ask("nobody", "POST /match", { books: wrong })).status,
      JSON.stringify(wrong[0]),
    ).toBe(400);
});

test("a page's own words break nothing: a year is read as catalogues write it, what cannot be read is left out", async () => {
  const asked = async (more: Record<string, string>) => {
    const url = `/embed/match?${new URLSearchParams({ title: "南山集", ...more })}`;
    return ((await world.whole.app.inject({ url })).json() as { matches?: Match[] }).matches?.[0]?.reasons;
  };
  for (const year of [
    "1798年",
    "约1798",
    "约1798年",
    "[1798]",
    "[1798?]",
    "[约1798]",
    "c1798",
    "1798.",
    "1798.5",
    "清嘉庆三年刻本",
    "１７９８",
    "嘉慶三年（1798）",
  ])
    expect(await asked({ year }), year).toEqual(["title", "year"]);
  for (const year of ["n.d.", "出版年不详", "清代", "1790-1810", "1799", "99999", "x".repeat(500)])
    expect(await asked({ year }), year).toEqual(["title"]);
  expect(await asked({ isbn: "无", author: "林".repeat(201) })).toEqual(["title"]);
});

test("any page may embed: the script is small, its question is open to all, oEmbed answers", async () => {
  const get = async (url: string) => await world.whole.app.inject({ url });
  const script = await get("/embed/shelf.js");
  expect(gzipSync(script.body).length).toBeLessThan(8000);
  for (const words of ["登录后可看", "登入後可看", "after signing in"]) expect(script.body).toContain(words);
  const found = await get(`/embed/match?title=${encodeURIComponent("南山集")}&year=1798`);
  expect(found.headers["access-control-allow-origin"]).toBe("*");
  const [first] = (found.json() as { matches: Match[] }).matches;
  expect(first).toMatchObject({ title: "南山集", reasons: ["title", "year"] });
  expect((await get("/embed/match?year=1798")).statusCode).toBe(400);
  const origin = "https://opac.example.edu";
  const headers = { origin, "sec-fetch-site": "cross-site" };
  const payload = { books: [{ title: "南山集" }] };
  const posted = await world.whole.app.inject({ method: "POST", url: "/api/v1/match", headers, payload });
  expect([posted.statusCode, posted.headers["access-control-allow-origin"]]).toEqual([200, "*"]);
  const before = await world.whole.app.inject({
    method: "OPTIONS",
    url: "/api/v1/match",
    headers: {
      ...headers,
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type",
    },
  });
  expect([before.statusCode, before.headers["access-control-allow-origin"]]).toEqual([204, "*"]);
  expect(before.headers["access-control-allow-headers"]).toBe("content-type, x-api-key");
  const closed = await world.whole.app.inject({ url: "/api/v1/collections-worked", headers });
  expect(closed.headers["access-control-allow-origin"]).toBeUndefined();
  const made = (await get(`/en/shelf-embed?${new URLSearchParams({ title: '南山集"', author: "林墨" })}`))
    .body;
  expect(made).toContain(
    "&lt;shelf-embed lang=&quot;en&quot; book-title=&quot;南山集&amp;quot;&quot; author=&quot;林墨&quot;&gt;",
  );
  const { pathname } = new URL(first!.href);
  expect((await get(pathname)).headers.location).toBe(`/zh-hans${pathname}`);
  const object = (await get(`/zh-hans${pathname}`)).body;
  expect(object.slice(0, object.indexOf("</head>"))).toMatch(
    /<link rel="alternate" type="application\/json\+oembed"/,
  );
  const card = (await get(`/oembed?url=${encodeURIComponent(first!.href)}`)).json();
  expect(card).toMatchObject({
    version: "1.0",
    type: "rich",
    title: "南山集",
    html: expect.stringContaining("<img"),
  });
  const small = (
    await get(`/oembed?maxwidth=100&maxheight=90&url=${encodeURIComponent(`https://x/en${pathname}`)}`)
  ).json();
  expect(small).toMatchObject({ width: 100, height: 90, thumbnail_width: 100, thumbnail_height: 90 });
  expect([small.thumbnail_url, small.html]).toEqual([
    expect.stringContaining("/full/!100,90/"),
    expect.stringContaining(`/en${pathname}"`),
  ]);
  expect((await get("/oembed?url=https://x/objects/99999")).statusCode).toBe(404);
  expect((await get(`/oembed?format=xml&url=${encodeURIComponent(first!.href)}`)).statusCode).toBe(404);
});

type FoundPage = {
  items: {
    title: string;
    member: string;
    collection: string;
    access: string;
    cover: string | null;
    kinds: string[];
  }[];
  next: string | null;
  total: number | null;
  facets: { facet: string; value: string; count: number }[] | null;
};
const objects = async (query: Record<string, string> | string[][]): Promise<FoundPage> => {
  const { status, body } = await world.ask("nobody", `GET /objects?${new URLSearchParams(query)}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body as unknown as FoundPage;
};

test("objects of all collections are searched from outside: words, narrowings, counts, page by page", async () => {
  const all = await objects({});
  expect([all.total, all.items.length, all.next]).toEqual([3, 3, null]);
  const first = await objects({ q: "南山集", limit: "1" });
  expect([first.total, first.items.length]).toEqual([2, 1]);
  expect(first.facets).toEqual(
    expect.arrayContaining([
      { facet: "member", value: "JINHE", count: 2 },
      { facet: "kind", value: "image", count: 1 },
      { facet: "decade", value: "1790", count: 1 },
    ]),
  );
  const second = await objects({ q: "南山集", limit: "1", cursor: first.next! });
  expect([second.items.length, second.next, second.total, second.facets]).toEqual([1, null, null, null]);
  const both = [...first.items, ...second.items].map((one) => one.title);
  expect(both.sort()).toEqual(["南山集", "南山集補遺"]);
  const titles = async (query: Record<string, string>) =>
    (await objects(query)).items.map((one) => one.title).sort();
  expect(await titles({ q: "林墨" })).toEqual(["<b>茶說</b>", "南山集"]);
  expect(await titles({ from: "1880", to: "1890" })).toEqual(["<b>茶說</b>"]);
  const [pictured] = (await objects({ kind: "image", member: "JINHE", collection: "rare" })).items;
  expect(pictured).toMatchObject({
    title: "南山集",
    member: "JINHE",
    collection: "rare",
    kinds: ["image"],
    access: "everyone",
    cover: expect.stringMatching(/\/iiif\/image\//),
  });
  expect([await titles({ member: "NOBODY" }), await titles({ q: "。" })]).toEqual([[], []]);
  for (const wrong of ["cursor=x", "limit=0", "kind=book", "author=x", "q="])
    expect((await world.ask("nobody", `GET /objects?${wrong}`)).status, wrong).toBe(400);
});

test("several values of one narrowing find any of them, and each is counted as if none of its own were chosen", async () => {
  const counted = async (query: string[][], facet: string) => {
    const { total, facets } = await objects(query);
    return [
      total,
      Object.fromEntries(facets!.filter((one) => one.facet === facet).map((one) => [one.value, one.count])),
    ];
  };
  const one = [["collection", "rare"]];
  const none = [["collection", "none"]];
  expect(await counted(one, "collection")).toEqual([3, { rare: 3 }]);
  expect(await counted(none, "collection")).toEqual([0, { rare: 3 }]);
  expect(await counted(none, "member")).toEqual([0, {}]);
  expect(await counted([...one, ...none], "member")).toEqual([3, { JINHE: 3 }]);
  const seen = [
    ["kind", "image"],
    ["access", "campus"],
    ["access", "everyone"],
  ];
  expect(await counted(seen, "kind")).toEqual([1, { image: 1 }]);
  expect(await counted([...seen, ["member", "NOBODY"]], "member")).toEqual([0, { JINHE: 1 }]);
  expect(await counted([...seen, ["member", "NOBODY"]], "kind")).toEqual([0, {}]);
  const many = (number: number) => Array.from({ length: number }, () => "kind=image").join("&");
  expect((await world.ask("nobody", `GET /objects?${many(20)}`)).status).toBe(200);
  expect((await world.ask("nobody", `GET /objects?${many(21)}`)).status).toBe(400);
});

test("of an object whose files are closed its description is told, and no picture; what is withdrawn is not told", async () => {
  await world.whole.database.pool.query(
    "update collections.object set embargo_until = '2030-01-01' where number in (select p.number from collections.shown_object p where p.brief->>'title' = '南山集')",
  );
  const [closed] = (await objects({ kind: "image" })).items;
  expect(closed).toMatchObject({ title: "南山集", access: "embargoed", cover: null });
  expect((await objects({ access: "embargoed" })).total).toBe(1);
  expect((await objects({ access: "everyone" })).total).toBe(2);
  await world.whole.database.pool.query("update collections.collection set is_withdrawn = true");
  expect((await objects({})).total).toBe(0);
});
