import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../../kernel/actor.ts";
import { demandDeclaredRefusals } from "../../kernel/command.ts";
import { inTransaction } from "../../kernel/database.ts";
import { createPerson } from "../registration.ts";
import { grantRole } from "../roles.ts";
import { addPerson, type Browser, buildWorld, signInBrowser, type World } from "../testing-world.ts";

let world: World;
const browsers: Record<string, Browser> = {};
const ids: Record<string, string> = {};

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await buildWorld();
  const people: [string, ...Parameters<typeof addPerson>[2][]][] = [
    ["office", ["consortium-admin", null]],
    ["chief", ["member-admin", "JINHE"]],
    ["nanshan", ["member-admin", "NANSHAN"]],
    ["desk", ["circulation", "JINHE"]],
    ["reader"],
  ];
  for (const [login, ...grants] of people) {
    ids[login] = (await addPerson(world, login, ...grants)).id;
    browsers[login] = await signInBrowser(world, login);
  }
});
afterAll(() => world.close());

type Answer = { status: number; body: Record<string, unknown> };
async function ask(login: string, operation: string, payload?: object): Promise<Answer> {
  const [method, path] = operation.split(" ") as ["GET", string];
  const browser = browsers[login];
  const reply = await world.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: browser ? { cookie: browser.cookie, "x-csrf-token": browser.csrf } : {},
    ...(method !== "GET" && { payload: payload ?? {} }),
  });
  return { status: reply.statusCode, body: reply.body === "" ? {} : JSON.parse(reply.body) };
}
const rolesOf = async (member: string, name: string): Promise<string[] | undefined> => {
  const { body } = await ask("office", `GET /staff?member=${member}`);
  return (body.items as { name: string; roles: string[] }[]).find((one) => one.name === name)?.roles;
};
const signIn = (payload: object) => world.app.inject({ method: "POST", url: "/api/v1/session", payload });
const somebody = { name: "陈流通", login: "chen", member: "JINHE", roles: ["circulation", "cataloguer"] };

test("an administrator takes somebody in, who chooses a password of their own and works", async () => {
  const { status, body } = await ask("chief", "POST /staff", somebody);
  expect(status).toBe(201);
  const password = String(body.password);
  const listed = await ask("chief", "GET /staff?member=JINHE");
  expect(listed.body.items).toContainEqual({
    personId: body.personId,
    name: "陈流通",
    login: "chen",
    roles: ["cataloguer", "circulation"],
    mustChoosePassword: true,
  });
  expect((await signIn({ login: "chen", password })).json()).toMatchObject({
    code: "password-change-needed",
  });
  expect((await signIn({ login: "chen", password, newPassword: "short one" })).json()).toMatchObject({
    code: "password-too-short",
  });
  const session = await signIn({ login: "chen", password, newPassword: "seven lamps over water" });
  expect(session.json()).toMatchObject({ roles: [{ member: "JINHE" }, { member: "JINHE" }] });
  const { rows } = await sql`select a.action, a.scope, a.person_id from kernel.audit a
    where a.action = 'staff.add' and a.actor_id = ${ids.chief}`.execute(world.database.db);
  expect(rows).toEqual([{ action: "staff.add", scope: world.jinhe.id, person_id: body.personId }]);
});

test("who works at another library is given a role here by their user name, and loses it again", async () => {
  const grant = { login: "nanshan", role: "cataloguer", member: "JINHE" };
  expect(await ask("chief", "PUT /staff/roles", grant)).toMatchObject({
    status: 200,
    body: { name: "nanshan" },
  });
  expect((await ask("chief", "PUT /staff/roles", grant)).status).toBe(200);
  expect(await rolesOf("JINHE", "nanshan")).toEqual(["cataloguer"]);
  const end = { personId: ids.nanshan, role: "cataloguer", member: "JINHE" };
  expect((await ask("chief", "DELETE /staff/roles", end)).status).toBe(204);
  expect(await ask("chief", "DELETE /staff/roles", end)).toMatchObject({ body: { code: "role-not-held" } });
  expect(await rolesOf("JINHE", "nanshan")).toBeUndefined();
});

test("the last administrator of a library stays, unless the office takes them away", async () => {
  const end = { personId: ids.chief, role: "member-admin", member: "JINHE" };
  expect(await ask("chief", "DELETE /staff/roles", end)).toMatchObject({
    status: 409,
    body: { code: "last-member-admin" },
  });
  await addPerson(world, "second", ["member-admin", "JINHE"]);
  expect((await ask("chief", "DELETE /staff/roles", end)).status).toBe(204);
  expect(
    (await ask("office", "PUT /staff/roles", { login: "chief", role: "member-admin", member: "JINHE" }))
      .status,
  ).toBe(200);
  const alone = { personId: ids.nanshan, role: "member-admin", member: "NANSHAN" };
  expect((await ask("office", "DELETE /staff/roles", alone)).status).toBe(204);
  await ask("office", "PUT /staff/roles", { login: "nanshan", role: "member-admin", member: "NANSHAN" });
});

test("two administrators who leave at once do not leave a library without one", async () => {
  const [one, two] = [await addPerson(world, "ns-1"), await addPerson(world, "ns-2")];
  for (const login of ["ns-1", "ns-2"])
    await ask("office", "PUT /staff/roles", { login, role: "member-admin", member: "NANSHAN" });
  await ask("office", "DELETE /staff/roles", {
    personId: ids.nanshan,
    role: "member-admin",
    member: "NANSHAN",
  });
  for (const login of ["ns-1", "ns-2"]) browsers[login] = await signInBrowser(world, login);
  const leave = (login: string, personId: string) =>
    ask(login, "DELETE /staff/roles", { personId, role: "member-admin", member: "NANSHAN" });
  const answers = await Promise.all([leave("ns-1", one.id), leave("ns-2", two.id)]);
  expect(answers.map((answer) => answer.status).sort()).toEqual([204, 409]);
});

test("the office's last administrator stays", async () => {
  const end = { personId: ids.office, role: "consortium-admin", member: null };
  expect(await ask("office", "DELETE /staff/roles", end)).toMatchObject({
    status: 409,
    body: { code: "last-consortium-admin" },
  });
});

test("a forgotten password is given anew for one sign-in, and signs out everywhere", async () => {
  const person = await addPerson(world, "forgetful", ["circulation", "JINHE"]);
  browsers.forgetful = await signInBrowser(world, "forgetful");
  const { status, body } = await ask("chief", `POST /staff/${person.id}/one-time-password`);
  expect(status).toBe(201);
  expect((await ask("forgetful", "GET /session")).status).toBe(401);
  expect((await signIn({ login: "forgetful", password: body.password })).json()).toMatchObject({
    code: "password-change-needed",
  });
});

test.each<[string, object | undefined, number, string]>([
  ["POST /staff", { ...somebody, login: "chen" }, 409, "login-taken"],
  ["POST /staff", { ...somebody, login: "陈" }, 400, "invalid-request"],
  ["POST /staff", { ...somebody, login: "陈 流" }, 400, "login-invalid"],
  ["POST /staff", { ...somebody, login: "e1", email: "nowhere" }, 400, "email-invalid"],
  ["POST /staff", { ...somebody, login: "e2", member: null }, 400, "role-scope-wrong"],
  ["POST /staff", { ...somebody, login: "e3", member: "NONE" }, 404, "member-unknown"],
  ["PUT /staff/roles", { login: "nobody", role: "circulation", member: "JINHE" }, 404, "login-unknown"],
  [
    "PUT /staff/roles",
    { login: "reader", role: "consortium-admin", member: "JINHE" },
    400,
    "role-scope-wrong",
  ],
  ["DELETE /staff/roles", { personId: "x", role: "circulation", member: "JINHE" }, 404, "role-not-held"],
  ["GET /staff?member=NONE", undefined, 404, "member-unknown"],
  ["POST /staff/none/one-time-password", undefined, 404, "person-unknown"],
])("the office's %s with %j is refused with %i %s", async (operation, payload, status, code) => {
  expect(await ask("office", operation, payload)).toMatchObject({ status, body: { code } });
});

test("whoever works here and has never had a user name is given no password anew", async () => {
  const { id } = await inTransaction(world.database.db, (tx) =>
    createPerson(tx, systemActor, { name: "无名" }),
  );
  await inTransaction(world.database.db, (tx) => grantRole(tx, systemActor, id, "circulation", "JINHE"));
  expect(await ask("office", `POST /staff/${id}/one-time-password`)).toMatchObject({
    status: 404,
    body: { code: "login-unknown" },
  });
});

test("a reader has no password that staff are given anew", async () => {
  expect(await ask("office", `POST /staff/${ids.reader}/one-time-password`)).toMatchObject({
    body: { code: "person-unknown" },
  });
});

test.each<[string, object | undefined]>([
  ["POST /staff", { ...somebody, login: "wrong-side" }],
  ["PUT /staff/roles", { login: "reader", role: "circulation", member: "JINHE" }],
  [
    "DELETE /staff/roles",
    { personId: "01a00000-0000-7000-8000-000000000001", role: "circulation", member: "JINHE" },
  ],
  ["GET /staff?member=JINHE", undefined],
])("%s is for the library's own administrators and the office", async (operation, payload) => {
  await addPerson(world, `ns-${operation.length}`, ["member-admin", "NANSHAN"]);
  browsers.other = await signInBrowser(world, `ns-${operation.length}`);
  expect((await ask("nobody", operation, payload)).status).toBe(401);
  for (const login of ["reader", "desk", "other"])
    expect(await ask(login, operation, payload)).toMatchObject({ status: 403, body: { code: "forbidden" } });
});

test("a library's administrator takes over nobody who may do more than they, and gives nobody the region", async () => {
  expect(await ask("chief", `POST /staff/${ids.office}/one-time-password`)).toMatchObject({ status: 403 });
  expect(
    await ask("chief", "PUT /staff/roles", { login: "chief", role: "consortium-admin", member: null }),
  ).toMatchObject({ status: 403 });
  expect(await ask("chief", "GET /staff")).toMatchObject({ status: 403 });
});
