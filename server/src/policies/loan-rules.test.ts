import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "../consortium/index.ts";
import { type Actor, type Grant, systemActor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { fixedClock } from "../kernel/time.ts";
import { createPerson } from "../people/index.ts";
import { policyCommands, policyQueries } from "./commands.ts";
import { decide, type LoanRule } from "./decide.ts";
import { holdLimit, loanTerms } from "./loan-rules.ts";

const NOW = new Date("2026-11-29T04:00:00Z");
const FIGURES = { loanDays: 30, renewalsMax: 2 };
let database: Database;
let app: App;
let jinhe: number;
let nanshan: number;
const actors: Record<string, Actor> = {};

beforeAll(async () => {
  demandDeclaredRefusals();
  database = await createTestDatabase();
  await inTransaction(database.db, async (tx) => {
    jinhe = (await addMember(tx, systemActor, { code: "JINHE", name: { en: "Jinhe" } })).id;
    nanshan = (await addMember(tx, systemActor, { code: "NANSHAN", name: { en: "Nanshan" } })).id;
  });
  const actor = (last: string, ...grants: Grant[]): Actor => ({
    ...systemActor,
    personId: `01a00000-0000-7000-8000-0000000000${last}`,
    grants,
  });
  actors.office = actor("01", { role: "consortium-admin", scope: null });
  actors.jinhe = actor("02", { role: "member-admin", scope: jinhe });
  actors.nanshan = actor("03", { role: "member-admin", scope: nanshan });
  actors.desk = actor("04", { role: "circulation", scope: jinhe });
  actors.reader = actor("05");
  const deps = { ...database, clock: fixedClock(NOW.toISOString()), config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountCommands(app, deps, policyCommands);
  mountQueries(app, deps, policyQueries);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

type Answer = { status: number; body: Record<string, unknown> };
async function ask(who: string, operation: string, payload?: object): Promise<Answer> {
  const [method, path] = operation.split(" ") as ["GET", string];
  const url = `/api/v1${path}`;
  const reply = await app.inject({ method, url, headers: { "x-who": who }, ...(payload && { payload }) });
  return { status: reply.statusCode, body: reply.body === "" ? {} : reply.json() };
}
const rule = (values: object): object => ({
  member: "JINHE",
  patronGroup: null,
  itemClass: null,
  loanDays: null,
  renewalsMax: null,
  loansMax: null,
  holdsMax: null,
  ...values,
});
const set = async (who: string, values: object): Promise<number> => {
  const { status, body } = await ask(who, "PUT /loan-rules", rule(values));
  expect(status, JSON.stringify(body)).toBe(200);
  return body.id as number;
};

const of = (values: Partial<LoanRule>): LoanRule => ({
  id: 1,
  memberId: null,
  patronGroup: null,
  itemClass: null,
  loanDays: null,
  renewalsMax: null,
  loansMax: null,
  holdsMax: null,
  locked: false,
  ...values,
});

test("locked rules come first, then the more exact, then the library's, and the figures stand for a rule of the library", () => {
  const rules = [
    of({ id: 1, loanDays: 1 }),
    of({ id: 2, memberId: 7, itemClass: "dvd", loanDays: 2 }),
    of({ id: 3, patronGroup: "student", loanDays: 3 }),
    of({ id: 4, memberId: 7, patronGroup: "Student", loanDays: 4 }),
    of({ id: 5, patronGroup: "student", itemClass: "dvd", loanDays: 5 }),
    of({ id: 6, memberId: 7, patronGroup: "student", itemClass: "dvd", loanDays: 6 }),
    of({ id: 7, loanDays: 7, locked: true }),
    of({ id: 8, memberId: 8, patronGroup: "student", itemClass: "dvd", loanDays: 8 }),
    of({ id: 9, memberId: 7, renewalsMax: 9 }),
  ];
  const about = { memberId: 7, patronGroup: "student", itemClass: "DVD" };
  const said = decide(rules, FIGURES, about, "loanDays");
  expect(said.map((one) => one.value)).toEqual([7, 6, 5, 4, 3, 2, 30, 1]);
  expect(said.map((one) => one.origin)).toEqual([
    "locked",
    "library",
    "consortium",
    "library",
    "consortium",
    "library",
    "figures",
    "consortium",
  ]);
  expect(decide(rules, FIGURES, about, "renewalsMax").map((one) => one.value)).toEqual([9, 2]);
  expect(decide(rules, FIGURES, { ...about, patronGroup: null }, "loanDays").map((one) => one.value)).toEqual(
    [7, 2, 30, 1],
  );
});

test("a region begins with limits for everybody that the office sees and changes", async () => {
  const { body } = await ask("office", "GET /loan-rules");
  expect(body.items).toMatchObject([
    { member: null, patronGroup: null, loansMax: 50, holdsMax: 50, locked: false },
  ]);
});

test("a library sets its own, each value with whose rule it is; the same group and class again is a change", async () => {
  const id = await set("jinhe", { patronGroup: "student", loanDays: 60, loansMax: 20 });
  expect(await set("jinhe", { patronGroup: "student", loanDays: 45, loansMax: 20 })).toBe(id);
  await set("office", { member: null, patronGroup: "student", itemClass: "dvd", loanDays: 3 });
  const { body } = await ask("jinhe", "GET /loan-terms?member=JINHE&patronGroup=student&itemClass=dvd");
  expect(body).toMatchObject({
    loanDays: [
      { value: 3, origin: "consortium", itemClass: "dvd" },
      { value: 45, origin: "library", patronGroup: "student" },
      { value: 30, origin: "figures" },
    ],
    renewalsMax: [{ value: 2, origin: "figures" }],
    loansMax: [
      { value: 20, origin: "library" },
      { value: 50, origin: "consortium" },
    ],
    holdsMax: [{ value: 50, origin: "consortium" }],
  });
  const { rows } = await sql`select a.scope, a.detail from kernel.audit a
    where a.action = 'loan-rule.set' and a.subject_id = ${String(id)} order by a.id desc limit 1`.execute(
    database.db,
  );
  expect(rows).toMatchObject([{ scope: jinhe, detail: { patronGroup: "student", loanDays: 45 } }]);
});

test("a locked rule of the consortium is over the library's, and the library cannot write against it", async () => {
  const id = await set("office", { member: null, patronGroup: "guest", loansMax: 3, locked: true });
  expect(await ask("jinhe", "PUT /loan-rules", rule({ patronGroup: "guest", loansMax: 9 }))).toMatchObject({
    status: 409,
    body: { code: "loan-rule-locked" },
  });
  await set("jinhe", { patronGroup: "guest", loanDays: 14 });
  expect((await ask("office", `DELETE /loan-rules/${id}`)).status).toBe(204);
  await set("jinhe", { patronGroup: "guest", loansMax: 9 });
});

test("a reader's group is that of the library whose book it is, while it lasts, else where it lasts longest", async () => {
  const person = await inTransaction(database.db, (tx) =>
    createPerson(tx, systemActor, {
      name: "周",
      affiliations: [
        { memberId: jinhe, patronGroup: "guest", number: "1", validUntil: "2026-12-31" },
        { memberId: nanshan, patronGroup: "student", number: "2", validUntil: "2028-06-30" },
      ],
    }),
  );
  await set("nanshan", { member: "NANSHAN", patronGroup: "student", holdsMax: 5 });
  const about = { memberId: jinhe, itemClass: "book", personId: person.id, now: NOW };
  expect(await loanTerms(database.db, about, FIGURES)).toMatchObject({
    limits: [
      { most: 9, memberId: jinhe, itemClass: null },
      { most: 50, memberId: null, itemClass: null },
    ],
  });
  const later = new Date("2027-03-01T04:00:00Z");
  expect((await loanTerms(database.db, { ...about, now: later }, FIGURES)).loanDays).toBe(45);
  expect(await holdLimit(database.db, person.id, NOW)).toBe(5);
});

test.each<[object, number, string]>([
  [{ member: "NONE", loanDays: 5 }, 404, "member-unknown"],
  [{ loanDays: 0 }, 400, "loan-rule-invalid"],
  [{ loanDays: 366 }, 400, "loan-rule-invalid"],
  [{ renewalsMax: 21 }, 400, "loan-rule-invalid"],
  [{ loansMax: -1 }, 400, "loan-rule-invalid"],
  [{ loansMax: 501 }, 400, "loan-rule-invalid"],
  [{ holdsMax: 501 }, 400, "loan-rule-invalid"],
  [{ loanDays: 99_999 }, 400, "number-too-large"],
  [{}, 400, "loan-rule-empty"],
  [{ loanDays: 5, locked: true }, 400, "loan-rule-lock"],
  [{ holdsMax: 5, itemClass: "dvd" }, 400, "loan-rule-holds-class"],
])("a rule of %j is refused with %i %s", async (values, status, code) => {
  expect(await ask("office", "PUT /loan-rules", rule(values))).toMatchObject({ status, body: { code } });
});

test("what is not there is refused", async () => {
  expect(await ask("office", "DELETE /loan-rules/999999")).toMatchObject({
    body: { code: "loan-rule-unknown" },
  });
  expect(await ask("office", "GET /loan-rules?member=NONE")).toMatchObject({
    body: { code: "member-unknown" },
  });
  expect(await ask("office", "GET /loan-terms?member=NONE")).toMatchObject({
    body: { code: "member-unknown" },
  });
});

test("rules are the library's own administrators' and the office's", async () => {
  const id = await set("jinhe", { itemClass: "map", loanDays: 7 });
  const tried: [string, object | undefined][] = [
    ["PUT /loan-rules", rule({ loanDays: 5 })],
    [`DELETE /loan-rules/${id}`, undefined],
    ["GET /loan-rules?member=JINHE", undefined],
    ["GET /loan-terms?member=JINHE", undefined],
  ];
  for (const [operation, payload] of tried) {
    expect((await ask("nobody", operation, payload)).status).toBe(401);
    for (const who of ["reader", "desk", "nanshan"])
      expect(await ask(who, operation, payload), `${who} ${operation}`).toMatchObject({ status: 403 });
  }
  expect(await ask("jinhe", "PUT /loan-rules", rule({ member: null, loanDays: 5 }))).toMatchObject({
    status: 403,
  });
  expect(await ask("jinhe", "GET /loan-rules")).toMatchObject({ status: 403 });
});
