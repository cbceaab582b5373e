import { setTimeout as pause } from "node:timers/promises";
import type { MarcRecord } from "@commonshelf/marc";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { bookRecord, loadRecords } from "../catalogue/testing.ts";
import { checkOut, placeHold } from "../circulation/index.ts";
import { createReader, createRegion, type TestRegion } from "../circulation/testing.ts";
import type { Actor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { fixedClock } from "../kernel/time.ts";
import { holdingsByYear, statedHoldings } from "./index.ts";
import { expectedDays } from "./prediction.ts";
import { readHoldings } from "./read-holdings.ts";
import { room } from "./room.ts";
import type { runSchema } from "./schema.ts";
import { numbersText, summaryOf, yearLines } from "./statement.ts";

type Run = z.output<typeof runSchema>;

let database: Database;
let app: App;
let members: TestRegion["members"];
const clock = fixedClock("2026-03-20T02:00:00Z");
const actors: Record<string, Actor> = {};

beforeAll(async () => {
  demandDeclaredRefusals();
  database = await createTestDatabase();
  members = (await createRegion(database.db)).members;
  const { EAST, WEST } = members;
  const someone = (
    last: string,
    grants: Actor["grants"],
    scope: number | null,
    place: number | null,
  ): Actor =>
    actorOf({
      personId: `01a00000-0000-7000-8000-0000000000${last}`,
      grants,
      scope,
      place,
    });
  actors.bench = someone("01", [{ role: "cataloguer", scope: EAST.id }], EAST.id, null);
  actors.otherBench = someone("02", [{ role: "cataloguer", scope: WEST.id }], WEST.id, null);
  actors.desk = someone("03", [{ role: "circulation", scope: EAST.id }], EAST.id, EAST.branchId);
  actors.otherDesk = someone("04", [{ role: "circulation", scope: WEST.id }], WEST.id, WEST.branchId);
  actors.reader = await createReader(database.db, EAST.id, "S1");
  const deps = { ...database, clock, config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountCommands(app, deps, room.commands ?? []);
  mountQueries(app, deps, room.queries ?? []);
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await database.close();
});

async function call<T = Record<string, unknown>>(who: string, operation: string, payload?: object) {
  const [method, path] = operation.split(" ") as ["GET", string];
  const reply = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { "x-who": who },
    ...(payload && { payload }),
  });
  const body = (reply.body === "" ? {} : reply.json()) as T & { code?: string };
  return { status: reply.statusCode, body, code: body.code };
}

let numbers = 0;
/** A serial of EAST, with these fields beside its description. */
async function addSerial(fields: string[][] = []): Promise<{ recordId: number; instanceId: number }> {
  const number = `ser${++numbers}`;
  const record = bookRecord({ number, title: `山刊${number}` });
  await loadRecords(database, members.EAST.id, [
    { ...record, f: [...record.f, ...fields] as typeof record.f },
  ]);
  const { rows } = await sql<{ recordId: number; instanceId: number }>`select r.id as "recordId",
    r.instance_id as "instanceId" from catalogue.record r where r.control_number = ${number}`.execute(
    database.db,
  );
  return rows[0]!;
}
const open = (recordId: number, more: object = {}, who = "bench") =>
  call<Run>(who, "POST /serial-runs", {
    recordId,
    branchId: members.EAST.branchId,
    callNumber: "Z1",
    issuesPerYear: 4,
    ...more,
  });
const receive = (run: string, issue: object, who = "desk") =>
  call<{ id: number; itemId: number | null; state: string }>(
    who,
    `POST /desk/serial-runs/${run}/receipts`,
    issue,
  );

test("a copy that goes is looked for among issues and volumes by an index", async () => {
  const { rows } = await sql<{ place: string }>`
    select c.conrelid::regclass || '.' || a.attname as place from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = 'catalogue.item'::regclass and c.connamespace = 'serials'::regnamespace
      and not exists (select 1 from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = a.attnum)`.execute(
    database.db,
  );
  expect(rows).toEqual([]);
});

test("numbers are written as spans, years as whole or by what they have", () => {
  expect(numbersText(["3", "1", "2", "5", "7/8", "S1"])).toBe("1-3,5,7-8,S1");
  const captions = { volume: "v.", issue: "no.", perYear: 4 };
  const whole = ["1", "2", "3", "4"].map((number) => ({ year: 2019, volume: "1", number }));
  const next = ["1", "2/3", "4"].map((number) => ({ year: 2020, volume: "2", number }));
  const part = [{ year: 2021, volume: "3", number: "2" }];
  expect(summaryOf([...part, ...next, ...whole], captions)).toBe("2019-2020; 2021 (v.3:no.2)");
  expect(yearLines([...whole, ...part], captions)).toEqual([
    { year: 2021, text: "v.3:no.2", isWhole: false },
    { year: 2019, text: "v.1:no.1-4", isWhole: true },
  ]);
  // Without a frequency only a whole volume makes a whole year.
  expect(summaryOf([{ year: 2000, volume: "5", number: "" }, ...whole], { ...captions, perYear: null })).toBe(
    "2000; 2019 (v.1:no.1-4)",
  );
});

test("issues are foretold month by month where these divide the year, else over its days", () => {
  expect(expectedDays(2026, 4)).toEqual(["2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01"]);
  expect(expectedDays(2026, 52)).toHaveLength(52);
  expect(expectedDays(2026, 52)[1]).toBe("2026-01-08");
  expect(expectedDays(2024, 366).at(-1)).toBe("2024-12-31");
});

test("what records say they have is read: MARC 21 853, 863, 866 and CNMARC 326 and local fields", () => {
  const data = (tag: string, ...subfields: [string, string][]) => ({ tag, ind1: " ", ind2: " ", subfields });
  const record = (...fields: MarcRecord["fields"]): MarcRecord => ({
    leader: "00000nas a2200000 a 4500",
    fields,
  });
  const marc21 = readHoldings(
    record(
      data("853", ["8", "1"], ["a", "v."], ["b", "no."], ["u", "4"], ["i", "(year)"]),
      data("863", ["8", "1.1"], ["a", "1-3"], ["i", "2001-2003"]),
      data("863", ["8", "1.2"], ["a", "4"], ["b", "1-2"], ["i", "2004"]),
      data("863", ["8", "1.3"], ["a", "4"], ["b", "2"], ["i", "2004"]),
      data("866", ["8", "0"], ["a", "v.1-4 (2001-2004)"]),
    ),
    "marc21",
  );
  expect(marc21).toMatchObject({ volumeCaption: "v.", issueCaption: "no.", issuesPerYear: 4 });
  expect(marc21.pieces).toEqual([
    { year: 2001, volume: "1", number: "" },
    { year: 2002, volume: "2", number: "" },
    { year: 2003, volume: "3", number: "" },
    { year: 2004, volume: "4", number: "1" },
    { year: 2004, volume: "4", number: "2" },
  ]);
  expect(marc21.stated).toEqual(["v.1-4 (2001-2004)"]);
  const cnmarc = readHoldings(
    record(
      data("326", ["a", "双月刊"]),
      data("905", ["y", "2010"], ["v", "12"], ["n", "1-3"]),
      data("905", ["a", "x"]),
    ),
    "unimarc",
  );
  expect(cnmarc.issuesPerYear).toBe(6);
  expect(cnmarc.pieces.map((one) => one.number)).toEqual(["1", "2", "3"]);
  // A year that is none, and more years than volumes, say nothing that could be kept.
  expect(
    readHoldings(
      record(
        data("863", ["a", "1"], ["b", "1"], ["i", "9999"]),
        data("863", ["a", "1-2"], ["i", "2001-2005"]),
      ),
      "marc21",
    ).pieces,
  ).toEqual([]);
});

test("how many issues come a year is read from the number of issues, the frequency, the units of a volume or the coded data", () => {
  const caption = (...subfields: [string, string][]) =>
    readHoldings(
      {
        leader: "00000nas a2200000 a 4500",
        fields: [
          { tag: "008", value: "900101c19909999cc mr p       0   b0chi d" },
          ...(subfields.length > 0 ? [{ tag: "853", ind1: " ", ind2: " ", subfields }] : []),
        ],
      },
      "marc21",
    ).issuesPerYear;
  // Six issues a volume, twelve a year: two volumes.
  expect(caption(["a", "v."], ["b", "no."], ["u", "6"], ["w", "m"])).toBe(12);
  expect(caption(["b", "no."], ["u", "6"], ["p", "10"], ["w", "m"])).toBe(10);
  expect(caption(["b", "no."], ["w", "8"])).toBe(8);
  expect(caption(["b", "no."], ["w", "d"])).toBe(365);
  expect(caption(["b", "no."], ["u", "4"], ["w", "x"])).toBe(4);
  expect(caption(["b", "no."], ["u", "var"])).toBe(12);
  expect(caption()).toBe(12);
  const coded = (a: string, level = "s") =>
    readHoldings(
      {
        leader: `00000na${level} a2200000   450 `,
        fields: [{ tag: "110", ind1: " ", ind2: " ", subfields: [["a", a]] }],
      },
      "unimarc",
    ).issuesPerYear;
  expect(coded("ahaz   0yy0")).toBe(4);
  expect(coded("auaz   0yy0")).toBeNull();
  expect(coded("ahaz   0yy0", "m")).toBeNull();
});

test.each([
  ["日报", 365],
  ["日刊", 365],
  ["三日刊", 122],
  ["隔日刊", 183],
  ["五日刊", null],
  ["双周报", 26],
  ["半週刊", 104],
  ["周报", 52],
  ["雙週刊", 26],
])("%s comes so many times a year: %s", (word, perYear) => {
  const fields = [{ tag: "326", ind1: " ", ind2: " ", subfields: [["a", word]] as [string, string][] }];
  const leader = "00000nas a2200000   450 ";
  expect(readHoldings({ leader, fields }, "unimarc").issuesPerYear).toBe(perYear);
});

test("a statement in words says what part it is of: supplements and indexes too", () => {
  const field = (tag: string, ...subfields: [string, string][]) => ({ tag, ind1: " ", ind2: " ", subfields });
  const fields = [
    field("866", ["3", "缩印本"], ["a", "1951-1960"]),
    field("867", ["a", "1999"], ["z", "缺第2册"]),
    field("868", ["3", "Index:"], ["a", "v.1-20"]),
    field("866", ["3", "光盘"]),
  ];
  const stated = ["缩印本: 1951-1960", "1999 缺第2册", "Index: v.1-20"];
  for (const flavour of ["marc21", "unimarc"] as const)
    expect(readHoldings({ leader: "00000nas a2200000 a 4500", fields }, flavour).stated).toEqual(stated);
});

test("a run is opened with what its record says, once at a place, by its own library", async () => {
  const { recordId, instanceId } = await addSerial([
    ["853", "  ", "8", "1", "a", "卷", "b", "期", "u", "4", "i", "(年)"],
    ["863", "  ", "8", "1.1", "a", "3", "b", "1-2", "i", "2024"],
  ]);
  const made = await open(recordId, { issuesPerYear: undefined });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ volumeCaption: "卷", issuesPerYear: 4, summary: "2024 (卷3:期1-2)" });
  expect((await open(recordId)).code).toBe("serial-exists");
  expect((await open(recordId, {}, "otherBench")).code).toBe("forbidden");
  expect((await open(999_999)).code).toBe("record-unknown");
  expect((await open(recordId, { branchId: members.WEST.branchId, callNumber: "Z2" })).code).toBe(
    "branch-unknown",
  );
  expect((await open(recordId, {}, "desk")).status).toBe(403);
  expect((await open(recordId, {}, "")).status).toBe(401);
  expect((await open(recordId, { issuesPerYear: 367, callNumber: "Z3" })).status).toBe(400);
  const list = await call<{ items: Run[] }>("bench", `GET /instances/${instanceId}/serial-runs`);
  expect(list.body.items).toHaveLength(1);
  const foreign = await call<{ items: Run[] }>("otherBench", `GET /instances/${instanceId}/serial-runs`);
  expect(foreign.body.items).toEqual([]);
  expect(await holdingsByYear(database.db, instanceId, "en")).toMatchObject([
    { run: { summary: "2024 (卷3:期1-2)", years: [{ year: 2024, text: "卷3:期1-2", isWhole: false }] } },
  ]);
  await sql`update catalogue.record set audience = ${-members.EAST.id} where id = ${recordId}`.execute(
    database.db,
  );
  expect(await holdingsByYear(database.db, instanceId, "en")).toEqual([]);
});

test("an issue that was foretold is received at its desk, once; another branch's desk has no say", async () => {
  const { recordId, instanceId } = await addSerial();
  const run = (await open(recordId)).body;
  const foretold = await call<Run>("bench", `POST /serial-runs/${run.id}/expectations`, {
    year: 2026,
    volume: "1",
  });
  expect(foretold.body.issues.map((one) => [one.number, one.expectedOn, one.state])).toEqual([
    ["4", "2026-10-01", "expected"],
    ["3", "2026-07-01", "expected"],
    ["2", "2026-04-01", "expected"],
    ["1", "2026-01-01", "expected"],
  ]);
  expect((await call("otherBench", `POST /serial-runs/${run.id}/expectations`, { year: 2026 })).code).toBe(
    "forbidden",
  );
  expect((await call("bench", "POST /serial-runs/none/expectations", { year: 2026 })).code).toBe(
    "serial-unknown",
  );
  const desk = await call<{ items: { next: { number: string } }[] }>("desk", "GET /desk/serial-runs?q=山刊");
  expect(desk.body.items.find((one) => (one as unknown as Run).id === run.id)!.next.number).toBe("1");
  expect((await call<{ items: unknown[] }>("otherDesk", "GET /desk/serial-runs")).body.items).toEqual([]);
  const first = { year: 2026, volume: "1", number: "1", barcode: "E-ISSUE-1" };
  expect((await receive(run.id, first, "otherDesk")).code).toBe("serial-unknown");
  expect((await receive(run.id, first, "reader")).status).toBe(403);
  const came = await receive(run.id, first);
  expect(came.body).toMatchObject({ state: "received", itemId: expect.any(Number) });
  const { rows } = await sql<{ part: string }>`select i.part from catalogue.item i
    where i.id = ${came.body.itemId}`.execute(database.db);
  expect(rows[0]!.part).toBe("v.1:no.1 (2026)");
  expect((await receive(run.id, first)).code).toBe("issue-state");
  expect((await receive(run.id, { ...first, number: "2" })).code).toBe("barcode-taken");
  expect((await receive(run.id, { year: 2026, volume: "1", number: "S1" })).body).toMatchObject({
    itemId: null,
  });
  expect((await holdingsByYear(database.db, instanceId, "en"))[0]!.run.years).toEqual([
    { year: 2026, text: "v.1:no.1,S1", isWhole: false },
  ]);
  const silent = (await open(recordId, { callNumber: "Z9", issuesPerYear: null })).body;
  expect((await call("bench", `POST /serial-runs/${silent.id}/expectations`, { year: 2026 })).code).toBe(
    "frequency-missing",
  );
  const change = (callNumber: string, who = "bench", id = silent.id) =>
    call<Run>(who, `PUT /serial-runs/${id}`, {
      callNumber,
      volumeCaption: "卷",
      issueCaption: "期",
      issuesPerYear: 6,
    });
  expect((await change("Z9", "otherBench")).code).toBe("forbidden");
  expect((await change("Z9", "desk")).status).toBe(403);
  expect((await change("Z1")).code).toBe("serial-exists");
  expect((await change("Z9", "bench", "none")).code).toBe("serial-unknown");
  expect((await change("Z8")).body).toMatchObject({
    callNumber: "Z8",
    volumeCaption: "卷",
    issuesPerYear: 6,
  });
  const later = await call<Run>("bench", `POST /serial-runs/${silent.id}/expectations`, { year: 2026 });
  expect(later.body.issues).toHaveLength(6);
});

test("two desks that receive one issue at once receive it once", async () => {
  const { recordId } = await addSerial();
  const run = (await open(recordId)).body;
  const issue = { year: 2026, volume: "1", number: "1" };
  const answers = await Promise.all([receive(run.id, issue), receive(run.id, issue), receive(run.id, issue)]);
  expect(answers.map((one) => one.status).sort()).toEqual([201, 409, 409]);
});

test("what is late by more than two weeks or missing is to be claimed, and comes off the list when it comes", async () => {
  const { recordId } = await addSerial();
  const run = (await open(recordId, { issuesPerYear: 12 })).body;
  const year = await call<Run>("bench", `POST /serial-runs/${run.id}/expectations`, { year: 2026 });
  const claims = async () => {
    const { body } = await call<{
      items: { runId: string; issue: { number: string; claims: number }; daysLate: number }[];
    }>("desk", "GET /desk/serial-claims");
    return body.items.filter((one) => one.runId === run.id);
  };
  // On 20 March that of 1 March is nineteen days late; a fortnight is let go by.
  expect((await claims()).map((one) => [one.issue.number, one.daysLate])).toEqual([
    ["1", 78],
    ["2", 47],
    ["3", 19],
  ]);
  const second = year.body.issues.find((one) => one.number === "2")!.id;
  const june = year.body.issues.find((one) => one.number === "6")!.id;
  const judge = (id: number, finding: string, who = "desk") =>
    call<{ claims: number; state: string }>(who, `PUT /desk/serial-issues/${id}/finding`, { finding });
  expect((await judge(second, "claimed")).body).toMatchObject({ claims: 1, state: "missing" });
  expect((await judge(second, "claimed")).body).toMatchObject({ claims: 2 });
  expect((await judge(june, "missing")).body).toMatchObject({ state: "missing", claims: 0 });
  expect((await claims()).map((one) => one.issue.number)).toContain("6");
  expect((await judge(june, "expected")).body).toMatchObject({ state: "expected" });
  expect((await claims()).map((one) => one.issue.number)).not.toContain("6");
  expect((await judge(second, "missing", "otherDesk")).code).toBe("issue-unknown");
  expect((await judge(999_999, "missing")).code).toBe("issue-unknown");
  expect((await receive(run.id, { year: 2026, number: "2" })).status).toBe(201);
  expect((await judge(second, "missing")).code).toBe("issue-state");
  expect((await claims()).map((one) => one.issue.number)).toEqual(["1", "3"]);
});

test("issues become one volume: their copies are withdrawn, one stands for all; what is lent or asked for is not bound", async () => {
  const { recordId, instanceId } = await addSerial();
  const run = (await open(recordId, { issuesPerYear: 2 })).body;
  const issues: { id: number; itemId: number | null }[] = [];
  for (const number of ["1", "2"])
    issues.push(
      (await receive(run.id, { year: 2025, volume: "9", number, barcode: `B9-${numbers}-${number}` })).body,
    );
  const bind = (ids: number[], more: object = {}, who = "bench") =>
    call<Run>(who, `POST /serial-runs/${run.id}/volumes`, { issueIds: ids, label: "9 (2025)", ...more });
  const ids = issues.map((one) => one.id);
  const hold = await inTransaction(database.db, (tx) =>
    placeHold(tx, actors.reader!, clock, {
      instanceId,
      pickupBranchId: members.EAST.branchId,
      itemId: issues[0]!.itemId!,
    }),
  );
  expect((await bind(ids)).code).toBe("issues-in-use");
  await sql`update circulation.hold set state = 'cancelled', closed_at = now() where id = ${hold.id}`.execute(
    database.db,
  );
  expect((await bind(ids, {}, "otherBench")).code).toBe("forbidden");
  expect((await bind(ids, {}, "desk")).status).toBe(403);
  expect((await bind([...ids, 999_999])).code).toBe("issue-unknown");
  expect((await bind(ids, { barcode: "E-ISSUE-1" })).code).toBe("barcode-taken");
  const bound = await bind(ids, { barcode: `V9-${numbers}` });
  expect(bound.status).toBe(201);
  expect(bound.body.volumes).toMatchObject([{ label: "9 (2025)", barcode: `V9-${numbers}` }]);
  expect(bound.body.issues.map((one) => one.state)).toEqual(["bound", "bound"]);
  expect(bound.body.summary).toBe("2025");
  const { rows } = await sql<{
    condition: string;
    part: string;
  }>`select i.condition, i.part from catalogue.item i
    where i.record_id = ${recordId} order by i.id`.execute(database.db);
  expect(rows.map((row) => row.condition)).toEqual(["withdrawn", "withdrawn", "good"]);
  expect(rows[2]!.part).toBe("9 (2025)");
  expect((await bind(ids)).code).toBe("issue-state");
  expect((await call("bench", "POST /serial-runs/none/volumes", { issueIds: ids, label: "x" })).code).toBe(
    "serial-unknown",
  );
});

test("what a desk lends while it is being bound is lent, and not bound", async () => {
  const { recordId } = await addSerial();
  const run = (await open(recordId)).body;
  const barcode = `R-${numbers}`;
  const issue = (await receive(run.id, { year: 2025, number: "1", barcode })).body;
  let lent = (): void => undefined;
  const isLent = new Promise<void>((done) => {
    lent = done;
  });
  const lending = inTransaction(database.db, async (tx) => {
    const loan = { patronBarcode: "S1", itemBarcode: barcode, branchId: members.EAST.branchId };
    await checkOut(tx, members.EAST.desk, clock, loan);
    lent();
    await pause(300);
  });
  await isLent;
  const bound = call<Run>("bench", `POST /serial-runs/${run.id}/volumes`, {
    issueIds: [issue.id],
    label: "2025",
  });
  await lending;
  expect((await bound).code).toBe("issues-in-use");
});

test("a run is closed: nothing is waited for any more, what was claimed may come, and it can be opened again", async () => {
  const { recordId, instanceId } = await addSerial();
  const run = (await open(recordId)).body;
  const year = await call<Run>("bench", `POST /serial-runs/${run.id}/expectations`, { year: 2026 });
  const [fourth, third] = year.body.issues;
  await receive(run.id, { year: 2026, number: "1" });
  await call("desk", `PUT /desk/serial-issues/${third!.id}/finding`, { finding: "claimed" });
  const closure = (closed: boolean, who = "bench", id = run.id) =>
    call<Run>(who, `PUT /serial-runs/${id}/closure`, { closed });
  expect((await closure(true, "otherBench")).code).toBe("forbidden");
  expect((await closure(true, "desk")).status).toBe(403);
  expect((await closure(true, "bench", "none")).code).toBe("serial-unknown");
  const closed = await closure(true);
  expect(closed.body).toMatchObject({ closedAt: clock.now().toISOString(), issuesPerYear: 4 });
  expect(closed.body.issues.map((one) => [one.number, one.state])).toEqual([
    ["3", "missing"],
    ["1", "received"],
  ]);
  expect((await closure(true)).body.closedAt).toBe(closed.body.closedAt);
  expect((await call("bench", `POST /serial-runs/${run.id}/expectations`, { year: 2027 })).code).toBe(
    "serial-closed",
  );
  expect((await holdingsByYear(database.db, instanceId, "en"))[0]!.run.isClosed).toBe(true);
  expect((await receive(run.id, { year: 2026, number: "3" })).status).toBe(201);
  expect(fourth!.state).toBe("expected");
  expect((await closure(false)).body.closedAt).toBeNull();
  expect((await call("bench", `POST /serial-runs/${run.id}/expectations`, { year: 2027 })).status).toBe(200);
});

test("runs and issues are told page by page, each once, in their order", async () => {
  const { recordId, instanceId } = await addSerial();
  const run = (await open(recordId, { issuesPerYear: 52 })).body;
  for (const year of [2024, 2025]) {
    await call("bench", `POST /serial-runs/${run.id}/expectations`, { year, volume: String(year - 2020) });
  }
  await receive(run.id, { year: 2025, volume: "5", number: "S1" });
  await receive(run.id, { year: 2025, volume: "5", number: "1" });
  const [told] = (await call<{ items: Run[] }>("bench", `GET /instances/${instanceId}/serial-runs`)).body
    .items;
  expect(told!.issues).toHaveLength(60);
  expect(told!.summary).toBe("2025 (v.5:no.1,S1)");
  const seen = told!.issues.map((one) => one.id);
  let cursor: string | null = told!.nextIssues;
  const issues = (who: string, query: string, id = run.id) =>
    call<{ items: Run["issues"]; next: string | null }>(who, `GET /serial-runs/${id}/issues?${query}`);
  while (cursor !== null) {
    const page = await issues("bench", `limit=20&cursor=${cursor}`);
    seen.push(...page.body.items.map((one) => one.id));
    cursor = page.body.next;
  }
  const whole = await issues("bench", "limit=200");
  expect(whole.body.items).toHaveLength(105);
  expect(seen).toEqual(whole.body.items.map((one) => one.id));
  expect((await issues("otherBench", "")).code).toBe("serial-unknown");
  expect((await issues("bench", "", "none")).code).toBe("serial-unknown");
  expect((await issues("bench", "cursor=x")).code).toBe("cursor-invalid");

  for (const callNumber of ["Z2", "Z3"]) await open(recordId, { callNumber });
  const pages: number[] = [];
  for (const path of [`/instances/${instanceId}/serial-runs`, "/desk/serial-runs"]) {
    const who = path.startsWith("/desk") ? "desk" : "bench";
    const first = await call<{ items: Run[]; next: string }>(who, `GET ${path}?limit=2`);
    expect(first.body.items).toHaveLength(2);
    const second = await call<{ items: Run[] }>(who, `GET ${path}?limit=200&cursor=${first.body.next}`);
    const ids = [...first.body.items, ...second.body.items].map((one) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain(run.id);
    pages.push(ids.length);
  }
  expect(pages[0]).toBe(3);
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from serials.run where branch_id = ${members.EAST.branchId}`.execute(
    database.db,
  );
  expect(pages[1]).toBe(rows[0]!.n);
});

test("what records state is told where no run was opened, of what everybody may see, and read in when one is", async () => {
  const { recordId, instanceId } = await addSerial([
    ["866", "  ", "3", "缩印本", "a", "1951-1960"],
    ["863", "  ", "8", "1.1", "a", "3", "b", "1-2", "i", "2024"],
  ]);
  await sql`insert into catalogue.holdings_record
    (member_id, control_number, title_number, content_hash, changed_by, marc)
    select r.member_id, 'h' || r.control_number, r.control_number, 1, r.changed_by, ${JSON.stringify({
      l: "00000nx  a2200000zi 4500",
      f: [["867", "  ", "a", "1999"]],
    })}::json from catalogue.record r where r.id = ${recordId}`.execute(database.db);
  const summary = "2024 (v.3:no.1-2); 缩印本: 1951-1960; 1999";
  expect(await statedHoldings(database.db, instanceId)).toMatchObject([
    { memberId: members.EAST.id, run: { summary, years: [{ year: 2024 }] } },
  ]);
  await sql`update catalogue.record set audience = ${-members.EAST.id} where id = ${recordId}`.execute(
    database.db,
  );
  expect(await statedHoldings(database.db, instanceId)).toEqual([]);
  await sql`update catalogue.record set audience = 0 where id = ${recordId}`.execute(database.db);
  expect((await open(recordId)).body.stated).toEqual(["缩印本: 1951-1960", "1999"]);
  expect(await statedHoldings(database.db, instanceId)).toEqual([]);
});
