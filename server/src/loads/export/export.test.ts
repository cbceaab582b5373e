import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { csvLine } from "@commonshelf/csv";
import { readMarcBytes } from "@commonshelf/marc";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fromBufferPromise } from "yauzl";
import { addMember, findMemberByCode } from "../../consortium/index.ts";
import type { Searcher } from "../../discovery/index.ts";
import { type Actor, systemActor } from "../../kernel/actor.ts";
import { demandDeclaredRefusals } from "../../kernel/command.ts";
import { readConfig } from "../../kernel/config.ts";
import { inTransaction } from "../../kernel/database.ts";
import { mountCommands, mountQueries } from "../../kernel/doors.ts";
import type { App } from "../../kernel/http.ts";
import { createApp } from "../../kernel/server.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { actorOf } from "../../kernel/testing-actors.ts";
import { doorsOf } from "../../kernel/testing-doors.ts";
import { systemClock } from "../../kernel/time.ts";
import { book, loaderOf } from "../testing.ts";
import { exportCommands, exportQueries, registerExports } from "./doors.ts";
import { erasePerson, failExport, forgetExports, getExport, type KnownExport } from "./exports.ts";
import { exportPath, makeExport } from "./make.ts";
import { exportDue } from "./schedules.ts";
import { tableCells } from "./table.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let app: App;
let doors: ReturnType<typeof doorsOf>;
let later: Awaited<ReturnType<typeof loaderOf>>;
const folder = mkdtempSync(join(tmpdir(), "commonshelf-export-"));
const config = readConfig({ COMMONSHELF_DATA: folder });
const actors: Record<string, Actor> = {};
const as = (who: string): Record<string, string> => ({ "x-who": who });
const searcher = {
  search: async () => {
    const { rows } = await sql<{ id: number }>`select i.id from catalogue.title_line i order by i.id`.execute(
      database.db,
    );
    return { hits: rows.map((row) => ({ id: row.id, score: 1 })), cursor: null };
  },
} as unknown as Searcher;

beforeAll(async () => {
  demandDeclaredRefusals();
  database = await createTestDatabase();
  const ids = await inTransaction(database.db, async (tx) => ({
    jinhe: (await addMember(tx, systemActor, { code: "JINHE", name: { en: "Jinhe" } })).id,
    nanshan: (await addMember(tx, systemActor, { code: "NANSHAN", name: { en: "Nanshan" } })).id,
    later: (await addMember(tx, systemActor, { code: "LATER", name: { en: "Later" } })).id,
  }));
  const person = (n: number): Actor =>
    actorOf({
      personId: `01a00000-0000-7000-8000-00000000000${n}`,
    });
  actors.jinhe = actorOf({ ...person(1), grants: [{ role: "cataloguer", scope: ids.jinhe }] });
  actors.nanshan = actorOf({ ...person(2), grants: [{ role: "cataloguer", scope: ids.nanshan }] });
  actors.office = actorOf({ ...person(3), grants: [{ role: "consortium-admin", scope: null }] });
  actors.desk = actorOf({ ...person(4), grants: [{ role: "circulation", scope: ids.jinhe }] });
  actors.later = actorOf({ ...person(5), grants: [{ role: "cataloguer", scope: ids.later }] });
  later = await loaderOf(database, ids.later);
  const isbn: [string, string, string][] = [["020", "a", "9787532733569"]];
  await (await loaderOf(database, ids.jinhe)).load([
    book("a1", "Shared, by two", [{ barcode: "A1", callNumber: "I247 1" }], isbn),
    book("a2", '=SUM("x")', [], [["500", "a", "plain"]]),
  ]);
  await (await loaderOf(database, ids.nanshan)).load([book("n1", "Shared, by two", [], isbn)]);
  const deps = { ...database, clock: systemClock, config };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountCommands(app, deps, exportCommands);
  mountQueries(app, deps, exportQueries);
  registerExports(app, deps);
  doors = doorsOf(app, exportCommands);
});
afterAll(async () => {
  await app.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ordered(values: object, who = "jinhe"): Promise<KnownExport> {
  const body = { member: "JINHE", selection: { kind: "library" }, format: "iso2709", ...values };
  const made = await doors.send(as(who), "loads.export-records", {}, body);
  expect(made.status).toBe(201);
  await makeExport({ db: database.db, config, searcher }, made.body.id as string);
  return (await getExport(database.db, made.body.id as string))!;
}
const fileOf = async (one: KnownExport, who = "jinhe") =>
  await app.inject({ url: `/api/v1/record-exports/${one.id}/file`, headers: as(who) });
const numbersIn = (bytes: Uint8Array): string[] =>
  readMarcBytes(bytes).flatMap((one) =>
    one.ok ? [(one.record.fields[0] as { value: string }).value] : ["?"],
  );

test.each(["iso2709", "marcxml", "marcjson"])(
  "all records of a library as %s come back as they are",
  async (format) => {
    const made = await ordered({ format });
    expect(made).toMatchObject({ state: "done", records: 2, leftOut: 0 });
    const reply = await fileOf(made);
    expect(numbersIn(reply.rawPayload)).toEqual(["a1", "a2"]);
    expect(Number(reply.headers["content-length"])).toBe(reply.rawPayload.length);
  },
);

test("a library takes its own layer of what a search finds, the office every library's", async () => {
  const own = await ordered({ selection: { kind: "search", search: "?q=shared" } });
  expect(numbersIn(readFileSync(exportPath(config, own.id, own.format)))).toEqual(["a1", "a2"]);
  const all = await ordered({ member: null, selection: { kind: "search", search: "?q=shared" } }, "office");
  expect(numbersIn(readFileSync(exportPath(config, all.id, all.format))).sort()).toEqual(["a1", "a2", "n1"]);
  const one = await ordered({ selection: { kind: "numbers", numbers: ["a2", "n1"] } });
  expect(one.records).toBe(1);
});

test("a table says what each record is, with its copies, and calculates nothing", async () => {
  const made = await ordered({ format: "csv" });
  const lines = (await fileOf(made)).body.split("\r\n");
  expect(lines[0]).toContain("library,number,title");
  expect(lines[1]).toMatch(/^JINHE,a1,"Shared, by two",.*2001.*eng,9787532733569,.*I247 1,A1,$/);
  expect(lines[2]).toContain(`a2,"'=SUM(""x"")"`);
  const cells = tableCells({
    memberCode: "X",
    controlNumber: "1",
    marc: book("1", "T"),
    callNumbers: ["A", "B"],
    barcodes: [],
    withdrawnOn: "",
  });
  expect(csvLine(cells)).toContain("A; B,,\r\n");
});

test("a record that a format cannot hold is named and left out, and the rest goes on", async () => {
  const broken = (marc: object): string => JSON.stringify(marc);
  const { rows } = await sql<{ marc: { l: string; f: string[][] } }>`select r.marc from catalogue.record r
    where r.control_number = 'a2'`.execute(database.db);
  const { l, f } = rows[0]!.marc;
  const set = (fields: string[][]) =>
    sql`update catalogue.record set marc = ${broken({ l, f: fields })}::json where control_number = 'a2'`.execute(
      database.db,
    );
  await set([...f, ["HLD866", "  ", "a", "x"], ["500", "  ", "", "no code"]]);
  const parts = await ordered({});
  expect(parts).toMatchObject({ records: 2, leftOut: 2 });
  expect(parts.leftLines.map((one) => [one.controlNumber, one.place, one.reason])).toEqual([
    ["a2", "HLD866", "field"],
    ["a2", "500", "code"],
  ]);
  await set([
    ["001", "a2"],
    ["245", "  ", "a", "x".repeat(120_000)],
  ]);
  const whole = await ordered({});
  expect(whole.records + whole.leftOut).toBeGreaterThanOrEqual(2);
  expect(whole.leftLines[0]).toMatchObject({ controlNumber: "a2" });
  expect(numbersIn(readFileSync(exportPath(config, whole.id, whole.format)))).toContain("a1");
  await set(f);
});

test("a selection that means nothing is told", async () => {
  const made = await ordered({ selection: { kind: "list", list: "no-list" } });
  expect(made).toMatchObject({ state: "failed", error: "list-unknown" });
  expect((await fileOf(made)).statusCode).toBe(404);
});

test("a table for Excel holds the same", async () => {
  const made = await ordered({ format: "xlsx" });
  expect(made).toMatchObject({ state: "done", records: 2 });
  const reply = await fileOf(made);
  expect(reply.headers["content-type"]).toContain("spreadsheetml");
  const zip = await fromBufferPromise(reply.rawPayload);
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.endsWith("sheet1.xml")) continue;
    const sheet = await text(await zip.openReadStreamPromise(entry));
    expect(sheet.match(/<row>/g)).toHaveLength(3);
    expect(sheet).toContain('>=SUM("x")<');
    expect(sheet).toContain(">9787532733569<");
  }
});

test("only what changed since then, with what was withdrawn since", async () => {
  await later.load([book("s1", "Stays"), book("s2", "Changes"), book("s3", "Goes")]);
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(database.db);
  const since = rows[0]!.now.toISOString();
  const gone = { ...book("s3", "Goes"), leader: "00000dam a2200000 i 4500" };
  await later.load([book("s2", "Changed"), gone, book("s4", "New")]);
  const made = await ordered({ member: "LATER", since }, "later");
  expect(made).toMatchObject({ records: 3, since });
  const read = readMarcBytes((await fileOf(made, "later")).rawPayload);
  const told = read.map((one) =>
    one.ok ? [(one.record.fields[0] as { value: string }).value, one.record.leader[5]] : [],
  );
  expect(told).toEqual([
    ["s2", "n"],
    ["s4", "n"],
    ["s3", "d"],
  ]);
  const table = await ordered({ member: "LATER", since, format: "csv" }, "later");
  const lines = (await fileOf(table, "later")).body.trim().split("\r\n").slice(1);
  expect(lines.map((line) => line.replace(/^LATER,(\w+),.*,(.*)$/, "$1 $2"))).toEqual([
    "s2 ",
    "s4 ",
    expect.stringMatching(/^s3 \d{4}-\d\d-\d\d$/),
  ]);
  const selected = await ordered(
    { member: "LATER", since, selection: { kind: "numbers", numbers: ["s1", "s2"] } },
    "later",
  );
  expect(selected.records).toBe(1);
});

test("a file is made again and again by itself, each with what came since the one before", async () => {
  const order = {
    member: "LATER",
    selection: { kind: "library" },
    format: "iso2709",
    every: "night",
    isIncremental: true,
  };
  expect(await doors.code(as("jinhe"), "loads.schedule-export", {}, order)).toBe("member-unknown");
  const { body } = await doors.send(as("later"), "loads.schedule-export", {}, order);
  const at = (hours: number): Date => new Date(Date.now() + hours * 3_600_000);
  const mine = async (): Promise<KnownExport[]> => {
    const listed = await app.inject({ url: "/api/v1/record-exports", headers: as("later") });
    return (listed.json() as { items: KnownExport[] }).items.filter((one) => one.scheduleId === body.id);
  };
  const made = async (): Promise<number> => {
    const [newest] = await mine();
    await makeExport({ db: database.db, config, searcher }, newest!.id);
    return (await getExport(database.db, newest!.id))!.records;
  };
  expect(await exportDue(database.db, at(0))).toBe(1);
  expect(await made()).toBe(3);
  expect(await exportDue(database.db, at(19))).toBe(0);
  await later.load([book("s5", "Came later")]);
  // The file of this night fails: what it would have held is in the next one.
  expect(await exportDue(database.db, at(21))).toBe(1);
  await failExport(database.db, (await mine())[0]!.id, "list-unknown");
  expect(await exportDue(database.db, at(42))).toBe(1);
  expect((await mine()).map((one) => one.since === null)).toEqual([false, false, true]);
  expect(await made()).toBe(1);
  const id = String(body.id);
  expect(await doors.code(as("jinhe"), "loads.unschedule-export", { id })).toBe("export-unknown");
  expect(await doors.code(as("later"), "loads.unschedule-export", { id })).toBeNull();
  expect(await exportDue(database.db, at(100))).toBe(0);
  for (let n = 0; n < 50; n++) await doors.send(as("later"), "loads.schedule-export", {}, order);
  expect(await doors.code(as("later"), "loads.schedule-export", {}, order)).toBe("export-schedules-many");
  const own = await app.inject({ url: "/api/v1/export-schedules", headers: as("later") });
  expect((own.json() as { items: unknown[] }).items).toHaveLength(50);
  const others = await app.inject({ url: "/api/v1/export-schedules", headers: as("jinhe") });
  expect((others.json() as { items: unknown[] }).items).toEqual([]);
});

test("what a transaction wrote that still ran when the file was asked for is in the file after it", async () => {
  const order = {
    member: "LATER",
    selection: { kind: "library" },
    format: "csv",
    every: "night",
    isIncremental: true,
  };
  const { body } = await doors.send(as("jinhe"), "loads.schedule-export", {}, { ...order, member: "JINHE" });
  const newest = async (): Promise<number> => {
    const { rows } = await sql<{
      id: string;
    }>`select e.id from loads.export e where e.schedule_id = ${body.id}
      order by e.created_at desc limit 1`.execute(database.db);
    await makeExport({ db: database.db, config, searcher }, rows[0]!.id);
    return (await getExport(database.db, rows[0]!.id))!.records;
  };
  const client = await database.pool.connect();
  try {
    await client.query("begin");
    await client.query(`update catalogue.record r set changed_at = now()
      where r.id = (select min(o.id) from catalogue.record o join consortium.member m on m.id = o.member_id where m.code = 'JINHE')`);
    const at = (hours: number): Date => new Date(Date.now() + hours * 3_600_000);
    await exportDue(database.db, at(0));
    const all = await newest();
    await client.query("commit");
    expect(all).toBeGreaterThan(1);
    await exportDue(database.db, at(21));
    expect(await newest()).toBe(1);
    await exportDue(database.db, at(42));
    expect(await newest()).toBe(0);
  } finally {
    client.release();
    await doors.send(as("jinhe"), "loads.unschedule-export", { id: String(body.id) });
  }
});

test("nobody takes another library's records or another person's file", async () => {
  const made = await ordered({});
  expect((await fileOf(made, "nobody")).statusCode).toBe(401);
  expect((await fileOf(made, "desk")).statusCode).toBe(403);
  expect((await fileOf(made, "office")).statusCode).toBe(404);
  const body = { member: "JINHE", selection: { kind: "library" }, format: "csv" };
  expect(await doors.code(as("nanshan"), "loads.export-records", {}, body)).toBe("member-unknown");
  expect((await doors.send(as("jinhe"), "loads.export-records", {}, { ...body, member: null })).code).toBe(
    "member-unknown",
  );
  expect((await doors.send(as("desk"), "loads.export-records", {}, body)).status).toBe(403);
  const listed = await app.inject({ url: "/api/v1/record-exports", headers: as("nanshan") });
  expect((listed.json() as { items: unknown[] }).items).toEqual([]);
  expect(doors.unmet()).toEqual([]);
});

test("files go after seven days, not before, and with the person", async () => {
  const made = await ordered({});
  const day = 86_400_000;
  const gone = async (at: number): Promise<string[]> =>
    (await forgetExports(database.db, new Date(Date.now() + at))).map((one) => one.id);
  expect(await gone(6.9 * day)).not.toContain(made.id);
  expect(await gone(7.1 * day)).toContain(made.id);
  const other = await ordered({});
  await inTransaction(database.db, (tx) => erasePerson(tx, systemClock, actors.jinhe!.personId));
  expect(await getExport(database.db, other.id)).toBeUndefined();
});

test("all records go out in one format, and what that loses is named", async () => {
  const made = await ordered({ flavour: "unimarc", format: "marcxml" });
  expect(made).toMatchObject({ state: "done", flavour: "unimarc" });
  const [first] = readMarcBytes((await fileOf(made)).rawPayload);
  expect(first?.ok && first.record.fields.map(({ tag }) => tag)).toEqual([
    "001",
    "010",
    "100",
    "101",
    "105",
    "106",
    "200",
    "952",
  ]);
  const losing = await loaderOf(database, (await findMemberByCode(database.db, "NANSHAN")).id);
  await losing.load([
    book(
      "n9",
      "Enhanced",
      [],
      [
        ["505", "t", "One"],
        ["042", "a", "pcc"],
      ],
    ),
  ]);
  const body = { member: "NANSHAN", selection: { kind: "numbers", numbers: ["n9"] }, flavour: "unimarc" };
  expect(await ordered(body, "nanshan")).toMatchObject({
    records: 1,
    leftOut: 1,
    leftLines: [{ controlNumber: "n9", place: "505 $t", reason: "in-text", detail: "One" }],
  });
  // What has no place stands in 886 as it was: it is not lost.
  const line = await ordered({ ...body, format: "marcjson" }, "nanshan");
  expect((await fileOf(line, "nanshan")).body).toContain('"886"');
});
