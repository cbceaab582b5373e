import { afterAll, beforeAll, expect, test } from "vitest";
import { auditQueries } from "../audit/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { inTransaction } from "../kernel/database.ts";
import { mountQueries } from "../kernel/doors.ts";
import { DAY_MS, MINUTE_MS } from "../kernel/time.ts";
import { addCard } from "./cards.ts";
import { setPassword } from "./credentials.ts";
import { createPerson } from "./registration.ts";
import { grantRole } from "./roles.ts";
import { isCommonPassword } from "./sign-in/common-passwords.ts";
import { agentName } from "./sign-in/own-sessions.ts";
import { hashPassword, verifyPassword } from "./sign-in/passwords.ts";
import {
  addPerson,
  type Browser,
  buildWorld,
  PASSWORD,
  START,
  signInBrowser,
  type World,
} from "./testing-world.ts";

let world: World;
beforeAll(async () => {
  world = await buildWorld();
  const { db } = world.database;
  mountQueries(world.app, { db, clock: world.clock, config: readConfig({}) }, auditQueries);
  await addPerson(world, "reader");
  await addPerson(world, "stranger");
  await addPerson(world, "clerk", ["circulation", "JINHE"]);
  await addPerson(world, "admin", ["member-admin", "JINHE"]);
  await addPerson(world, "other-admin", ["member-admin", "NANSHAN"]);
  await addPerson(world, "office", ["consortium-admin", null]);
});
afterAll(() => world.close());

type Answer = { status: number; body: Record<string, unknown> };
async function ask(
  browser: Browser | null,
  method: "GET" | "POST" | "PUT" | "DELETE",
  url: string,
  payload?: object,
): Promise<Answer> {
  const headers = browser ? { cookie: browser.cookie, "x-csrf-token": browser.csrf } : {};
  const reply = await world.app.inject({ method, url, headers, ...(payload && { payload }) });
  return {
    status: reply.statusCode,
    body: reply.body === "" ? {} : (reply.json() as Record<string, unknown>),
  };
}
const items = (answer: Answer): Record<string, unknown>[] => answer.body.items as Record<string, unknown>[];

test("common passwords are refused, also written for their letters, with digits behind, doubled, as a run, or one's own name", () => {
  for (const one of [
    "password",
    "12345678",
    "aaaaaaaa",
    "P@ssw0rd",
    "Password2026!",
    "password1234",
    "passwordpassword",
    "qwertyuiop12",
    "abcdefghijkl",
    "987654321098",
    "1qaz2wsx3edc",
    "abababababab",
    "LinMo2026",
    "sunshine2026",
    "iloveyou!!!!",
    "123456789012",
    "nihao123456",
    "mima12345678",
    "woaini1314520",
    "aini1314aini",
    "abcd1234abcd",
    "asdf1234asdf",
    "zhangsan12345",
    "commonshelf2026",
    "linmo2026linmo",
    "20001231200012",
    "13800138000",
  ])
    expect(isCommonPassword(one, ["linmo", "林墨"]), one).toBe(true);
  for (const one of [
    PASSWORD,
    "gongjia-2026",
    "a long password",
    "reader-linmo",
    "three green kettles",
    "correcthorsebattery",
    "nihaokettle-9x",
    "70259318446021",
    "翠翠在渡口等船",
  ])
    expect(isCommonPassword(one, ["linmo"]), one).toBe(false);
});

test("a reader's password has eight characters, a member of staff's twelve, and a weak one gets no role", async () => {
  const run = <T>(work: Parameters<typeof inTransaction<T>>[1]): Promise<T> =>
    inTransaction(world.database.db, work);
  const made = await run((tx) =>
    createPerson(tx, systemActor, { name: "New", login: "newcomer", password: "kettle-9x" }),
  );
  const role = { login: "newcomer", role: "circulation", member: "JINHE" };
  expect(await ask(await signInBrowser(world, "office"), "PUT", "/api/v1/staff/roles", role)).toMatchObject({
    status: 409,
    body: { code: "password-weak" },
  });
  await run((tx) => setPassword(tx, systemActor, made.id, "newcomer", "kettle-9x-green"));
  await run((tx) => grantRole(tx, systemActor, made.id, "circulation", "JINHE"));
  await expect(
    run((tx) => setPassword(tx, systemActor, made.id, "newcomer", "kettle-9x")),
  ).rejects.toMatchObject({ code: "password-too-short", params: { min: 12 } });
  await expect(
    run((tx) => setPassword(tx, systemActor, made.id, "newcomer", "password2026")),
  ).rejects.toMatchObject({ code: "password-common" });
  await expect(
    run((tx) => createPerson(tx, systemActor, { name: "X", login: "weak", password: "password" })),
  ).rejects.toMatchObject({ code: "password-common", status: 400 });
});

test("somebody who had a role before there were rules is told that their password is weak", async () => {
  const old = await addPerson(world, "old-clerk", ["circulation", "JINHE"]);
  await world.database.pool.query("update people.credential set is_strong = false where person_id = $1", [
    old.id,
  ]);
  const browser = await signInBrowser(world, "old-clerk");
  expect((await ask(browser, "GET", "/api/v1/session")).body).toMatchObject({ isPasswordWeak: true });
});

test("one's own sessions are listed and ended, and nobody else's", async () => {
  const here = await signInBrowser(world, "reader");
  const there = await signInBrowser(world, "reader");
  const stranger = await signInBrowser(world, "stranger");
  const listed = items(await ask(here, "GET", "/api/v1/me/sessions"));
  expect(listed).toHaveLength(2);
  expect(listed[0]).toMatchObject({ isCurrent: true });
  const other = String(listed[1]!.id);
  expect((await ask(stranger, "DELETE", `/api/v1/me/sessions/${other}`)).status).toBe(404);
  expect((await ask(null, "DELETE", `/api/v1/me/sessions/${other}`)).status).toBe(401);
  expect((await ask(there, "GET", "/api/v1/session")).status).toBe(200);
  expect((await ask(here, "DELETE", `/api/v1/me/sessions/${other}`)).status).toBe(204);
  expect((await ask(there, "GET", "/api/v1/session")).status).toBe(401);
  await signInBrowser(world, "reader");
  expect((await ask(here, "DELETE", "/api/v1/me/sessions")).body).toEqual({ ended: 1 });
  expect((await ask(here, "GET", "/api/v1/session")).status).toBe(200);
  expect((await ask(stranger, "GET", "/api/v1/session")).status).toBe(200);
});

test("browsers are told apart by name and system", () => {
  expect(agentName("Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0")).toBe(
    "Firefox · Windows",
  );
  expect(
    agentName(
      "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/128.0 Mobile Safari/537.36 MicroMessenger/8",
    ),
  ).toBe("WeChat · Android");
  expect(agentName("curl/8.5.0")).toBe("curl");
  expect(agentName(undefined)).toBe("");
});

test("who proves once more who they are is fresh again; a wrong password counts against this session only", async () => {
  world.clock.set(START);
  const browser = await signInBrowser(world, "reader");
  const confirm = (password: string) => ask(browser, "POST", "/api/v1/session/confirmation", { password });
  for (let i = 0; i < 5; i++) expect((await confirm("wrong password")).status).toBe(401);
  expect((await confirm(PASSWORD)).status).toBe(429);
  const change = (password: string) =>
    ask(browser, "PUT", "/api/v1/session/password", { current: PASSWORD, password });
  expect((await change("kettle-9x-green")).body.code).toBe("too-many-attempts");
  expect((await ask(await signInBrowser(world, "reader"), "GET", "/api/v1/session")).status).toBe(200);
  world.clock.advance(MINUTE_MS);
  expect((await confirm(PASSWORD)).status).toBe(204);
  expect((await change("长".repeat(257))).body.code).toBe("password-too-long");
  const hashed = await hashPassword("x");
  let isOver = false;
  const waiting = Array.from({ length: 200 }, async () => {
    while (!isOver) await verifyPassword(hashed, "x");
  });
  // Also a busy moment counts as a try, so it is somebody of whom nothing else is asked.
  await addPerson(world, "in-a-hurry");
  const enter = () => ask(null, "POST", "/api/v1/session", { login: "in-a-hurry", password: PASSWORD });
  for (const answer of [await confirm(PASSWORD), await change("kettle-9x-green"), await enter()])
    expect(answer).toMatchObject({ status: 503, body: { code: "busy" } });
  isOver = true;
  await Promise.all(waiting);
  expect((await ask(null, "POST", "/api/v1/session/confirmation", { password: PASSWORD })).status).toBe(401);
});

test("a desk's pace: twelve cards of other libraries or of nobody in a minute, and every one is kept and shown to the reader", async () => {
  world.clock.set(START);
  const reader = await addPerson(world, "looked-at");
  const own = await addPerson(world, "own-reader");
  await inTransaction(world.database.db, async (tx) => {
    await addCard(tx, systemActor, reader.id, { memberId: world.nanshan.id, barcode: "YU2026001" });
    await addCard(tx, systemActor, own.id, { memberId: world.jinhe.id, barcode: "JH2026001" });
  });
  const clerk = await signInBrowser(world, "clerk");
  await ask(clerk, "PUT", "/api/v1/session/branch", { branchId: world.jinheMain.id });
  const look = (barcode: string) => ask(clerk, "GET", `/api/v1/patrons?barcode=${barcode}&reason=check-out`);
  const together = await Promise.all(
    Array.from({ length: 15 }, (_, i) => look(i === 0 ? "YU2026001" : `YU20261${i}`)),
  );
  expect(together.filter((one) => one.status === 200)).toHaveLength(12);
  const refused = together.find((one) => one.status === 429)!;
  expect(refused.body).toMatchObject({ code: "look-ups-too-fast", params: { retryAfterSeconds: 60 } });
  for (let i = 0; i < 20; i++) expect((await look("JH2026001")).status).toBe(200);
  world.clock.advance(MINUTE_MS);
  expect((await look("YU2026001")).status).toBe(200);
  const seen = items(await ask(await signInBrowser(world, "looked-at"), "GET", "/api/v1/me/look-ups"));
  expect(seen[0]).toMatchObject({ by: "clerk", member: "JINHE", reason: "check-out" });
  expect(items(await ask(await signInBrowser(world, "stranger"), "GET", "/api/v1/me/look-ups"))).toEqual([]);
  expect((await ask(null, "GET", "/api/v1/me/look-ups")).status).toBe(401);
});

test("refusals are noted once a minute and door, and the audit is read by those it belongs to", async () => {
  world.clock.set(START);
  const clerk = await signInBrowser(world, "clerk");
  for (let i = 0; i < 3; i++) expect((await ask(clerk, "GET", "/api/v1/audit")).status).toBe(403);
  expect((await ask(null, "GET", "/api/v1/audit")).status).toBe(401);
  expect((await ask(await signInBrowser(world, "reader"), "GET", "/api/v1/audit")).status).toBe(403);
  const admin = await signInBrowser(world, "admin");
  const refused = items(await ask(admin, "GET", "/api/v1/audit?action=refusal"));
  expect(refused).toHaveLength(1);
  expect(refused[0]).toMatchObject({
    action: "refusal.forbidden",
    actor: { name: "clerk" },
    subject: { kind: "door", id: "GET /api/v1/audit" },
    member: "JINHE",
    via: "api",
  });
  const other = await signInBrowser(world, "other-admin");
  expect((await ask(other, "GET", "/api/v1/audit?member=JINHE")).status).toBe(403);
  expect(
    new Set(items(await ask(other, "GET", "/api/v1/audit?limit=200")).map((line) => line.member)),
  ).toEqual(new Set(["NANSHAN"]));
  const office = await signInBrowser(world, "office");
  expect(
    new Set(items(await ask(office, "GET", "/api/v1/audit?limit=200")).map((line) => line.member)).size,
  ).toBeGreaterThan(1);
  expect((await ask(office, "GET", "/api/v1/audit?unknown=1")).status).toBe(400);
});

test("the audit is paged by a cursor and searched by who, whom, what and when", async () => {
  const admin = await signInBrowser(world, "admin");
  const seen: unknown[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: Answer = await ask(admin, "GET", `/api/v1/audit?limit=5${cursor ? `&cursor=${cursor}` : ""}`);
    expect(page.status).toBe(200);
    seen.push(...items(page).map((line) => line.id));
    cursor = page.body.next as string | null;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThan(20);
  expect([...seen].sort((a, b) => Number(b) - Number(a))).toEqual(seen);
  const lookUps = items(await ask(admin, "GET", "/api/v1/audit?action=patron"));
  expect(lookUps.length).toBeGreaterThan(20);
  const personId = String(lookUps.find((line) => line.personId)!.personId);
  const about = items(await ask(admin, "GET", `/api/v1/audit?personId=${personId}`));
  expect(about.every((line) => line.personId === personId)).toBe(true);
  const later = new Date(Date.parse(START) + DAY_MS * 400).toISOString();
  expect(items(await ask(admin, "GET", `/api/v1/audit?from=${later}`))).toEqual([]);
  expect((await ask(admin, "GET", "/api/v1/audit?cursor=xx")).body).toMatchObject({ code: "cursor-invalid" });
});

test("roles given and taken are in the audit of the member", async () => {
  const admin = await signInBrowser(world, "admin");
  const grants = items(await ask(admin, "GET", "/api/v1/audit?action=role.grant"));
  expect(grants.length).toBeGreaterThan(1);
  expect(grants[0]).toMatchObject({ member: "JINHE", subject: { kind: "person" } });
});
