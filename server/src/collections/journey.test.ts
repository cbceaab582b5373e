import { afterAll, beforeAll, expect, test } from "vitest";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { type CollectionWorld, collectionWorld, scan, zipOf } from "./testing.ts";

let world: CollectionWorld;
beforeAll(async () => {
  demandDeclaredRefusals();
  world = await collectionWorld();
}, 60_000);
afterAll(() => world.whole.close());

const SHEET = [
  "编号,题名,责任者,四部分类,版本,年代,文件",
  "G001,金河縣志@zh-Hant,林墨|周砚,地理类,清乾隆四十七年刻本,清乾隆四十七年,g001",
  "G002,南山集,周砚,别集类,明万历间刻本,明万历间,g002",
  "G003,無題,,没有这一类,,不知何年,nowhere.jpg",
].join("\r\n");

async function box(): Promise<Buffer> {
  const pages = await Promise.all([210, 220, 230, 240].map((shade) => scan(90, 120, shade)));
  return zipOf([
    { path: "目录.csv", content: SHEET },
    ...pages.map((content, at) => ({ path: `g001/${at + 1}.jpg`, content })),
    { path: "g001/2.txt", content: "城西有柳洲，水清見底，邑人春日遊焉。" },
    { path: "g002/10.jpg", content: pages[0]! },
    { path: "g002/9.jpg", content: pages[1]! },
    { path: "__MACOSX/g001/._1.jpg", content: "x" },
  ]);
}

const run = async (id: string) =>
  ((await world.ask("desk", "GET /collections/rare/imports")).body.items as unknown as { id: string }[]).find(
    (one) => one.id === id,
  );

test("from nothing to a published, searchable collection, from a spreadsheet and scans", async () => {
  const made = await world.ask("desk", "POST /collections", {
    member: "JINHE",
    slug: "rare",
    template: "rare-books",
    name: { "zh-Hans": "金河古籍", "zh-Hant": "金河古籍", en: "Rare books of Jinhe" },
  });
  expect(made).toMatchObject({ status: 201, body: { slug: "rare", role: "curator", live: null } });

  const taken = await world.upload("desk", "rare", await box());
  expect(taken, JSON.stringify(taken.body)).toMatchObject({
    status: 201,
    body: {
      kind: "archive",
      rowsTotal: 3,
      mapping: { 编号: "identifier", 题名: "title", 文件: "files", 年代: "date" },
    },
  });
  const id = String(taken.body.id);
  const start = { mapping: taken.body.mapping, publish: true };

  await world.ask("desk", `POST /collection-imports/${id}/start`, { ...start, dryRun: true });
  await world.work(id);
  expect(await run(id)).toMatchObject({ state: "done", dryRun: true, created: 2, refused: 1, files: 6 });
  expect((await world.ask("desk", "GET /collections/rare/objects")).body.items).toEqual([]);

  expect(
    await world.ask("desk", `POST /collection-imports/${id}/start`, { ...start, dryRun: false }),
  ).toMatchObject({ status: 200 });
  await world.work(id);
  expect(await run(id)).toMatchObject({ state: "done", created: 2, updated: 0, refused: 1 });
  const errors = (await world.ask("desk", `GET /collection-imports/${id}/errors`)).body.items;
  expect(errors).toMatchObject([
    { row: 4, field: "branch", code: "value-term" },
    { row: 4, field: "date", code: "value-date" },
    { row: 4, field: "files", code: "file-not-found", detail: "nowhere.jpg" },
  ]);
  // A page may end in the middle of a row.
  const two = (await world.ask("desk", `GET /collection-imports/${id}/errors?limit=2`)).body;
  const rest = await world.ask("desk", `GET /collection-imports/${id}/errors?limit=2&cursor=${two.next}`);
  expect(rest.body).toMatchObject({ items: [{ row: 4, field: "files" }], next: null });

  expect((await world.page("nobody", "/zh-hans/collections/rare")).status).toBe(404);
  const draft = (await world.ask("desk", "GET /collections/rare/draft")).body;
  const published = await world.ask("desk", "POST /collections/rare/revisions", { version: draft.version });
  expect(published, JSON.stringify(published.body)).toMatchObject({
    status: 201,
    body: { number: 1, live: true },
  });
});

test("a reader finds the collection, the object in either script, and the page with the words on it", async () => {
  const wall = await world.page("nobody", "/zh-hans/collections");
  expect(wall.html).toContain("金河古籍");
  const front = await world.page("nobody", "/zh-hans/collections/rare");
  expect(front.status).toBe(200);
  expect(front.html).toMatch(/史部[\s\S]*地理类/);
  for (const q of ["金河县志", "金河縣志", "jinhexianzhi", "林墨", "1782", "乾隆", "柳洲"]) {
    const found = await world.page("nobody", `/zh-hans/collections/rare/search?q=${encodeURIComponent(q)}`);
    expect(found.html, q).toContain("金河縣志");
    expect(found.html, q).not.toContain("南山集");
  }
  const narrowed = await world.page("nobody", "/zh-hans/collections/rare/search?f.branch=ji");
  expect(narrowed.html).toContain("南山集");
  expect(narrowed.html).not.toContain("金河縣志");
  const years = await world.page("nobody", "/zh-hans/collections/rare/search?from=1600&to=1700");
  expect(years.html).toContain("南山集");
  expect(years.html).not.toContain("金河縣志");
  const object = await world.page("nobody", "/zh-hans/objects/1?q=%E6%9F%B3%E6%B4%B2");
  expect(object.html).toContain("<mark>柳洲</mark>");
  expect(object.html).toContain("/zh-hans/objects/1/pages/2");
  const leaf = await world.page("nobody", "/zh-hans/objects/1/pages/2?q=%E6%9F%B3%E6%B4%B2");
  expect(leaf.html).toContain("<mark>柳洲</mark>");
  // Right to left, two pages open at once after the cover, the later page left.
  expect(leaf.html.match(/data-image=/g)).toHaveLength(2);
  expect((await world.page("nobody", "/zh-hans/objects/1/pages/9")).status).toBe(404);
});

test("what was found is laid out along the years, the oldest decade first, or the newest", async () => {
  const along = async (more = ""): Promise<string[]> => {
    const { html } = await world.page("nobody", `/zh-hans/collections/rare/search?view=timeline${more}`);
    const list = /<ol class="col-along">(.*)<\/ol>/s.exec(html)![1]!;
    return [...list.matchAll(/<h2 class="num">([^<]+)|class="col-title"[^>]*>([^<]+)/g)].map(
      ([, decade, title]) => decade ?? title!,
    );
  };
  const [early, late] = [
    ["1570–1579", "南山集"],
    ["1780–1789", "金河縣志"],
  ];
  expect(await along()).toEqual([...early!, ...late!]);
  expect(await along("&sort=newest")).toEqual([...late!, ...early!]);
  expect(await along(`&q=${encodeURIComponent("南山")}&sort=title`)).toEqual(early);
});

test("a reader turns two pages or one at a time, and stays with what was chosen", async () => {
  const { html: search } = await world.page(
    "nobody",
    `/zh-hans/collections/rare/search?q=${encodeURIComponent("金河縣志")}`,
  );
  const object = /href="(\/zh-hans\/objects\/\d+)/.exec(search)![1]!;
  const leaf = async (tail: string) => {
    const { html } = await world.page("nobody", `${object}/pages/${tail}`);
    return {
      seen: html.match(/data-image=/g)!.length,
      next: /rel="next"[^>]*|href="([^"]*)"[^>]*rel="next"/.exec(html)?.[1]?.replace(object, ""),
      toOne: /data-single="([^"]*)"/.exec(html)?.[1]?.replace(object, ""),
      word: /class="col-leaf-tool"[^>]*>([^<]+)/.exec(html)?.[1],
    };
  };
  expect(await leaf("2")).toEqual({ seen: 2, next: "/pages/4", toOne: "/pages/2?single=1", word: "单页" });
  expect(await leaf("2?single=1")).toEqual({
    seen: 1,
    next: "/pages/3?single=1",
    toOne: undefined,
    word: "双页",
  });
  expect(await leaf("2?single=0")).toMatchObject({ seen: 2, next: "/pages/4?single=0", toOne: undefined });
});

test("pages of a folder stand in the order in which people count", async () => {
  const { body } = await world.ask("desk", "GET /collections/rare/objects");
  const second = (body.items as unknown as { identifier: string; number: number }[]).find(
    (one) => one.identifier === "G002",
  )!;
  const manifest = (await world.whole.app.inject(`/iiif/manifests/${second.number}`)).json();
  expect(manifest).toMatchObject({
    type: "Manifest",
    viewingDirection: "right-to-left",
    behavior: ["paged"],
  });
  const image = manifest.items[0].items[0].items[0].body.service[0].id.replace(/^https?:\/\/[^/]+/, "");
  const info = (await world.whole.app.inject(`${image}/info.json`)).json();
  expect(info).toMatchObject({ width: 90, height: 120, profile: "level2", type: "ImageService3" });
  const tile = await world.whole.app.inject(`${image}/full/45,60/0/default.jpg`);
  expect([tile.statusCode, tile.headers["content-type"]]).toEqual([200, "image/jpeg"]);
});

test("a mended sheet is brought in again with the files of the first archive, and updates what is there", async () => {
  const [first] = (await world.ask("desk", "GET /collections/rare/imports")).body.items as unknown as {
    id: string;
  }[];
  const sheet = await world.whole.app.inject({
    url: `/staff-files/collection-imports/${first!.id}/errors.csv?language=en`,
    headers: world.whole.headers.desk,
  });
  expect(sheet.body).toContain("Errors");
  const mended = sheet.body
    .replace("没有这一类", "总集类")
    .replace("不知何年", "清末")
    .replace("nowhere.jpg", "g002");
  const taken = await world.upload("desk", "rare", Buffer.from(mended), { filesFrom: first!.id });
  expect(taken).toMatchObject({ status: 201, body: { kind: "table", rowsTotal: 1 } });
  const id = String(taken.body.id);
  await world.ask("desk", `POST /collection-imports/${id}/start`, {
    mapping: taken.body.mapping,
    dryRun: false,
    publish: true,
  });
  await world.work(id);
  expect(await run(id)).toMatchObject({ state: "done", created: 1, refused: 0, files: 2 });
  const all = await world.page("nobody", "/en/collections/rare/search");
  expect(all.html).toContain("3 objects");
  // Among all collections each object says whose it is, before what else is said of it.
  const { html: found } = await world.page(
    "nobody",
    `/en/collections/search?q=${encodeURIComponent("金河縣志")}`,
  );
  expect(
    /class="col-title"[^>]*>金河縣志<\/span><span class="col-line">(.*?)<\/span><\/span>/.exec(found)![1],
  ).toContain("Rare books of Jinhe");
});
