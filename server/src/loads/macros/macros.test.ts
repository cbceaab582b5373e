import { fromCompact, type MarcRecord, toCompact } from "@commonshelf/marc";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "../../consortium/index.ts";
import { type Actor, systemActor } from "../../kernel/actor.ts";
import { demandDeclaredRefusals } from "../../kernel/command.ts";
import { readConfig } from "../../kernel/config.ts";
import { inTransaction } from "../../kernel/database.ts";
import { mountCommands, mountQueries } from "../../kernel/doors.ts";
import type { App } from "../../kernel/http.ts";
import { createApp } from "../../kernel/server.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { actorOf } from "../../kernel/testing-actors.ts";
import { systemClock } from "../../kernel/time.ts";
import { macroCommands, macroQueries } from "./doors.ts";
import { MOST_MACROS } from "./macros.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let app: App;
const actors: Record<string, Actor> = {};

beforeAll(async () => {
  demandDeclaredRefusals();
  database = await createTestDatabase();
  for (const code of ["JINHE", "NANSHAN"]) {
    const { id } = await inTransaction(database.db, (tx) =>
      addMember(tx, systemActor, { code, name: { en: code } }),
    );
    const person = actorOf({ personId: "01a00000-0000-7000-8000-000000000001" });
    actors[code] = actorOf({ ...person, grants: [{ role: "cataloguer", scope: id }] });
    actors[`desk-${code}`] = actorOf({ ...person, grants: [{ role: "circulation", scope: id }] });
  }
  const deps = { ...database, clock: systemClock, config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountCommands(app, deps, macroCommands);
  mountQueries(app, deps, macroQueries);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

type Method = "GET" | "PUT" | "POST" | "DELETE";
const ask = async (who: string, method: Method, path: string, payload?: object) => {
  const reply = await app.inject({
    method,
    url: `/api/v1/members/${path}`,
    headers: { "x-who": who },
    ...(payload && { payload }),
  });
  return { status: reply.statusCode, body: reply.body === "" ? {} : reply.json() };
};
const own = (number: string, title: string): MarcRecord => ({
  leader: "00000nam a2200000 i 4500",
  fields: [
    { tag: "001", value: number },
    { tag: "245", ind1: "1", ind2: "0", subfields: [["a", title]] },
  ],
});
const rules = [
  { do: "add-field", tag: "590", subfields: [["a", "本馆特藏"]] },
  { do: "replace", tag: "245", code: "a", find: " :", with: "" },
];

test("a macro is kept, listed, run on a record that nobody has saved, and forgotten", async () => {
  expect((await ask("JINHE", "PUT", "JINHE/macros/特藏", { rules })).status).toBe(200);
  expect(
    (await ask("JINHE", "GET", "JINHE/macros")).body.items.map((one: { name: string }) => one.name),
  ).toEqual(["特藏"]);
  const run = async (record: MarcRecord) =>
    (await ask("JINHE", "POST", "JINHE/macro-runs", { name: "特藏", marc: toCompact(record) })).body;
  const made = await run(own("j1", "边城 :"));
  expect(made.changed).toBe(true);
  const record = fromCompact(made.marc);
  expect(record.fields.map((field) => field.tag)).toEqual(["001", "245", "590"]);
  expect(record.fields[1]).toMatchObject({ subfields: [["a", "边城"]] });
  // Twice is once.
  expect(await run(record)).toEqual({ marc: made.marc, changed: false });
  await ask("JINHE", "PUT", "JINHE/macros/特藏", { rules: rules.slice(1) });
  expect((await ask("JINHE", "GET", "JINHE/macros")).body.items[0].rules).toHaveLength(1);
  expect((await ask("JINHE", "DELETE", "JINHE/macros/特藏")).status).toBe(204);
  expect(await ask("JINHE", "DELETE", "JINHE/macros/特藏")).toMatchObject({
    status: 404,
    body: { code: "macro-unknown" },
  });
  const gone = await ask("JINHE", "POST", "JINHE/macro-runs", { name: "特藏", marc: toCompact(record) });
  expect(gone).toMatchObject({ status: 404, body: { code: "macro-unknown" } });
});

test("a library's macros are its own cataloguers' to see, run and change", async () => {
  await ask("JINHE", "PUT", "JINHE/macros/own", { rules });
  const marc = toCompact(own("j1", "边城"));
  for (const [who, status] of [
    ["NANSHAN", 404],
    ["desk-JINHE", 403],
    ["nobody", 401],
  ] as const) {
    expect((await ask(who, "GET", "JINHE/macros")).status).toBe(status);
    expect((await ask(who, "PUT", "JINHE/macros/own", { rules })).status).toBe(status);
    expect((await ask(who, "DELETE", "JINHE/macros/own")).status).toBe(status);
    expect((await ask(who, "POST", "JINHE/macro-runs", { name: "own", marc })).status).toBe(status);
  }
  expect((await ask("JINHE", "GET", "NOWHERE/macros")).status).toBe(404);
});

test("what is no rule for a record is refused with its place", async () => {
  for (const bad of [
    [],
    [{ do: "set-items", what: "location", value: "A" }],
    [{ do: "add-field", tag: "001", subfields: [["a", "x"]] }],
    Array.from({ length: 21 }, () => rules[0]),
  ])
    expect((await ask("JINHE", "PUT", "JINHE/macros/bad", { rules: bad })).status).toBe(400);
  expect((await ask("JINHE", "PUT", `JINHE/macros/${"x".repeat(61)}`, { rules })).status).toBe(400);
  expect((await ask("JINHE", "PUT", `JINHE/macros/${"x".repeat(60)}`, { rules })).status).toBe(200);
});

test("a library keeps a hundred macros, and no more", async () => {
  await sql`insert into loads.macro (member_id, name, rules)
    select m.id, 'm' || n, ${JSON.stringify(rules)}::jsonb from consortium.member m
    cross join generate_series(1, ${MOST_MACROS - 1}::int) n where m.code = 'NANSHAN'`.execute(database.db);
  expect((await ask("NANSHAN", "PUT", "NANSHAN/macros/last", { rules })).status).toBe(200);
  const more = await ask("NANSHAN", "PUT", "NANSHAN/macros/one-more", { rules });
  expect(more).toMatchObject({ status: 409, body: { code: "macros-too-many" } });
  expect((await ask("NANSHAN", "PUT", "NANSHAN/macros/m7", { rules })).status).toBe(200);
  expect(MOST_MACROS).toBe(100);
});
