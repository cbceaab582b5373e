import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "../../consortium/index.ts";
import { type Actor, type Grant, systemActor } from "../../kernel/actor.ts";
import { demandDeclaredRefusals } from "../../kernel/command.ts";
import { readConfig } from "../../kernel/config.ts";
import { type Database, inTransaction, type Tx } from "../../kernel/database.ts";
import { mountCommands, mountQueries } from "../../kernel/doors.ts";
import type { App } from "../../kernel/http.ts";
import { createApp } from "../../kernel/server.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { actorOf } from "../../kernel/testing-actors.ts";
import { fixedClock } from "../../kernel/time.ts";
import { createPerson } from "../../people/index.ts";
import { room } from "../room.ts";
import { bareCase, decide, type LoanRule } from "./decide.ts";
import { casesOf, holdLimit, termsOf } from "./terms-of-loan.ts";

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
  const actor = (last: string, ...grants: Grant[]): Actor =>
    actorOf({
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
  mountCommands(app, deps, room.commands ?? []);
  mountQueries(app, deps, room.queries ?? []);
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
const rule = (values: object): object => ({ member: "JINHE", ...values });
const set = async (who: string, values: object): Promise<number> => {
  const { status, body } = await ask(who, "PUT /loan-rules", rule(values));
  expect(status, JSON.stringify(body)).toBe(200);
  return body.id as number;
};

const of = (values: Partial<LoanRule>): LoanRule => ({
  id: 1,
  layer: "rule",
  memberId: null,
  facts: {},
  says: {},
  locked: false,
  from: 0,
  until: null,
  ...values,
});
const days = (n: number) => ({ period: `P${n}D` });
const AT = NOW.getTime();

test("locked rules come first, then agreements, then the more exact, then the library's, and the figures stand for a rule of the library", () => {
  const both = { patronGroup: "student", itemClass: "dvd" };
  const rules = [
    of({ id: 1, says: days(1) }),
    of({ id: 2, memberId: 7, facts: { itemClass: "dvd" }, says: days(2) }),
    of({ id: 3, facts: { patronGroup: "student" }, says: days(3) }),
    of({ id: 4, memberId: 7, facts: { patronGroup: "Student" }, says: days(4) }),
    of({ id: 5, facts: both, says: days(5) }),
    of({ id: 6, memberId: 7, facts: both, says: days(6) }),
    of({ id: 7, says: days(7), locked: true }),
    of({ id: 8, memberId: 8, facts: both, says: days(8) }),
    of({ id: 9, memberId: 7, says: { renewalsMax: 9 } }),
    of({ id: 10, memberId: 7, layer: "agreement", facts: { home: "EAST" }, says: days(10) }),
    of({ id: 11, memberId: 7, facts: both, says: days(11), until: AT }),
    of({ id: 12, memberId: 7, facts: both, says: days(12), from: AT + 1 }),
  ];
  const about = { ...bareCase(7, "2026-11-29", AT), patronGroup: "student", itemClass: "DVD" };
  const said = decide(rules, FIGURES, about, "period");
  expect(said.map((one) => one.value)).toEqual([7, 6, 5, 4, 3, 2, 30, 1].map((n) => `P${n}D`));
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
  const guest = decide(rules, FIGURES, { ...about, home: "east" }, "period");
  expect(guest.slice(0, 2).map((one) => [one.value, one.origin])).toEqual([
    ["P7D", "locked"],
    ["P10D", "agreement"],
  ]);
  expect(decide(rules, FIGURES, about, "renewalsMax").map((one) => one.value)).toEqual([9, 2]);
  expect(decide(rules, FIGURES, { ...about, patronGroup: null }, "period").map((one) => one.value)).toEqual(
    [7, 2, 30, 1].map((n) => `P${n}D`),
  );
});

test("a weightier fact decides over all behind it; places, ages and seasons fit as they say", () => {
  const lighter = { location: "B", itemClass: "map", format: "book", newerThanDays: 10, season: "term" };
  const rules = [
    of({ id: 1, facts: { patronGroup: "student" }, says: days(1) }),
    of({ id: 2, facts: lighter, says: days(2) }),
    of({ id: 3, facts: { pickup: "EAST" }, says: days(3) }),
    of({ id: 4, facts: { pickup: "EAST/MED" }, says: { renewalsMax: 1 } }),
    of({ id: 5, facts: { season: "12-20/01-10" }, says: { loansMax: 5 } }),
    of({ id: 6, facts: { season: "vacation" }, says: { loansMax: 6 } }),
  ];
  const about = {
    ...bareCase(7, "2027-01-10", AT),
    patronGroup: "student",
    location: "b",
    itemClass: "MAP",
    format: "book",
    ageDays: 9,
    inTerm: true,
  };
  const value = (more: object, name: "period" | "renewalsMax" | "loansMax" = "period") =>
    decide(rules, null, { ...about, ...more }, name).map((one) => one.value);
  expect(value({})).toEqual(["P1D", "P2D"]);
  expect(value({ pickup: "EAST/MAIN" })).toEqual(["P3D", "P1D", "P2D"]);
  expect(value({ ageDays: 10 })).toEqual(["P1D"]);
  expect(value({ ageDays: null })).toEqual(["P1D"]);
  expect(value({ inTerm: false })).toEqual(["P1D"]);
  expect(value({ pickup: "east/med" }, "renewalsMax")).toEqual([1]);
  expect(value({ pickup: "EAST/MAIN" }, "renewalsMax")).toEqual([]);
  expect(value({}, "loansMax")).toEqual([5]);
  expect(value({ day: "2027-01-11" }, "loansMax")).toEqual([]);
  expect(value({ day: "2026-12-19", inTerm: false }, "loansMax")).toEqual([6]);
});

test("a region begins with limits for everybody that the office sees and changes", async () => {
  const { body } = await ask("office", "GET /loan-rules");
  expect(body.items).toMatchObject([
    { member: null, patronGroup: null, loansMax: 50, holdsMax: 50, locked: false },
  ]);
});

test("a library sets its own, each value with whose rule it is; the same group and class again is a change", async () => {
  const id = await set("jinhe", { patronGroup: "student", period: "P60D", loansMax: 20 });
  expect(await set("jinhe", { patronGroup: "student", period: "P45D", loansMax: 20 })).toBe(id);
  await set("office", { member: null, patronGroup: "student", itemClass: "dvd", period: "P3D" });
  const { body } = await ask("jinhe", "GET /loan-terms?member=JINHE&patronGroup=student&itemClass=dvd");
  expect(body).toMatchObject({
    period: [
      { value: "P3D", origin: "consortium", facts: { itemClass: "dvd" } },
      { value: "P45D", origin: "library", facts: { patronGroup: "student" } },
      { value: "P30D", origin: "figures" },
    ],
    renewalsMax: [{ value: 2, origin: "figures" }],
    loansMax: [
      { value: 20, origin: "library" },
      { value: 50, origin: "consortium" },
    ],
    holdsMax: [{ value: 50, origin: "consortium" }],
  });
  const history = await ask("jinhe", "GET /rule-changes?member=JINHE");
  expect(history.body.items).toMatchObject([
    { changes: [{ set: { patronGroup: "student", period: "P45D" } }] },
    { changes: [{ set: { patronGroup: "student", period: "P60D" } }] },
  ]);
  const { rows } = await sql`select a.scope from kernel.audit a
    where a.action = 'loan-rule.change' order by a.id desc limit 1`.execute(database.db);
  expect(rows).toMatchObject([{ scope: null }]);
});

test("a locked rule of the consortium is over the library's, and the library cannot write against it", async () => {
  const id = await set("office", { member: null, patronGroup: "guest", loansMax: 3, locked: true });
  expect(await ask("jinhe", "PUT /loan-rules", rule({ patronGroup: "guest", loansMax: 9 }))).toMatchObject({
    status: 409,
    body: { code: "loan-rule-locked" },
  });
  await set("jinhe", { patronGroup: "guest", period: "P14D" });
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
  const itemId = await inTransaction(database.db, (tx) => itemOf(tx, jinhe));
  const ask = { itemId, personId: person.id, branchId: null };
  const terms = async (at: Date) => {
    const [found] = await casesOf(database.db, [{ ...ask, at }]);
    return termsOf(found!);
  };
  expect(await terms(NOW)).toMatchObject({
    limits: [
      { most: 9, memberId: jinhe, itemClass: null },
      { most: 50, memberId: null, itemClass: null },
    ],
  });
  const later = new Date("2027-03-01T04:00:00Z");
  expect((await terms(later)).period).toBe("P45D");
  expect((await holdLimit(database.db, person.id, NOW)).most).toBe(5);
});

async function itemOf(tx: Tx, memberId: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    with x as (
      insert into catalogue.instance (brief, record_count) values ('{"title":{"main":"T"},"type":"book"}', 1) returning id
    ), r as (
      insert into catalogue.record (member_id, control_number, instance_id, flavour, marc, content_hash, changed_by)
      select ${memberId}, 'c1', x.id, 'marc21', '{}', 0, ${systemActor.personId} from x returning id
    ), h as (
      insert into catalogue.holding (record_id, branch_id, location, call_number)
      select r.id, (select b.id from consortium.branch b where b.member_id = ${memberId}), 'STACKS', 'I1' from r
      returning id, record_id, branch_id
    )
    insert into catalogue.item (record_id, holding_id, member_id, source_key, home_branch_id, current_branch_id)
    select h.record_id, h.id, ${memberId}, '1', h.branch_id, h.branch_id from h returning id`.execute(tx);
  return rows[0]!.id;
}

test.each<[object, number, string]>([
  [{ member: "NONE", period: "P5D" }, 404, "member-unknown"],
  [{ period: "P0D" }, 400, "loan-rule-invalid"],
  [{ period: "P366D" }, 400, "loan-rule-invalid"],
  [{ period: "PT0H" }, 400, "loan-rule-invalid"],
  [{ period: "PT169H" }, 400, "loan-rule-invalid"],
  [{ period: "P1W" }, 400, "loan-rule-invalid"],
  [{ dueTime: "24:00" }, 400, "loan-rule-invalid"],
  [{ recallDays: 0 }, 400, "loan-rule-invalid"],
  [{ fineCents: 100_001 }, 400, "loan-rule-invalid"],
  [{ season: "summer", renewalsMax: 1 }, 400, "loan-rule-invalid"],
  [{ season: "02-30/03-01", renewalsMax: 1 }, 400, "loan-rule-invalid"],
  [{ newerThanDays: 0, renewalsMax: 1 }, 400, "loan-rule-invalid"],
  [{ period: "P5D", from: "2026-11-28" }, 409, "rule-date-past"],
  [{ holdsMax: 5, format: "book" }, 400, "loan-rule-holds-class"],
  [{ renewalsMax: 21 }, 400, "loan-rule-invalid"],
  [{ loansMax: -1 }, 400, "loan-rule-invalid"],
  [{ loansMax: 501 }, 400, "loan-rule-invalid"],
  [{ holdsMax: 501 }, 400, "loan-rule-invalid"],
  [{}, 400, "loan-rule-empty"],
  [{ period: "P5D", locked: true }, 400, "loan-rule-lock"],
  [{ holdsMax: 5, itemClass: "dvd" }, 400, "loan-rule-holds-class"],
])("a rule of %j is refused with %i %s", async (values, status, code) => {
  expect(await ask("office", "PUT /loan-rules", rule(values))).toMatchObject({ status, body: { code } });
});

test.each([{ period: "P1D" }, { period: "P365D" }, { period: "PT168H" }, { period: "term" }])(
  "a rule may say %j",
  async (values) => {
    await set("jinhe", { patronGroup: "edge", ...values });
  },
);

test("a rule from a day on does not hold before, and what it replaces ends then", async () => {
  await set("jinhe", { patronGroup: "later", period: "P10D" });
  await set("jinhe", { patronGroup: "later", period: "P20D", from: "2027-02-01" });
  const { body } = await ask("jinhe", "GET /loan-rules?member=JINHE");
  const rules = (
    body.items as { patronGroup: string; period: string; validFrom: string; validUntil: string }[]
  )
    .filter((one) => one.patronGroup === "later")
    .map((one) => [one.period, one.validFrom, one.validUntil]);
  expect(rules).toEqual([
    ["P10D", NOW.toISOString(), "2027-01-31T16:00:00.000Z"],
    ["P20D", "2027-01-31T16:00:00.000Z", null],
  ]);
});

test("what is not there is refused", async () => {
  expect(await ask("office", "DELETE /loan-rules/999999")).toMatchObject({
    body: { code: "loan-rule-unknown" },
  });
  expect(await ask("office", "GET /rule-changes?member=NONE")).toMatchObject({
    body: { code: "member-unknown" },
  });
  expect(await ask("office", "GET /rule-changes?cursor=x")).toMatchObject({
    body: { code: "cursor-invalid" },
  });
  expect(await ask("office", "GET /loan-rules?member=NONE")).toMatchObject({
    body: { code: "member-unknown" },
  });
  expect(await ask("office", "GET /loan-terms?member=NONE")).toMatchObject({
    body: { code: "member-unknown" },
  });
});

test("rules are the library's own administrators' and the office's", async () => {
  const id = await set("jinhe", { itemClass: "map", period: "P7D" });
  const tried: [string, object | undefined][] = [
    ["PUT /loan-rules", rule({ period: "P5D" })],
    [`DELETE /loan-rules/${id}`, undefined],
    ["GET /loan-rules?member=JINHE", undefined],
    ["GET /loan-terms?member=JINHE", undefined],
    ["GET /rule-changes?member=JINHE", undefined],
  ];
  for (const [operation, payload] of tried) {
    expect((await ask("nobody", operation, payload)).status).toBe(401);
    for (const who of ["reader", "desk", "nanshan"])
      expect(await ask(who, operation, payload), `${who} ${operation}`).toMatchObject({ status: 403 });
  }
  expect(await ask("jinhe", "PUT /loan-rules", rule({ member: null, period: "P5D" }))).toMatchObject({
    status: 403,
  });
  expect(await ask("jinhe", "GET /loan-rules")).toMatchObject({ status: 403 });
});
