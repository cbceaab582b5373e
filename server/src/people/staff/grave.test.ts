import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { demandDeclaredRefusals } from "../../kernel/command.ts";
import { MINUTE_MS, SECOND_MS } from "../../kernel/time.ts";
import {
  addPerson,
  type Browser,
  buildWorld,
  PASSWORD,
  START,
  signInBrowser,
  type World,
} from "../testing-world.ts";

let world: World;
const ids: Record<string, string> = {};
let reader: string;

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await buildWorld();
  ids.chief = (await addPerson(world, "chief", ["member-admin", "JINHE"])).id;
  ids.second = (await addPerson(world, "second", ["member-admin", "JINHE"])).id;
  ids.clerk = (await addPerson(world, "clerk", ["circulation", "JINHE"])).id;
  ids.guest = (await addPerson(world, "guest")).id;
  world.clock.set(START);
  const chief = await signInBrowser(world, "chief");
  const registered = await ask(chief, "POST /patrons", {
    name: "林墨",
    patronGroup: "student",
    number: "2026001",
    card: "JH2026001",
  });
  expect(registered).toMatchObject({ status: 201 });
  reader = String(registered.body.personId);
});
afterAll(() => world.close());
beforeEach(() => world.clock.set(START));

type Answer = { status: number; body: Record<string, unknown> };
async function ask(
  who: Browser | { token: string } | null,
  operation: string,
  payload: object = {},
): Promise<Answer> {
  const [method, path] = operation.split(" ") as ["POST", string];
  const headers =
    who === null
      ? {}
      : "token" in who
        ? { authorization: `Bearer ${who.token}` }
        : { cookie: who.cookie, "x-csrf-token": who.csrf };
  const reply = await world.app.inject({ method, url: `/api/v1${path}`, headers, payload });
  return { status: reply.statusCode, body: reply.body === "" ? {} : JSON.parse(reply.body) };
}
const grant = { login: "guest", role: "cataloguer", member: "JINHE" };
const end = () => ({ personId: ids.guest, role: "cataloguer", member: "JINHE" });
/** Every act that gives somebody rights or takes over what is theirs, with what it answers to whoever may. */
const acts = (): [string, object, number][] => [
  [
    "POST /staff",
    { name: "陈流通", login: `chen-${world.clock.now().getTime()}`, member: "JINHE", roles: ["circulation"] },
    201,
  ],
  ["PUT /staff/roles", grant, 200],
  ["DELETE /staff/roles", end(), 204],
  [`POST /staff/${ids.clerk}/one-time-password`, {}, 201],
  [`POST /patrons/${reader}/one-time-password`, {}, 201],
];
const roles = async (): Promise<number> => {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from people.role_grant`.execute(
    world.database.db,
  );
  return rows[0]!.count;
};

test("ten minutes after signing in, roles and passwords are still given; a second later they are refused by name", async () => {
  const chief = await signInBrowser(world, "chief");
  world.clock.advance(10 * MINUTE_MS);
  for (const [operation, payload, status] of acts())
    expect(await ask(chief, operation, payload), operation).toMatchObject({ status });
  world.clock.advance(SECOND_MS);
  const before = await roles();
  for (const [operation, payload] of acts())
    expect(await ask(chief, operation, payload), operation).toMatchObject({
      status: 403,
      body: { code: "fresh-sign-in-needed" },
    });
  expect(await roles()).toBe(before);
  expect((await ask(chief, "GET /staff?member=JINHE")).status, "looking is no grave act").toBe(200);
});

test("the password opens the way again for ten minutes, in this session only, and a wrong one does not", async () => {
  const chief = await signInBrowser(world, "chief");
  const elsewhere = await signInBrowser(world, "chief");
  world.clock.advance(11 * MINUTE_MS);
  expect(await ask(chief, "POST /session/confirmation", { password: "wrong password" })).toMatchObject({
    status: 401,
    body: { code: "sign-in-failed" },
  });
  expect(await ask(chief, "PUT /staff/roles", grant)).toMatchObject({
    body: { code: "fresh-sign-in-needed" },
  });
  expect((await ask(chief, "POST /session/confirmation", { password: PASSWORD })).status).toBe(204);
  expect((await ask(chief, "PUT /staff/roles", grant)).status).toBe(200);
  expect(await ask(elsewhere, "DELETE /staff/roles", end())).toMatchObject({
    body: { code: "fresh-sign-in-needed" },
  });
  world.clock.advance(10 * MINUTE_MS + SECOND_MS);
  expect(await ask(chief, "DELETE /staff/roles", end())).toMatchObject({
    body: { code: "fresh-sign-in-needed" },
  });
  const second = await signInBrowser(world, "second");
  expect((await ask(second, "DELETE /staff/roles", end())).status).toBe(204);
});

test("a program's old token gives no roles either, and nobody and readers are told what they lack, not this", async () => {
  const reply = await world.app.inject({
    method: "POST",
    url: "/api/v1/session",
    payload: { login: "chief", password: PASSWORD, bearer: true },
  });
  const { token } = reply.json() as { token: string };
  const guest = await signInBrowser(world, "guest");
  expect((await ask({ token }, "PUT /staff/roles", grant)).status).toBe(200);
  world.clock.advance(10 * MINUTE_MS + SECOND_MS);
  expect(await ask({ token }, "DELETE /staff/roles", end())).toMatchObject({
    body: { code: "fresh-sign-in-needed" },
  });
  for (const [operation, payload] of acts()) {
    expect(await ask(null, operation, payload), operation).toMatchObject({
      status: 401,
      body: { code: "sign-in-needed" },
    });
    expect(await ask(guest, operation, payload), operation).toMatchObject({
      status: 403,
      body: { code: "forbidden" },
    });
  }
});
