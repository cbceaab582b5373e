import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { fixedClock } from "../kernel/time.ts";
import { kindCommands, kindQueries } from "./kind-doors.ts";

let database: Database;
let app: App;
const actors: Record<string, Actor> = {};

beforeAll(async () => {
  demandDeclaredRefusals();
  database = await createTestDatabase();
  const ids = await inTransaction(database.db, async (tx) => ({
    jinhe: (await addMember(tx, systemActor, { code: "JINHE", name: { en: "Jinhe" } })).id,
    nanshan: (await addMember(tx, systemActor, { code: "NANSHAN", name: { en: "Nanshan" } })).id,
  }));
  const person = actorOf({ personId: "01a00000-0000-7000-8000-000000000001" });
  actors.office = actorOf({ ...person, grants: [{ role: "consortium-admin", scope: null }] });
  actors.jinhe = actorOf({ ...person, grants: [{ role: "member-admin", scope: ids.jinhe }] });
  actors.nanshan = actorOf({ ...person, grants: [{ role: "member-admin", scope: ids.nanshan }] });
  actors.desk = actorOf({ ...person, grants: [{ role: "circulation", scope: ids.jinhe }] });
  actors.reader = actorOf({ ...person, grants: [] });
  const deps = { ...database, clock: fixedClock("2026-11-29T04:00:00Z"), config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountCommands(app, deps, kindCommands);
  mountQueries(app, deps, kindQueries);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

type Kind = { id: number; member: string | null; of: string; code: string; name: Record<string, string> };
async function ask(
  who: string,
  operation: string,
  payload?: object,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const [method, path] = operation.split(" ") as ["GET", string];
  const url = `/api/v1${path}`;
  const reply = await app.inject({ method, url, headers: { "x-who": who }, ...(payload && { payload }) });
  return { status: reply.statusCode, body: reply.body === "" ? {} : reply.json() };
}
const list = async (member?: string): Promise<Kind[]> =>
  (await ask("nobody", `GET /kinds${member ? `?member=${member}` : ""}`)).body.items as Kind[];
const kind = {
  member: "JINHE",
  of: "patron-group",
  code: "alumni",
  name: { "zh-Hans": "校友", en: "Alumni" },
};

test("a library names a kind of its own, and one of the consortium's in its own words", async () => {
  expect(await ask("jinhe", "PUT /kinds", kind)).toMatchObject({ status: 200, body: { code: "alumni" } });
  expect(
    (await ask("jinhe", "PUT /kinds", { ...kind, code: "Student", name: { en: "Scholar" } })).status,
  ).toBe(200);
  const own = await list("JINHE");
  expect(own.filter((one) => one.code.toLowerCase() === "student")).toMatchObject([
    { member: "JINHE", name: { en: "Scholar" } },
  ]);
  expect(own.map((one) => one.code)).toContain("alumni");
  expect((await list("NANSHAN")).find((one) => one.code === "student")).toMatchObject({ member: null });
  expect((await list()).map((one) => one.code)).not.toContain("alumni");
});

test("a kind that is taken from the list is the consortium's again, or nobody's", async () => {
  const mine = (await list("JINHE")).find((one) => one.code === "Student")!;
  expect((await ask("jinhe", `DELETE /kinds/${mine.id}`)).status).toBe(204);
  expect((await list("JINHE")).find((one) => one.code === "student")).toMatchObject({ member: null });
  expect(await ask("jinhe", `DELETE /kinds/${mine.id}`)).toMatchObject({ body: { code: "kind-unknown" } });
});

test.each<[object, number, string]>([
  [{ ...kind, member: "NONE" }, 404, "member-unknown"],
  [{ ...kind, code: " a" }, 400, "kind-code-invalid"],
  [{ ...kind, code: "" }, 400, "kind-code-invalid"],
  [{ ...kind, name: {} }, 400, "name-missing"],
  [{ ...kind, name: { en: " " } }, 400, "name-missing"],
])("naming %j is refused with %i %s", async (payload, status, code) => {
  expect(await ask("office", "PUT /kinds", payload)).toMatchObject({ status, body: { code } });
});

test("kinds are the library's own administrators' and the office's to name", async () => {
  const { id } = (await list("JINHE")).find((one) => one.code === "alumni")!;
  for (const [operation, payload] of [
    ["PUT /kinds", kind],
    [`DELETE /kinds/${id}`, undefined],
  ] as const) {
    expect((await ask("nobody", operation, payload)).status).toBe(401);
    for (const who of ["reader", "desk", "nanshan"])
      expect(await ask(who, operation, payload), `${who} ${operation}`).toMatchObject({ status: 403 });
  }
  expect((await ask("jinhe", "PUT /kinds", { ...kind, member: null })).status).toBe(403);
  expect(await ask("nobody", "GET /kinds?member=NONE")).toMatchObject({ body: { code: "member-unknown" } });
});
