import fc from "fast-check";
import { sql } from "kysely";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FrontBlock, usualFront } from "../collections/front-schema.ts";
import type { Config } from "../collections/schema.ts";
import { type CollectionWorld, collectionWorld, scan, zipOf } from "../collections/testing.ts";
import { placeOfDay } from "./blocks.ts";
import { contrast, inkOf } from "./face.ts";

let world: CollectionWorld;
const numbers: number[] = [];

async function draft(): Promise<{ version: number; config: Config }> {
  return (await world.ask("desk", "GET /collections/old/draft")).body as unknown as {
    version: number;
    config: Config;
  };
}

async function publish(change: Partial<Config>): Promise<number> {
  const { version, config } = await draft();
  await world.ask("desk", "PUT /collections/old/draft", { version, config: { ...config, ...change } });
  return (await world.ask("desk", "POST /collections/old/revisions", { version: version + 1 })).status;
}

const tryOut = async (change: Partial<Config>, side: "desk" | "reader" = "desk") =>
  await world.ask(side, "PUT /collections/old/trial", { config: { ...(await draft()).config, ...change } });

beforeAll(async () => {
  world = await collectionWorld();
  const made = { member: "JINHE", slug: "old", template: "photographs", name: { "zh-Hans": "旧影" } };
  await world.ask("desk", "POST /collections", made);
  const rows = [
    "编号,题名,年代,坐标,文件",
    'P1,柳洲晨渡,1908,"39.05, 84.01",a',
    'P2,浮桥,1912,"39.05, 84.01",a',
    "P3,塔影,1931,,a",
  ];
  const box = zipOf([
    { path: "a.csv", content: rows.join("\n") },
    { path: "a/1.jpg", content: await scan() },
  ]);
  const { body } = await world.upload("desk", "old", box);
  const start = { mapping: body.mapping, dryRun: false, publish: true };
  await world.ask("desk", `POST /collection-imports/${String(body.id)}/start`, start);
  await world.work(String(body.id));
  expect(await publish({ rightsNote: { en: "x" } })).toBe(201);
  const { rows: objects } = await sql<{ number: number }>`select o.number from collections.object_fact o
    order by o.identifier`.execute(world.whole.database.db);
  numbers.push(...objects.map((one) => one.number));
}, 60_000);
afterAll(() => world.whole.close());

test("a collection whose curators changed nothing has the usual blocks, those with nothing in them left out", async () => {
  const { html } = await world.page("nobody", "/zh-hans/collections/old");
  expect((await draft()).config.front).toEqual([...usualFront]);
  for (const shown of ["col-hero", "新近收入", "col-time"]) expect(html).toContain(shown);
  for (const empty of ["代表藏品", "col-topics", "col-map", "大家在看"]) expect(html).not.toContain(empty);
});

test("what a curator is changing is seen by that curator alone, before it is saved", async () => {
  const front: FrontBlock[] = [
    { kind: "hero", objects: [numbers[2]!] },
    {
      kind: "text",
      title: {},
      text: { "zh-Hans": "一段**要紧**的话，见[章程](/zh-hans/help)。\n\n[坏](javascript:alert(1))<b>" },
    },
    { kind: "map" },
    { kind: "newest", count: 2 },
    {
      kind: "news",
      items: [
        { on: "2026-11-01", title: { "zh-Hans": "旧闻" }, text: {} },
        { on: "2026-11-21", title: { "zh-Hans": "今日" }, text: {} },
        { on: "2026-11-22", title: { "zh-Hans": "明日" }, text: {} },
      ],
    },
  ];
  expect((await tryOut({ front })).status).toBe(204);
  const { html } = await world.page("desk", "/zh-hans/collections/old?preview=mine");
  expect(html).toContain("<strong>要紧</strong>");
  expect(html).toContain('href="/zh-hans/help"');
  expect(html).not.toContain('href="javascript');
  expect(html).toContain("[坏](javascript:alert(1))&lt;b&gt;");
  expect(html).toMatch(/柳洲晨渡 与另外 1 件|浮桥 与另外 1 件/);
  expect(html.indexOf("今日")).toBeLessThan(html.indexOf("旧闻"));
  expect(html).not.toContain("明日");
  const box = /href="([^"]*box=[^"]*)"/.exec(html)![1]!.replaceAll("&amp;", "&");
  expect((await world.page("nobody", box)).html).toContain("找到 2 件");
  for (const side of ["nobody", "reader", "office"] as const)
    expect((await world.page(side, "/zh-hans/collections/old?preview=mine")).html, side).not.toContain(
      "要紧",
    );
  expect((await world.page("desk", "/zh-hans/collections/old")).html).not.toContain("要紧");
  expect((await tryOut({ front }, "reader")).status).toBe(403);
});

test("the preview may be framed by the workbench, and nothing else may", async () => {
  const policy = async (path: string): Promise<string> =>
    String(
      (await world.whole.app.inject({ url: path, headers: world.whole.headers.desk })).headers[
        "content-security-policy"
      ],
    );
  expect(await policy("/zh-hans/collections/old?preview=mine")).toContain("frame-ancestors 'self'");
  expect(await policy("/zh-hans/collections/old")).toContain("frame-ancestors 'none'");
  expect(await policy("/zh-hans/collections/old/search?preview=mine")).toContain("frame-ancestors 'none'");
});

test("highlights are shown from their first day to their last, both included", async () => {
  const one = (object: number, from: string | null, until: string | null) => ({
    object,
    note: { "zh-Hans": `推荐${object}` },
    from,
    until,
  });
  const front: FrontBlock[] = [{ kind: "featured", title: {}, by: "hand", topic: null, count: 6 }];
  const days = async (from: string | null, until: string | null): Promise<boolean> => {
    await tryOut({ front, featured: [one(numbers[0]!, from, until)] });
    const { html } = await world.page("desk", "/zh-hans/collections/old?preview=mine");
    return html.includes(`推荐${numbers[0]}`);
  };
  expect(await days(null, null)).toBe(true);
  expect(await days("2026-11-21", "2026-11-21")).toBe(true);
  expect(await days("2026-11-22", null)).toBe(false);
  expect(await days(null, "2026-11-20")).toBe(false);
  expect(await publish({ featured: [one(numbers[0]!, "2026-11-22", "2026-11-21")] })).toBe(400);
  expect(await publish({ featured: [], front: [{ kind: "wall", field: "title" }] })).toBe(400);
  expect(
    await publish({ front: [{ kind: "featured", title: {}, by: "topic", topic: "none", count: 1 }] }),
  ).toBe(400);
});

test("other objects every day: the same ones all day, never beyond the last", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100_000 }),
      fc.integer({ min: 1, max: 24 }),
      fc.date({ noInvalidDate: true }),
      (total, count, at) => {
        const day = at.toISOString().slice(0, 10);
        const place = placeOfDay(day, total, count);
        expect(place).toBe(placeOfDay(day, total, count));
        expect(place + Math.min(count, total)).toBeLessThanOrEqual(Math.max(total, count));
      },
    ),
  );
  expect(placeOfDay("2026-11-21", 1000, 6)).not.toBe(placeOfDay("2026-11-22", 1000, 6));
});

test("what people looked at is the block of what is much looked at", async () => {
  await sql`insert into object_uses.day_count (number, day, views) values (${numbers[1]}, '2026-11-20', 3),
    (${numbers[2]}, '2026-01-01', 9)`.execute(world.whole.database.db);
  await tryOut({ front: [{ kind: "hot", count: 6 }] });
  const { html } = await world.page("desk", "/zh-hans/collections/old?preview=mine");
  expect(html).toContain("大家在看");
  expect(html).toContain("浮桥");
  expect(html).not.toContain("塔影");
});

test("any colour that curators pick is read: words on its ground, its line on paper, in both looks", () => {
  const hex = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);
  fc.assert(
    fc.property(hex, (own) => {
      const { light, dark } = inkOf(own);
      for (const { ground } of [light, dark])
        for (const on of ["#fdfaf3", "#e6dfd2"]) expect(contrast(on, ground)).toBeGreaterThanOrEqual(4.5);
      for (const paper of ["#fbfaf7", "#f4f1ea"])
        expect(contrast(light.line, paper)).toBeGreaterThanOrEqual(4.5);
      for (const paper of ["#161512", "#201e1a"])
        expect(contrast(dark.line, paper)).toBeGreaterThanOrEqual(4.5);
    }),
  );
});

test("a colour of their own and a logo reach every page of the collection; what is no picture is refused", async () => {
  const { app, headers } = world.whole;
  const hand = async (content: Buffer, side: "desk" | "reader" = "desk") => {
    const form = new FormData();
    form.append("file", new Blob([new Uint8Array(content)]), "logo.png");
    const request = new Request("http://x/", { method: "POST", body: form });
    return await app.inject({
      method: "POST",
      url: "/api/v1/collections/old/logos",
      headers: { ...headers[side], "content-type": request.headers.get("content-type")! },
      payload: Buffer.from(await request.arrayBuffer()),
    });
  };
  const png = await sharp({ create: { width: 40, height: 40, channels: 4, background: "#804020" } })
    .png()
    .toBuffer();
  const kept = await hand(png);
  expect(kept.statusCode, kept.body).toBe(201);
  const { logo } = kept.json() as { logo: string };
  expect((await hand(Buffer.from("<svg onload='x'/>"))).statusCode).toBe(415);
  expect((await hand(png, "reader")).statusCode).toBe(403);
  const theme = {
    ...(await draft()).config.theme,
    own: "#ffee88",
    logo,
    ground: "woven",
    face: "kai",
  } as const;
  expect(await publish({ theme, front: [...usualFront] })).toBe(201);
  for (const path of ["/en/collections/old", "/en/collections/old/search"]) {
    const { html } = await world.page("nobody", path);
    for (const part of [
      "/collection-inks/ffee88.css",
      "col-ink-own-ffee88",
      `/collection-logos/${logo}`,
      "col-ground-woven",
      "col-face-kai",
    ])
      expect(html, `${path} ${part}`).toContain(part);
  }
  const served = await app.inject({ url: `/collection-logos/${logo}` });
  expect([served.statusCode, served.headers["content-type"]]).toEqual([200, "image/png"]);
  expect((await app.inject({ url: "/collection-inks/ffee88.css" })).body).toContain("--col-ground");
  for (const wrong of [
    "/collection-inks/ffee8.css",
    "/collection-inks/x.css",
    "/collection-logos/x",
    `/collection-logos/${"a".repeat(24)}`,
  ])
    expect((await app.inject({ url: wrong })).statusCode, wrong).toBe(404);
});

test("a collection is met at a path and a host name of its own; only the office gives host names", async () => {
  const { app } = world.whole;
  const set = async (
    side: "desk" | "reader" | "office",
    path: string | null,
    host: string | null,
    slug = "old",
  ) => (await world.ask(side, `PUT /collections/${slug}/address`, { path, host })).body.code ?? "done";
  expect(await set("desk", "jiuying", null)).toBe("done");
  const led = await app.inject({ url: "/c/jiuying" });
  expect([led.statusCode, led.headers.location]).toEqual([302, "/collections/old"]);
  expect((await app.inject({ url: "/c/nobody" })).statusCode).toBe(404);
  expect(await set("desk", "jiuying", "photos.jinhe.test")).toBe("collection-host-office");
  expect(await set("reader", "mine", null)).toBe("forbidden");
  expect(await set("desk", "Not A Path", null)).toBe("invalid-request");
  expect(await set("desk", "jiuying", null, "none")).toBe("collection-unknown");
  await world.ask("desk", "POST /collections", {
    member: "JINHE",
    slug: "second",
    template: "things",
    name: { en: "Second" },
  });
  expect(await set("desk", "jiuying", null, "second")).toBe("collection-path-taken");
});
