import { rm } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { sql } from "kysely";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createReader,
  createRegion,
  openDesks,
  signInAs,
  type TestRegion,
} from "../../circulation/testing.ts";
import { regionFiles } from "../../files/index.ts";
import { readConfig } from "../../kernel/config.ts";
import { type Database, inTransaction } from "../../kernel/database.ts";
import { mountCommands, mountQueries } from "../../kernel/doors.ts";
import type { App } from "../../kernel/http.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { fixedClock } from "../../kernel/time.ts";
import { erasePerson } from "../erasure.ts";
import { room } from "../room.ts";

const FOLDER = "./var/test-reader-files";
let database: Database;
let app: App;
let members: TestRegion["members"];
let desk: Record<string, string>;
let elsewhere: Record<string, string>;
let reader: Awaited<ReturnType<typeof createReader>>;
const clock = fixedClock("2026-11-20T02:00:00Z");
const config = readConfig({ COMMONSHELF_DATA: FOLDER });

beforeAll(async () => {
  database = await createTestDatabase();
  members = (await createRegion(database.db)).members;
  app = await openDesks(database, clock);
  const deps = { ...database, clock, config };
  mountCommands(app, deps, room.commands ?? []);
  mountQueries(app, deps, room.queries ?? []);
  await room.routes?.(app, deps);
  desk = await signInAs(database, app, "east", { member: "EAST", branchId: members.EAST.branchId });
  elsewhere = await signInAs(database, app, "mid", { member: "MID", branchId: members.MID.branchId });
  reader = await createReader(database.db, members.EAST.id, "F1");
  await sql`insert into people.affiliation (id, person_id, member_id, patron_group, number)
    values (gen_random_uuid(), ${reader.personId}, ${members.MID.id}, 'guest', 'M-F1')`.execute(database.db);
});
afterAll(async () => {
  await app.close();
  await database.close();
  await rm(FOLDER, { recursive: true, force: true });
});

type File = {
  notes: { id: string; text: string; by: string }[];
  guarantors: { id: string; name: string; isOver: boolean }[];
  photo: { id: string } | null;
};
const send = async (
  method: "POST" | "DELETE" | "GET",
  path: string,
  headers = desk,
  payload?: object,
): Promise<{ status: number; body: { id: string; code: string } }> => {
  const reply = await app.inject({
    method,
    url: `/api/v1/patrons/${reader.personId}${path}`,
    headers,
    ...(payload && { payload }),
  });
  return {
    status: reply.statusCode,
    body: (reply.body === "" ? {} : reply.json()) as { id: string; code: string },
  };
};
const file = async (headers = desk) =>
  (await app.inject({ url: `/api/v1/patrons/${reader.personId}/file`, headers })).json<File>();

test("whose file was opened is told of it, once for one look", async () => {
  await Promise.all([file(), file(), file()]);
  const { rows } = await sql`select a.action, a.detail from kernel.audit a
    where a.person_id = ${reader.personId} and a.action = 'patron.found'`.execute(database.db);
  expect(rows).toEqual([{ action: "patron.found", detail: { reason: "account" } }]);
});

test("notes are written and taken away by the library they belong to, and no other one sees them", async () => {
  const made = await send("POST", "/notes", desk, { text: "  书在前台借过雨伞 " });
  expect(made.status).toBe(201);
  expect((await file()).notes).toMatchObject([{ text: "书在前台借过雨伞", by: "east" }]);
  expect((await file(elsewhere)).notes).toEqual([]);
  expect((await send("DELETE", `/notes/${made.body.id}`, elsewhere)).body.code).toBe("note-unknown");
  expect((await send("POST", "/notes", desk, { text: "  " })).status).toBe(400);
  expect((await send("DELETE", `/notes/${made.body.id}`)).status).toBe(204);
  expect((await send("DELETE", `/notes/${made.body.id}`)).body.code).toBe("note-unknown");
});

test("a hundred notes are enough", async () => {
  await sql`insert into readers.note (id, person_id, member_id, text, by_id, at)
    select gen_random_uuid(), ${reader.personId}, ${members.EAST.id}, 'n', ${reader.personId}, now()
    from generate_series(1, 99)`.execute(database.db);
  expect((await send("POST", "/notes", desk, { text: "100" })).status).toBe(201);
  expect((await send("POST", "/notes", desk, { text: "101" })).body.code).toBe("notes-full");
  expect((await send("POST", "/notes", elsewhere, { text: "1" })).status).toBe(201);
});

test("a guarantor whose days are over is marked, by the library's day; ten are enough", async () => {
  const first = await send("POST", "/guarantors", desk, {
    name: "王老师",
    contact: "历史系",
    until: "2026-11-19",
  });
  await send("POST", "/guarantors", desk, { name: "李老师", until: "2026-11-20" });
  expect((await file()).guarantors.map((one) => [one.name, one.isOver])).toEqual([
    ["王老师", true],
    ["李老师", false],
  ]);
  for (let n = 3; n <= 10; n++)
    expect((await send("POST", "/guarantors", desk, { name: `G${n}` })).status).toBe(201);
  expect((await send("POST", "/guarantors", desk, { name: "G11" })).body.code).toBe("guarantors-full");
  expect((await send("DELETE", `/guarantors/${first.body.id}`, elsewhere)).body.code).toBe(
    "guarantor-unknown",
  );
  expect((await send("DELETE", `/guarantors/${first.body.id}`)).status).toBe(204);
});

async function upload(bytes: Buffer, headers = desk) {
  const head = '--x\r\ncontent-disposition: form-data; name="file"; filename="me.jpg"\r\n\r\n';
  const reply = await app.inject({
    method: "POST",
    url: `/api/v1/patrons/${reader.personId}/photo`,
    headers: { ...headers, "content-type": "multipart/form-data; boundary=x" },
    payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from("\r\n--x--\r\n")]),
  });
  return { status: reply.statusCode, body: reply.json<{ id: string; code: string }>() };
}

test("a picture is written anew without what a camera says, shown to the library's own desks, and replaced", async () => {
  const taken = await sharp({ create: { width: 900, height: 600, channels: 3, background: "#805030" } })
    .jpeg()
    .withExif({ IFD0: { Copyright: "secret of a camera" } })
    .toBuffer();
  const first = await upload(taken);
  expect(first.status).toBe(201);
  const shown = await app.inject({ url: `/api/v1/patrons/${reader.personId}/photo`, headers: desk });
  expect([shown.statusCode, shown.headers["content-type"]]).toEqual([200, "image/jpeg"]);
  expect(shown.rawPayload.toString("latin1")).not.toContain("secret of a camera");
  expect((await sharp(shown.rawPayload).metadata()).width).toBe(400);
  expect((await send("GET", "/photo", elsewhere)).body.code).toBe("photo-unknown");
  const second = await upload(taken);
  expect((await file()).photo?.id).toBe(second.body.id);
  const { rows } = await sql`select 1 from readers.photo p where p.person_id = ${reader.personId}`.execute(
    database.db,
  );
  expect(rows).toHaveLength(1);
  expect(
    await buffer((await regionFiles(config).get(`readers/${second.body.id}.jpg`))!.stream()),
  ).toBeTruthy();
  expect((await send("DELETE", "/photo")).status).toBe(204);
  expect((await send("DELETE", "/photo")).body.code).toBe("photo-unknown");
});

test("what is no picture is refused, and so is an empty file", async () => {
  expect((await upload(Buffer.from("%PDF-1.7"))).body.code).toBe("picture-kind");
  expect((await upload(Buffer.alloc(0))).body.code).toBe("photo-missing");
});

test("other libraries' desks, readers and nobody see no file and write none", async () => {
  const west = await signInAs(database, app, "west", { member: "WEST", branchId: members.WEST.branchId });
  const self = await signInAs(database, app, "self");
  for (const [headers, status] of [
    [west, 404],
    [self, 403],
    [{}, 401],
  ] as const) {
    expect((await send("GET", "/file", headers)).status).toBe(status);
    expect((await send("GET", "/photo", headers)).status).toBe(status);
    expect((await send("POST", "/notes", headers, { text: "x" })).status).toBe(status);
    expect((await send("POST", "/guarantors", headers, { name: "x" })).status).toBe(status);
    expect((await send("DELETE", "/photo", headers)).status).toBe(status);
    expect((await upload(Buffer.from("x"), headers)).status).toBe(status);
  }
});

test("who is forgotten leaves neither note nor guarantor nor picture", async () => {
  await inTransaction(database.db, (tx) => erasePerson(tx, clock, reader.personId));
  expect(await file()).toMatchObject({ notes: [], guarantors: [], photo: null });
});
