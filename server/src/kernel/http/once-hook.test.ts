import { setTimeout as wait } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readConfig } from "../config.ts";
import type { Database } from "../database.ts";
import type { App } from "../http.ts";
import { Problem } from "../problem.ts";
import { createApp } from "../server.ts";
import { createTestDatabase } from "../testing.ts";
import { fixedClock } from "../time.ts";

let database: Database;
let app: App;
let done: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  const clock = fixedClock("2026-11-29T04:00:00Z");
  app = await createApp({ ...database, clock, config: readConfig({}) }, false);
  app.decorateRequest("actor", null);
  app.post("/visits", async (request, reply) => {
    const { left } = request.body as { left: string };
    if (left === "none") throw new Problem("nothing-left", 409);
    if (left === "slow") await wait(300);
    done.push(left);
    reply.setCookie("commonshelf_flash", left, { path: "/" });
    return reply.redirect("/nest", 303);
  });
  app.post("/api/v1/visits", async (request) => {
    done.push(String((request.body as { left: number }).left));
    return { visit: done.length };
  });
  app.post("/api/v1/invites", { config: { answersSecret: true } }, async () => {
    done.push("invite");
    return { token: "very secret" };
  });
  app.post("/sign-in", async (_request, reply) => {
    done.push("sign-in");
    reply.setCookie("commonshelf_session", "very secret", { path: "/" });
    return reply.redirect("/", 303);
  });
});
afterAll(async () => {
  await app.close();
  await database.close();
});
beforeEach(async () => {
  done = [];
  await sql`truncate kernel.command`.execute(database.db);
});

const form = (url: string, fields: Record<string, string>) =>
  app.inject({
    method: "POST",
    url,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams(fields).toString(),
  });

test("a form sent again with its key acts once and leads to the same page with the same word", async () => {
  const first = await form("/visits", { left: "4", _key: "key-of-the-page" });
  const second = await form("/visits", { left: "4", _key: "key-of-the-page" });
  expect(done).toEqual(["4"]);
  expect([first.statusCode, first.headers.location]).toEqual([303, "/nest"]);
  expect([second.statusCode, second.headers.location]).toEqual([303, "/nest"]);
  expect(second.headers["set-cookie"]).toEqual(first.headers["set-cookie"]);
});

test("the same page sent with other words is another act", async () => {
  await form("/visits", { left: "4", _key: "key-of-the-page" });
  await form("/visits", { left: "2", _key: "key-of-the-page" });
  expect(done).toEqual(["4", "2"]);
});

test("ten rivals with one key: one acts, the others wait and are answered alike", async () => {
  const replies = await Promise.all(
    Array.from({ length: 10 }, () => form("/visits", { left: "slow", _key: "key-of-the-page" })),
  );
  expect(done).toEqual(["slow"]);
  expect(replies.map((reply) => reply.statusCode)).toEqual(Array.from({ length: 10 }, () => 303));
});

test("refused work gives its key back", async () => {
  for (let turn = 0; turn < 2; turn++)
    expect((await form("/visits", { left: "none", _key: "key-of-the-page" })).json()).toMatchObject({
      code: "nothing-left",
    });
  const { rows } = await sql`select 1 from kernel.command`.execute(database.db);
  expect(rows).toEqual([]);
});

test("operations of the API take the header, and a key with another body is refused", async () => {
  const post = (left: number) =>
    app.inject({
      method: "POST",
      url: "/api/v1/visits",
      headers: { "idempotency-key": "key-of-the-client" },
      payload: { left },
    });
  expect((await post(4)).json()).toEqual({ visit: 1 });
  expect((await post(4)).json()).toEqual({ visit: 1 });
  expect((await post(5)).json()).toMatchObject({ status: 409, code: "key-reused" });
  expect(done).toEqual(["4"]);
});

test("a secret is given once and stored nowhere", async () => {
  const headers = { "idempotency-key": "key-of-the-client" };
  const invite = () => app.inject({ method: "POST", url: "/api/v1/invites", headers, payload: {} });
  expect((await invite()).json()).toEqual({ token: "very secret" });
  const signIn = await form("/sign-in", { _key: "key-of-the-page" });
  expect(signIn.statusCode).toBe(303);
  const { rows } = await sql`select c.answer from kernel.command c`.execute(database.db);
  expect(rows).toEqual([{ answer: null }, { answer: null }]);
  expect(done).toEqual(["invite", "sign-in"]);
});

test("without a key everything acts as often as it is sent", async () => {
  await form("/visits", { left: "4" });
  await form("/visits", { left: "4" });
  expect(done).toEqual(["4", "4"]);
});
