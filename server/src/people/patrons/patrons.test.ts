import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction } from "../../kernel/database.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../kernel/time.ts";
import { addPerson, type Browser, buildWorld, signInBrowser, type World } from "../testing-world.ts";
import { holdCards } from "./blocks.ts";

let world: World;
const browsers: Record<string, Browser> = {};

beforeAll(async () => {
  world = await buildWorld();
  await addPerson(world, "jinhe-desk", ["circulation", "JINHE"]);
  await addPerson(world, "nanshan-desk", ["circulation", "NANSHAN"]);
  await addPerson(world, "jinhe-chief", ["member-admin", "JINHE"]);
  await addPerson(world, "office", ["consortium-admin", null]);
  await addPerson(world, "somebody");
  for (const login of ["jinhe-desk", "nanshan-desk", "jinhe-chief", "office", "somebody"])
    browsers[login] = await signInBrowser(world, login);
});
afterAll(() => world.close());

type Answer = { status: number; body: Record<string, never> & { code?: string } & Record<string, unknown> };

async function ask(login: string, method: string, path: string, payload?: object): Promise<Answer> {
  const browser = browsers[login];
  const reply = await world.app.inject({
    method: method as "GET",
    url: `/api/v1${path}`,
    headers: browser ? { cookie: browser.cookie, "x-csrf-token": browser.csrf } : {},
    ...(method !== "GET" && method !== "DELETE" && { payload: payload ?? {} }),
  });
  return { status: reply.statusCode, body: reply.body === "" ? {} : JSON.parse(reply.body) };
}

let counter = 0;
async function register(name: string, more: object = {}, login = "jinhe-desk"): Promise<string> {
  counter += 1;
  const payload = { name, number: `R${counter}`, patronGroup: "student", card: `C${counter}`, ...more };
  const { status, body } = await ask(login, "POST", "/patrons", payload);
  expect(status, JSON.stringify(body)).toBe(201);
  return body.personId as unknown as string;
}
const names = (answer: Answer): string[] =>
  (answer.body.items as unknown as { name: string }[]).map((one) => one.name);

test("a desk registers a reader, and the audit tells whom it concerned and where", async () => {
  const id = await register("张三丰", {
    number: "2023001",
    card: "A-2023001",
    email: "zsf@example.org",
    phone: "+86 138-0000-1234",
    validUntil: "2027-06-30",
  });
  const { body } = await ask("jinhe-desk", "GET", `/patrons/${id}?reason=account`);
  expect(body).toMatchObject({
    name: "张三丰",
    affiliations: [
      {
        member: "JINHE",
        status: "active",
        number: "2023001",
        validUntil: "2027-06-30",
        email: "zsf@example.org",
        phone: "+86 138-0000-1234",
        cards: [{ barcode: "A-2023001", blocked: false }],
      },
    ],
    blocks: [],
  });
  const { rows } = await sql`select a.scope, a.person_id from kernel.audit a
    where a.action = 'people.register-patron' and a.subject_id = ${id}`.execute(world.database.db);
  expect(rows).toEqual([{ scope: world.jinhe.id, person_id: id }]);
});

test.each([
  [{ name: "甲", number: "2023001", patronGroup: "student" }, 409, "affiliation-number-taken"],
  [{ name: "甲", number: "n1", patronGroup: "student", card: "a-2023001" }, 409, "card-exists"],
  [{ name: "甲", number: "n1", patronGroup: "student", email: "nowhere" }, 400, "email-invalid"],
  [{ name: "甲", number: "n1", patronGroup: "student", phone: "call me" }, 400, "phone-invalid"],
  [{ name: " ", number: "n1", patronGroup: "student" }, 400, "invalid-request"],
  [{ name: "甲", patronGroup: "student" }, 400, "invalid-request"],
])("registering %j is refused with %i %s", async (payload, status, code) => {
  expect(await ask("jinhe-desk", "POST", "/patrons", payload)).toMatchObject({ status, body: { code } });
});

test("the same number at another library is no clash", async () => {
  await register("李四", { number: "2023001", card: "A-2023001" }, "nanshan-desk");
});

test("nobody, a reader and the office without a library register nobody", async () => {
  const payload = { name: "甲", number: "n1", patronGroup: "student" };
  expect((await ask("nobody", "POST", "/patrons", payload)).status).toBe(401);
  expect((await ask("somebody", "POST", "/patrons", payload)).body.code).toBe("forbidden");
  expect((await ask("office", "POST", "/patrons", payload)).body.code).toBe("choose-branch");
});

test.each([
  ["三丰"],
  ["張三"],
  ["zhangsanfeng"],
  ["Zhang San"],
  ["san feng"],
  ["zsf"],
  ["2023001"],
  ["a-2023001"],
  ["13800001234"],
  ["138 0000 1234"],
])("the reader is found by %s", async (q) => {
  world.clock.advance(MINUTE_MS);
  expect(
    names(await ask("jinhe-desk", "GET", `/patrons?reason=account&q=${encodeURIComponent(q)}`)),
  ).toContain("张三丰");
});

test("names of several words, in other scripts and with two readings are found", async () => {
  await register("José Núñez García");
  await register("曾国藩");
  await register("Ульяна Петрова");
  for (const [q, name] of [
    ["nunez jose", "José Núñez García"],
    ["zeng guo", "曾国藩"],
    ["cengguofan", "曾国藩"],
    ["петрова", "Ульяна Петрова"],
  ] as const) {
    world.clock.advance(MINUTE_MS);
    expect(
      names(await ask("jinhe-desk", "GET", `/patrons?reason=account&q=${encodeURIComponent(q)}`)),
      q,
    ).toEqual([name]);
  }
});

test("other libraries' readers are found by their whole number only, with a masked name and nothing else", async () => {
  world.clock.advance(HOUR_MS);
  await register("欧阳修", { number: "N-777", phone: "13911112222" }, "nanshan-desk");
  expect(names(await ask("jinhe-desk", "GET", "/patrons?reason=account&q=%E6%AC%A7%E9%98%B3"))).toEqual([]);
  expect(names(await ask("jinhe-desk", "GET", "/patrons?reason=account&q=13911112222"))).toEqual([]);
  const found = await ask("jinhe-desk", "GET", "/patrons?reason=account&q=N-777");
  expect(found.body.items).toMatchObject([{ name: "欧＊＊", affiliation: null }]);
  const { personId } = (found.body.items as unknown as { personId: string }[])[0]!;
  expect((await ask("jinhe-desk", "GET", `/patrons/${personId}?reason=account`)).body.code).toBe(
    "patron-unknown",
  );
});

test("a search is told to the readers it found, and goes at a desk's pace", async () => {
  world.clock.advance(HOUR_MS);
  const id = await register("司马迁");
  await ask("jinhe-desk", "GET", "/patrons?q=simaqian&reason=hold");
  // Opening who was found is the same look.
  expect((await ask("jinhe-desk", "GET", `/patrons/${id}?reason=hold`)).status).toBe(200);
  const { rows } = await sql`select a.detail from kernel.audit a
    where a.person_id = ${id} and a.action = 'patron.found'`.execute(world.database.db);
  expect(rows).toEqual([{ detail: { reason: "hold" } }]);
  world.clock.advance(HOUR_MS);
  for (let i = 0; i < 30; i++)
    expect((await ask("jinhe-desk", "GET", "/patrons?reason=account&q=simaqian")).status).toBe(200);
  expect(await ask("jinhe-desk", "GET", "/patrons?reason=account&q=simaqian")).toMatchObject({
    status: 429,
    body: { code: "look-ups-too-fast" },
  });
  world.clock.advance(HOUR_MS);
});

test("one letter, both questions or none are refused; pages follow one another", async () => {
  expect((await ask("jinhe-desk", "GET", "/patrons?reason=account&q=z")).body.code).toBe("search-too-short");
  expect((await ask("jinhe-desk", "GET", "/patrons")).status).toBe(400);
  expect((await ask("jinhe-desk", "GET", "/patrons?reason=account&q=zz&barcode=1")).status).toBe(400);
  for (const name of ["诸葛亮", "诸葛瑾", "诸葛恪"]) await register(name);
  const seen: string[] = [];
  let cursor = "";
  for (let page = 0; page < 3; page++) {
    const { body } = await ask("jinhe-desk", "GET", `/patrons?reason=account&q=zhuge&limit=1${cursor}`);
    seen.push(...(body.items as unknown as { name: string }[]).map((one) => one.name));
    cursor = `&cursor=${body.next}`;
    expect(body.next === null).toBe(page === 2);
  }
  expect(seen.sort()).toEqual(["诸葛亮", "诸葛恪", "诸葛瑾"].sort());
});

test("one person, two libraries: each sees the other's name and end only, and changes its own alone", async () => {
  const id = await register("苏轼", { number: "S1", card: "S1" });
  const added = await ask("nanshan-desk", "POST", `/patrons/${id}/affiliations`, {
    number: "S1",
    patronGroup: "visitor",
    card: "S1",
    validUntil: "2027-01-31",
  });
  expect(added.status).toBe(201);
  const [own, other] = added.body.affiliations as unknown as {
    id: string;
    member: string;
    number: string | null;
  }[];
  expect(own).toMatchObject({ member: "NANSHAN", number: "S1", cards: [{ barcode: "S1" }] });
  expect(other).toMatchObject({ member: "JINHE", number: null, email: null, cards: [] });
  const path = `/patrons/${id}/affiliations/${own!.id}`;
  for (const [change, code] of [
    [{ email: "nowhere" }, "email-invalid"],
    [{ phone: "call me" }, "phone-invalid"],
  ] as const)
    expect((await ask("nanshan-desk", "PATCH", path, { name: "王二", ...change })).body.code).toBe(code);
  // The name is saved with the rest or not at all.
  const names = async () =>
    (await ask("nanshan-desk", "GET", `/patrons/${id}?reason=account`)).body.name as unknown;
  const name = await names();
  expect(name).not.toBe("王二");
  expect((await ask("nanshan-desk", "PATCH", path, { name: "王二", phone: null })).body.name).toBe("王二");
  expect(await names()).toBe("王二");
  expect((await ask("jinhe-desk", "PATCH", path, { validUntil: null })).body.code).toBe(
    "affiliation-unknown",
  );
  const renewed = await ask("nanshan-desk", "PATCH", path, { validUntil: "2028-01-31", phone: "12345678" });
  expect((renewed.body.affiliations as unknown as object[])[0]).toMatchObject({
    validUntil: "2028-01-31",
    phone: "12345678",
  });
  const ended = await ask("nanshan-desk", "PATCH", path, { status: "ended" });
  expect((ended.body.affiliations as unknown as object[])[0]).toMatchObject({
    status: "ended",
    validUntil: expect.stringMatching(/^2026-11-/),
  });
});

test("a lost card lends nothing and its number is free; a replaced one gives way; a found one is good again", async () => {
  const id = await register("白居易", { card: "B-1" });
  const lost = await ask("jinhe-desk", "POST", `/patrons/${id}/cards/loss`, { barcode: "b-1" });
  expect(lost.body).toMatchObject({ formerCards: [{ barcode: "B-1", reason: "lost" }] });
  expect((await ask("jinhe-desk", "GET", "/patrons?reason=account&barcode=B-1")).body.items).toEqual([]);
  // Who types its number still finds whose it was, at its own library only.
  expect((await ask("jinhe-desk", "GET", "/patrons?reason=account&q=B-1")).body.items).toMatchObject([
    { personId: id },
  ]);
  expect((await ask("nanshan-desk", "GET", "/patrons?reason=account&q=B-1")).body.items).toEqual([]);
  expect(
    (await ask("nanshan-desk", "POST", `/patrons/${id}/cards/recovery`, { barcode: "B-1" })).body.code,
  ).toBe("patron-unknown");
  expect((await ask("jinhe-desk", "POST", `/patrons/${id}/cards/recovery`, { barcode: "B-1" })).status).toBe(
    201,
  );
  const payload = { barcode: "B-1", by: "B-2" };
  const replaced = await ask("jinhe-desk", "POST", `/patrons/${id}/cards/replacement`, payload);
  expect(replaced.body).toMatchObject({
    affiliations: [{ cards: [{ barcode: "B-2" }] }],
    formerCards: [{ barcode: "B-1", reason: "replaced" }],
  });
  expect((await ask("jinhe-desk", "POST", `/patrons/${id}/cards/replacement`, payload)).body.code).toBe(
    "card-unknown",
  );
  expect(
    (await ask("jinhe-desk", "POST", `/patrons/${id}/cards/recovery`, { barcode: "B-1" })).body.code,
  ).toBe("card-unknown");
  expect((await ask("jinhe-desk", "POST", `/patrons/${id}/cards`, { barcode: "A-2023001" })).body.code).toBe(
    "card-exists",
  );
  // A number that somebody else has been given meanwhile does not come back.
  await ask("jinhe-desk", "POST", `/patrons/${id}/cards/loss`, { barcode: "B-2" });
  await register("元稹", { card: "B-2" });
  expect(
    (await ask("jinhe-desk", "POST", `/patrons/${id}/cards/recovery`, { barcode: "B-2" })).body.code,
  ).toBe("card-exists");
});

test("a block holds from its first to its last day and is lifted by the library that set it", async () => {
  const id = await register("李清照");
  await ask("nanshan-desk", "POST", `/patrons/${id}/affiliations`, { number: "LQZ", patronGroup: "visitor" });
  const path = `/patrons/${id}/blocks`;
  expect(
    (await ask("jinhe-desk", "POST", path, { kind: "debt", from: "2027-01-02", until: "2027-01-01" })).body
      .code,
  ).toBe("block-days-invalid");
  const set = await ask("jinhe-desk", "POST", path, { kind: "debt", until: "2027-06-01" });
  expect(set.status).toBe(201);
  const blockId = set.body.id as unknown as string;
  expect((await ask("nanshan-desk", "GET", `/patrons/${id}?reason=account`)).body.blocks).toMatchObject([
    { id: blockId, member: "JINHE", kind: "debt", until: "2027-06-01" },
  ]);
  const isCardBlocked = async (): Promise<unknown> => {
    const { body } = await ask("jinhe-desk", "GET", `/patrons/${id}?reason=account`);
    const own = (body.affiliations as unknown as { cards: { blocked: boolean }[] }[])[0];
    return own!.cards[0]!.blocked;
  };
  expect(await isCardBlocked()).toBe(true);
  const { db } = world.database;
  await holdCards(db, { now: () => new Date("2027-06-01T12:00:00Z") }, null);
  expect(await isCardBlocked()).toBe(true);
  await holdCards(db, { now: () => new Date("2027-06-02T12:00:00Z") }, null);
  expect(await isCardBlocked()).toBe(false);
  await holdCards(db, world.clock, null);
  expect((await ask("nanshan-desk", "DELETE", `${path}/${blockId}`)).body.code).toBe("block-unknown");
  expect((await ask("somebody", "DELETE", `${path}/${blockId}`)).body.code).toBe("forbidden");
  expect((await ask("jinhe-desk", "DELETE", `${path}/${blockId}`)).body).toEqual({ left: 0 });
  expect(await isCardBlocked()).toBe(false);
  expect((await ask("jinhe-desk", "DELETE", `${path}/${blockId}`)).body.code).toBe("block-unknown");
});

test("a one-time password opens nothing but the choice of another one, for a week", async () => {
  const id = await register("王维", { number: "2023-099", card: "WW-1" });
  browsers["jinhe-desk"] = await signInBrowser(world, "jinhe-desk");
  const given = await ask("jinhe-desk", "POST", `/patrons/${id}/one-time-password`);
  expect(given).toMatchObject({ status: 201, body: { login: "jinhe-2023-099" } });
  const { password } = given.body as unknown as { password: string };
  const signIn = (payload: object) => world.app.inject({ method: "POST", url: "/api/v1/session", payload });
  expect((await signIn({ login: "WW-1", password })).json()).toMatchObject({
    code: "password-change-needed",
  });
  expect((await signIn({ login: "WW-1", password, newPassword: password })).json()).toMatchObject({
    code: "password-unchanged",
  });
  for (const [newPassword, code] of [
    ["short", "password-too-short"],
    ["长".repeat(257), "password-too-long"],
    ["password123", "password-common"],
  ])
    expect((await signIn({ login: "WW-1", password, newPassword })).json()).toMatchObject({ code });
  const own = "quiet river stones";
  expect((await signIn({ login: "jinhe-2023-099", password, newPassword: own })).statusCode).toBe(201);
  expect((await signIn({ login: "jinhe-2023-099", password })).statusCode).toBe(401);
  expect((await signIn({ login: "WW-1", password: own })).statusCode).toBe(201);
  const next = await ask("jinhe-desk", "POST", `/patrons/${id}/one-time-password`);
  world.clock.advance(7 * DAY_MS);
  const late = { login: "WW-1", password: next.body.password, newPassword: "another long one" };
  expect((await signIn(late)).json()).toMatchObject({ code: "one-time-password-over" });
});

test("nobody takes over staff, or another library's reader, by a one-time password", async () => {
  browsers["jinhe-desk"] = await signInBrowser(world, "jinhe-desk");
  browsers["nanshan-desk"] = await signInBrowser(world, "nanshan-desk");
  const chief = await addPerson(world, "double");
  await inTransaction(world.database.db, async (tx) => {
    await sql`insert into people.card (member_id, barcode, person_id) values (${world.jinhe.id}, 'D-1', ${chief.id})`.execute(
      tx,
    );
    await sql`insert into people.role_grant (person_id, role, member_id) values (${chief.id}, 'cataloguer', ${world.jinhe.id})`.execute(
      tx,
    );
  });
  expect((await ask("jinhe-desk", "POST", `/patrons/${chief.id}/one-time-password`)).body.code).toBe(
    "patron-is-staff",
  );
  const id = await register("杜甫");
  expect((await ask("nanshan-desk", "POST", `/patrons/${id}/one-time-password`)).body.code).toBe(
    "patron-unknown",
  );
});
