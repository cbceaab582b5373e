import type { LightMyRequestResponse } from "fastify";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkOut, scanItem } from "../../circulation/index.ts";
import { communitySubscribers } from "../../community/index.ts";
import { systemActor } from "../../kernel/actor.ts";
import { inTransaction } from "../../kernel/database.ts";
import { drainOutbox } from "../../kernel/outbox.ts";
import { actorOf } from "../../kernel/testing-actors.ts";
import { createPerson } from "../../people/index.ts";
import { addCard } from "../../people/testing.ts";
import { buildRegion, READER, type Region } from "../testing-region.ts";

let region: Region;
let lin: Browser;
let mei: Browser;
let nobody: Browser;

/** Somebody at the pages: cookies kept, forms sent with the page's token. */
type Browser = {
  get(url: string): Promise<LightMyRequestResponse>;
  post(url: string, fields?: Record<string, string>): Promise<LightMyRequestResponse>;
};

function browser(cookie: string, csrf: string): Browser {
  const headers = { accept: "text/html", ...(cookie ? { cookie } : {}) };
  return {
    get: (url) => region.app.inject({ method: "GET", url, headers }),
    post: (url, fields = {}) =>
      region.app.inject({
        method: "POST",
        url,
        headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
        payload: new URLSearchParams({ _csrf: csrf, ...fields }).toString(),
      }),
  };
}

async function signIn(person: { login: string; password: string }): Promise<Browser> {
  const reply = await browser("", "").post("/zh-hans/sign-in", person);
  const cookie = reply.cookies.map((c) => `${c.name}=${c.value}`).join("; ");
  const home = await browser(cookie, "").get("/zh-hans/");
  return browser(cookie, /name="_csrf" value="([^"]+)"/.exec(home.body)![1]!);
}

/** What the page after a form would say. */
function told(reply: LightMyRequestResponse): { tone: string; key: string; params: Record<string, unknown> } {
  const flash = reply.cookies.find((c) => c.name === "__Host-commonshelf_flash")?.value ?? "";
  return JSON.parse(Buffer.from(flash, "base64url").toString("utf8")) as ReturnType<typeof told>;
}

const words = (reply: LightMyRequestResponse): string =>
  reply.body.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");

beforeAll(async () => {
  region = await buildRegion();
  await inTransaction(region.database.db, (tx) =>
    createPerson(tx, systemActor, { name: "梅影", login: "meiying", password: "reader-meiying" }),
  );
  nobody = browser("", "");
  lin = await signIn(READER);
  mei = await signIn({ login: "meiying", password: "reader-meiying" });
});
afterAll(() => region.close());

async function newList(title: string, instance?: number): Promise<string> {
  const reply = await lin.post("/zh-hans/account/lists", {
    title,
    kind: "course",
    ...(instance ? { instanceIds: String(instance) } : {}),
  });
  expect(reply.statusCode).toBe(303);
  return /^(\/zh-hans\/list\/[0-9a-f-]+)\/edit$/.exec(String(reply.headers.location))![1]!;
}

test("every page of one's own leads nobody to the sign-in page and back", async () => {
  for (const path of ["lists", "saved-searches", "saved-searches/new?q=a", "reviews", "history"]) {
    const reply = await nobody.get(`/en/account/${path}`);
    expect([reply.statusCode, reply.headers.location]).toEqual([
      303,
      `/en/sign-in?next=${encodeURIComponent(`/en/account/${path}`)}`,
    ]);
    expect((await lin.get(`/en/account/${path}`)).statusCode, path).toBe(200);
    expect((await lin.get(`/zh-hant/account/${path}`)).statusCode, path).toBe(200);
  }
  expect((await lin.get("/zh-hans/account")).body).toContain('href="/zh-hans/account/history"');
});

test("a title goes into a list from its own page and from the results; the list shows it with live availability", async () => {
  expect((await nobody.get("/zh-hans/search?q=%E5%9C%8D%E5%9F%8E")).body).toContain(
    `/instance/${region.ids.fortress}/list`,
  );
  expect((await nobody.get(`/zh-hans/instance/${region.ids.dream}`)).body).toContain(
    `/instance/${region.ids.dream}/list`,
  );
  const list = await newList("明清小说", region.ids.dream);
  const add = await lin.get(`/zh-hans/instance/${region.ids.fortress}/list`);
  expect(words(add)).toContain("明清小说");
  const added = await lin.post(`/zh-hans/instance/${region.ids.fortress}/list`, {
    list: list.split("/").at(-1)!,
    instanceIds: String(region.ids.fortress),
  });
  expect(told(added)).toMatchObject({ tone: "done", key: "community.added-to" });
  const merged = await lin.post(`${list}/entries`, { text: `${region.merged}\n9787020002207，什么` });
  expect(told(merged)).toMatchObject({ key: "community.paste.partly", params: { count: 0 } });
  const page = await lin.get(list);
  expect(words(page)).toMatch(/红楼梦.*现在可取 本馆 书库 I242\/1 另 1 馆在架.*圍城/);
  expect(page.body).toContain(`name="ids" value="${region.ids.dream},${region.ids.fortress}"`);
  const formats = [...page.body.matchAll(/<option value="([^"]+)"/g)].map((found) => found[1]!);
  for (const format of ["ris", "bibtex", "noteexpress", "endnote", "csl-json", "text"]) {
    expect(formats).toContain(format);
    const file = await lin.post("/zh-hans/export", { ids: `${region.ids.dream}`, format });
    expect([format, file.statusCode]).toEqual([format, 200]);
  }
  expect((await mei.get(list)).statusCode).toBe(404);
  expect((await nobody.get(list)).statusCode).toBe(404);
});

test("sections, order, remarks and sharing work with plain forms; markup in them stays text", async () => {
  const list = await newList("第一学期", region.ids.dream);
  await lin.post(`${list}/entries`, { text: `${region.ids.pride}` });
  await lin.post(`${list}/entries/${region.ids.pride}/up`);
  await lin.post(`${list}/sections`, { title: "<b>第一周</b>" });
  const edit = await lin.get(`${list}/edit`);
  const section = /sections\/([0-9a-f-]{36})/.exec(edit.body)![1]!;
  await lin.post(`${list}/entries/${region.ids.dream}`, {
    note: "读\r\n前八十回",
    requirement: "required",
    sectionId: section,
  });
  const saved = await lin.post(`${list}/words`, {
    title: "红学入门",
    description: "<script>alert(1)</script>",
    kind: "course",
    courseCode: "CHN101",
    term: "2026 秋",
    teacher: "林老师",
    coverInstanceId: String(region.ids.dream),
    visibility: "public",
  });
  expect(told(saved)).toMatchObject({ tone: "done", key: "community.saved" });
  const page = await nobody.get(list);
  expect(page.statusCode).toBe(200);
  expect(page.body).not.toContain("<script>alert");
  expect(page.body).not.toContain("<b>第一周");
  expect(words(page)).toMatch(
    /CHN101.*2026 秋.*林老师.*Pride and Prejudice.*第一周.*红楼梦.*必读 读 前八十回/,
  );
  expect(words(await nobody.get("/zh-hans/lists?q=CHN101"))).toContain("红学入门");
  expect(words(await nobody.get("/en/lists?q=nothing-of-the-kind"))).toContain("No public list matches");
  const stolen = await mei.post(`${list}/words`, { title: "偷" });
  expect(told(stolen)).toMatchObject({ tone: "refused", key: "problem.list-not-yours" });
  expect((await mei.get(`${list}/edit`)).statusCode).toBe(403);
  const report = await mei.post(`${list}/report`, { reason: "advertising" });
  expect(told(report)).toMatchObject({ tone: "done", key: "community.reported" });
});

test("a list shared by link opens by its address; an invitation makes a co-editor", async () => {
  const list = await newList("读书会", region.ids.dream);
  await lin.post(`${list}/words`, { title: "读书会", visibility: "link" });
  await lin.post(`${list}/invitation`);
  const edit = (await lin.get(`${list}/edit`)).body;
  const [share, invite] = [...edit.matchAll(/value="https:\/\/shelf\.example([^"]+key=[^"]+)"/g)].map(
    (m) => m[1]!,
  );
  const seen = await nobody.get(share!);
  expect([seen.statusCode, seen.body.includes('content="noindex"')]).toEqual([200, true]);
  expect((await nobody.get(list)).statusCode).toBe(404);
  const [join, key] = invite!.split("?key=");
  expect((await nobody.get(invite!)).headers.location).toContain("/sign-in?next=");
  expect(words(await mei.get(invite!))).toContain("读书会");
  expect(told(await mei.post(join!, { key: key! }))).toMatchObject({ key: "community.joined" });
  expect((await mei.get(`${list}/edit`)).statusCode).toBe(200);
  expect((await mei.get(`${list}/edit`)).body).not.toContain('id="words"');
});

test("rating, review, tags and note are forms of one page; a review waits before others see it", async () => {
  const page = `/zh-hans/instance/${region.ids.rare}/reviews`;
  expect((await nobody.post(`${page}/rating`, { stars: "5" })).headers.location).toContain("/sign-in?next=");
  await lin.post(`${page}/rating`, { stars: "4" });
  const written = await lin.post(`${page}/write`, { text: "  类书之最。\r\n第二行 " });
  expect(told(written)).toMatchObject({ key: "community.written.pending" });
  await lin.post(`${page}/tags`, { open: "类书，明代", own: "论文用" });
  await lin.post(`${page}/note`, { text: "查卷二三四五" });
  const own = await lin.get(page);
  expect(own.body).toMatch(
    /<button[^>]*value="4"[^>]*aria-pressed="true"|<button[^>]*aria-pressed="true"[^>]*value="4"/,
  );
  for (const said of ["等待馆员审阅", "类书之最。", "论文用", "查卷二三四五"])
    expect(own.body).toContain(said);
  for (const other of [mei, nobody]) {
    const seen = (await other.get(page)).body;
    expect(seen).toContain("明代");
    for (const hidden of ["类书之最", "论文用", "查卷"]) expect(seen).not.toContain(hidden);
  }
  await sql`update moderation.posting set state = 'published', waits_since = null`.execute(
    region.database.db,
  );
  expect(words(await nobody.get(`/zh-hans/instance/${region.ids.rare}`))).toMatch(
    /读者评价.*一位读者.*类书之最。/,
  );
  const english = await nobody.get(`/en/instance/${region.ids.rare}/reviews`);
  expect(english.body).toMatch(/<p class="reader-words" lang="zh-Hans">类书之最。/);
  expect(english.body).toMatch(/<span lang="zh-Hans">明代<\/span>/);
  expect((await nobody.get(page)).body).toMatch(/<p class="reader-words">类书之最。/);
  expect(words(await lin.get("/en/account/reviews"))).toMatch(/类书之最.*Published.*查卷二三四五/);
  expect(told(await lin.post("/en/account/reviews/name", { displayName: "20230001" }))).toMatchObject({
    key: "problem.display-name-private",
  });
});

test("a book that comes back to a desk enters the history of who wanted one, and of nobody else", async () => {
  const { jinhe, database, clock } = region;
  const { rows } = await sql<{ id: number }>`select b.id from consortium.branch b
    where b.member_id = ${jinhe.id} and b.is_main`.execute(database.db);
  const branchId = rows[0]!.id;
  const desk = actorOf({
    ...systemActor,
    grants: [{ role: "circulation", scope: jinhe.id }],
    scope: jinhe.id,
    place: branchId,
  });
  await inTransaction(database.db, (tx) =>
    addCard(tx, systemActor, region.personId, { memberId: jinhe.id, barcode: "C1" }),
  );
  const lendAndReturn = async (): Promise<void> => {
    const itemBarcode = `b${region.ids.pride}-0`;
    await inTransaction(database.db, (tx) =>
      checkOut(tx, desk, clock, { patronBarcode: "C1", itemBarcode, branchId }),
    );
    clock.advance(60_000);
    await inTransaction(database.db, (tx) => scanItem(tx, desk, clock, { barcode: itemBarcode, branchId }));
    await drainOutbox(database.db, communitySubscribers({ clock }));
  };
  await lendAndReturn();
  await lin.post("/en/account/history/on");
  expect((await lin.get("/en/account/history")).body).not.toContain("Pride and Prejudice");
  await lendAndReturn();
  expect(words(await lin.get("/en/account/history"))).toMatch(
    /Pride and Prejudice.*20 November 2026 to 20 November 2026/,
  );
  await lin.post("/en/account/history/off");
});

test("history is off, then on, then gone", async () => {
  expect(words(await lin.get("/en/account/history"))).toContain("Nothing is kept.");
  expect(told(await lin.post("/en/account/history/on"))).toMatchObject({ key: "community.history.now-on" });
  expect(words(await lin.get("/en/account/history"))).toContain("Kept since 20 Nov");
  expect(told(await lin.post("/en/account/history/off"))).toMatchObject({ key: "community.history.now-off" });
});

test("a search is saved from its results, has a feed, and stops by the address of its mail with one button", async () => {
  const results = await lin.get("/zh-hans/search?q=%E6%98%8E%E5%8F%B2&page=1&sort=newest");
  expect(results.body).toContain("saved-searches/new?q=%E6%98%8E%E5%8F%B2&amp;page=1&amp;sort=newest");
  const narrowed = await lin.get("/zh-hans/search?q=%E6%98%8E%E5%8F%B2&library=JINHE");
  expect(narrowed.body).toContain("saved-searches/new?q=%E6%98%8E%E5%8F%B2&amp;library=JINHE");
  const save = await lin.get(
    "/zh-hans/account/saved-searches/new?q=%E6%98%8E%E5%8F%B2&library=JINHE&sort=newest&page=1",
  );
  expect(save.body).toContain('name="query" value="q=%E6%98%8E%E5%8F%B2&amp;library=JINHE"');
  const saved = await lin.post("/zh-hans/account/saved-searches", {
    query: "q=%E6%98%8E%E5%8F%B2&library=JINHE&page=7",
    name: "明史",
    frequency: "weekly",
  });
  expect(told(saved)).toMatchObject({ tone: "done", key: "community.search.saved" });
  const again = await lin.post("/zh-hans/account/saved-searches", {
    query: "library=JINHE&q=%E6%98%8E%E5%8F%B2",
    name: "又",
  });
  expect(told(again)).toMatchObject({ key: "problem.saved-search-exists" });
  const overview = (await lin.get("/zh-hans/account/saved-searches")).body;
  expect((await mei.get("/zh-hans/account/saved-searches")).body).not.toContain("明史");
  const feed = /https:\/\/shelf\.example(\/zh-hans\/feeds\/[\w-]+\.atom)/.exec(overview)![1]!;
  const atom = await nobody.get(feed);
  expect([atom.statusCode, atom.headers["content-type"]]).toEqual([
    200,
    "application/atom+xml; charset=utf-8",
  ]);
  expect(atom.body).toContain("明史");
  expect((await nobody.get("/zh-hans/feeds/wrong.atom")).statusCode).toBe(404);
  const { rows } = await sql<{
    stop_key: string;
  }>`select s.stop_key from saved_searches.saved_search s`.execute(region.database.db);
  const stop = `/en/alerts/${rows[0]!.stop_key}`;
  expect(words(await nobody.get(stop))).toContain("Stop these mails");
  expect(words(await nobody.get(stop))).toContain("Stop these mails");
  expect((await nobody.post(stop)).headers.location).toBe(stop);
  expect(words(await nobody.get(stop))).toContain("You will hear nothing more");
});
