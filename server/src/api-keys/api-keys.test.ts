import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { inTransaction } from "../kernel/database.ts";
import { buildWhole, type Side, type Whole } from "../testing-whole.ts";
import { createKeyCounter } from "./counting.ts";
import { forgetOld } from "./keys.ts";

const OPAC = "https://opac.example.edu";
const TODAY = "2026-11-21";
const NEW = { member: "JINHE", name: "OPAC", contact: "opac@example.edu", origins: [OPAC], daily: 1000 };
let whole: Whole;
beforeAll(async () => {
  demandDeclaredRefusals();
  whole = await buildWhole();
  await inTransaction(whole.database.db, (tx) =>
    addMember(tx, systemActor, { code: "NANSHAN", name: { en: "Nanshan" } }),
  );
}, 60_000);
afterAll(() => whole.close());

type Key = { id: string; key: string };
const ask = async (side: Side, operation: string, payload?: object) => {
  const [method, path] = operation.split(" ") as ["GET", string];
  const reply = await whole.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: whole.headers[side],
    ...(method !== "GET" && { payload: payload ?? {} }),
  });
  const body = reply.body === "" ? {} : reply.json<Record<string, unknown>>();
  return { status: reply.statusCode, code: body.code, body };
};
const issue = async (side: Side, given: object = {}): Promise<Key> => {
  const { status, body } = await ask(side, "POST /api-keys", { ...NEW, ...given });
  expect(status, JSON.stringify(body)).toBe(201);
  return body as Key;
};
const call = async (headers: Record<string, string>, url = "/api/v1/objects") => {
  const reply = await whole.app.inject({ url, headers });
  return {
    status: reply.statusCode,
    code: reply.statusCode < 400 ? null : reply.json<{ code: string }>().code,
    origin: reply.headers["access-control-allow-origin"],
    vary: reply.headers.vary,
    after: reply.headers["retry-after"],
  };
};
const keysOf = async (side: Side): Promise<Record<string, unknown>[]> =>
  (await ask(side, "GET /api-keys")).body.items as Record<string, unknown>[];

test("a library gives keys for itself, the office for everybody; each is shown once and kept as a hash", async () => {
  const own = await issue("desk");
  expect(own.key).toMatch(/^csk_[\w-]{32}$/);
  const region = await issue("office", { member: null, name: "region" });
  const other = await issue("office", { member: "NANSHAN" });
  const denied = await Promise.all(
    (
      [
        ["nobody", "JINHE"],
        ["reader", "JINHE"],
        ["desk", "NANSHAN"],
        ["desk", null],
        ["office", "NOBODY"],
      ] as const
    ).map(async ([side, member]) => (await ask(side, "POST /api-keys", { ...NEW, member })).code),
  );
  expect(denied).toEqual(["sign-in-needed", "forbidden", "forbidden", "forbidden", "member-unknown"]);
  expect((await keysOf("desk")).map((one) => one.id)).toEqual([own.id]);
  expect((await keysOf("office")).map((one) => one.id)).toEqual([other.id, region.id, own.id]);
  expect((await ask("reader", "GET /api-keys")).code).toBe("forbidden");
  expect(JSON.stringify(await keysOf("office"))).not.toContain(own.key);
  const { rows } = await whole.database.pool.query<{ row: string }>(
    "select k::text as row from api_keys.key k",
  );
  expect(rows.filter(({ row }) => row.includes(own.key))).toEqual([]);
  for (const { id } of [region, other])
    expect((await ask("desk", `POST /api-keys/${id}/revocation`)).code).toBe("forbidden");
  for (const id of ["x", "01a1fd05-4adc-768a-97d3-3b26723e28ff"])
    expect((await ask("office", `POST /api-keys/${id}/revocation`)).code).toBe("api-key-unknown");
  expect((await ask("office", "GET /api-keys?cursor=x")).code).toBe("cursor-invalid");
});

test("what is no origin, no number of requests or no contact is no key", async () => {
  const wrong = [
    { origins: ["*"] },
    { origins: [`${OPAC}/`] },
    { origins: ["opac.example.edu"] },
    { origins: ["javascript:alert(1)"] },
    { daily: 0 },
    { daily: 1_000_001 },
    { contact: " " },
    { name: "" },
  ];
  for (const one of wrong)
    expect((await ask("desk", "POST /api-keys", { ...NEW, ...one })).code, JSON.stringify(one)).toBe(
      "invalid-request",
    );
});

test("a key serves its own sites and servers, no other site; a wrong or revoked one nobody", async () => {
  const { id, key } = await issue("desk");
  const keyed = { "x-api-key": key };
  expect(await call({ ...keyed, origin: OPAC })).toMatchObject({
    status: 200,
    origin: OPAC,
    vary: "origin, x-api-key",
  });
  expect(await call(keyed)).toMatchObject({ status: 200, origin: undefined });
  expect(await call({ ...keyed, origin: "https://else.example" })).toMatchObject({
    status: 403,
    code: "api-key-origin",
    origin: undefined,
  });
  expect(await call({ "x-api-key": `${key}x`, origin: OPAC })).toMatchObject({
    status: 401,
    code: "api-key-wrong",
  });
  expect(await call({ "x-api-key": "k".repeat(5000) })).toMatchObject({ code: "api-key-wrong" });
  for (const url of ["/api/v1/suggest?q=a", "/iiif/changes", "/oai/collections?verb=Identify"])
    expect(await call({ ...keyed, origin: OPAC }, url), url).toMatchObject({ status: 200, origin: OPAC });
  expect((await ask("desk", `POST /api-keys/${id}/revocation`)).status).toBe(204);
  expect((await ask("desk", `POST /api-keys/${id}/revocation`)).status).toBe(204);
  expect(await call(keyed)).toMatchObject({ status: 401, code: "api-key-revoked", origin: undefined });
  expect((await keysOf("desk")).find((one) => one.id === id)!.revokedAt).not.toBeNull();
  expect(await call({ origin: "https://else.example" })).toMatchObject({
    status: 200,
    origin: "*",
    vary: undefined,
  });
});

test("a key opens nothing that is closed, and closes nothing: elsewhere it is not looked at", async () => {
  const { key } = await issue("desk");
  expect(await call({ "x-api-key": key }, "/api/v1/api-keys")).toMatchObject({
    status: 401,
    code: "sign-in-needed",
  });
  expect(await call({ "x-api-key": "wrong" }, "/api/v1/members")).toMatchObject({
    status: 200,
    origin: undefined,
  });
  const before = await whole.app.inject({
    method: "OPTIONS",
    url: "/api/v1/objects",
    headers: { origin: OPAC, "access-control-request-headers": "x-api-key" },
  });
  expect([before.statusCode, before.headers["access-control-allow-headers"]]).toEqual([
    204,
    "content-type, x-api-key",
  ]);
});

test("what a key may ask a day is used up, and is there again after midnight of the region", async () => {
  const { key } = await issue("desk", { daily: 3 });
  const answers = [];
  for (let n = 0; n < 5; n++) answers.push(await call({ "x-api-key": key, origin: OPAC }));
  expect(answers.map((one) => one.status)).toEqual([200, 200, 200, 429, 429]);
  expect(answers[4]).toMatchObject({ code: "api-key-used-up", after: String(12 * 3600), origin: OPAC });
});

test("a key pays from a budget of its own when that of its network is used up; a wrong key does not", async () => {
  const { key } = await issue("desk");
  const robot = { "user-agent": "curl/8" };
  let last = 200;
  for (let n = 0; n < 60 && last === 200; n++) last = (await call(robot)).status;
  expect(last).toBe(429);
  expect(await call({ ...robot, "x-api-key": "wrong" })).toMatchObject({ code: "too-many-requests" });
  expect((await call({ ...robot, "x-api-key": key })).status).toBe(200);
  const tried = new Set<number>();
  for (let n = 0; n < 70; n++)
    tried.add((await call({ "x-api-key": `wrong ${n}` }, "/api/v1/collections")).status);
  expect([...tried]).toEqual([401, 429]);
  expect((await call({ "x-api-key": key })).status).toBe(200);
});

test("counts of all keys are written at once, and are kept when they cannot be", async () => {
  const { id } = await issue("desk", { daily: 5 });
  const day = { key: id, day: TODAY };
  const { db, pool } = whole.database;
  const counter = createKeyCounter(db, () => undefined);
  for (let n = 0; n < 4; n++) counter.count(day, "requests");
  counter.count(day, "refused");
  await pool.query("alter table api_keys.day_use rename to away");
  await expect(counter.write()).rejects.toThrow("day_use");
  expect(counter.waiting(day)).toBe(4);
  await pool.query("alter table api_keys.away rename to day_use");
  await Promise.all([counter.write(), counter.write()]);
  expect(counter.waiting(day)).toBe(0);
  const row = (await keysOf("desk")).find((one) => one.id === id)!;
  expect([row.today, row.refusedToday, row.month]).toEqual([4, 1, 4]);
});

test("a library gives out a hundred keys, and another when one is revoked", async () => {
  await whole.database.pool.query(
    `insert into api_keys.key (id, hash, beginning, name, contact, member_id, origins, daily, issued_at)
     select gen_random_uuid(), sha256(n::text::bytea), 'csk_', 'x', 'x@y', m.id, '{}', 1, now()
     from generate_series(1, 99) n, consortium.member m where m.code = 'NANSHAN'`,
  );
  expect((await ask("office", "POST /api-keys", { ...NEW, member: "NANSHAN" })).code).toBe(
    "api-keys-exhausted",
  );
  const { id } = (await keysOf("office")).find((one) => one.member === "NANSHAN" && one.revokedAt === null)!;
  expect((await ask("office", `POST /api-keys/${String(id)}/revocation`)).status).toBe(204);
  await issue("office", { member: "NANSHAN" });
});

test("what a key was used for is forgotten after four hundred days, and a revoked key with it", async () => {
  const { db, pool } = whole.database;
  await pool.query(`insert into api_keys.key (id, hash, beginning, name, contact, origins, daily, issued_at, revoked_at)
    select gen_random_uuid(), sha256(('old ' || n)::bytea), 'old', 'old ' || n, 'a@example.org', '{}', 10, '2025-01-01',
      '2025-10-16'::timestamptz + n * interval '1 day' from generate_series(0, 1) n`);
  await pool.query(`insert into api_keys.day_use (key_id, day, requests)
    select k.id, '2025-10-16'::date + n, 1 from api_keys.key k, generate_series(0, 1) n where k.name = 'old 1'`);
  const left = async () =>
    (
      await pool.query<{ keys: string; days: string }>(`select
        (select string_agg(k.name, ' ' order by k.name) from api_keys.key k where k.name like 'old %') as keys,
        (select string_agg(u.day::text, ' ' order by u.day) from api_keys.day_use u where u.day < '2026-01-01') as days`)
    ).rows;
  await forgetOld(db, "2026-11-20");
  expect(await left()).toEqual([{ keys: "old 0 old 1", days: "2025-10-16 2025-10-17" }]);
  await forgetOld(db, "2026-11-21");
  expect(await left()).toEqual([{ keys: "old 1", days: "2025-10-17" }]);
});
