import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWhole, type Whole } from "../../testing-whole.ts";
import { buildRegion, type Region } from "../testing-region.ts";

let region: Whole;
let off: Region;
beforeAll(async () => {
  region = await buildWhole({ COMMONSHELF_CODES: "local", COMMONSHELF_BUDGET: "0" });
  await sql`insert into moderation.text_rule (id, kind, pattern, pattern_key, action)
    values (gen_random_uuid(), 'phrase', '禁止之词', '禁止之词', 'refuse')`.execute(region.database.db);
  off = await buildRegion({ COMMONSHELF_CODES: "off" });
});
afterAll(async () => {
  await region.close();
  await off.close();
});

type Fields = Record<string, string>;

/** A browser that sends forms of pages as people fill them in, and is told what each answers. */
function visitor(app = region.app) {
  const jar = new Map<string, string>();
  const keep = (header: string | string[] | undefined) => {
    for (const line of [header ?? []].flat()) {
      const [name, value] = line.split(";")[0]!.split("=", 2);
      jar.set(name!, value!);
    }
  };
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  return {
    jar,
    async send(path: string, fields: Fields) {
      const reply = await app.inject({
        method: "POST",
        url: `/zh-hans${path}`,
        headers: {
          cookie: cookie(),
          "sec-fetch-site": "same-origin",
          "content-type": "application/x-www-form-urlencoded",
        },
        payload: new URLSearchParams(fields).toString(),
      });
      keep(reply.headers["set-cookie"]);
      return { status: reply.statusCode, to: reply.headers.location, html: reply.body };
    },
    async who() {
      const reply = await app.inject({ url: "/api/v1/session", headers: { cookie: cookie() } });
      return reply.json<{ person?: { id: string; name: string } }>().person;
    },
  };
}

async function lastCode(): Promise<string> {
  const { rows } = await sql<{ payload: { code: string } }>`
    select j.payload from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'people-send-code'
    order by j.updated_at desc, j.id desc limit 1`.execute(region.database.db);
  return rows[0]!.payload.code;
}

test("somebody new comes in by a code: nothing they say is cut, and the age is asked for", async () => {
  const { jar, send, who } = visitor();
  const address = "new@example.org";
  expect((await send("/join", { address: "nobody" })).status).toBe(400);
  const asked = await send("/join", { address, next: "/zh-hans/nests" });
  expect([asked.status, [...jar.keys()].some((name) => name.endsWith("commonshelf_browser"))]).toEqual([
    200,
    true,
  ]);
  expect(asked.html).toContain('value="new@example.org"');
  const code = await lastCode();
  const enter = (fields: Fields) =>
    send("/join/code", { address, code, name: "阿新", age: "adult", next: "/zh-hans/nests", ...fields });
  expect((await enter({ name: "长".repeat(31) })).status).toBe(400);
  expect((await enter({ name: "" })).status).toBe(400);
  expect((await enter({ name: "禁止之词" })).status).toBe(422);
  expect((await enter({ name: "金河大学图书馆" })).status).toBe(409);
  expect((await enter({ age: "" })).status).toBe(409);
  expect((await enter({ age: "child" })).status).toBe(409);
  expect(await who()).toBeUndefined();
  const stranger = visitor();
  expect((await stranger.send("/join/code", { address, code, name: "阿新", age: "adult" })).status).toBe(409);
  // Each of these was a try of the code.
  await send("/join", { address });
  expect(await enter({ name: "长".repeat(30), code: await lastCode() })).toMatchObject({
    status: 303,
    to: "/zh-hans/nests",
  });
  expect((await who())?.name).toBe("长".repeat(30));
  const { rows } = await sql<{ kept: number }>`select count(*)::int as kept from kernel.command`.execute(
    region.database.db,
  );
  expect(rows[0]!.kept).toBe(0);
});

test("who is under age is so from the first moment, also through the API", async () => {
  const { app, database } = region;
  const post = (url: string, payload: object, cookie = "") =>
    app.inject({ method: "POST", url: `/api/v1${url}`, payload, headers: { cookie } });
  const address = "teen@example.org";
  const asked = await post("/session/codes", { address });
  expect(asked.statusCode).toBe(204);
  const cookie = String(asked.headers["set-cookie"]).split(";")[0]!;
  const entry = { address, code: await lastCode(), name: "小周", age: "teen" };
  expect((await post("/session/by-code", { ...entry, name: "长".repeat(31) }, cookie)).statusCode).toBe(400);
  const wrong = { ...entry, code: entry.code === "000000" ? "111111" : "000000" };
  expect((await post("/session/by-code", wrong, cookie)).json()).toMatchObject({
    code: "sign-in-code-wrong",
  });
  const inside = await post("/session/by-code", entry, cookie);
  expect(inside.statusCode).toBe(201);
  expect(inside.json()).not.toHaveProperty("token");
  expect(String(inside.headers["set-cookie"])).toMatch(/commonshelf_session=[^;]+;.*HttpOnly/);
  const { rows } = await sql<{ is_minor: boolean }>`select p.is_minor from neighbours.person p
    where p.person_id = ${inside.json<{ person: { id: string } }>().person.id}`.execute(database.db);
  expect(rows).toEqual([{ is_minor: true }]);
});

test("a code is tried five times, and four are asked for in an hour", async () => {
  const { send } = visitor();
  const address = "often@example.org";
  for (let n = 0; n < 4; n++) expect((await send("/join", { address })).status).toBe(200);
  expect((await send("/join", { address })).status).toBe(429);
  const tries: number[] = [];
  for (let n = 0; n < 6; n++) tries.push((await send("/join/code", { address, code: "abc" })).status);
  expect(tries).toEqual([409, 409, 409, 409, 409, 429]);
  expect((await visitor(off.app).send("/join", { address })).status).toBe(409);
});

test("an activation whose password will not do costs no try; without a session, signing out just leads on", async () => {
  const { send } = visitor();
  const claim = { member: "JINHE", number: "1", code: "000000" };
  const answers: number[] = [];
  for (const password of ["short", "x".repeat(257), "password123", "five blue kettles", ""])
    answers.push((await send("/activate/code", { ...claim, password })).status);
  expect(answers).toEqual([400, 400, 400, 409, 400]);
  expect((await send("/activate", { member: "J".repeat(21), number: "1" })).status).toBe(400);
  expect(await send("/sign-out", {})).toMatchObject({ status: 303, to: "/zh-hans/" });
  expect((await send("/sign-in", { login: "x".repeat(201), password: "y" })).status).toBe(401);
});
