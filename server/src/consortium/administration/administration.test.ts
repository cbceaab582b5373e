import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Actor, type Grant, systemActor } from "../../kernel/actor.ts";
import { demandDeclaredRefusals } from "../../kernel/command.ts";
import { readConfig } from "../../kernel/config.ts";
import { type Database, inTransaction } from "../../kernel/database.ts";
import { mountCommands, mountQueries } from "../../kernel/doors.ts";
import type { App } from "../../kernel/http.ts";
import { createApp } from "../../kernel/server.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { actorOf } from "../../kernel/testing-actors.ts";
import { fixedClock } from "../../kernel/time.ts";
import { isOpenOn, loadCalendar } from "../calendar.ts";
import { distanceMinutes } from "../distances.ts";
import { addMember, findMemberByCode } from "../members.ts";
import { registerConsortium } from "../routes.ts";
import { consortiumCommands } from "./commands.ts";
import { consortiumQueries } from "./queries.ts";

let database: Database;
let app: App;
const actors: Record<string, Actor> = {};
const PLACES = { "zh-Hans": "九江学院图书馆", "zh-Hant": "九江學院圖書館", en: "Jiujiang College Library" };

beforeAll(async () => {
  demandDeclaredRefusals();
  database = await createTestDatabase();
  const ids = await inTransaction(database.db, async (tx) => {
    const jinhe = await addMember(tx, systemActor, { code: "JINHE", name: { "zh-Hans": "金河大学图书馆" } });
    const nanshan = await addMember(tx, systemActor, {
      code: "NANSHAN",
      name: { "zh-Hant": "南山大學圖書館" },
    });
    return { jinhe: jinhe.id, nanshan: nanshan.id };
  });
  const actor = (last: string, ...grants: Grant[]): Actor =>
    actorOf({
      personId: `01a00000-0000-7000-8000-0000000000${last}`,
      grants,
    });
  actors.office = actor("01", { role: "consortium-admin", scope: null });
  actors.jinhe = actor("02", { role: "member-admin", scope: ids.jinhe });
  actors.nanshan = actor("03", { role: "member-admin", scope: ids.nanshan });
  actors.desk = actor("04", { role: "circulation", scope: ids.jinhe });
  actors.reader = actor("05");
  const deps = { ...database, clock: fixedClock("2026-11-29T04:00:00Z"), config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  registerConsortium(app, database);
  mountCommands(app, deps, consortiumCommands);
  mountQueries(app, deps, consortiumQueries);
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
const items = (answer: Answer): Record<string, unknown>[] => answer.body.items as never;

test("the office takes in a ninth library, and its own administrator sets it up", async () => {
  const joined = await ask("office", "POST /members", { code: "JIUJIANG", name: PLACES, loanDays: 21 });
  expect(joined).toMatchObject({
    status: 201,
    body: { code: "JIUJIANG", loanDays: 21, timeZone: "Asia/Shanghai" },
  });
  const { id } = await findMemberByCode(database.db, "JIUJIANG");
  actors.jiujiang = actorOf({
    personId: "01a00000-0000-7000-8000-000000000009",
    grants: [{ role: "member-admin", scope: id }],
  });
  const branch = { code: "LUSHAN", name: { "zh-Hans": "庐山校区" }, address: { "zh-Hans": "前进东路551号" } };
  expect((await ask("jiujiang", "POST /members/JIUJIANG/branches", branch)).status).toBe(201);
  expect(
    await ask("jiujiang", "PATCH /members/JIUJIANG/branches/LUSHAN", {
      isPickup: false,
      name: { en: "Lushan" },
    }),
  ).toMatchObject({ status: 200, body: { code: "LUSHAN", isPickup: false, address: branch.address } });
  const hours = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: "08:00", closes: "22:00" }));
  expect(await ask("jiujiang", "PUT /members/JIUJIANG/branches/MAIN/hours", { hours })).toMatchObject({
    status: 200,
    body: { hours },
  });
  expect(await ask("reader", "GET /members/JIUJIANG/branches/MAIN/hours")).toMatchObject({ body: { hours } });
  const changed = await ask("jiujiang", "PATCH /members/JIUJIANG", { loanDays: 45, renewalsMax: 1 });
  expect(changed).toMatchObject({
    status: 200,
    body: { loanDays: 45, renewalsMax: 1, shelfDays: 7, name: PLACES },
  });
  const { rows } = await sql<{ action: string }>`select a.action from kernel.audit a
    where a.scope = ${id} and a.actor_id = ${actors.jiujiang.personId} order by a.id`.execute(database.db);
  expect(rows.map((row) => row.action)).toEqual([
    "branch.add",
    "branch.change",
    "opening.set",
    "member.change",
  ]);
});

test("a location is called something, keeps its name when it moves, and everybody may know it", async () => {
  const put = (body: object) => ask("jinhe", "PUT /members/JINHE/locations", body);
  expect((await put({ code: "N", branch: "MAIN", name: { "zh-Hans": "南书库" } })).status).toBe(200);
  expect((await put({ code: "N", branch: "MAIN" })).status).toBe(200);
  const { body } = await ask("nanshan", "GET /members/JINHE/locations");
  expect(body.items).toContainEqual({
    code: "N",
    branch: "MAIN",
    name: { "zh-Hans": "南书库" },
    floor: "",
    plan: null,
  });
  expect((await put({ code: "N", branch: "MAIN", name: { fr: "nord" } })).status).toBe(400);
  await ask("jinhe", "DELETE /members/JINHE/locations", { code: "N" });
});

test("a location has a floor and a plan, which stay when it is named and are taken away by empty and null", async () => {
  const put = (body: object) =>
    ask("jinhe", "PUT /members/JINHE/locations", { code: "F", branch: "MAIN", ...body });
  const now = async (): Promise<unknown> => {
    const { items } = (await ask("nanshan", "GET /members/JINHE/locations")).body as {
      items: { code: string }[];
    };
    return items.find(({ code }) => code === "F");
  };
  const plan = "https://lib.example.org/plans/3.svg";
  expect((await put({ floor: " 3 ", plan })).status).toBe(200);
  expect(await put({ name: { en: "Stacks" } })).toMatchObject({ status: 200 });
  expect(await now()).toMatchObject({ name: { en: "Stacks" }, floor: "3", plan });
  await put({ floor: "", plan: null });
  expect(await now()).toMatchObject({ floor: "", plan: null });
  for (const wrong of [
    { floor: "x".repeat(13) },
    { plan: "http://lib.example.org/" },
    { plan: "javascript:alert(1)" },
    { plan: "3.png" },
    { plan: "https://lib.example.org/floor plan.svg" },
    { plan: 'https://lib.example.org/"3".svg' },
  ])
    expect([wrong, (await put(wrong)).status]).toEqual([wrong, 400]);
  await ask("jinhe", "DELETE /members/JINHE/locations", { code: "F" });
});

test("locations are placed, moved, listed by page, and forgotten", async () => {
  for (const code of ["A", "B", "C"])
    expect((await ask("jinhe", "PUT /members/JINHE/locations", { code, branch: "MAIN" })).status).toBe(200);
  const first = await ask("jinhe", "GET /members/JINHE/locations?limit=2");
  expect(items(first)).toEqual([
    { code: "A", branch: "MAIN", name: {}, floor: "", plan: null },
    { code: "B", branch: "MAIN", name: {}, floor: "", plan: null },
  ]);
  const rest = await ask("jinhe", `GET /members/JINHE/locations?limit=2&cursor=${String(first.body.next)}`);
  expect(rest.body).toEqual({
    items: [{ code: "C", branch: "MAIN", name: {}, floor: "", plan: null }],
    next: null,
  });
  await ask("jinhe", "POST /members/JINHE/branches", { code: "MED", name: { en: "Medical" } });
  expect((await ask("jinhe", "PUT /members/JINHE/locations", { code: "C", branch: "MED" })).status).toBe(200);
  expect(await ask("jinhe", "DELETE /members/JINHE/branches/MED")).toMatchObject({
    status: 409,
    body: { code: "branch-in-use" },
  });
  expect((await ask("jinhe", "DELETE /members/JINHE/locations", { code: "C" })).status).toBe(204);
  expect((await ask("jinhe", "DELETE /members/JINHE/branches/MED")).status).toBe(204);
});

test("a closure comes once, every year, or by a file; a calendar keeps to it, and it can be taken back", async () => {
  const days = { firstOn: "2026-12-31", lastOn: "2027-01-02", yearly: true, reason: { "zh-Hans": "元旦" } };
  const added = await ask("jinhe", "POST /members/JINHE/closures", { closures: [days] });
  expect(added.status).toBe(201);
  const { id } = await findMemberByCode(database.db, "JINHE");
  const calendar = await loadCalendar(database.db, id);
  expect(
    ["2026-12-30", "2026-12-31", "2027-01-02", "2027-01-03", "2029-01-01"].map((day) =>
      isOpenOn(calendar, day),
    ),
  ).toEqual([true, false, false, true, false]);
  const text = [
    "开始日期,结束日期,原因,每年",
    "2026-10-01,2026-10-07,国庆,",
    "2026/5/1,2026年5月3日,劳动节,是",
    "2026-02-30,,无此日,",
    ",2026-01-01,,",
    "2026-05-09,2026-05-01,倒,",
    "2026-01-01,2026-12-31,一年,是",
  ].join("\r\n");
  const path = "POST /members/JINHE/closures/file";
  const tried = await ask("jinhe", path, { text, dryRun: true });
  expect(tried.body).toMatchObject({
    added: 2,
    known: 0,
    rejected: [
      { line: 4, reason: "date-invalid" },
      { line: 5, reason: "date-missing" },
      { line: 6, reason: "order-wrong" },
      { line: 7, reason: "yearly-too-long" },
    ],
  });
  expect(items(await ask("reader", "GET /members/JINHE/closures"))).toHaveLength(1);
  expect((await ask("jinhe", path, { text })).body).toMatchObject({ added: 2, known: 0 });
  expect((await ask("jinhe", path, { text })).body).toMatchObject({ added: 0, known: 2 });
  const listed = items(await ask("reader", "GET /members/JINHE/closures"));
  expect(listed.map((one) => one.firstOn)).toEqual(["2026-12-31", "2026-10-01", "2026-05-01"]);
  expect(listed[2]).toMatchObject({ yearly: true, lastOn: "2026-05-03", reason: { "zh-Hans": "劳动节" } });
  const taken = `DELETE /members/JINHE/closures/${String(listed[1]!.id)}`;
  expect((await ask("jinhe", taken)).status).toBe(204);
  expect(await ask("jinhe", taken)).toMatchObject({ status: 404, body: { code: "closure-unknown" } });
});

test("an iCalendar file closes whole days, its end being the day after, and says which rules it cannot keep", async () => {
  const event = (...lines: string[]): string => ["BEGIN:VEVENT", ...lines, "END:VEVENT"].join("\r\n");
  const text = [
    "BEGIN:VCALENDAR",
    event("DTSTART;VALUE=DATE:20270205", "DTEND;VALUE=DATE:20270213", "SUMMARY:春节\\, 闭", " 馆"),
    event('DTSTART;X-NAME="a:b";VALUE=DATE:20261010', "SUMMARY:校庆", "RRULE:FREQ=YEARLY"),
    event("DTSTART;VALUE=DATE:20261010", "RRULE:FREQ=WEEKLY"),
    "END:VCALENDAR",
  ].join("\r\n");
  const answer = await ask("nanshan", "POST /members/NANSHAN/closures/file", { text, language: "zh-Hant" });
  expect(answer.body).toMatchObject({
    closures: [
      { firstOn: "2027-02-05", lastOn: "2027-02-12", yearly: false, reason: "春节, 闭馆" },
      { firstOn: "2026-10-10", lastOn: "2026-10-10", yearly: true },
    ],
    rejected: [{ line: 13, reason: "rule-unknown" }],
  });
});

test("a way counts both ways until the way back is measured, and is forgotten", async () => {
  const main = async (code: string): Promise<number> =>
    items(await ask("reader", `GET /members/${code}/branches`))[0]!.id as number;
  const [from, to] = [await main("JINHE"), await main("NANSHAN")];
  const way = { from: "JINHE/MAIN", to: "NANSHAN/MAIN" };
  expect((await ask("jinhe", "PUT /distances", { ...way, minutes: 25 })).status).toBe(200);
  expect(await distanceMinutes(database.db, to, from)).toBe(25);
  expect(items(await ask("nanshan", "GET /distances"))).toEqual([{ ...way, minutes: 25 }]);
  expect((await ask("jinhe", "DELETE /distances", way)).status).toBe(204);
  expect(await distanceMinutes(database.db, from, to)).toBe(60);
});

const one = { code: "X1", name: { en: "X" } };
const days = { closures: [{ firstOn: "2026-12-02", lastOn: "2026-12-01" }] };
test.each<[string, object | undefined, number, string]>([
  ["POST /members", { code: "JINHE", name: { en: "X" } }, 409, "member-exists"],
  ["POST /members", { code: "x", name: { en: "X" } }, 400, "member-code-invalid"],
  ["POST /members", { code: "NEW", name: { en: " " } }, 400, "name-missing"],
  ["POST /members", { code: "NEW", name: { en: "X" }, timeZone: "Mars/Olympus" }, 400, "time-zone-unknown"],
  ["POST /members", { code: "NEW", name: { en: "X" }, loanDays: 0 }, 400, "circulation-default-invalid"],
  ["PATCH /members/NONE", {}, 404, "member-unknown"],
  ["PATCH /members/JINHE", { name: {} }, 400, "name-missing"],
  ["PATCH /members/JINHE", { timeZone: "Asia" }, 400, "time-zone-unknown"],
  ["PATCH /members/JINHE", { renewalsMax: 21 }, 400, "circulation-default-invalid"],
  ["PATCH /members/JINHE", { shelfDays: 61 }, 400, "circulation-default-invalid"],
  ["POST /members/NONE/branches", one, 404, "member-unknown"],
  ["POST /members/JINHE/branches", { ...one, code: "a b" }, 400, "branch-code-invalid"],
  ["POST /members/JINHE/branches", { ...one, code: "MAIN" }, 409, "branch-exists"],
  ["POST /members/JINHE/branches", { code: "X1", name: {} }, 400, "name-missing"],
  ["PATCH /members/NONE/branches/MAIN", {}, 404, "member-unknown"],
  ["PATCH /members/JINHE/branches/NONE", {}, 404, "branch-unknown"],
  ["PATCH /members/JINHE/branches/MAIN", { name: {} }, 400, "name-missing"],
  ["DELETE /members/NONE/branches/MAIN", undefined, 404, "member-unknown"],
  ["DELETE /members/JINHE/branches/NONE", undefined, 404, "branch-unknown"],
  ["DELETE /members/JINHE/branches/MAIN", undefined, 409, "branch-in-use"],
  ["PUT /members/NONE/branches/MAIN/hours", { hours: [] }, 404, "member-unknown"],
  ["PUT /members/JINHE/branches/NONE/hours", { hours: [] }, 404, "branch-unknown"],
  [
    "PUT /members/JINHE/branches/MAIN/hours",
    { hours: [{ weekday: 1, opens: "18:00", closes: "08:00" }] },
    400,
    "opening-hours-invalid",
  ],
  ["PUT /members/NONE/locations", { code: "A", branch: "MAIN" }, 404, "member-unknown"],
  ["PUT /members/JINHE/locations", { code: "A", branch: "NONE" }, 404, "branch-unknown"],
  ["PUT /members/JINHE/locations", { code: " ", branch: "MAIN" }, 400, "location-code-invalid"],
  ["DELETE /members/NONE/locations", { code: "A" }, 404, "member-unknown"],
  ["DELETE /members/JINHE/locations", { code: "ZZ" }, 404, "location-unknown"],
  ["POST /members/NONE/closures", days, 404, "member-unknown"],
  ["POST /members/JINHE/closures", days, 400, "closure-invalid"],
  [
    "POST /members/JINHE/closures",
    { closures: [{ firstOn: "2026-01-01", lastOn: "2026-12-31", yearly: true }] },
    400,
    "closure-invalid",
  ],
  ["POST /members/NONE/closures/file", { text: "2026-10-01" }, 404, "member-unknown"],
  ["POST /members/JINHE/closures/file", { text: 'from\n"2026-10-01' }, 400, "closure-file-unreadable"],
  ["DELETE /members/NONE/closures/1", undefined, 404, "member-unknown"],
  ["DELETE /members/JINHE/closures/99999", undefined, 404, "closure-unknown"],
  ["PUT /distances", { from: "NONE/MAIN", to: "JINHE/MAIN", minutes: 5 }, 404, "member-unknown"],
  ["PUT /distances", { from: "JINHE/MAIN", to: "JINHE/NONE", minutes: 5 }, 404, "branch-unknown"],
  ["PUT /distances", { from: "JINHE/MAIN", to: "JINHE/MAIN", minutes: 5 }, 400, "distance-invalid"],
  ["PUT /distances", { from: "JINHE/MAIN", to: "NANSHAN/MAIN", minutes: -1 }, 400, "distance-invalid"],
  ["DELETE /distances", { from: "JINHE/MAIN", to: "NANSHAN/MAIN" }, 404, "distance-unknown"],
  ["DELETE /distances", { from: "NONE/MAIN", to: "NANSHAN/MAIN" }, 404, "member-unknown"],
  ["DELETE /distances", { from: "JINHE/NONE", to: "NANSHAN/MAIN" }, 404, "branch-unknown"],
  ["GET /members/NONE/closures", undefined, 404, "member-unknown"],
  ["GET /members/JINHE/closures?cursor=x", undefined, 400, "cursor-invalid"],
  ["GET /members/NONE/branches/MAIN/hours", undefined, 404, "member-unknown"],
  ["GET /members/JINHE/branches/NONE/hours", undefined, 404, "branch-unknown"],
  ["GET /members/NONE/locations", undefined, 404, "member-unknown"],
  ["GET /members/JINHE/locations?cursor=x", undefined, 400, "cursor-invalid"],
  ["GET /distances?cursor=x", undefined, 400, "cursor-invalid"],
])("the office's %s with %j is refused with %i %s", async (operation, payload, status, code) => {
  expect(await ask("office", operation, payload)).toMatchObject({ status, body: { code } });
});

const OWN: [string, object | undefined][] = [
  ["PATCH /members/JINHE", { loanDays: 1 }],
  ["POST /members/JINHE/branches", one],
  ["PATCH /members/JINHE/branches/MAIN", { isPickup: false }],
  ["DELETE /members/JINHE/branches/MAIN", undefined],
  ["PUT /members/JINHE/branches/MAIN/hours", { hours: [] }],
  ["PUT /members/JINHE/locations", { code: "A", branch: "MAIN" }],
  ["DELETE /members/JINHE/locations", { code: "A" }],
  ["POST /members/JINHE/closures", { closures: [{ firstOn: "2026-12-01", lastOn: "2026-12-01" }] }],
  ["POST /members/JINHE/closures/file", { text: "2026-10-01" }],
  ["DELETE /members/JINHE/closures/1", undefined],
  ["PUT /distances", { from: "JINHE/MAIN", to: "NANSHAN/MAIN", minutes: 5 }],
  ["DELETE /distances", { from: "JINHE/MAIN", to: "NANSHAN/MAIN" }],
];
test.each(OWN)("%s is for the library's own administrator and the office", async (operation, payload) => {
  expect(await ask("nobody", operation, payload)).toMatchObject({ status: 401 });
  for (const who of ["reader", "desk", "nanshan"])
    expect(await ask(who, operation, payload)).toMatchObject({ status: 403, body: { code: "forbidden" } });
});

test("a member's administrator takes in no library", async () => {
  for (const who of ["jinhe", "desk", "reader"])
    expect(await ask(who, "POST /members", { code: "NEW", name: { en: "X" } })).toMatchObject({
      status: 403,
    });
  expect(await ask("nobody", "POST /members", { code: "NEW", name: { en: "X" } })).toMatchObject({
    status: 401,
  });
});
