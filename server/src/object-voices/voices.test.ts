import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CollectionWorld, collectionWorld, scan, zipOf } from "../collections/testing.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { inTransaction } from "../kernel/database.ts";
import { LONGEST, PER_DAY } from "./limits.ts";
import { decideReading } from "./readings.ts";

let world: CollectionWorld;
let number = 0;
let hidden = 0;

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await collectionWorld();
  const made = { member: "JINHE", slug: "old", template: "manuscripts", name: { "zh-Hans": "手稿" } };
  await world.ask("desk", "POST /collections", made);
  const box = zipOf([
    { path: "a.csv", content: "编号,题名,文件\nM1,沙洲札記,a\nM2,未公开,a" },
    { path: "a/1.jpg", content: await scan() },
    { path: "a/1.txt", content: "是夜渡口無月" },
  ]);
  const { body } = await world.upload("desk", "old", box);
  const start = { mapping: body.mapping, dryRun: false, publish: true };
  await world.ask("desk", `POST /collection-imports/${String(body.id)}/start`, start);
  await world.work(String(body.id));
  const { version } = (await world.ask("desk", "GET /collections/old/draft")).body;
  await world.ask("desk", "POST /collections/old/revisions", { version });
  const { rows } = await sql<{ number: number }>`select o.number from collections.object_fact o
    order by o.identifier`.execute(world.whole.database.db);
  [number, hidden] = rows.map((row) => row.number) as [number, number];
  await world.ask("desk", `PUT /collection-objects/${hidden}/state`, { state: "draft" });
}, 120_000);
afterAll(() => world.whole.close());

type Side = Parameters<CollectionWorld["ask"]>[0];
const code = async (side: Side, operation: string, payload: object): Promise<string> => {
  const { status, body } = await world.ask(side, operation, payload);
  return `${status} ${String(body.code ?? "")}`.trim();
};
const page = async (side: Side): Promise<string> =>
  (await world.page(side, `/zh-hans/objects/${number}`)).html;
const decide = async (kind: string, state: string): Promise<void> => {
  const { db } = world.whole.database;
  await sql`update moderation.posting set state = ${state} where kind = ${kind}`.execute(db);
};

test("a clean tag and a clean comment are shown at once; a doubted one to its writer alone", async () => {
  expect(await code("reader", `POST /objects/${number}/tags`, { text: " #渡口 " })).toBe("201");
  expect(await code("reader", `POST /objects/${number}/tags`, { text: "渡口" })).toBe("409 voice-twice");
  expect(await code("desk", `POST /objects/${number}/tags`, { text: "渡口" })).toBe("201");
  expect(
    await code("reader", `POST /objects/${number}/comments`, { text: "<b>祖父</b>说起过这个渡口。" }),
  ).toBe("201");
  const html = await page("nobody");
  expect(html).toContain('>渡口</a><span class="num quiet"> 2</span>');
  expect(html).toContain("&lt;b&gt;祖父&lt;/b&gt;说起过这个渡口。");
  const rule = { kind: "phrase", pattern: "加微信", action: "flag" };
  expect(await code("office", "POST /moderation/rules", rule)).toBe("201");
  expect(await code("reader", `POST /objects/${number}/comments`, { text: "想看更多加微信" })).toBe("201");
  expect(await page("nobody")).not.toContain("想看更多");
  expect(await page("reader")).toContain("想看更多");
});

test("who is not signed in, or speaks of what is not open, is refused; so is what is too long", async () => {
  for (const kind of ["tags", "comments", "corrections"]) {
    const longest = LONGEST[kind.slice(0, -1) as keyof typeof LONGEST];
    const path = (of: number) => `POST /objects/${of}/${kind}`;
    expect(await code("nobody", path(number), { text: "x" })).toBe("401 sign-in-needed");
    expect(await code("reader", path(hidden), { text: "x" })).toBe("404 object-unknown");
    expect(await code("reader", path(99_999), { text: "x" })).toBe("404 object-unknown");
    expect(await code("reader", path(number), { text: "   " })).toBe("400 invalid-request");
    expect(await code("reader", path(number), { text: "水".repeat(longest + 1) })).toBe(
      "400 invalid-request",
    );
    expect(await code("reader", path(number), { text: "水".repeat(longest) }), kind).toMatch(/^201/);
  }
});

test("what one said one takes back, nobody else; what others said one reports, once", async () => {
  const said = await world.ask("desk", `POST /objects/${number}/comments`, { text: "另一句" });
  const id = String(said.body.id);
  expect(await code("reader", `DELETE /object-voices/${id}`, {})).toBe("404 voice-unknown");
  expect(await code("reader", `POST /object-voices/${id}/reports`, { words: "不对" })).toBe("201");
  expect(await code("reader", `POST /object-voices/${id}/reports`, { words: "不对" })).toBe(
    "409 already-reported",
  );
  expect(await code("reader", `POST /object-voices/none/reports`, { words: "" })).toBe("404 voice-unknown");
  expect(await page("nobody")).toContain("另一句");
  expect(await code("desk", `DELETE /object-voices/${id}`, {})).toBe("204");
  expect(await page("nobody")).not.toContain("另一句");
});

test("a correction is read by those who work on the collection, settled once, and its writer is told", async () => {
  const said = await world.ask("reader", `POST /objects/${number}/corrections`, { text: "责任者应为林舟" });
  const id = String(said.body.id);
  expect(await page("nobody")).not.toContain("责任者应为林舟");
  expect(await code("reader", "GET /collections/old/corrections", undefined as never)).toBe("403 forbidden");
  const listed = (await world.ask("desk", "GET /collections/old/corrections")).body.items as unknown as {
    id: string;
    text: string;
    title: string;
  }[];
  expect(listed.find((one) => one.id === id)).toMatchObject({ text: "责任者应为林舟", state: "open" });
  expect(JSON.stringify(listed)).not.toContain(world.whole.personIds.reader);
  const settle = (side: Side) =>
    code(side, `PUT /object-corrections/${id}`, { state: "done", answer: "已改" });
  expect(await settle("reader")).toBe("403 forbidden");
  const both = await Promise.all([settle("desk"), settle("desk")]);
  expect(both.sort()).toEqual(["200", "409 correction-settled"]);
  const { title } = listed.find((one) => one.id === id)!;
  expect(title).toBe("沙洲札記");
  const { rows } = await sql<{ kind: string; title: string }>`
    select n.kind, n.params->>'title' as title from notices.notice n where n.person_id = ${world.whole.personIds.reader} and n.kind like 'object-correction%'`.execute(
    world.whole.database.db,
  );
  expect(rows).toEqual([{ kind: "object-correction-done", title }]);
  expect(await code("reader", `DELETE /object-voices/${id}`, {})).toBe("404 voice-unknown");
});

test("a page's text is put right, waits, and is the page's text when a moderator agrees; a stale one is not", async () => {
  const { html } = await world.page("reader", `/zh-hans/objects/${number}/pages/1/text`);
  const version = /name="version" value="([0-9a-f]{16})"/.exec(html)![1]!;
  expect((await world.page("nobody", `/zh-hans/objects/${number}/pages/1/text`)).status).toBe(303);
  const put = (side: Side, text: string, seen = version, place = 1) =>
    code(side, `POST /objects/${number}/pages/${place}/readings`, { version: seen, text });
  expect(await put("reader", "是夜渡口無月")).toBe("409 reading-same");
  expect(await put("reader", "x", "0".repeat(16))).toBe("409 reading-overtaken");
  expect(await put("reader", "x", version, 9)).toBe("404 page-unknown");
  expect(await put("reader", "是夜渡口無月，聞櫓聲。")).toBe("201");
  expect(await put("reader", "又改")).toBe("409 reading-waits");
  expect(await put("desk", "另一種改法")).toBe("201");
  const { db } = world.whole.database;
  const text = async () =>
    (
      await sql<{ text: string }>`select p.text from collections.page_fact p
      join collections.object_fact o on o.id = p.object_id where o.number = ${number}`.execute(db)
    ).rows[0]!.text;
  expect(await text()).toBe("是夜渡口無月");
  await decide("page-reading", "published");
  const ids = (
    await sql<{ id: string }>`select r.id from object_voices.reading r order by r.at, r.id`.execute(db)
  ).rows;
  for (const { id } of ids) await inTransaction(db, (tx) => decideReading(tx, id, true));
  expect(await text()).toBe("是夜渡口無月，聞櫓聲。");
  const states = (
    await sql<{ state: string }>`select r.state from object_voices.reading r order by r.at, r.id`.execute(db)
  ).rows;
  expect(states.map((one) => one.state)).toEqual(["taken", "overtaken"]);
  const found = await world.page("nobody", `/zh-hans/collections/old/search?q=${encodeURIComponent("櫓聲")}`);
  expect(found.html).toContain("沙洲札記");
  expect(await page("nobody")).toContain("读者改正过 1 页的文字");
});

test("each is said so often a day and no oftener", async () => {
  const { db } = world.whole.database;
  const said = await sql<{ n: number }>`select count(*)::int as n from moderation.daily_act a
    where a.act = 'object-correction' and a.who = ${world.whole.personIds.reader}`.execute(db);
  for (let n = said.rows[0]!.n; n < PER_DAY.correction; n++)
    expect(await code("reader", `POST /objects/${number}/corrections`, { text: `第${n}条` })).toBe("201");
  expect(await code("reader", `POST /objects/${number}/corrections`, { text: "再一条" })).toBe(
    "429 acts-exhausted",
  );
});

test("what a rule of the region refuses is not said at all, and each act has its measure a day", async () => {
  const rule = { kind: "phrase", pattern: "代写论文", action: "refuse" };
  expect(await code("office", "POST /moderation/rules", rule)).toBe("201");
  const said = await world.ask("desk", `POST /objects/${number}/comments`, { text: "还有一句" });
  const { html } = await world.page("reader", `/zh-hans/objects/${number}/pages/1/text`);
  const version = /name="version" value="([0-9a-f]{16})"/.exec(html)![1]!;
  const acts = {
    "object-tag": ["tags", { text: "灯塔" }],
    "object-comment": ["comments", { text: "再说一句" }],
    "page-reading": ["pages/1/readings", { version, text: "另一種讀法" }],
  } as const;
  for (const kind of ["tags", "comments"])
    expect(await code("reader", `POST /objects/${number}/${kind}`, { text: "代写论文" })).toBe(
      "422 text-refused",
    );
  await sql`insert into moderation.daily_act (who, act, target, at)
    select ${world.whole.personIds.reader}, a, '', '2026-11-21T03:00:00Z' from generate_series(1, 60),
      unnest(${[...Object.keys(acts), "report"]}::text[]) a`.execute(world.whole.database.db);
  for (const [path, body] of Object.values(acts))
    expect(await code("reader", `POST /objects/${number}/${path}`, body)).toBe("429 acts-exhausted");
  expect(await code("reader", `POST /object-voices/${String(said.body.id)}/reports`, { words: "x" })).toBe(
    "429 acts-exhausted",
  );
});

test("corrections are told page by page, each once, in one order", async () => {
  type Page = { items: { id: string }[]; next: string | null };
  const list = async (query: string): Promise<Page> =>
    (await world.ask("desk", `GET /collections/old/corrections?${query}`)).body as unknown as Page;
  const whole = (await list("limit=200")).items.map(({ id }) => id);
  expect(whole.length).toBeGreaterThan(3);
  const seen: string[] = [];
  for (let cursor = ""; ; ) {
    const page = await list(`limit=2${cursor}`);
    seen.push(...page.items.map(({ id }) => id));
    if (page.next === null) break;
    cursor = `&cursor=${page.next}`;
  }
  expect(seen).toEqual(whole);
});

test("a page is compared with another one of any object; what is closed, or not there, is only said not to be", async () => {
  const leaf = async (side: Side, beside: string) =>
    (await world.page(side, `/zh-hans/objects/${number}/pages/1?beside=${encodeURIComponent(beside)}`)).html;
  const both = await leaf("nobody", "1");
  expect(both.match(/data-image=/g)).toHaveLength(2);
  expect(both).toContain("不再对照");
  expect(
    (await leaf("nobody", `https://x.example/zh-hant/objects/${number}/pages/1`)).match(/data-image=/g),
  ).toHaveLength(2);
  for (const beside of ["9", `${hidden}.1`, "999999.1", "天地"]) {
    const html = await leaf("nobody", beside);
    expect(html.match(/data-image=/g), beside).toHaveLength(1);
    expect(html).toContain("找不到这一页，或者你看不到它。");
  }
  // Who works on the collection sees what is not public yet.
  expect((await leaf("desk", `${hidden}.1`)).match(/data-image=/g)).toHaveLength(2);
  await world.ask("desk", `PUT /collection-objects/${hidden}/state`, { state: "published" });
  const { rows } = await sql<{ version: number }>`select o.version from collections.object o
    where o.number = ${hidden}`.execute(world.whole.database.db);
  const { body } = await world.ask("desk", `PATCH /collection-objects/${hidden}`, {
    version: rows[0]!.version,
    embargoUntil: "2199-01-01",
  });
  expect(body).toMatchObject({ embargoUntil: "2199-01-01" });
  expect((await leaf("nobody", `${hidden}.1`)).match(/data-image=/g)).toHaveLength(1);
});
