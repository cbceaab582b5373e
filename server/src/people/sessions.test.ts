import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemActor } from "../kernel/actor.ts";
import { inTransaction } from "../kernel/database.ts";
import type { App } from "../kernel/http.ts";
import { DAY_MS, fixedClock, HOUR_MS, MINUTE_MS } from "../kernel/time.ts";
import { requireDesk, requirePerson, requireStaff } from "./access.ts";
import { addCard } from "./cards.ts";
import type { Verb } from "./permissions.ts";
import { createPerson } from "./registration.ts";
import { grantRole, revokeRole } from "./roles.ts";
import { CACHE_ENTRIES_MAX, CACHE_MS, createSessionCache } from "./session-cache.ts";
import type { Session } from "./sessions.ts";
import {
  addPerson,
  type Browser,
  buildWorld,
  PASSWORD,
  START,
  signInBrowser,
  type World,
} from "./testing-world.ts";

const SESSION = "/api/v1/session";
let world: World;
let app: App;
beforeAll(async () => {
  world = await buildWorld({ PUBLIC_URL: "https://library.example.edu" });
  app = world.app;
  app.get<{ Querystring: { verb: Verb; member?: string } }>("/test/staff", (request) => {
    const { verb, member } = request.query;
    return requireStaff(
      request,
      verb,
      member === undefined ? undefined : member === "all" ? null : Number(member),
    );
  });
  app.get("/test/desk", (request) => requireDesk(request));
  app.get("/test/person", (request) => requirePerson(request));
  app.post("/test/form", (request) => ({ ok: true, name: request.session?.person.name ?? null }));
  app.post("/test/door", { config: { csrf: "none" } }, (request) => ({
    name: request.session?.person.name ?? null,
  }));
  await addPerson(world, "reader");
  await addPerson(world, "clerk", ["circulation", "JINHE"]);
  await addPerson(world, "cataloguer", ["cataloguer", "JINHE"]);
  await addPerson(
    world,
    "two",
    ["circulation", "JINHE"],
    ["circulation", "NANSHAN"],
    ["cataloguer", "NANSHAN"],
  );
  await addPerson(world, "admin", ["member-admin", "NANSHAN"]);
  await addPerson(world, "office", ["consortium-admin", null]);
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
const choose = (browser: Browser, branchId: unknown) =>
  app.inject({
    method: "PUT",
    url: `${SESSION}/branch`,
    headers: { cookie: browser.cookie, "x-csrf-token": browser.csrf },
    payload: { branchId },
  });
/** How long the person's newest session lives without use. */
const idleHours = async (browser: Browser): Promise<number> => {
  const { body } = await get(SESSION, browser);
  return (Date.parse(String(body.expiresAt)) - world.clock.now().getTime()) / HOUR_MS;
};

test("signing in sets a cookie scripts cannot read and answers who it is", async () => {
  const reply = await app.inject({
    method: "POST",
    url: SESSION,
    payload: { login: "clerk", password: PASSWORD },
  });
  expect(reply.statusCode).toBe(201);
  expect(reply.headers["set-cookie"]).toMatch(
    /^commonshelf_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  expect(reply.json()).toEqual({
    person: { id: expect.any(String), name: "clerk", email: null, language: "zh-Hans" },
    roles: [{ role: "circulation", member: "JINHE" }],
    homeMember: "JINHE",
    branch: null,
    csrfToken: expect.stringMatching(/^[\w-]{43}$/),
    expiresAt: "2026-11-20T20:00:00.000Z",
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

test("a reader's session ends after 30 days without use, a clerk's after 12 hours; use moves the end", async () => {
  for (const [login, idle] of [
    ["reader", 30 * DAY_MS],
    ["clerk", 12 * HOUR_MS],
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

test("a clerk chooses a branch of a member they work for, and of no other", async () => {
  const browser = await signInBrowser(world, "clerk");
  expect(await get("/test/desk", browser)).toMatchObject({ status: 409, body: { code: "choose-branch" } });
  const chosen = await choose(browser, world.jinheMedical.id);
  expect(chosen.json()).toMatchObject({
    branch: { id: world.jinheMedical.id, member: "JINHE", code: "MED", name: { en: "Medical Library" } },
  });
  expect(await get("/test/desk", browser)).toMatchObject({
    status: 200,
    body: { scope: world.jinhe.id, place: world.jinheMedical.id },
  });
  const abroad = await choose(browser, world.nanshanMain.id);
  expect([abroad.statusCode, abroad.json()]).toMatchObject([403, { code: "forbidden" }]);
  const nowhere = await choose(browser, 9999);
  expect([nowhere.statusCode, nowhere.json()]).toMatchObject([404, { code: "branch-unknown" }]);
  expect((await choose(browser, "MED")).statusCode).toBe(400);
  expect((await choose({ cookie: "", csrf: "" }, world.jinheMain.id)).statusCode).toBe(401);
  expect((await choose(browser, null)).json()).toMatchObject({ branch: null });
  expect((await get("/test/desk", browser)).status).toBe(409);
});

test("a reader works nowhere, the consortium's office anywhere", async () => {
  const reader = await signInBrowser(world, "reader");
  expect((await choose(reader, world.jinheMain.id)).statusCode).toBe(403);
  expect(await get("/test/desk", reader)).toMatchObject({ status: 403, body: { code: "forbidden" } });
  expect((await get("/test/desk")).status).toBe(401);
  const office = await signInBrowser(world, "office");
  for (const branch of [world.jinheMain, world.nanshanMain]) {
    expect((await choose(office, branch.id)).statusCode).toBe(200);
    expect((await get("/test/desk", office)).body).toMatchObject({
      scope: branch.memberId,
      place: branch.id,
    });
  }
});

test("a cataloguer who has chosen a branch still works at no desk", async () => {
  const browser = await signInBrowser(world, "cataloguer");
  expect((await choose(browser, world.jinheMain.id)).statusCode).toBe(200);
  expect((await get("/test/desk", browser)).status).toBe(403);
});

test("staff may act for their own member, are refused for another, and are told to choose among several", async () => {
  const jinhe = world.jinhe.id;
  const nanshan = world.nanshan.id;
  const expected: [string | null, string, number, number | null | undefined][] = [
    [null, "verb=circulation.desk", 401, undefined],
    ["reader", "verb=circulation.desk", 403, undefined],
    ["reader", `verb=circulation.desk&member=${jinhe}`, 403, undefined],
    ["clerk", "verb=circulation.desk", 200, jinhe],
    ["clerk", `verb=circulation.desk&member=${jinhe}`, 200, jinhe],
    ["clerk", `verb=circulation.desk&member=${nanshan}`, 403, undefined],
    ["clerk", "verb=circulation.desk&member=all", 403, undefined],
    ["clerk", "verb=catalogue.import", 403, undefined],
    ["cataloguer", "verb=catalogue.import", 200, jinhe],
    ["cataloguer", "verb=people.manage", 403, undefined],
    ["two", "verb=circulation.desk", 409, undefined],
    ["two", `verb=circulation.desk&member=${nanshan}`, 200, nanshan],
    ["two", "verb=catalogue.import", 200, nanshan],
    ["two", `verb=catalogue.import&member=${jinhe}`, 403, undefined],
    ["admin", "verb=people.manage", 200, nanshan],
    ["admin", "verb=consortium.manage", 403, undefined],
    ["admin", "verb=consortium.manage&member=all", 403, undefined],
    ["office", "verb=consortium.manage&member=all", 200, null],
    ["office", "verb=consortium.manage", 200, null],
    ["office", `verb=circulation.desk&member=${nanshan}`, 200, nanshan],
  ];
  for (const [login, query, status, scope] of expected) {
    const browser = login === null ? undefined : await signInBrowser(world, login);
    const reply = await get(`/test/staff?${query}`, browser);
    expect(reply, `${login} ${query}`).toMatchObject({ status, body: scope === undefined ? {} : { scope } });
  }
});

test("whoever works at one member and acts for another is at no branch there", async () => {
  const browser = await signInBrowser(world, "two");
  await choose(browser, world.jinheMain.id);
  const own = await get("/test/staff?verb=circulation.desk", browser);
  expect(own.body).toMatchObject({ scope: world.jinhe.id, place: world.jinheMain.id });
  const other = await get(`/test/staff?verb=circulation.desk&member=${world.nanshan.id}`, browser);
  expect(other.body).toMatchObject({ scope: world.nanshan.id, place: null });
  expect((await get("/test/staff?verb=catalogue.import", browser)).status).toBe(403);
});

test("a role given or taken counts from the next request, and with it how long the session lasts", async () => {
  const person = await addPerson(world, "changing");
  const browser = await signInBrowser(world, "changing");
  expect((await get("/test/staff?verb=circulation.desk", browser)).status).toBe(403);
  expect(await idleHours(browser)).toBe(720);
  const { db } = world.database;
  await inTransaction(db, (tx) => grantRole(tx, systemActor, person.id, "circulation", "JINHE"));
  expect((await get("/test/staff?verb=circulation.desk", browser)).status).toBe(200);
  expect(await idleHours(browser)).toBe(12);
  await choose(browser, world.jinheMain.id);
  expect((await get("/test/desk", browser)).status).toBe(200);
  await inTransaction(db, (tx) => revokeRole(tx, systemActor, person.id, "circulation", "JINHE"));
  expect((await get("/test/desk", browser)).status).toBe(403);
  expect((await get(SESSION, browser)).body).toMatchObject({ roles: [], branch: null });
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
  expect((await change({ current: "wrong password", password: "new password" })).statusCode).toBe(401);
  expect((await change({ current: PASSWORD, password: "short" })).json()).toMatchObject({
    code: "password-too-short",
  });
  expect((await change({ current: PASSWORD, password: "new password" })).statusCode).toBe(204);
  expect((await get(SESSION, browser)).status).toBe(200);
});

test("a desk finds a reader of any member by the whole barcode, and nobody else finds anybody", async () => {
  const { db } = world.database;
  const wang = await inTransaction(db, (tx) =>
    createPerson(tx, systemActor, {
      name: "王芳",
      email: "wang@example.edu",
      affiliations: [
        { memberId: world.nanshan.id, patronGroup: "faculty", number: "N-7", validUntil: "2030-12-31" },
      ],
      card: { memberId: world.nanshan.id, barcode: "40007" },
    }),
  );
  const clerk = await signInBrowser(world, "clerk");
  expect((await get("/api/v1/patrons?barcode=40007", clerk)).body).toEqual({
    items: [
      {
        personId: wang.id,
        name: "王芳",
        card: { barcode: "40007", member: "NANSHAN", blocked: false },
        affiliation: { patronGroup: "faculty", number: "N-7", validUntil: "2030-12-31" },
      },
    ],
  });
  for (const barcode of ["4000", "40007%25", "N-7", "%E7%8E%8B%E8%8A%B3"])
    expect((await get(`/api/v1/patrons?barcode=${barcode}`, clerk)).body).toEqual({ items: [] });
  expect((await get("/api/v1/patrons?barcode=", clerk)).status).toBe(400);
  expect((await get("/api/v1/patrons", clerk)).status).toBe(400);
  expect((await get("/api/v1/patrons?barcode=40007")).status).toBe(401);
  for (const login of ["reader", "cataloguer"])
    expect((await get("/api/v1/patrons?barcode=40007", await signInBrowser(world, login))).status).toBe(403);

  const reader = await addPerson(world, "twin");
  await inTransaction(db, (tx) =>
    addCard(tx, systemActor, reader.id, { memberId: world.jinhe.id, barcode: "40007" }),
  );
  const both = (await get("/api/v1/patrons?barcode=40007", clerk)).body as { items: { name: string }[] };
  expect(both.items.map((item) => item.name)).toEqual(["twin", "王芳"]);
});

test("the routes are described in OpenAPI with their refusals", async () => {
  const { paths } = (await get("/api/openapi.json")).body as {
    paths: Record<string, Record<string, { tags: string[]; summary: string; responses: object }>>;
  };
  const described = paths[SESSION]!.post!;
  expect(described).toMatchObject({ tags: ["people"], summary: "Sign in" });
  expect(Object.keys(described.responses)).toEqual(["201", "400", "401", "403", "429", "503"]);
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
