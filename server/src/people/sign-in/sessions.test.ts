import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import type { App } from "../../kernel/http.ts";
import { DAY_MS, fixedClock, HOUR_MS, MINUTE_MS, systemClock } from "../../kernel/time.ts";
import {
  addPerson,
  type Browser,
  buildWorld,
  PASSWORD,
  START,
  signInBrowser,
  type World,
} from "../testing-world.ts";
import { CACHE_ENTRIES_MAX, CACHE_MS, CHANGED_MS, createSessionCache } from "./session-cache.ts";
import type { Session } from "./sessions.ts";

const SESSION = "/api/v1/session";
let world: World;
let app: App;
beforeAll(async () => {
  world = await buildWorld({ PUBLIC_URL: "https://library.example.edu" });
  app = world.app;
  app.post("/test/form", (request) => ({ ok: true, name: request.session?.person.name ?? null }));
  app.post("/test/door", { config: { csrf: "none" } }, (request) => ({
    name: request.session?.person.name ?? null,
  }));
  await addPerson(world, "reader");
  await addPerson(world, "clerk", ["circulation", "JINHE"]);
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.set(START);
  await world.database.pool.query("truncate people.failed_sign_in");
});

const get = async (url: string, browser?: Browser) => {
  const reply = await app.inject({ url, headers: browser ? { cookie: browser.cookie } : {} });
  return { status: reply.statusCode, body: reply.json() as Record<string, unknown> };
};

test("signing in sets a cookie scripts cannot read and answers who it is", async () => {
  const reply = await app.inject({
    method: "POST",
    url: SESSION,
    payload: { login: "clerk", password: PASSWORD },
  });
  expect(reply.statusCode).toBe(201);
  const [cookie, browser] = [reply.headers["set-cookie"]].flat();
  expect(browser).toMatch(
    /^__Host-commonshelf_browser=[\w-]{43}; Max-Age=15552000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  expect(cookie).toMatch(
    /^__Host-commonshelf_session=[\w-]{43}; Max-Age=14400; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  expect(reply.json()).toEqual({
    person: { id: expect.any(String), name: "clerk", email: null, language: "zh-Hans" },
    roles: [{ role: "circulation", member: "JINHE" }],
    homeMember: "JINHE",
    branch: null,
    csrfToken: expect.stringMatching(/^[\w-]{43}$/),
    expiresAt: "2026-11-20T12:00:00.000Z",
    isFresh: true,
    isPasswordWeak: false,
  });
});

test("without https the cookie is not marked secure, or no browser would send it back", async () => {
  const plain = await buildWorld();
  await addPerson(plain, "li");
  const reply = await plain.app.inject({
    method: "POST",
    url: SESSION,
    payload: { login: "li", password: PASSWORD },
  });
  expect(reply.headers["set-cookie"]).not.toContain("Secure");
  await plain.close();
});

test("a program asks for a bearer token, gets no cookie and needs no form token", async () => {
  const reply = await app.inject({
    method: "POST",
    url: SESSION,
    payload: { login: "reader", password: PASSWORD, bearer: true },
  });
  expect(reply.headers["set-cookie"]).toBeUndefined();
  const { token } = reply.json() as { token: string };
  const headers = { authorization: `Bearer ${token}`, origin: "https://elsewhere.example" };
  const posted = await app.inject({ method: "POST", url: "/test/form", headers });
  expect(posted.json()).toEqual({ ok: true, name: "reader" });
  const wrong = await app.inject({ url: SESSION, headers: { authorization: `Bearer ${"x".repeat(43)}` } });
  expect(wrong.statusCode).toBe(401);
});

test("the refusals of signing in carry their status, and when to come back", async () => {
  const attempt = (payload: object) => app.inject({ method: "POST", url: SESSION, payload });
  expect((await attempt({ login: "reader" })).statusCode).toBe(400);
  for (let i = 0; i < 5; i++) {
    const failed = await attempt({ login: "reader", password: "wrong password" });
    expect([failed.statusCode, failed.json()]).toMatchObject([401, { code: "sign-in-failed" }]);
  }
  const refused = await attempt({ login: "reader", password: PASSWORD });
  expect([refused.statusCode, refused.json(), refused.headers["retry-after"]]).toMatchObject([
    429,
    { code: "too-many-attempts", params: { retryAfterSeconds: 60 } },
    "60",
  ]);
});

test("nobody's session is refused, whatever the cookie says", async () => {
  for (const cookie of ["", "x", "x".repeat(43), "x".repeat(5000)]) {
    const reply = await get(SESSION, { cookie: `commonshelf_session=${cookie}`, csrf: "" });
    expect(reply).toMatchObject({ status: 401, body: { code: "sign-in-needed" } });
  }
});

test("signing out ends the session at once and takes the cookie", async () => {
  const browser = await signInBrowser(world, "reader");
  expect((await get(SESSION, browser)).status).toBe(200);
  const headers = { cookie: browser.cookie, "x-csrf-token": browser.csrf };
  const reply = await app.inject({ method: "DELETE", url: SESSION, headers });
  expect(reply.statusCode).toBe(204);
  expect(reply.headers["set-cookie"]).toContain("Expires=Thu, 01 Jan 1970");
  expect((await get(SESSION, browser)).status).toBe(401);
  expect((await app.inject({ method: "DELETE", url: SESSION, headers })).statusCode).toBe(401);
});

test("a reader's session ends after 30 days without use, a clerk's after 4 hours; use moves the end", async () => {
  for (const [login, idle] of [
    ["reader", 30 * DAY_MS],
    ["clerk", 4 * HOUR_MS],
  ] as const) {
    world.clock.set(START);
    const browser = await signInBrowser(world, login);
    world.clock.advance(idle - 1);
    const used = await app.inject({ url: SESSION, headers: { cookie: browser.cookie } });
    expect(used.statusCode).toBe(200);
    expect(used.headers["set-cookie"]).toContain(`Max-Age=${idle / 1000}`);
    world.clock.advance(idle - 1);
    expect((await get(SESSION, browser)).status).toBe(200);
    world.clock.advance(idle);
    expect((await get(SESSION, browser)).status).toBe(401);
  }
});

test("however much it is used, a reader's session ends after 90 days, a clerk's after 12 hours", async () => {
  for (const [login, most, step] of [
    ["reader", 90 * DAY_MS, 20 * DAY_MS],
    ["clerk", 12 * HOUR_MS, 2 * HOUR_MS],
  ] as const) {
    world.clock.set(START);
    const browser = await signInBrowser(world, login);
    for (let at = step; at < most; at += step) {
      world.clock.set(new Date(Date.parse(START) + at).toISOString());
      expect((await get(SESSION, browser)).status).toBe(200);
    }
    world.clock.set(new Date(Date.parse(START) + most).toISOString());
    expect((await get(SESSION, browser)).status).toBe(401);
  }
  world.clock.set(START);
});

test("use is noted at most once a minute", async () => {
  const { pool } = world.database;
  await pool.query("delete from people.session");
  const browser = await signInBrowser(world, "reader");
  const seen = async (): Promise<string> => {
    await get(SESSION, browser);
    const { rows } = await pool.query<{ at: Date }>("select max(seen_at) as at from people.session");
    return rows[0]!.at.toISOString();
  };
  world.clock.advance(MINUTE_MS - 1);
  expect(await seen()).toBe("2026-11-20T08:00:00.000Z");
  world.clock.advance(1);
  expect(await seen()).toBe("2026-11-20T08:01:00.000Z");
});

test("a form without the session's token, or with another's, changes nothing", async () => {
  const browser = await signInBrowser(world, "reader");
  const other = await signInBrowser(world, "clerk");
  const post = (headers: object, payload?: string) =>
    app.inject({
      method: "POST",
      url: "/test/form",
      headers: { cookie: browser.cookie, "content-type": "application/x-www-form-urlencoded", ...headers },
      payload: payload ?? "",
    });
  for (const reply of [
    await post({}),
    await post({}, "_csrf=wrong"),
    await post({}, `_csrf=${other.csrf}`),
    await post({}, `_csrf=${browser.csrf}&_csrf=${browser.csrf}`),
    await post({ "x-csrf-token": "" }, `_csrf=${browser.csrf}`),
    await post({ "x-csrf-token": other.csrf }),
  ])
    expect([reply.statusCode, reply.json()]).toMatchObject([403, { code: "csrf-token-wrong" }]);
  expect((await post({}, `_csrf=${browser.csrf}`)).json()).toEqual({ ok: true, name: "reader" });
  expect((await post({ "x-csrf-token": browser.csrf })).json()).toEqual({ ok: true, name: "reader" });
});

test("a page of another site changes nothing, and cannot sign a visitor in as somebody else", async () => {
  const payload = { login: "reader", password: PASSWORD };
  const from = (headers: object) =>
    app.inject({ method: "POST", url: SESSION, payload, headers: { ...headers } });
  for (const headers of [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://10.1.2.3:8081", host: "10.1.2.3:8080" },
    { origin: "file://", host: "" },
    { origin: "https://library.example.edu.evil.example" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "cross-site", origin: "https://library.example.edu" },
  ]) {
    const reply = await from(headers);
    expect([reply.statusCode, reply.json()], JSON.stringify(headers)).toMatchObject([
      403,
      { code: "origin-wrong" },
    ]);
  }
  for (const headers of [
    {},
    { origin: "https://library.example.edu" },
    { origin: "http://10.1.2.3:8080", host: "10.1.2.3:8080" },
    { origin: "https://inside.example.edu", host: "inside.example.edu:443" },
    { "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "none" },
  ])
    expect((await from(headers)).statusCode, JSON.stringify(headers)).toBe(201);

  const browser = await signInBrowser(world, "reader");
  const forged = await app.inject({
    method: "POST",
    url: "/test/form",
    headers: { cookie: browser.cookie, "x-csrf-token": browser.csrf, origin: "https://evil.example" },
  });
  expect([forged.statusCode, forged.json()]).toMatchObject([403, { code: "origin-wrong" }]);
});

test("a protocol door is open to foreign programs and does not see the cookie", async () => {
  const browser = await signInBrowser(world, "reader");
  const reply = await app.inject({
    method: "POST",
    url: "/test/door",
    headers: { cookie: browser.cookie, origin: "https://elsewhere.example" },
  });
  expect(reply.json()).toEqual({ name: null });
});

test("changing one's password needs the old one", async () => {
  await addPerson(world, "changer");
  const browser = await signInBrowser(world, "changer");
  const change = (payload: object) =>
    app.inject({
      method: "PUT",
      url: `${SESSION}/password`,
      headers: { cookie: browser.cookie, "x-csrf-token": browser.csrf },
      payload,
    });
  expect((await change({ current: "wrong password", password: "new passphrase" })).statusCode).toBe(401);
  expect((await change({ current: PASSWORD, password: "short" })).json()).toMatchObject({
    code: "password-too-short",
  });
  expect((await change({ current: PASSWORD, password: "new passphrase" })).statusCode).toBe(204);
  expect((await get(SESSION, browser)).status).toBe(200);
});

test("the routes are described in OpenAPI with their refusals", async () => {
  const { paths } = (await get("/api/openapi.json")).body as {
    paths: Record<string, Record<string, { tags: string[]; summary: string; responses: object }>>;
  };
  const described = paths[SESSION]!.post!;
  expect(described).toMatchObject({ tags: ["sessions"], summary: "Sign in" });
  expect(Object.keys(described.responses)).toEqual(["201", "400", "401", "403", "409", "429", "503"]);
  for (const path of [`${SESSION}/branch`, `${SESSION}/password`, "/api/v1/patrons"])
    expect(paths).toHaveProperty([path]);
});

test("sessions in memory age, are bounded, and stay out after a change until its transaction is over", () => {
  const clock = fixedClock(START);
  const cache = createSessionCache(clock);
  const session = (key: string, id: string): Session => ({ key, person: { id } }) as unknown as Session;
  cache.put(session("a", "p"));
  clock.advance(CACHE_MS - 1);
  expect(cache.get("a")).toBeDefined();
  clock.advance(1);
  expect(cache.get("a")).toBeUndefined();

  cache.put(session("a", "p"));
  cache.put(session("b", "q"));
  cache.forget("p");
  cache.put(session("a", "p"));
  expect([cache.get("a"), cache.get("b")?.key]).toEqual([undefined, "b"]);
  clock.advance(CACHE_MS);
  cache.put(session("a", "p"));
  expect(cache.get("a")?.key).toBe("a");

  for (let i = 0; i < CACHE_ENTRIES_MAX + 10; i++) cache.put(session(`k${i}`, `p${i}`));
  expect(cache.size).toBe(CACHE_ENTRIES_MAX);
  expect(cache.get("k0")).toBeUndefined();
  expect(cache.get(`k${CACHE_ENTRIES_MAX + 9}`)).toBeDefined();
});

test("who has just changed something meets no session from memory: another process may have ended it", async () => {
  const browser = await signInBrowser(world, "reader");
  // Some seconds later its session is held in memory.
  const later = new Date(systemClock.now().getTime() + CACHE_MS);
  onTestFinished(() => void vi.restoreAllMocks());
  vi.spyOn(systemClock, "now").mockReturnValue(later);
  expect((await get(SESSION, browser)).status).toBe(200);
  await world.database.pool.query("truncate people.session cascade");
  expect((await get(SESSION, browser)).body.person).toMatchObject({ name: expect.any(String) });
  const at = (age: number) => world.clock.now().getTime() - age;
  const asked = (age: number) =>
    get(SESSION, { ...browser, cookie: `${browser.cookie}; __Host-commonshelf_changed=${at(age)}` });
  expect((await asked(CHANGED_MS)).body.person).toMatchObject({ name: expect.any(String) });
  expect((await asked(-CHANGED_MS)).body.person).toMatchObject({ name: expect.any(String) });
  expect((await asked(CHANGED_MS - 1)).body.person ?? null).toBeNull();
});
