import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createInstance,
  createReader,
  createRegion,
  statusOf,
  type TestRegion,
} from "../circulation/testing.ts";
import type { Actor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import type { Database } from "../kernel/database.ts";
import { mountCommands } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { fixedClock } from "../kernel/time.ts";
import { room } from "./room.ts";

let database: Database;
let members: TestRegion["members"];
let app: App;
const actors: Record<string, Actor> = {};
const clock = fixedClock("2026-11-20T02:00:00Z");

beforeAll(async () => {
  demandDeclaredRefusals();
  database = await createTestDatabase();
  members = (await createRegion(database.db)).members;
  const someone = (last: string, grants: Actor["grants"]): Actor =>
    actorOf({
      personId: `01a00000-0000-7000-8000-0000000000${last}`,
      grants,
    });
  actors.office = someone("01", [{ role: "consortium-admin", scope: null }]);
  actors.east = someone("02", [{ role: "member-admin", scope: members.EAST.id }]);
  actors.west = someone("03", [{ role: "member-admin", scope: members.WEST.id }]);
  actors.desk = members.EAST.desk;
  actors.reader = await createReader(database.db, members.EAST.id, "R1");
  const deps = { ...database, clock, config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountCommands(app, deps, room.commands ?? []);
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const field = (name: string, value: string): string =>
  `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
async function send(
  who: string,
  list: string,
  text: Buffer,
  more: Record<string, string> = {},
  code = "EAST",
) {
  const payload = Buffer.concat([
    Buffer.from(
      Object.entries(more)
        .map(([name, value]) => field(name, value))
        .join(""),
    ),
    Buffer.from('--x\r\ncontent-disposition: form-data; name="file"; filename="list.csv"\r\n\r\n'),
    text,
    Buffer.from("\r\n--x--\r\n"),
  ]);
  const headers = { "x-who": who, "content-type": "multipart/form-data; boundary=x" };
  const reply = await app.inject({
    method: "POST",
    url: `/api/v1/members/${code}/taken-over/${list}`,
    headers,
    payload,
  });
  return { status: reply.statusCode, body: reply.json() as Record<string, unknown> };
}

test("a file of 汇文 in its own encoding is looked at, taken over, agrees when looked at again, and is taken back", async () => {
  const { barcodes, itemIds } = await createInstance(database.db, [
    { memberId: members.EAST.id, branchId: members.EAST.branchId },
  ]);
  // 证件号,条码号,应还日期,备注 in GB18030.
  const head = Buffer.from("d6a4bcfebac52cccf5c2ebbac52cd3a6bbb9c8d5c6da2cb1b8d7a2", "hex");
  const list = Buffer.concat([
    head,
    Buffer.from(`\nR1,${barcodes[0]},2026-12-10,\nNOBODY,${barcodes[0]},2026-12-10,\n`),
  ]);
  const looked = await send("east", "loans", list, { dryRun: "true" });
  expect(looked).toMatchObject({
    status: 200,
    body: {
      read: 2,
      created: 1,
      rows: 2,
      next: null,
      left: ["备注"],
      rejected: [{ line: 3, number: "NOBODY", reason: "reader-unknown" }],
    },
  });
  expect(looked.body.sample).toMatchObject([
    {
      line: 2,
      fields: [
        { name: "reader", value: "R1" },
        { name: "item", value: barcodes[0] },
        { name: "due", value: "2026-12-10" },
      ],
    },
    { line: 3 },
  ]);
  expect(await statusOf(database.db, itemIds[0]!)).toBe("available");
  expect((await send("east", "loans", list)).body).toMatchObject({ created: 1 });
  expect(await statusOf(database.db, itemIds[0]!)).toBe("on-loan");
  expect((await send("office", "loans", list, { dryRun: "true" })).body).toMatchObject({
    created: 0,
    unchanged: 1,
  });
  expect((await send("east", "loans", list, { after: "1" })).body).toMatchObject({ read: 1, next: null });
  const undo = await app.inject({
    method: "POST",
    url: "/api/v1/members/EAST/taken-over/loans/undo",
    headers: { "x-who": "east" },
    payload: { dryRun: false },
  });
  expect(undo.json()).toEqual({ undone: 1, kept: 0, left: 0 });
  expect(await statusOf(database.db, itemIds[0]!)).toBe("available");
});

test("requests and blocks come in as files too", async () => {
  const { barcodes } = await createInstance(database.db, [
    { memberId: members.EAST.id, branchId: members.EAST.branchId },
  ]);
  const holds = Buffer.from(`cardnumber,barcode,reservedate\nR1,${barcodes[0]},2026-11-01\n`);
  expect((await send("east", "holds", holds)).body).toMatchObject({ created: 1 });
  const blocks = Buffer.from("读者证号;原因;截止日期\nR1;逾期;2027-01-01\n");
  expect((await send("east", "blocks", blocks)).body).toMatchObject({ created: 1, updated: 0 });
  expect((await send("east", "blocks", blocks)).body).toMatchObject({ created: 0, unchanged: 1 });
  const undo = await app.inject({
    method: "POST",
    url: "/api/v1/members/EAST/taken-over/blocks/undo",
    headers: { "x-who": "east" },
    payload: { dryRun: false },
  });
  expect(undo.json()).toEqual({ undone: 1, kept: 0, left: 0 });
});

test("a file of Aleph with its padded numbers, its zeros for no day and its blocks, and one of 汇文 with names of branches", async () => {
  const copies = [members.EAST, members.EAST].map(({ id, branchId }) => ({ memberId: id, branchId }));
  const { barcodes } = await createInstance(database.db, copies);
  const other = await createInstance(database.db, copies);
  const aleph = Buffer.from(
    [
      "Z37-ID\tZ30-BARCODE\tZ37-OPEN-DATE\tZ37-END-REQUEST-DATE\tZ37-END-HOLD-DATE",
      `R1          \t${barcodes[0]}      \t20261101\t00000000\t00000000`,
    ].join("\n"),
  );
  expect((await send("east", "holds", aleph)).body).toMatchObject({ created: 1, rejected: [] });
  await sql`update consortium.branch set name = '{"zh-Hans": "总馆"}' where id = ${members.EAST.branchId}`.execute(
    database.db,
  );
  const named = Buffer.from(
    `读者证件号,条码号,预约日期,取书地点\nR1,${other.barcodes[0]},2026-11-02,总馆\nR1,${other.barcodes[1]},2026-11-02,月馆\n`,
  );
  expect((await send("east", "holds", named)).body).toMatchObject({
    created: 1,
    rejected: [{ line: 3, reason: "branch-unknown" }],
  });
  const blocks = Buffer.from(
    "Z303-REC-KEY\tZ303-DELINQ-1\tZ303-DELINQ-1-UPDATE-DATE\nR1          \t05\t00000000\n",
  );
  expect((await send("east", "blocks", blocks)).body).toMatchObject({ created: 1, rejected: [] });
  // Koha ends in 9999 what has no end.
  const koha = Buffer.from("cardnumber,type,expiration\nR1,MANUAL,9999-12-31\n");
  expect((await send("east", "blocks", koha, { dryRun: "true" })).body).toMatchObject({ unchanged: 1 });
});

test("a list is its library's administrators' and the office's, and must be a list", async () => {
  const list = Buffer.from("cardnumber,barcode,date_due\nR1,B1,2026-12-10\n");
  for (const [who, status] of [
    ["nobody", 401],
    ["reader", 403],
    ["desk", 403],
    ["west", 403],
  ] as const) {
    expect((await send(who, "loans", list)).status, who).toBe(status);
    const undo = await app.inject({
      method: "POST",
      url: "/api/v1/members/EAST/taken-over/holds/undo",
      headers: { "x-who": who },
      payload: { dryRun: true },
    });
    expect(undo.statusCode, who).toBe(status);
  }
  expect((await send("east", "loans", list, {}, "NONE")).body).toMatchObject({ code: "member-unknown" });
  expect((await send("east", "loans", Buffer.from(""))).body).toMatchObject({ code: "file-missing" });
  expect((await send("east", "loans", Buffer.from("a,b\n1,2\n"))).body).toMatchObject({
    code: "column-missing",
  });
  expect(
    (await send("east", "loans", Buffer.from('cardnumber,barcode,date_due\n"R1,B1,2026\n'))).body,
  ).toMatchObject({
    code: "table-broken",
  });
  expect((await send("east", "books", list)).status).toBe(400);
});
