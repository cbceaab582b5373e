import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../kernel/actor.ts";
import { inTransaction } from "../kernel/database.ts";
import type { App } from "../kernel/http.ts";
import { HOUR_MS } from "../kernel/time.ts";
import { desk, requireStaff } from "./access.ts";
import { addCard } from "./cards.ts";
import type { Verb } from "./permissions.ts";
import { createPerson } from "./registration.ts";
import { grantRole, revokeRole } from "./roles.ts";
import { addPerson, type Browser, buildWorld, signInBrowser, type World } from "./testing-world.ts";

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
  app.get("/test/desk", (request) => desk.admit(request.actor ?? null, {}));
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
  expect(await idleHours(browser)).toBe(4);
  await choose(browser, world.jinheMain.id);
  expect((await get("/test/desk", browser)).status).toBe(200);
  await inTransaction(db, (tx) => revokeRole(tx, systemActor, person.id, "circulation", "JINHE"));
  expect((await get("/test/desk", browser)).status).toBe(403);
  expect((await get(SESSION, browser)).body).toMatchObject({ roles: [], branch: null });
});

test("a desk finds a reader by the whole barcode, of other members' only who they may be, and nobody else finds anybody", async () => {
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
  expect((await get("/api/v1/patrons?reason=account&barcode=40007", clerk)).body).toEqual({
    items: [
      {
        personId: wang.id,
        name: "王＊＊",
        card: { barcode: "40007", member: "NANSHAN", blocked: false },
        affiliation: null,
      },
    ],
    next: null,
  });
  for (const barcode of ["4000", "40007%25", "N-7", "%E7%8E%8B%E8%8A%B3"])
    expect((await get(`/api/v1/patrons?reason=account&barcode=${barcode}`, clerk)).body).toEqual({
      items: [],
      next: null,
    });
  expect((await get("/api/v1/patrons?reason=account&barcode=", clerk)).status).toBe(400);
  expect((await get("/api/v1/patrons", clerk)).status).toBe(400);
  expect((await get("/api/v1/patrons?reason=account&barcode=40007")).status).toBe(401);
  for (const login of ["reader", "cataloguer"])
    expect(
      (await get("/api/v1/patrons?reason=account&barcode=40007", await signInBrowser(world, login))).status,
    ).toBe(403);

  const reader = await addPerson(world, "twin");
  await inTransaction(db, (tx) =>
    addCard(tx, systemActor, reader.id, { memberId: world.jinhe.id, barcode: "40007" }),
  );
  const both = (await get("/api/v1/patrons?reason=account&barcode=40007", clerk)).body as {
    items: { name: string }[];
  };
  expect(both.items.map((item) => item.name)).toEqual(["twin", "王＊＊"]);
});
