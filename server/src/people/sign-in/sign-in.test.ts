import { parseOptions } from "@node-rs/argon2";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemActor } from "../../kernel/actor.ts";
import { readConfig } from "../../kernel/config.ts";
import { inTransaction } from "../../kernel/database.ts";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "../../kernel/time.ts";
import { addCard, blockCard } from "../cards.ts";
import { setPassword } from "../credentials.ts";
import { peopleJobs } from "../jobs.ts";
import type { Person } from "../persons.ts";
import { createPerson } from "../registration.ts";
import { addPerson, buildWorld, PASSWORD, START, type World } from "../testing-world.ts";
import { newBrowserToken } from "./browsers.ts";
import { hashPassword, verifyPassword } from "./passwords.ts";
import { loadSession } from "./sessions.ts";
import { changePassword, type SignIn, signIn } from "./sign-in.ts";
import { forgetGuesses, loginWaitMs } from "./sign-in-attempts.ts";
import { comparedIn, hashAsAlways } from "./testing-argon2.ts";

// What a password costs is one of the rules here.
beforeAll(() => hashAsAlways(true));
let world: World;
let li: Person;
beforeAll(async () => {
  world = await buildWorld();
  li = await addPerson(world, "li");
});
afterAll(async () => {
  hashAsAlways(false);
  await world.close();
});
beforeEach(async () => {
  await world.database.pool.query("truncate people.failed_sign_in");
  world.clock.set(START);
});

const enter = (
  login: string,
  password = PASSWORD,
  address = "10.0.0.1",
  browser: string | null = null,
): Promise<SignIn> =>
  signIn(world.database.db, world.clock, {
    login,
    password,
    origin: { browser, address },
    via: "web",
    agent: "",
  });
const fail = async (login: string, address?: string): Promise<void> => {
  await expect(enter(login, "wrong password", address)).rejects.toMatchObject({
    code: "sign-in-failed",
    status: 401,
  });
};
const card = (memberId: number, barcode: string, personId = li.id): Promise<void> =>
  inTransaction(world.database.db, (tx) => addCard(tx, systemActor, personId, { memberId, barcode }));

/** So many wrong passwords for a login have come from strange networks. */
const strangersTried = (login: string, times: number) =>
  world.database.pool.query(
    `insert into people.failed_sign_in (subject, at)
     select 'login:' || translate(rtrim(encode(sha256(convert_to($2, 'UTF8')), 'base64'), '='), '+/', '-_'), $1::timestamptz
     from generate_series(1, $3::int)`,
    [START, login, times],
  );

test("somebody signs in by login, whatever its case and width", async () => {
  for (const login of ["li", " LI ", "ｌｉ"]) expect((await enter(login)).person).toEqual(li);
});

test("only the hash of a session's token is stored", async () => {
  const { token, key } = await enter("li");
  expect(Buffer.from(token, "base64url")).toHaveLength(32);
  const { rows } = await world.database.pool.query("select * from people.session");
  expect(JSON.stringify(rows)).not.toContain(token);
  expect(rows.map((row: { token_hash: Buffer }) => row.token_hash.toString("hex"))).toContain(key);
});

test("a card's barcode signs in while it is one person's and not blocked", async () => {
  await card(world.jinhe.id, "30001");
  await card(world.nanshan.id, "30001");
  expect((await enter("30001")).person.id).toBe(li.id);

  const wang = await addPerson(world, "wang");
  await card(world.jinhe.id, "30002");
  await card(world.nanshan.id, "30002", wang.id);
  await fail("30002");
  await expect(enter("30002")).rejects.toMatchObject({ code: "sign-in-failed" });

  await card(world.jinhe.id, "30003");
  await inTransaction(world.database.db, (tx) =>
    blockCard(tx, systemActor, {
      memberId: world.jinhe.id,
      barcode: "30003",
      blockedAt: world.clock.now(),
    }),
  );
  await expect(enter("30003")).rejects.toMatchObject({ code: "sign-in-failed" });
});

test("an unknown login, a reader without password and a wrong password get the same answer", async () => {
  await inTransaction(world.database.db, (tx) =>
    createPerson(tx, systemActor, { name: "No login", card: { memberId: 1, barcode: "30009" } }),
  );
  const answers = await Promise.all(
    ["li", "nobody.at.all", "30009"].map((login) =>
      enter(login, "wrong password").catch((error: unknown) => error),
    ),
  );
  expect(new Set(answers.map(String)).size).toBe(1);
});

test("a login nobody has costs as much work as one somebody has", async () => {
  const [known, unknown] = [
    await comparedIn(() => fail("li")),
    await comparedIn(() => fail("nobody.at.all")),
  ];
  expect([known.length, unknown.length]).toEqual([1, 1]);
  expect(parseOptions(unknown[0]!)).toEqual(parseOptions(known[0]!));
});

test("passwords are hashed with Argon2id at the cost the hash of nobody has", async () => {
  const made = await hashPassword("密码密码密码密码");
  expect(parseOptions(made)).toMatchObject({ memoryCost: 19_456, timeCost: 2, parallelism: 1, algorithm: 2 });
  expect(await verifyPassword(made, "密码密码密码密码")).toBe(true);
  expect(await verifyPassword(made, "密码密码密码密馬")).toBe(false);
  expect(await verifyPassword(null, "密码密码密码密码")).toBe(false);
  // A full-width keyboard is no reason to be locked out.
  expect(await verifyPassword(await hashPassword("ｐａｓｓｗｏｒｄ１"), "password1")).toBe(true);
});

test("when too many passwords wait to be checked, further ones are refused", async () => {
  const results = await Promise.allSettled(Array.from({ length: 201 }, () => verifyPassword("", "x")));
  const codes = results.map((r) => (r.status === "rejected" ? (r.reason as { code: string }).code : ""));
  expect(codes.filter((code) => code === "busy")).toHaveLength(1);
});

test("the wait of a login doubles from one minute to fifteen", () => {
  expect([0, 4, 5, 6, 7, 8, 9, 10, 5000].map((n) => loginWaitMs(n) / MINUTE_MS)).toEqual([
    0, 0, 1, 2, 4, 8, 15, 15, 15,
  ]);
});

test("after five failures a login waits, right password or not, and the wait is named", async () => {
  for (let i = 0; i < 5; i++) await fail("li");
  world.clock.advance(10 * SECOND_MS);
  await expect(enter("li")).rejects.toMatchObject({
    code: "too-many-attempts",
    status: 429,
    params: { retryAfterSeconds: 50 },
  });
  world.clock.advance(50 * SECOND_MS);
  await fail("li");
  world.clock.advance(119 * SECOND_MS);
  await expect(enter("li")).rejects.toMatchObject({ params: { retryAfterSeconds: 1 } });
  world.clock.advance(SECOND_MS);
  expect((await enter("li")).person.id).toBe(li.id);
  for (let i = 0; i < 5; i++) await fail("li");
});

test("a login nobody has must wait alike", async () => {
  for (let i = 0; i < 5; i++) await fail("nobody.at.all");
  await expect(enter("nobody.at.all")).rejects.toMatchObject({ code: "too-many-attempts" });
});

test("guesses by barcode and by login count together", async () => {
  await card(world.jinhe.id, "30010");
  for (let i = 0; i < 3; i++) await fail("li");
  for (let i = 0; i < 2; i++) await fail("30010");
  await expect(enter("li")).rejects.toMatchObject({ code: "too-many-attempts" });
  await expect(enter("30010")).rejects.toMatchObject({ code: "too-many-attempts" });
});

test("of thirty guesses fired at once, five are looked at", async () => {
  const results = await Promise.allSettled(Array.from({ length: 30 }, () => enter("li", "wrong password")));
  const codes = results.map((r) => (r.status === "rejected" ? (r.reason as { code: string }).code : "in"));
  expect(codes.filter((code) => code === "sign-in-failed")).toHaveLength(5);
  expect(codes.filter((code) => code === "too-many-attempts")).toHaveLength(25);
});

test("signing in resets one's own failures and nobody else's", async () => {
  await addPerson(world, "chen");
  for (let i = 0; i < 4; i++) {
    await fail("li");
    await fail("chen");
  }
  await enter("li");
  await fail("chen");
  await expect(enter("chen")).rejects.toMatchObject({ code: "too-many-attempts" });
  for (let i = 0; i < 4; i++) await fail("li");
  await enter("li");
});

test("a hundred failures from one address close it, for that address, until ten minutes have passed", async () => {
  const { pool } = world.database;
  await pool.query(
    `insert into people.failed_sign_in (subject, at)
     select 'address:10.9.9.9', $1::timestamptz + n * interval '1 second' from generate_series(1, 99) n`,
    [START],
  );
  world.clock.advance(100 * SECOND_MS);
  await enter("li", PASSWORD, "10.9.9.9");
  await fail("somebody", "10.9.9.9");
  await expect(enter("li", PASSWORD, "10.9.9.9")).rejects.toMatchObject({
    code: "too-many-attempts",
    params: { retryAfterSeconds: 501 },
  });
  await enter("li", PASSWORD, "10.9.9.8");
  world.clock.advance(501 * SECOND_MS);
  await enter("li", PASSWORD, "10.9.9.9");
});

test("a class behind one address signs in at the same moment", async () => {
  await world.database.pool.query(
    `insert into people.failed_sign_in (subject, at)
     select 'address:10.9.9.7', $1::timestamptz from generate_series(1, 98)`,
    [START],
  );
  const logins = ["class.a", "class.b", "class.c", "class.d"];
  for (const login of logins) await addPerson(world, login);
  const signedIn = await Promise.all(logins.map((login) => enter(login, PASSWORD, "10.9.9.7")));
  expect(signedIn.map((session) => session.person.name)).toEqual(logins);
});

test("a stranger's guesses cost the rightful person nothing, from another network or in a browser they used before", async () => {
  await addPerson(world, "victim");
  const own = newBrowserToken();
  await enter("victim", PASSWORD, "10.7.7.7", own);
  for (let i = 0; i < 5; i++) await fail("victim", "10.7.7.7");
  await expect(enter("victim", PASSWORD, "10.7.7.7")).rejects.toMatchObject({ code: "too-many-attempts" });
  await expect(enter("victim", PASSWORD, "10.7.7.7", newBrowserToken())).rejects.toMatchObject({
    code: "too-many-attempts",
  });
  // Another network, and the attacked network in the person's own browser.
  await enter("victim", PASSWORD, "10.8.8.8");
  await enter("victim", PASSWORD, "10.7.7.7", own);
  // Coming in does not forgive the stranger.
  await expect(enter("victim", "wrong password", "10.7.7.7")).rejects.toMatchObject({
    code: "too-many-attempts",
  });
});

test("the token of somebody else's browser, or one made up, is a strange browser", async () => {
  await addPerson(world, "owner");
  const others = newBrowserToken();
  await enter("li", PASSWORD, "10.6.6.6", others);
  for (let i = 0; i < 5; i++)
    await expect(enter("owner", "wrong password", "10.6.6.6", others)).rejects.toMatchObject({
      code: "sign-in-failed",
    });
  await expect(enter("owner", "wrong password", "10.6.6.6", newBrowserToken())).rejects.toMatchObject({
    code: "too-many-attempts",
  });
});

test("a known browser waits by its own failures", async () => {
  await addPerson(world, "own");
  const own = newBrowserToken();
  await enter("own", PASSWORD, "10.5.5.5", own);
  for (let i = 0; i < 5; i++)
    await expect(enter("own", "wrong password", "10.5.5.5", own)).rejects.toMatchObject({
      code: "sign-in-failed",
    });
  await expect(enter("own", PASSWORD, "10.5.5.5", own)).rejects.toMatchObject({ code: "too-many-attempts" });
});

test("during an attack from many networks their guesses end, and the login's owner comes in from a new place", async () => {
  await addPerson(world, "target");
  await enter("target", PASSWORD, "10.4.4.4");
  await strangersTried("target", 200);
  // Two more for a network, one for all /64 of a site, and then nothing.
  const guess = (address: string) =>
    enter("target", "wrong password", address).catch((error: { code: string }) => error.code);
  for (const address of ["172.16.0.1", "172.16.0.1"]) expect(await guess(address)).toBe("sign-in-failed");
  expect(await guess("172.16.0.1")).toBe("too-many-attempts");
  const site = await Promise.all(["1", "2", "3", "4", "5"].map((one) => guess(`2001:db8:7:${one}::1`)));
  expect(site.filter((code) => code === "sign-in-failed")).toHaveLength(2);
  expect(site.filter((code) => code === "too-many-attempts")).toHaveLength(3);
  expect((await enter("target", PASSWORD, "172.17.0.1")).person.name).toBe("target");
  expect((await enter("target", PASSWORD, "10.4.4.4")).person.name).toBe("target");
  // Thousands of networks: bounded, and opened again by a day, or by a desk that sees the person.
  await strangersTried("target", 5000);
  await expect(enter("target", PASSWORD, "172.18.0.1")).rejects.toMatchObject({ code: "too-many-attempts" });
  expect((await enter("target", PASSWORD, "10.4.4.4")).person.name).toBe("target");
  await inTransaction(world.database.db, (tx) => forgetGuesses(tx, "target"));
  expect((await enter("target", PASSWORD, "172.18.0.1")).person.name).toBe("target");
  world.clock.advance(DAY_MS);
});

test("a program without a cookie that came in from a network is not shut out by strange networks", async () => {
  await addPerson(world, "self-check");
  await enter("self-check", PASSWORD, "10.3.3.3");
  await strangersTried("self-check", 5000);
  await expect(enter("self-check", PASSWORD, "10.3.3.4")).rejects.toMatchObject({
    code: "too-many-attempts",
  });
  expect((await enter("self-check", PASSWORD, "10.3.3.3")).person.name).toBe("self-check");
});

test("signing in, failing and having to wait are noted, with whom it concerned", async () => {
  const zhou = await addPerson(world, "zhou", ["circulation", "JINHE"]);
  await enter("zhou");
  for (let i = 0; i < 5; i++) await fail("zhou");
  const { rows } = await world.database.pool.query<{ action: string; scope: number; via: string }>(
    "select action, scope, via from kernel.audit where person_id = $1 and action like 'sign-in.%' order by id",
    [zhou.id],
  );
  expect(rows.map((row) => row.action)).toEqual([
    "sign-in.done",
    ...Array<string>(4).fill("sign-in.fail"),
    "sign-in.lock",
  ]);
  expect(new Set(rows.map((row) => `${row.scope} ${row.via}`))).toEqual(new Set([`${world.jinhe.id} web`]));
});

test("neither logins nor passwords typed into the wrong field can be read in the counters", async () => {
  await fail("my secret password");
  const { rows } = await world.database.pool.query("select subject from people.failed_sign_in");
  expect(JSON.stringify(rows)).not.toContain("secret");
});

test("signing in again ends the session the browser had", async () => {
  const { db } = world.database;
  const first = await enter("li");
  const second = await signIn(db, world.clock, {
    login: "li",
    password: PASSWORD,
    origin: { browser: null, address: "10.0.0.1" },
    via: "web",
    agent: "",
    previousToken: first.token,
  });
  expect(second.token).not.toBe(first.token);
  expect(await loadSession(db, first.key)).toBeNull();
  expect(await loadSession(db, second.key)).not.toBeNull();
});

test("changing one's password ends one's other sessions and keeps this one", async () => {
  const { db } = world.database;
  const zhao = await addPerson(world, "zhao");
  const here = await enter("zhao");
  const elsewhere = await enter("zhao");
  const change = (current: string, password: string): Promise<void> =>
    changePassword(db, world.clock, here, { current, password });
  await expect(change("wrong password", "new passphrase")).rejects.toMatchObject({ code: "sign-in-failed" });
  await expect(change(PASSWORD, "short")).rejects.toMatchObject({ code: "password-too-short" });
  await change(PASSWORD, "new passphrase");
  expect(await loadSession(db, here.key)).not.toBeNull();
  expect(await loadSession(db, elsewhere.key)).toBeNull();
  await fail("zhao");
  expect((await enter("zhao", "new passphrase")).person.id).toBe(zhao.id);
});

test("a password set by the office ends every session, also one that is being opened", async () => {
  const { db } = world.database;
  const sun = await addPerson(world, "sun");
  const reset = inTransaction(db, (tx) => setPassword(tx, systemActor, sun.id, "sun", "another passphrase"));
  await Promise.allSettled([reset, ...[1, 2, 3].map(() => enter("sun"))]);
  await reset;
  const { rowCount } = await world.database.pool.query("select 1 from people.session where person_id = $1", [
    sun.id,
  ]);
  expect(rowCount).toBe(0);
});

test("tidying deletes what has expired and nothing else", async () => {
  const { db, pool } = world.database;
  await pool.query("delete from people.session");
  await pool.query(
    "insert into kernel.audit (actor_id, action, subject_kind, subject_id, detail, keep_until) values (gen_random_uuid(), 'x', 'x', 'x', '{}', $1)",
    [START],
  );
  await fail("old");
  const old = await enter("li");
  world.clock.advance(20 * DAY_MS);
  const fresh = await enter("li");
  await fail("new");
  world.clock.advance(10 * DAY_MS);
  await peopleJobs({ ...world.database, clock: world.clock, config: readConfig({}) })["people-tidy"]?.(
    undefined,
  );
  expect(await loadSession(db, old.key)).toBeNull();
  expect(await loadSession(db, fresh.key)).not.toBeNull();
  expect((await pool.query("select 1 from people.failed_sign_in")).rowCount).toBe(0);
  expect((await pool.query("select 1 from kernel.audit where action = 'x'")).rowCount).toBe(0);
});
