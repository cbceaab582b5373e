import { gunzipSync, gzipSync } from "node:zlib";
import type { LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction } from "../kernel/database.ts";
import { notify } from "../notices/index.ts";
import { buildRegion, READER, type Region } from "./testing-region.ts";

let region: Region;

beforeAll(async () => {
  region = await buildRegion();
});
afterAll(async () => {
  await region.close();
});

const get = (url: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> =>
  region.app.inject({ method: "GET", url, headers: { accept: "text/html", ...headers } });

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const post = (url: string, fields: Record<string, string>, cookie = ""): Promise<LightMyRequestResponse> =>
  region.app.inject({
    method: "POST",
    url,
    headers: { ...FORM, accept: "text/html", ...(cookie ? { cookie } : {}) },
    payload: new URLSearchParams(fields).toString(),
  });

/** Text of a page without its tags. */
const wordsOf = (reply: LightMyRequestResponse): string =>
  reply.body
    .replaceAll(/<script.*?<\/script>/gs, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ");

async function signIn(): Promise<{ cookie: string; csrf: string }> {
  const reply = await post("/zh-hans/sign-in", READER);
  const cookie = reply.cookies.map((c) => `${c.name}=${c.value}`).join("; ");
  const account = await get("/zh-hans/", { cookie });
  return { cookie, csrf: /name="_csrf" value="([^"]+)"/.exec(account.body)![1]! };
}

test("the bare address leads to the browser's language, or to the one chosen before", async () => {
  expect((await get("/", { "accept-language": "zh-TW" })).headers.location).toBe("/zh-hant/");
  expect((await get("/")).headers.location).toBe("/zh-hans/");
  expect((await get("/", { cookie: "commonshelf_language=en" })).headers.location).toBe("/en/");
});

test("the first page gives true figures, the new arrivals and the members, in three languages", async () => {
  const hans = await get("/zh-hans/");
  expect(hans.statusCode).toBe(200);
  expect(hans.body).toContain('<html lang="zh-Hans">');
  expect(wordsOf(hans)).toMatch(/4 种书目 5 册馆藏 2 所成员馆/);
  expect(wordsOf(hans)).toContain("永乐大典");
  expect(wordsOf(await get("/zh-hant/"))).toContain("金河大學");
  expect(wordsOf(await get("/en/"))).toContain("Jinhe University");
});

test("a search keeps its query, counts its hits and says what is on the shelf", async () => {
  const reply = await get("/zh-hans/search?q=%E7%B4%85%E6%A8%93%E5%A4%A2");
  expect(reply.body).toContain('value="紅樓夢"');
  const words = wordsOf(reply);
  expect(words).toContain("找到 1 种");
  expect(words).toContain("● 在架 金河大学 书库 I242/1 另 1 馆在架");
  expect(reply.body).toContain("<bdi>红楼梦<");
  expect(reply.body).toContain('lang="zh-Latn">Hong lou meng');
});

test("facets are check boxes in a GET form, with their counts in their names and translated values", async () => {
  const reply = await get("/en/search?q=");
  expect(reply.body).toMatch(/<form data-island="filters" action="\/en\/search" method="get">/);
  expect(reply.body).toMatch(
    /<input type="checkbox" name="library" value="JINHE"\/><span class="tick-label">Jinhe University<\/span><span class="vh">, 3 titles<\/span>/,
  );
  expect(reply.body).toMatch(/name="language" value="chi"\/><span class="tick-label">Chinese</);
  expect(reply.body).toMatch(/name="class" value="I"\/><span class="tick-label">Literature</);
  expect(reply.body).toContain('<span lang="zh-Hant">圍城</span>');
});

test("a value is left out by a button; the Enter key in a field presses one that only applies", async () => {
  const { body } = await get("/en/search?q=");
  expect(body).toContain(
    '<button class="leave-out" type="submit" value="JINHE" aria-label="Leave out Jinhe University" name="not-library">Leave out</button>',
  );
  const form = body.slice(body.indexOf('<form data-island="filters"'));
  expect(/<button [^>]*>/.exec(form)![0]).toBe(
    '<button class="vh" type="submit" tabindex="-1" aria-hidden="true">',
  );
  const without = await get("/en/search?q=&from=&to=&not-library=NANSHAN");
  expect(wordsOf(without)).toContain("1 title");
  expect(without.body).toMatch(/name="not-library" value="NANSHAN"/);
});

test("several values of a facet at once are kept and can be taken away one by one", async () => {
  const reply = await get("/zh-hans/search?language=chi&language=eng&library=JINHE&from=1400&to=2003");
  expect(wordsOf(reply)).toContain("全部馆藏 3 种");
  expect(reply.body.match(/<input type="checkbox" name="language" [^>]*checked=""/g)).toHaveLength(2);
  expect(reply.body).toContain(
    'href="/zh-hans/search?library=JINHE&amp;language=eng&amp;from=1400&amp;to=2003"',
  );
  expect(reply.body).toContain('href="/zh-hans/search?library=JINHE&amp;language=chi&amp;language=eng"');
  expect(wordsOf(reply)).toContain("1400–2003");
});

test("a page behind the last one leads to the last one", async () => {
  const reply = await get("/en/search?library=JINHE&page=9");
  expect([reply.statusCode, reply.headers.location]).toEqual([302, "/en/search?library=JINHE"]);
});

test("pages are compressed for readers who are not signed in", async () => {
  const reply = await get("/en/search?q=", { "accept-encoding": "gzip, br" });
  expect(reply.headers["content-encoding"]).toBe("gzip");
  expect(gunzipSync(reply.rawPayload).toString("utf8")).toContain("Pride and Prejudice");
  const { cookie } = await signIn();
  expect(
    (await get("/en/", { "accept-encoding": "gzip", cookie })).headers["content-encoding"],
  ).toBeUndefined();
});

test("nothing found says what to do next, and offers to drop the filters", async () => {
  const reply = await get("/en/search?q=dream+nowhere&library=JINHE");
  expect(reply.statusCode).toBe(200);
  expect(wordsOf(reply)).toContain("0 titles found");
  expect(wordsOf(reply)).toContain("Keep the words and drop all filters");
  expect(reply.body).toContain('href="/en/search?q=dream+nowhere"');
});

test("what a reader types never becomes markup", async () => {
  const reply = await get(
    `/en/search?q=${encodeURIComponent('"><script>alert(1)</script>')}&library=%3Cb%3E`,
  );
  expect(reply.body).not.toContain("<script>alert");
  expect(reply.body).not.toContain("<b>");
});

test("a page in another language is the same page", async () => {
  const reply = await get("/zh-hans/search?q=a&language=chi");
  expect(reply.body).toContain('href="/en/search?q=a&amp;language=chi"');
  const record = await get(`/en/instance/${region.ids.dream}`);
  expect(record.body).toContain(
    `<link rel="alternate" hrefLang="zh-Hant" href="https://shelf.example/zh-hant/instance/${region.ids.dream}"/>`,
  );
});

test("a record shows its fields, its people and subjects as links, and every copy with its state", async () => {
  const reply = await get(`/zh-hans/instance/${region.ids.dream}`);
  expect(reply.statusCode).toBe(200);
  const words = wordsOf(reply);
  for (const part of [
    "脂砚斋评本",
    "曹雪芹 1715-1763 著",
    "北京：人民文学出版社，1982",
    "9787020002207",
    "中图法 I242.4",
    "在架",
  ])
    expect(words).toContain(part);
  expect(reply.body).toContain(`href="/zh-hans/search?${new URLSearchParams({ author: "曹雪芹" })}"`);
  expect(reply.body).toContain(`>章回小说 — 中国</a>`);
  expect(words).toContain("登录后借阅");
});

test("a record's title is in the reader's script, and how it is written in the book stands among its titles", async () => {
  const heading = async (path: string): Promise<string | undefined> =>
    /<h1[^>]*>(.*?)<\/h1>/.exec((await get(path)).body)?.[0];
  const { fortress, dream } = region.ids;
  expect(await heading(`/zh-hans/instance/${fortress}`)).toBe('<h1 lang="zh-Hans">围城</h1>');
  expect(await heading(`/zh-hant/instance/${fortress}`)).toBe('<h1 lang="zh-Hant">圍城</h1>');
  expect(await heading(`/en/instance/${fortress}`)).toBe('<h1 lang="zh-Hant">圍城</h1>');
  expect(wordsOf(await get(`/zh-hans/instance/${fortress}`))).toContain("其他书名 圍城");
  // How a title and a name sound is for who cannot read them.
  expect(wordsOf(await get(`/zh-hans/instance/${dream}`))).not.toContain("Hong lou meng");
  expect(wordsOf(await get(`/en/instance/${dream}`))).toMatch(/Hong lou meng.*曹雪芹 Cao, Xueqin 1715-1763/);
});

test("JSON-LD names the book and cannot end its script element", async () => {
  const reply = await get(`/en/instance/${region.ids.fortress}`);
  // What the record does not know is no line of it.
  expect(reply.body).not.toMatch(/>und</);
  const data = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(reply.body)![1]!;
  expect(JSON.parse(data)).toMatchObject({
    "@type": "Book",
    name: "圍城",
    author: [{ "@type": "Person", name: "錢鍾書" }],
    description: "</script><b>x</b>",
  });
  expect(data).not.toContain("<");
});

test("a joined record leads to where it went; an unknown one is a page that says so", async () => {
  const moved = await get(`/en/instance/${region.merged}`);
  expect([moved.statusCode, moved.headers.location]).toEqual([301, `/en/instance/${region.ids.dream}`]);
  for (const id of ["999999", "abc", "0", "9".repeat(30)]) {
    const reply = await get(`/zh-hant/instance/${id}`);
    expect(reply.statusCode).toBe(404);
    expect(wordsOf(reply)).toContain("查無此頁");
  }
});

test("what only may be read in the library cannot be requested", async () => {
  expect(wordsOf(await get(`/en/instance/${region.ids.rare}`))).toContain(
    "No library has a copy that can be lent",
  );
});

test("an address nothing is mounted at is a page for people and a problem for programs", async () => {
  const page = await get("/en/nowhere");
  expect([page.statusCode, wordsOf(page).includes("Nothing here")]).toEqual([404, true]);
  const api = await get("/api/v1/nowhere");
  expect(api.json()).toMatchObject({ code: "not-found", status: 404 });
});

test("every page forbids inline script, and script and style come from one place for ever", async () => {
  const reply = await get("/en/search?q=a");
  expect(reply.headers["content-security-policy"]).toContain("default-src 'self'");
  expect(reply.body).not.toMatch(/ style="|<style|javascript:|https?:\/\/(?!shelf\.example)/);
  for (const [, path] of reply.body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) {
    const asset = await get(path!);
    expect(asset.headers["cache-control"]).toContain("immutable");
    expect((await get(path!, { "accept-encoding": "br" })).headers["content-encoding"]).toBe("br");
  }
});

test("page, style sheet and script of the results stay below 60 kB together", async () => {
  const reply = await get("/zh-hans/search?q=");
  const paths = [...reply.body.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
  const bodies = [reply, ...(await Promise.all(paths.map((path) => get(path))))];
  expect(bodies).toHaveLength(3);
  const bytes = bodies.reduce((sum, b) => sum + gzipSync(b.rawPayload).length, 0);
  expect(bytes).toBeLessThan(60_000);
});

test("the look is remembered in a cookie and set by the server", async () => {
  const reply = await post("/theme", { theme: "dark", back: "/en/search?q=a" });
  expect([reply.statusCode, reply.headers.location]).toEqual([303, "/en/search?q=a"]);
  const cookie = reply.cookies.map((c) => `${c.name}=${c.value}`).join("; ");
  expect((await get("/en/", { cookie })).body).toContain('<html lang="en" data-theme="dark">');
  expect((await post("/theme", { theme: "dark", back: "https://evil.example/" })).headers.location).toBe(
    "/zh-hans/",
  );
  expect((await post("/theme", { theme: "x", back: "//evil.example/en/" })).headers.location).toBe(
    "/zh-hans/",
  );
});

test("larger words are remembered in a cookie, and put away again", async () => {
  const large = await post("/theme", { size: "large", back: "/en/" });
  expect([large.statusCode, large.headers.location]).toEqual([303, "/en/"]);
  const cookie = large.cookies.map((c) => `${c.name}=${c.value}`).join("; ");
  expect((await get("/en/", { cookie })).body).toContain('<html lang="en" data-text="large">');
  const usual = await post("/theme", { size: "usual", back: "//evil.example/" });
  expect(usual.headers.location).toBe("/zh-hans/");
  const back = usual.cookies.map((c) => `${c.name}=${c.value}`).join("; ");
  expect((await get("/en/", { cookie: back })).body).toContain('<html lang="en">');
});

test("robots may read records and not search", async () => {
  const robots = (await get("/robots.txt")).body;
  expect(robots).toContain("Disallow: /zh-hans/search\n");
  expect(robots).not.toContain("instance");
  expect((await get("/favicon.svg")).headers["content-type"]).toContain("image/svg+xml");
});

test("a wrong password is refused in words, keeps the login and the way back", async () => {
  const reply = await post("/en/sign-in", { login: "linmo", password: "wrong", next: "/en/instance/1" });
  expect(reply.statusCode).toBe(401);
  expect(wordsOf(reply)).toContain("The login or the password is wrong");
  expect(reply.body).toContain('value="linmo"');
  expect(reply.body).toContain('name="next" value="/en/instance/1"');
  expect(reply.body).not.toContain("wrong-password");
});

test("too many wrong passwords are told to wait, with the seconds in the head of the reply", async () => {
  let reply = await post("/zh-hant/sign-in", { login: "nobody", password: "wrong" });
  for (let i = 0; i < 6 && reply.statusCode === 401; i++)
    reply = await post("/zh-hant/sign-in", { login: "nobody", password: "wrong" });
  expect(reply.statusCode).toBe(429);
  expect(Number(reply.headers["retry-after"])).toBeGreaterThan(0);
  expect(wordsOf(reply)).toMatch(/嘗試次數過多，請於 \d+ 秒後再試/);
});

test("a sign-in leads back to our own pages only", async () => {
  const to = async (next: string): Promise<string> =>
    String((await post("/en/sign-in", { ...READER, next })).headers.location);
  expect(await to(`/en/instance/${region.ids.dream}`)).toBe(`/en/instance/${region.ids.dream}`);
  expect(await to("https://evil.example/")).toBe("/en/account");
  expect(await to("//evil.example/en/")).toBe("/en/account");
  expect(await to("/en/sign-in?next=/en/")).toBe("/en/account");
});

test("the account asks for a sign-in first, and no cache keeps what a reader sees", async () => {
  const asked = await get("/zh-hant/account");
  expect([asked.statusCode, asked.headers.location]).toEqual([
    303,
    "/zh-hant/sign-in?next=%2Fzh-hant%2Faccount",
  ]);
  const { cookie } = await signIn();
  const reply = await get("/zh-hant/search?q=a", { cookie });
  expect(reply.headers["cache-control"]).toBe("private, no-store");
});

test("a title leads whoever is signed in to whether they may borrow it, how long, and by whose rule", async () => {
  const record = `/zh-hans/instance/${region.ids.dream}`;
  expect((await get(record)).body).not.toContain(`${record}/why`);
  const { cookie } = await signIn();
  expect((await get(record, { cookie })).body).toContain(`href="${record}/why"`);
});

test("a reader requests a title once, sees it in the account and cancels it", async () => {
  const { cookie, csrf } = await signIn();
  const page = await get(`/zh-hans/instance/${region.ids.dream}`, { cookie });
  const firstOption = /<optgroup label="([^"]+)"><option value="\d+"/.exec(page.body)!;
  expect(firstOption[1]).toBe("金河大学图书馆");
  const path = `/zh-hans/instance/${region.ids.dream}/request`;
  const branch = String(region.medicalId);
  const placed = await post(path, { _csrf: csrf, branch }, cookie);
  expect([placed.statusCode, placed.headers.location]).toEqual([
    303,
    `/zh-hans/instance/${region.ids.dream}`,
  ]);
  const flash = `${cookie}; ${placed.cookies.map((c) => `${c.name}=${c.value}`).join("; ")}`;
  const after = wordsOf(await get(`/zh-hans/instance/${region.ids.dream}`, { cookie: flash }));
  expect(after).toContain("已为你预约，将送到医学分馆");
  expect(after).toContain("你已预约");
  const again = await post(path, { _csrf: csrf, branch }, cookie);
  const refused = `${cookie}; ${again.cookies.map((c) => `${c.name}=${c.value}`).join("; ")}`;
  expect(wordsOf(await get("/zh-hans/account", { cookie: refused }))).toContain("你已经预约了这本书");
  const account = await get("/zh-hans/account", { cookie });
  expect(wordsOf(account)).toContain("在医学分馆取");
  // A copy is being fetched for this reader: nothing is said of a queue.
  expect(wordsOf(account)).toMatch(/馆员正在找书(?!.*(?:下一个就是你|前面还有))/);
  const [row] = /id="hold-[^"]+"/.exec(account.body)!;
  const link = `/account#${row.slice(4, -1)}`;
  const told = {
    personId: region.personId,
    kind: "hold-ready" as const,
    params: { instanceId: region.ids.dream },
  };
  await inTransaction(region.database.db, (tx) => notify(tx, region.clock, { ...told, link }));
  const leads = async () =>
    [...(await get("/zh-hans/account", { cookie })).body.matchAll(/<p><a href="([^"]+)">[^<]*已到/g)].map(
      ([, href]) => href,
    );
  expect(await leads()).toEqual([`/zh-hans${link}`]);
  const cancel = /action="(\/zh-hans\/account\/holds\/[^"]+\/cancel)"/.exec(account.body)![1]!;
  expect((await post(cancel, { _csrf: csrf }, cookie)).headers.location).toBe("/zh-hans/account#holds");
  expect(wordsOf(await get("/zh-hans/account", { cookie }))).toContain("现在没有预约");
  // The request's row is gone: its message leads to the title.
  expect(await leads()).toEqual([`/zh-hans/instance/${region.ids.dream}`]);
});

test("a form without the session's token changes nothing and says so", async () => {
  const { cookie } = await signIn();
  const reply = await post(
    `/en/instance/${region.ids.pride}/request`,
    { branch: String(region.medicalId) },
    cookie,
  );
  expect(reply.statusCode).toBe(403);
  expect(wordsOf(reply)).toContain("nothing was changed");
  expect(reply.body).toContain('<a href="/zh-hans/" lang="zh-Hans"');
  expect(wordsOf(await get("/en/account", { cookie }))).toContain("You have no requests");
});

test("a request without a sign-in leads to it; a branch that is none is refused in words", async () => {
  const asked = await post(`/en/instance/${region.ids.pride}/request`, { branch: "1" });
  expect(asked.headers.location).toBe(`/en/sign-in?next=%2Fen%2Finstance%2F${region.ids.pride}`);
  const { cookie, csrf } = await signIn();
  const reply = await post(
    `/en/instance/${region.ids.pride}/request`,
    { _csrf: csrf, branch: "999999" },
    cookie,
  );
  const flash = `${cookie}; ${reply.cookies.map((c) => `${c.name}=${c.value}`).join("; ")}`;
  expect(wordsOf(await get("/en/", { cookie: flash }))).toContain("There is no such branch");
});

test("signing out ends the session", async () => {
  const { cookie, csrf } = await signIn();
  const reply = await post("/en/sign-out", { _csrf: csrf }, cookie);
  expect(reply.headers.location).toBe("/en/");
  expect((await get("/en/account", { cookie })).statusCode).toBe(303);
});

test("a forged flash cookie shows nothing", async () => {
  const forge = (value: unknown): string =>
    `__Host-commonshelf_flash=${Buffer.from(JSON.stringify(value)).toString("base64url")}`;
  for (const value of [
    { tone: "done", key: "not.a.key", params: {} },
    "x",
    { tone: "evil", key: "home.line" },
    null,
  ])
    expect((await get("/en/", { cookie: forge(value) })).body).not.toContain('class="note');
});

test("a login or password that is longer than any can be is refused as every wrong one, never cut", async () => {
  for (const [field, most] of [
    ["login", 200],
    ["password", 1000],
  ] as const) {
    const longer = `${READER[field]}${"x".repeat(most)}`;
    const reply = await post("/en/sign-in", { ...READER, [field]: longer });
    expect([reply.statusCode, reply.cookies.some(({ name }) => name.includes("session"))]).toEqual([
      401,
      false,
    ]);
  }
});
